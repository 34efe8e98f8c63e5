/**
 * An open lesson: its notebook as edited, the kernel that runs it, the place where the reader stands, the outcomes of
 * cells and the solved tasks. The player, `check`, `run` and any other front end show its state and call its verbs;
 * they keep nothing of their own. Each step is saved as it is taken, so that a session survives its kernel, its cluster and
 * its process.
 */
import { dirname } from 'node:path';
import type { Course, Lesson } from '../course/course.js';
import { hasTag } from '../course/tasks.js';
import { type RecordFile, recordFile } from '../lesson-record.js';
import type { Cell, CodeCell, Notebook } from '../notebook/document.js';
import type { CellRun } from '../notebook/execute.js';
import type { CellResult, ExecuteOptions, Kernel } from '../notebook/kernel-client.js';
import { answersIn } from './answers.js';
import { lessonEnvironment } from './environment.js';
import { type ChangesElsewhere, type LessonFile, openLessonFile } from './lesson-file.js';
import { LessonKernel } from './lesson-kernel.js';
import {
  drawUnderWay,
  type LessonProgress,
  lessonProgress,
  readProgress,
  saveLessonProgress,
  withDraw,
} from './progress.js';
import { type ReaderNotes, readerNotes } from './reader-notes.js';
import { idOf, type Step, stepsOf, type TaskPlace, type TaskState, taskPlaces } from './steps.js';

/** Session options. */
export interface SessionOptions {
  /** The course, with the lessons' files in the learner's copy. */
  course: Course;
  lesson: Lesson;
  /** The folder of the learner's copy. */
  folder: string;
  /** The file of the reader's progress, and that of the solved tasks. */
  progressFile: string;
  solvedFile: string;
  /** The environment of the kernel, with `KUBECONFIG` or `KUBELAB_HOME` for the cluster to use. */
  env: Record<string, string | undefined>;
  /** The runner's name, as it is kept with a solved task: `the player`. */
  by: string;
  /** A draw of the lesson's cases (`random:SEED`), which begins the lesson anew when it is another than before. */
  cases?: string | undefined;
  /** Names the cluster as it is now; with another name than at the kernel's start, the kernel's state is of no use. */
  cluster?: () => string | undefined;
  /** Now; for the date on which a lesson is finished. */
  now?: () => Date;
  /** Called with the name of a progress file that was put aside, as it could not be read. */
  onBroken?: (aside: string) => void;
}

/** The kept result of a cell. */
type TakenResult = Pick<CellResult, 'status' | 'outputs' | 'executionCount'>;

/** A lesson that is being taken. */
export class LessonSession {
  readonly lesson: Lesson;
  #steps: readonly Step[];
  /** The results of this session, by the cell's id. */
  readonly results: Map<string, CellResult> = new Map();
  /** Predictions and hints. */
  readonly notes: ReaderNotes;
  readonly #options: SessionOptions;
  readonly #file: LessonFile;
  #places: readonly TaskPlace[];
  readonly #progress: LessonProgress;
  readonly #record: RecordFile;
  #position: number;
  readonly #kernel: LessonKernel;

