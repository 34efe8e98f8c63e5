/**
 * One lesson in a terminal, step by step: the text, the code, a key, the output. The face of a {@link LessonSession},
 * which knows the place, the kernel, the outcomes of cells and the solved tasks.
 */
import type { CodeCell } from '../notebook/document.js';
import { valueText } from '../notebook/plain-text.js';
import { cellPassed, type LessonSession } from '../session/session.js';
import { isCheck, type TaskState } from '../session/steps.js';
import { errorText } from './error-text.js';
import { editCell, restoreCell } from './player-edit.js';
import {
  choicesAfterFailure,
  choicesAtCell,
  choicesAtEnd,
  choicesAtOpenTask,
  choicesAtPause,
  EVERYWHERE,
  helpText,
} from './player-keys.js';
import { exportNotebook, predict, prompt, settlePrediction } from './player-prompt.js';
import { prepareKernel } from './player-replay.js';
import type { PlayerScreen } from './player-screen.js';
import { endText, giveHint, jump, openTasksText, unrunText, unrunWork } from './player-tasks.js';
import { endings, firstLine } from './run-report.js';
import { sanitise } from './terminal/sanitise.js';
import { formatDuration } from './terminal/text.js';

/** How a reader went out of a lesson. `next`: on to the one that follows. */
export type Exit = 'next' | 'left' | 'list';

/** The player's input beside the session and the screen. */
export interface LessonSurroundings {
  /** The title of the lesson that follows; undefined behind the last. */
  next: string | undefined;
  /** Starts the practice cluster again when it has ended. True when it did. */
  revive: () => Promise<boolean>;
}

/** `stay`: shows the step where the reader is now; `here`: asks again; `on`: goes to the next step. */
type Action = 'stay' | 'here' | 'on' | Exit;

/** Plays the lesson from where the reader left it. Rejects with the reason of an interruption. */
export async function playLesson(
  session: LessonSession,
  screen: PlayerScreen,
  surroundings: LessonSurroundings,
): Promise<Exit> {
  return new LessonPlayer(session, screen, surroundings).play();
}

class LessonPlayer {
  readonly #session: LessonSession;
  readonly #screen: PlayerScreen;
  readonly #surroundings: LessonSurroundings;

  constructor(session: LessonSession, screen: PlayerScreen, surroundings: LessonSurroundings) {
    this.#session = session;
    this.#screen = screen;
    this.#surroundings = surroundings;
  }

  async play(): Promise<Exit> {
    const session = this.#session;
    let text = this.#screen.title();
    // The kernel starts while the reader reads; that it cannot is said when a cell is to be run.
    session.start().catch(() => {});
    for (;;) {
      const { step } = session;
      const action = step ? await this.#atStep(text) : await this.#atEnd();
      text = '';
      if (action === 'on') session.next();
      else if (action !== 'stay' && action !== 'here') return action;
    }
  }

