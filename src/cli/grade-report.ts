/** How a grading goes, for its reader: a table that is drawn anew on a terminal, a line for each submission elsewhere. */

import { count } from '../count.js';
import type { GradingEvent } from '../course/grading/grade-class.js';
import type { Task } from '../course/grading/grade-one.js';
import type { Result } from '../course/grading/results.js';
import type { Submission } from '../course/grading/submissions.js';
import type { NotebookEvent } from '../notebook/execute.js';
import type { WorkerState } from '../queue/presence.js';
import { sanitise } from './terminal/sanitise.js';
import type { Style } from './terminal/style.js';
import type { Terminal } from './terminal/terminal.js';
import { cutTo, padTo } from './terminal/text.js';
import { inSeconds, workerLines } from './worker-lines.js';

/** Shows what happens in a grading. */
export interface GradingReporter {
  onEvent(event: GradingEvent): void;
  /** A step within the run of a submission. */
  onCell(submission: Submission, event: NotebookEvent): void;
  /** Takes away the temporary lines. */
  stop(): void;
}

interface Running {
  startedAt: number;
  cell: string;
}

const REDRAW_MS = 200;
/** Submissions that could not be graded, a line each; the rest is in the summary. */
const MOST_REFUSED = 10;

/**
 * A reporter for these tasks. Finished submissions stand above; below stand those that run, with how far they are, or the workers
 * of a queue, with their runs and how long these will take.
 */
export function reportGrading(
  out: Terminal,
  tasks: readonly Task[],
  workers?: () => readonly WorkerState[],
): GradingReporter {
  const { style } = out;
  const several = new Set(tasks.map(({ submission }) => submission.lesson?.id)).size > 1;
  const nameOf = (task: Task | undefined): string => {
    const exercise = several ? (task?.submission.lesson?.id ?? '') : '';
    return sanitise(`${task?.label ?? ''} ${exercise}`.trim());
  };
  const running = new Map<number, Running>();
  const widest = Math.min(32, Math.max(7, ...tasks.map((task) => nameOf(task).length)));
  const indexOf = new Map(tasks.map(({ submission }, index) => [submission, index]));
  const began = performance.now();
  let finished = 0;
  let ran = 0;
  let refused = 0;
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const clear = (): void => {
    if (drawn > 0) out.write(`\r\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    if (!out.rewrites) return;
    clear();
    const lines = workers
      ? workers().flatMap(workerLines)
      : [...running].map(([index, { startedAt, cell }]) => {
          const name = padTo(cutTo(nameOf(tasks[index]), widest), widest);
          return `${name}  ${cell}, ${inSeconds(performance.now() - startedAt)}`;
        });
    const share = tasks.length > 0 ? finished / tasks.length : 1;
    const done = Math.round(share * 20);
    lines.push(
      `${'█'.repeat(done)}${'░'.repeat(20 - done)} ${finished} of ${count(tasks.length, 'submission')}${workers ? restOfTime() : ''}`,
    );
    const shown = lines.slice(-Math.max(1, out.rows - 2)).map((line) => cutTo(line, out.columns - 1));
    out.write(`${shown.map((line) => style.dim(line)).join('\n')}\n`);
    drawn = shown.length;
  };
  const restOfTime = (): string => {
    if (ran === 0) return '';
    const left = ((performance.now() - began) / ran) * (tasks.length - finished);
    return `, about ${inSeconds(left)} left`;
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    clear();
  };

  return {
    stop,
    onEvent(event) {
      const task = tasks[event.index];
      if (event.type === 'started') {
        running.set(event.index, { startedAt: performance.now(), cell: 'starting' });
        if (out.rewrites) timer ??= setInterval(draw, REDRAW_MS).unref();
        if (!workers) draw();
        return;
      }
      running.delete(event.index);
      finished++;
      if (event.how === 'run') ran++;
      clear();
      if (event.result.status === 'not graded') refused++;
      if (event.result.status === 'graded' || refused <= MOST_REFUSED)
        out.line(lineOf(nameOf(task), widest, event, style));
      else if (refused === MOST_REFUSED + 1) out.line(style.dim('… of more that cannot be graded the end tells'));
      draw();
    },
    onCell(submission, event) {
      const entry = running.get(indexOf.get(submission) ?? -1);
      if (entry && event.type === 'cell-started') entry.cell = `cell ${event.number} of ${event.total}`;
    },
  };
}

const said = { kept: '  as before', judged: '  judged again', run: '', refused: '' };

function lineOf(
  name: string,
  widest: number,
  { result, how }: Extract<GradingEvent, { type: 'finished' }>,
  style: Style,
): string {
  const padded = padTo(cutTo(name, widest), widest);
  if (result.status === 'not graded') return `${padded}  ${style.red('not graded')}: ${sanitise(result.reason ?? '')}`;
  return `${padded}  ${pointsOf(result, style)}  ${squares(result, style)}${style.dim(said[how])}`;
}

function pointsOf({ points, maxPoints }: Result, style: Style): string {
  const text = `${points} of ${maxPoints}`.padStart(10);
  return points >= maxPoints ? style.green(text) : text;
}

/** A sign for each check, in the order of the rubric. */
function squares({ checks }: Result, style: Style): string {
  return checks
    .map(({ points, maxPoints }) =>
      points >= maxPoints ? style.green('✔') : points > 0 ? style.yellow('◐') : style.red('✘'),
    )
    .join('');
}
