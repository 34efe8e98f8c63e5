/**
 * An open lesson: its notebook, the kernel that runs it, the place where the reader stands, and what became of the cells.
 * A front end shows what is here and calls its verbs; it keeps nothing of its own. Each step is saved as it is taken.
 */
import { dirname } from 'node:path';
import type { Lesson } from '../course/course.js';
import { kernelCommand } from '../kernel/kernelspec.js';
import { makeKernelSnapshot } from '../kernel/make-snapshot.js';
import { type Cell, type CodeCell, type Notebook, readNotebook, type TextCell } from '../notebook/document.js';
import type { CellResult, ExecuteOptions, Kernel } from '../notebook/kernel-client.js';
import { startKernel } from '../notebook/start-kernel.js';
import { type LessonProgress, lessonProgress, readProgress, saveLessonProgress } from './progress.js';

/** One step of a lesson: the text before a code cell, and that cell; the last step may be text alone. */
export interface Step {
  text: TextCell[];
  cell?: CodeCell;
}

/** What a session needs. */
export interface SessionOptions {
  lesson: Lesson;
  /** The file of the reader's progress. */
  progressFile: string;
  /** The environment of the kernel, with `KUBECONFIG` or `KUBELAB_HOME` for the cluster to use. */
  env: Record<string, string | undefined>;
  /** Now; for the date on which a lesson is finished. */
  now?: () => Date;
  /** Called with the name of a progress file that was put aside, as it could not be read. */
  onBroken?: (aside: string) => void;
}

/** A lesson that is being taken. */
export class LessonSession {
  readonly lesson: Lesson;
  readonly steps: readonly Step[];
  /** The results of this session, by the cell's id. */
  readonly results: Map<string, CellResult> = new Map();
  readonly #options: SessionOptions;
  readonly #progress: LessonProgress;
  #position: number;
  #kernel: Kernel | undefined;
  #starting: Promise<Kernel> | undefined;
  /** The cells whose declarations the running kernel holds. */
  #inKernel = new Set<string>();
  readonly #closing = new AbortController();

