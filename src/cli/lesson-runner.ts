/** All lessons without a reader: a line for each cell, and a table at the end. */

import { count } from '../count.js';
import { type LessonRun, runLessons } from '../course/run-lessons.js';
import type { Lessons } from './commands/start.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from './exit-codes.js';
import { reportRun, summaryOf, verdictOfRun } from './run-report.js';
import { sanitise } from './terminal/sanitise.js';
import { formatTable } from './terminal/table.js';
import type { Io } from './terminal/terminal.js';
import { formatDuration } from './terminal/text.js';

/**
 * Runs the lesson that was named, or all. 0 when every cell passed, 1 when not, 130 or 143 after a signal; throws, after
 * the table, KERNEL_MISSING or ENVIRONMENT when the kernel cannot be started.
 */
export async function runAllLessons({ course, lesson, env }: Lessons, io: Io): Promise<ExitCode> {
  const { out } = io;
  const { style } = out;
  const reporter = reportRun(out, 'lines');
  const result = await runLessons({
    course,
    env,
    signal: io.signals.interruption,
    ...(lesson ? { lessons: [lesson.id] } : {}),
    onEvent: (event) => {
      if (event.type === 'lesson-started') {
        const solution = event.lesson.exercise ? style.dim(' (its solution)') : '';
        out.line(`\n${style.bold(sanitise(event.lesson.title))}${solution}`);
      } else if (event.type !== 'lesson-finished') {
        reporter.onEvent(event);
      }
    },
  }).finally(() => reporter.stop());
  out.line();
  out.line(formatTable(['LESSON', 'CELLS', 'RESULT', 'TIME'], result.lessons.map(row(io)), style));
  for (const { file, run } of result.lessons) {
    if (run.status !== 'ok') out.line(`\n${summaryOf(file, run, style).join('\n')}`);
  }
  const left = (lesson ? 1 : course.lessons.length) - result.lessons.length;
  if (left > 0) out.line(`\n${count(left, 'lesson')} not run`);
  if (result.status === 'interrupted') {
    out.line(style.yellow('The run was interrupted.'));
    return exitCodeOfSignal(io.signals.interruption.reason);
  }
  if (result.status === 'no-kernel') throw result.error;
  return result.status === 'ok' ? EXIT.ok : EXIT.failed;
}

function row({ out: { style } }: Io): (result: LessonRun) => string[] {
  return ({ lesson, run }) => {
    const passed = run.cells.filter((cell) => cell.passed).length;
    return [sanitise(lesson.title), `${passed}/${run.cells.length}`, verdictOfRun(run, style), formatDuration(run.ms)];
  };
}