  async #atStep(before: string): Promise<Action> {
    const { step } = this.#session;
    if (!step) return 'stay';
    const turned = await this.#show(before + this.#screen.step(step));
    if (turned) return turned;
    return step.cell ? this.#untilLeft(() => this.#atCell(step.cell as CodeCell)) : 'on';
  }

  /** Asks again as long as the action leaves the reader where they are. */
  async #untilLeft(ask: () => Promise<Action>): Promise<Exclude<Action, 'here'>> {
    for (;;) {
      const action = await ask();
      if (action !== 'here') return action;
    }
  }

  /** Writes what comes next, with a pause wherever something unread would run out of sight; the reader may turn away there. */
  async #show(text: string): Promise<Action | undefined> {
    let all = false;
    for (const [index, part] of this.#screen.parts(text).entries()) {
      const action: Action | 'more' | 'all' = index > 0 && !all ? await this.#pause() : 'more';
      if (action !== 'more' && action !== 'all') return action;
      all ||= action === 'all';
      this.#screen.write(part);
    }
    return undefined;
  }

  async #pause(): Promise<Action | 'more' | 'all'> {
    for (;;) {
      const key = await this.#screen.ask(choicesAtPause, ['enter', 's', ...EVERYWHERE]);
      if (key === 'enter') return 'more';
      // the cell behind the text is not skipped unseen
      const action = key === 's' ? 'all' : await this.#common(key);
      if (action !== 'here') return action;
    }
  }

  /** Waits at a cell until the reader has done something with it. */
  async #atCell(cell: CodeCell): Promise<Action> {
    const { position, notes, step } = this.#session;
    const made = notes.predictionAt(step);
    const choices = choicesAtCell({
      edited: this.#session.isEdited(cell),
      task: this.#session.taskAt(position) !== undefined,
      predicts: made !== undefined && made.made === undefined,
    });
    const key = await this.#screen.ask(choices, ['enter', 'e', 'r', 's', ...EVERYWHERE]);
    switch (key) {
      case 'enter':
        return this.#run(cell);
      case 'e': {
        const task = this.#session.taskAt(position);
        // the check is the lesson's own code, so that its task is what is edited
        return task && isCheck(cell) ? this.#editTask(task, cell) : this.#editHere(cell);
      }
      case 'r':
        return this.#runBefore();
      case 's':
        return 'on';
      default:
        return this.#common(key, cell);
    }
  }

  /** Actions of keys that work everywhere. */
  async #common(key: string, cell: CodeCell | undefined = this.#session.step?.cell): Promise<Action> {
    const session = this.#session;
    const screen = this.#screen;
    switch (key) {
      case 'b':
        session.back();
        return 'stay';
      case 'o':
        return restoreCell(session, screen, cell) && cell === session.step?.cell ? 'stay' : 'here';
      case 'h':
        return this.#working(() => giveHint(session, screen));
      case ':':
        return this.#working(() => prompt(session, screen));
      case 'p':
        await predict(session, screen);
        return 'here';
      case 'g': {
        const before = session.position;
        await jump(session, screen);
        return session.position === before ? 'here' : 'stay';
      }
      case 'x':
        await exportNotebook(session, screen);
        return 'here';
      case 'l':
        return 'list';
      case '?':
        screen.write(helpText(session));
        return 'here';
      default:
        return 'left';
    }
  }

  async #run(cell: CodeCell): Promise<Action> {
    const screen = this.#screen;
    const { style } = screen.io.out;
    const { step, position } = this.#session;
    const unrun = isCheck(cell) ? unrunWork(this.#session, position) : undefined;
    if (unrun) {
      const action = await this.#runShown(unrun);
      if (action !== 'on') return action;
    }
    try {
      if (!(await prepareKernel(this.#session, this.#screen, this.#surroundings.revive))) return 'here';
      const result = await screen.runCell(cell);
      const time = style.dim(formatDuration(result.durationMs));
      if (cellPassed(cell, result)) {
        const open = isCheck(cell) && this.#session.taskAt(position)?.solved === undefined;
        screen.write(`  ${open ? style.yellow('○') : style.green('✓')} ${time}\n`);
        if (step?.cell === cell) await settlePrediction(step, this.#session, screen);
        return isCheck(cell) ? this.#afterCheck(cell, position) : 'on';
      }
      screen.write(`  ${style.red(`✗ ${endings[result.status]}`)} ${time}\n`);
      if (result.status === 'died') screen.write('  Enter at the next cell starts the kernel again.\n');
      else {
        const unrun = unrunText(this.#session, cell);
        if (unrun) screen.say(unrun);
      }
    } catch (error) {
      this.#tell(error, 'The cell could not be run.');
    }
    return this.#untilLeft(() => this.#afterFailure(cell));
  }

  async #afterFailure(cell: CodeCell): Promise<Action> {
    const key = await this.#screen.ask(choicesAfterFailure, ['enter', 'e', 'r', 's', ...EVERYWHERE]);
    if (key === 'enter' || key === 's') return 'on';
    if (key === 'e') {
      if (cell === this.#session.step?.cell) return this.#editHere(cell);
      // a task's cell, edited at its check: it is run, and what asked for that goes on with the check
      const edited = await editCell(this.#session, this.#screen, cell);
      return edited ? this.#runShown(cell) : 'here';
    }
    if (key === 'r') return this.#run(cell);
    return this.#common(key, cell);
  }

  #runShown(cell: CodeCell): Promise<Action> {
    this.#screen.write(this.#screen.step({ text: [], cell }));
    return this.#run(cell);
  }

  /** Behind a check: a solved task lets the reader go on, an open one keeps them. */
  async #afterCheck(check: CodeCell, position: number): Promise<Action> {
    const task = this.#session.taskAt(position);
    if (!task) return 'on';
    const { style } = this.#screen.io.out;
    const open = openTasksText(this.#session);
    if (task.solved) {
      const { at, by } = task.solved;
      if (this.#saysDone(check)) this.#screen.say(open ?? 'Every task of the lesson is done.', style.green);
      else this.#screen.say(`Solved on ${at.slice(0, 10)} (${by}), and it stays solved.`, style.green);
      return 'on';
    }
    this.#screen.say(open ?? '', style.yellow);
    return this.#untilLeft(() => this.#atOpenTask(task, check));
  }

  async #atOpenTask(task: TaskState, check: CodeCell): Promise<Action> {
    const key = await this.#screen.ask(choicesAtOpenTask, ['enter', 'e', 'r', 's', ...EVERYWHERE]);
    if (key === 'enter' || key === 'r') return this.#run(check);
    if (key === 's') return 'on';
    return key === 'e' ? this.#editTask(task, check) : this.#common(key, this.#session.steps[task.step]?.cell);
  }

  /** Opens the cell of a task, and when it was changed runs it and checks it. */
  async #editTask(task: TaskState, check: CodeCell): Promise<Action> {
    const cell = this.#session.steps[task.step]?.cell;
    if (!cell || !(await editCell(this.#session, this.#screen, cell))) return 'here';
    const ran = await this.#runShown(cell);
    return ran === 'on' && cell !== check ? this.#run(check) : ran;
  }

  #saysDone(check: CodeCell): boolean {
    return valueText(this.#session.results.get(check.id)?.outputs.at(-1))?.startsWith('Done') ?? false;
  }

  /** Runs the last cell before this one again: its outputs may have changed since. */
  async #runBefore(): Promise<Action> {
    const { steps, position } = this.#session;
    const before = steps[position - 1]?.cell;
    if (!before) return 'here';
    this.#screen.write(`${this.#screen.io.out.style.dim(firstLine(before))}\n`);
    const action = await this.#run(before);
    return action === 'on' ? 'here' : action;
  }

  async #editHere(cell: CodeCell): Promise<Action> {
    await editCell(this.#session, this.#screen, cell);
    return 'stay';
  }

  /** Does something with a kernel that knows the earlier cells. */
  async #working(work: () => Promise<void>): Promise<Action> {
    try {
      if (await prepareKernel(this.#session, this.#screen, this.#surroundings.revive)) await work();
    } catch (error) {
      this.#tell(error, 'That could not be done.');
    }
    return 'here';
  }

  /** The end of the lesson, where the reader stays until they go somewhere. */
  async #atEnd(): Promise<Action> {
    const screen = this.#screen;
    const { style } = screen.io.out;
    const { next } = this.#surroundings;
    screen.write(endText(this.#session, screen));
    const following =
      next === undefined ? 'It was the last lesson of the course.' : `Next: ${style.bold(sanitise(next))}.`;
    screen.write(`${following}\n`);
    const open = this.#session.openTasks.length > 0;
    const choices = choicesAtEnd({ open, next: next !== undefined });
    return this.#untilLeft(async () => {
      const key = await screen.ask(choices, [...(next === undefined ? [] : ['enter']), ...EVERYWHERE]);
      return key === 'enter' ? 'next' : this.#common(key);
    });
  }

  #tell(error: unknown, what: string): void {
    const { signals, out } = this.#screen.io;
    if (signals.interruption.aborted) throw error;
    this.#screen.write(`${out.style.red(what)} ${errorText(error, this.#screen.io)}\n`);
  }
}
