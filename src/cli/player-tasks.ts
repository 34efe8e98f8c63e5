/** The player's words on tasks: hints, open tasks, and the end of a lesson. */
import { count } from '../count.js';
import type { CodeCell } from '../notebook/document.js';
import { nextHint } from '../session/hints.js';
import type { LessonSession } from '../session/session.js';
import { isCheck, type TaskState } from '../session/steps.js';
import type { PlayerScreen } from './player-screen.js';
import { firstLine } from './run-report.js';
import { startProgress } from './terminal/progress.js';
import { sanitise } from './terminal/sanitise.js';

/** `1 of 3 tasks open: task-2 (step 31)`; undefined when none is. */
export function openTasksText({ tasks }: LessonSession): string | undefined {
  const open = tasks.filter(({ solved }) => !solved);
  if (open.length === 0) return undefined;
  return `${open.length} of ${count(tasks.length, 'task')} open: ${some(open.map(nameAndStep))}`;
}

/** Gives the next hint for the task where the reader stands, or says why there is none. */
export async function giveHint(session: LessonSession, screen: PlayerScreen): Promise<void> {
  const task = session.taskAt(session.position);
  const { dim, yellow } = screen.io.out.style;
  if (!task) {
    screen.say(`There is no task here. ${openTasksText(session) ?? 'Every task is done'}; g goes to one.`, dim);
    return;
  }
  const { signals, out } = screen.io;
  const progress = startProgress(out, 'looking at what is missing', { afterMs: 300 });
  const hint = await nextHint(session, task, signals.interruption).finally(() => progress.stop());
  switch (hint.type) {
    case 'hint':
      screen.say(`Hint ${hint.level} of ${hint.levels}: ${hint.text}`, yellow);
      screen.say(`(for: ${hint.criterion}${hint.last ? '; there are no more for it' : ''})`, dim);
      break;
    case 'none':
      screen.say(`Open: ${hint.criterion}. ${hint.seen}`, yellow);
      break;
    case 'done':
      screen.say('Nothing is missing any more: Enter checks it.', dim);
      break;
    case 'unknown':
      screen.say(`There is no hint now: ${hint.why}. Run the cells before this one first.`, dim);
  }
}

/** Asks where to go, and goes there. */
export async function jump(session: LessonSession, screen: PlayerScreen): Promise<void> {
  const { steps } = session;
  const open = openTasksText(session);
  if (open) screen.say(open);
  const first = session.openTasks[0];
  const usual = first ? `; Enter for ${first.name}` : '';
  for (;;) {
    const typed = await screen.line(`  Go to step 1 to ${steps.length}, or a task${usual}: `);
    if (typed === undefined || (typed === '' && !first)) return;
    const task = typed === '' ? first : session.tasks.find(({ name }) => name === typed.toLowerCase());
    if (task) return session.goTo(task.opening);
    const number = /^\d+$/.test(typed) ? Number(typed) : 0;
    if (number >= 1 && number <= steps.length) return session.goTo(number - 1);
    const names = session.tasks.map(({ name }) => name);
    screen.say(
      `There is no step or task ${JSON.stringify(typed)}${names.length > 0 ? `. Tasks: ${some(names)}` : ''}.`,
    );
  }
}

/** The cell of the task that a check stands behind, when it was edited and has not run since; undefined when there is none. */
export function unrunWork(session: LessonSession, position: number): CodeCell | undefined {
  const task = session.taskAt(position);
  const cell = task && task.step < position ? session.steps[task.step]?.cell : undefined;
  return cell && session.isEdited(cell) && !session.hasPassed(cell) ? cell : undefined;
}

/** Cells before a failed cell that did not run, since it may miss their variables; undefined when all did. */
export function unrunText(session: LessonSession, failed: CodeCell): string | undefined {
  const place = session.steps.findIndex(({ cell }) => cell === failed);
  const [first, ...more] = session.steps.flatMap(({ cell }, at) =>
    cell && at < place && !isCheck(cell) && !session.hasPassed(cell) ? [at + 1] : [],
  );
  if (first === undefined) return undefined;
  const others = more.length > 0 ? ` and ${count(more.length, 'other')}` : '';
  return `Step ${first}${others} before this one did not run: what is missing may be made there. g goes to a step.`;
}

/** The text at the end of a lesson. */
export function endText(session: LessonSession, screen: PlayerScreen): string {
  const { style } = screen.io.out;
  const title = `"${sanitise(session.lesson.title)}"`;
  const open = openTasksText(session);
  const lines = [
    open
      ? style.yellow(style.bold(`You are at the end of ${title}: ${open}.`))
      : style.green(style.bold(`That was the end of ${title}.`)),
  ];
  const cells = session.open;
  if (cells.length > 0) {
    lines.push(`${count(cells.length, 'cell')} did not pass or did not run:`);
    lines.push(
      ...cells.map((cell) => `  step ${session.steps.findIndex((step) => step.cell === cell) + 1}: ${firstLine(cell)}`),
    );
  }
  const { made, right } = session.notes.count();
  if (made > 0) lines.push(`You made ${count(made, 'prediction')}; ${right} came true.`);
  return `\n${lines.join('\n')}\n`;
}

/** The first few of a list. */
function some(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

const MOST_NAMES = 5;

function nameAndStep({ name, opening }: TaskState): string {
  return `${sanitise(name)} (step ${opening + 1})`;
}