  /** Opens the lesson where the reader left it. Throws FILE_MISSING or NOTEBOOK_INVALID. */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.lesson = options.lesson;
    this.steps = stepsOf(readNotebook(options.lesson.file));
    this.#progress = structuredClone(
      lessonProgress(readProgress(options.progressFile, options.onBroken), options.lesson.id),
    );
    this.#position = Math.max(
      0,
      this.steps.findIndex((step) => idOf(step) === this.#progress.place),
    );
  }

  /** The number of the step in which the reader stands, from 0; `steps.length` behind the last. */
  get position(): number {
    return this.#position;
  }

  /** The step in which the reader stands; undefined at the end of the lesson. */
  get step(): Step | undefined {
    return this.steps[this.#position];
  }

  /** True when the end of the lesson has been reached before or now. */
  get finished(): boolean {
    return this.#progress.finishedAt !== null;
  }

  /** The code of a cell as the reader has it. */
  sourceOf(cell: CodeCell): string {
    return this.#progress.edits[cell.id] ?? cell.source;
  }

  /** True when the reader has changed the cell. */
  isEdited(cell: CodeCell): boolean {
    return this.#progress.edits[cell.id] !== undefined;
  }

  /** True when the cell passed in this session or an earlier one, as it is now. */
  hasPassed(cell: CodeCell): boolean {
    return this.#progress.passed.includes(cell.id);
  }

  /** The code cells of the lesson that have not passed. */
  get open(): CodeCell[] {
    return this.steps.flatMap(({ cell }) => (cell && !this.hasPassed(cell) ? [cell] : []));
  }

  /** Takes new code for a cell; the code it had at first takes the edit back. */
  edit(cell: CodeCell, source: string): void {
    if (source === this.sourceOf(cell)) return;
    if (source === cell.source) delete this.#progress.edits[cell.id];
    else this.#progress.edits[cell.id] = source;
    this.#setPassed(cell, false);
  }

  /** Goes to the next step. Behind the last one the lesson is finished. */
  next(): void {
    if (this.#position < this.steps.length) this.#position++;
    if (this.#position === this.steps.length) {
      this.#progress.finishedAt = (this.#options.now?.() ?? new Date()).toISOString();
    }
    this.#save();
  }

  /** Goes to the step before; stays at the first. */
  back(): void {
    this.#position = Math.max(0, this.#position - 1);
    this.#save();
  }

  /** Goes to the beginning. What was edited and passed stays. */
  restart(): void {
    this.#position = 0;
    this.#save();
  }

  /** Starts the kernel, if it does not run. Throws KERNEL_MISSING or ENVIRONMENT. */
  async start(): Promise<Kernel> {
    if (this.#kernel?.alive) return this.#kernel;
    this.#starting ??= this.#startKernel().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /**
   * The cells before this one that passed and that the kernel does not know, as it is fresh: of an earlier session, or
   * lost with a kernel that ended. A front end runs them before the reader goes on.
   */
  get missing(): CodeCell[] {
    const known = this.#kernel?.alive ? this.#inKernel : new Set<string>();
    return this.steps
      .slice(0, this.#position)
      .flatMap(({ cell }) => (cell && this.hasPassed(cell) && !known.has(cell.id) ? [cell] : []));
  }

  /** Runs a cell. Resolves whatever the cell does; throws KERNEL_MISSING when no kernel can be started. */
  async run(cell: CodeCell, options: ExecuteOptions = {}): Promise<CellResult> {
    const kernel = await this.start();
    const source = this.sourceOf(cell);
    // Jupyter, too, does not send an empty cell to the kernel.
    const result: CellResult =
      source.trim() === ''
        ? { status: 'ok', outputs: [], executionCount: null, durationMs: 0, lateFaults: [] }
        : await kernel.execute(source, {
            ...options,
            onLateFault: (fault) => {
              this.#setPassed(cell, false);
              options.onLateFault?.(fault);
            },
          });
    this.results.set(cell.id, result);
    const passed = cellPassed(cell, result);
    if (passed) this.#inKernel.add(cell.id);
    this.#setPassed(cell, passed);
    return result;
  }

  /** True while a kernel runs. */
  get kernelAlive(): boolean {
    return this.#kernel?.alive === true;
  }

  /** Ends the kernel. Resolves when nothing is left running. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the lesson was closed'));
    await this.#starting?.catch(() => {});
    await this.#kernel?.shutdown();
  }

  async #startKernel(): Promise<Kernel> {
    const command = kernelCommand({ folder: dirname(this.lesson.file), env: this.#options.env });
    this.#inKernel = new Set();
    this.#kernel = await startKernel(command, { signal: this.#closing.signal });
    // for the next start; this one has begun, and the reader waits
    void makeKernelSnapshot(this.#options.env);
    return this.#kernel;
  }

  #setPassed(cell: CodeCell, passed: boolean): void {
    const others = this.#progress.passed.filter((id) => id !== cell.id);
    this.#progress.passed = passed ? [...others, cell.id] : others;
    this.#save();
  }

  #save(): void {
    this.#progress.place = (this.step && idOf(this.step)) ?? null;
    saveLessonProgress(this.#options.progressFile, this.lesson.id, this.#progress);
  }
}

/** True when a cell did what it should: it ran, or it is there to show an error and showed one. */
export function cellPassed(cell: CodeCell, { status }: CellResult): boolean {
  return status === 'ok' || (status === 'error' && (cell.metadata.tags ?? []).includes('raises-exception'));
}

/** What a step is known by from one time to the next. */
function idOf({ cell, text }: Step): string | undefined {
  return cell?.id ?? text[0]?.id;
}

function stepsOf(notebook: Notebook): Step[] {
  const steps: Step[] = [];
  let text: TextCell[] = [];
  for (const cell of notebook.cells) {
    if (isCode(cell)) {
      steps.push({ text, cell });
      text = [];
    } else if (cell.cell_type === 'markdown') {
      text.push(cell);
    }
  }
  if (text.length > 0) steps.push({ text });
  return steps;
}

function isCode(cell: Cell): cell is CodeCell {
  return cell.cell_type === 'code';
}