  /** Opens the lesson where the reader left it. Throws FILE_MISSING or NOTEBOOK_INVALID. */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.lesson = options.lesson;
    this.#file = openLessonFile(options.lesson, options.folder);
    this.#steps = stepsOf(this.#file.notebook);
    this.#places = taskPlaces(this.#file.notebook, this.steps);
    const kept = structuredClone(
      lessonProgress(readProgress(options.progressFile, options.onBroken), options.lesson.id),
    );
    this.#progress = withDraw(kept, options.cases);
    this.#record = recordFile(options.solvedFile);
    this.notes = readerNotes(this.#progress, () => this.#save());
    this.#kernel = new LessonKernel({
      folder: dirname(this.lesson.file),
      env: () => lessonEnvironment({ ...options, cases: this.cases }),
      cluster: () => options.cluster?.(),
    });
    this.#takeOldEdits();
    this.#position = this.#firstPosition();
  }

  /** The notebook as the reader has it, with the outputs of the cells that ran. */
  get notebook(): Notebook {
    return this.#file.notebook;
  }

  /** The notebook as steps: the text before a code cell, and that cell. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** The number of the step in which the reader stands, from 0; `steps.length` behind the last. */
  get position(): number {
    return this.#position;
  }

  /** The step in which the reader stands; undefined at the end of the lesson. */
  get step(): Step | undefined {
    return this.steps[this.#position];
  }

  /** The draw of the cases; undefined for the lesson as it is handed out. */
  get cases(): string | undefined {
    return drawUnderWay(this.#progress, this.#options.env);
  }

  /** True when the end was reached, before or now, and every task is solved. */
  get finished(): boolean {
    return this.#progress.finishedAt !== null && this.openTasks.length === 0;
  }

  /** The tasks of the lesson. A task that was solved once stays solved. */
  get tasks(): TaskState[] {
    const { solved } = this.#record.read({ lesson: this.lesson.id, cases: this.cases });
    return this.#places.map((place) => ({ ...place, solved: solved.find(({ task }) => task === place.name) }));
  }

  /** The tasks that are not solved. */
  get openTasks(): TaskState[] {
    return this.tasks.filter(({ solved }) => !solved);
  }

  /** The task that a step belongs to: its own, or the one whose opening cell, cell or check stands there. */
  taskAt(position: number): TaskState | undefined {
    return this.tasks.find(({ opening, step, checkStep }) => position >= opening && position <= (checkStep ?? step));
  }

  /** True when the reader has changed the cell. */
  isEdited(cell: CodeCell): boolean {
    const original = this.#file.originalOf(cell);
    return original !== undefined && original !== cell.source;
  }

  /** True when the cell passed in this session or an earlier one, as it is now. */
  hasPassed(cell: CodeCell): boolean {
    return this.#progress.passed.includes(cell.id);
  }

  /** The code cells of the lesson that have not passed. */
  get open(): CodeCell[] {
    return this.steps.flatMap(({ cell }) => (cell && !this.hasPassed(cell) ? [cell] : []));
  }

  /** Takes new code for a cell, and writes it into the copy of the lesson. Throws FILE_UNREADABLE. */
  edit(cell: CodeCell, source: string): void {
    if (source === cell.source) return;
    this.#file.setSource(cell, source);
    this.#setPassed(cell, false);
  }

  /** Gives a cell its first code back. False when it has that code, or when that is unknown. */
  restore(cell: CodeCell): boolean {
    if (!this.isEdited(cell)) return false;
    this.edit(cell, this.#file.originalOf(cell) ?? cell.source);
    return true;
  }

  /** Adds a cell at a place among all cells, from 0, here and in the copy of the lesson. Throws FILE_UNREADABLE. */
  insertCell(index: number, cell: Cell): void {
    this.#changeCells((cells) => cells.splice(index, 0, cell));
  }

  /** Takes a cell away, here and in the copy of the lesson. Throws FILE_UNREADABLE. */
  removeCell(cell: Cell): void {
    this.#notePassed(cell, false);
    this.#changeCells((cells) => {
      const at = cells.indexOf(cell);
      if (at >= 0) cells.splice(at, 1);
    });
  }

  /** Another program's changes to the copy of the lesson since it was read or written here. */
  get changesElsewhere(): ChangesElsewhere {
    return this.#file.changesElsewhere();
  }

  /** Takes over another program's changes to the copy, or its outputs alone; code that changed has not run. */
  takeChanges(what: 'all' | 'outputs'): void {
    this.#renew(() => {
      for (const cell of this.#file.take(what)) this.#notePassed(cell, false);
    });
  }

  /**
   * Writes all that is known here into the copy, over what another program wrote; gives the new name of a file that held no notebook
   * and was put aside. Throws FILE_UNREADABLE.
   */
  keepOwn(): string | undefined {
    return this.#file.write();
  }

  /** Goes to the next step. Behind the last one the end of the lesson is reached. */
  next(): void {
    this.goTo(this.#position + 1);
  }

  /** Goes to the step before; stays at the first. */
  back(): void {
    this.goTo(this.#position - 1);
  }

  /** Goes to a step by its number, from 0; one that is out of range stands for the nearest. */
  goTo(position: number): void {
    this.#position = Math.min(Math.max(0, position), this.steps.length);
    if (this.#position === this.steps.length) {
      this.#progress.finishedAt ??= (this.#options.now?.() ?? new Date()).toISOString();
    }
    this.#save();
  }

  /** Starts the kernel, if it does not run. Throws KERNEL_MISSING or ENVIRONMENT. */
  async start(): Promise<Kernel> {
    return this.#kernel.start();
  }

  /**
   * The cells before this one that passed and that the kernel does not know, as it is fresh: of an earlier session, or
   * lost with a kernel that ended. A front end runs them (`replay`) before the reader goes on.
   */
  get missing(): CodeCell[] {
    return this.steps
      .slice(0, this.#position)
      .flatMap(({ cell }) => (cell && this.hasPassed(cell) && !this.#kernel.knows(cell) ? [cell] : []));
  }

  /** The answers that a cell showed when it ran last. */
  answersOf(cell: CodeCell): string[] {
    return this.#progress.answers[cell.id] ?? [];
  }

  /** Runs a cell. Resolves whatever the cell does; throws KERNEL_MISSING when no kernel can be started. */
  async run(cell: CodeCell, options: ExecuteOptions = {}): Promise<CellResult> {
    // Jupyter, too, does not send an empty cell to the kernel.
    const result: CellResult =
      cell.source.trim() === ''
        ? { status: 'ok', outputs: [], executionCount: null, durationMs: 0, lateFaults: [] }
        : await this.#kernel.execute(cell.source, {
            ...options,
            onLateFault: (fault) => {
              this.#setPassed(cell, false);
              options.onLateFault?.(fault);
            },
          });
    this.results.set(cell.id, result);
    if (cellPassed(cell, result)) this.#kernel.learned(cell);
    this.#take([{ cell, result }]);
    return result;
  }

  /** Takes over what became of the cells in a run of the whole notebook, as `run` and `check` do it. */
  takeRun(runs: readonly CellRun[]): void {
    const taken = runs.flatMap((run) => {
      const cell = this.steps.find((step) => step.cell?.id === run.id)?.cell;
      return cell && run.status !== 'not-run' ? [{ cell, result: { ...run, status: run.status } }] : [];
    });
    this.#take(taken);
  }

  /** Runs code that is no cell of the lesson in its kernel, as from a prompt. Nothing of it is kept. */
  async evaluate(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    return this.#kernel.execute(code, options);
  }

  /** True while a kernel runs. */
  get kernelAlive(): boolean {
    return this.#kernel.alive;
  }

  /** Ends a kernel whose variables belong to another cluster than there is now. True when there was one. */
  async endStaleKernel(): Promise<boolean> {
    return this.#kernel.endWhenStale();
  }

  /** Ends the kernel; the next cell starts another, which is given the earlier cells again (`missing`). */
  async endKernel(): Promise<void> {
    await this.#kernel.end();
  }

  /** Ends the kernel for good. Resolves when nothing is left running. */
  async close(): Promise<void> {
    await this.#kernel.close();
  }

  #changeCells(change: (cells: Cell[]) => void): void {
    this.#renew(() => this.#file.setCells(change));
  }

  /** Changes the notebook; the reader stays where they stood. */
  #renew(change: () => void): void {
    const { step } = this;
    change();
    this.#steps = stepsOf(this.notebook);
    this.#places = taskPlaces(this.notebook, this.#steps);
    const same = this.#steps.findIndex((one) => step !== undefined && idOf(one) === idOf(step));
    this.#position = same >= 0 ? same : Math.min(this.#position, this.#steps.length);
    this.#save();
  }

  #take(ran: readonly { cell: CodeCell; result: TakenResult }[]): void {
    this.#file.setOutputs(ran.map(({ cell, result }) => ({ cell, ...result })));
    for (const { cell, result } of ran) {
      this.#progress.answers[cell.id] = answersIn(result.outputs);
      this.#notePassed(cell, cellPassed(cell, result));
    }
    this.#save();
  }

  #setPassed(cell: CodeCell, passed: boolean): void {
    this.#notePassed(cell, passed);
    this.#save();
  }

  #notePassed(cell: Cell, passed: boolean): void {
    const others = this.#progress.passed.filter((id) => id !== cell.id);
    this.#progress.passed = passed ? [...others, cell.id] : others;
  }

  /** Where the reader left; at the end of a lesson with open tasks, the first of these. */
  #firstPosition(): number {
    const { place, finishedAt } = this.#progress;
    const kept = this.steps.findIndex((step) => idOf(step) === place);
    if (kept >= 0) return kept;
    return finishedAt === null ? 0 : (this.openTasks[0]?.opening ?? 0);
  }

  #takeOldEdits(): void {
    const { edits } = this.#progress;
    if (!edits) return;
    delete this.#progress.edits;
    for (const { cell } of this.steps) {
      const edited = cell && edits[cell.id];
      if (cell && edited !== undefined && !this.isEdited(cell)) this.#file.setSource(cell, edited);
    }
    saveLessonProgress(this.#options.progressFile, this.lesson.id, this.#progress);
  }

  #save(): void {
    this.#progress.place = (this.step && idOf(this.step)) ?? null;
    saveLessonProgress(this.#options.progressFile, this.lesson.id, this.#progress);
  }
}

/** True when a cell did its part: it ran, or it is there to show an error and showed one. */
export function cellPassed(cell: CodeCell, { status }: Pick<CellResult, 'status'>): boolean {
  return status === 'ok' || (status === 'error' && hasTag(cell, 'raises-exception'));
}
