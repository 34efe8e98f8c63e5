/**
 * Running a notebook from its first cell to its last: `executeNotebook(notebook, { startKernel, … })` gives a {@link
 * NotebookRun} with a verdict for each code cell, and tells of each step by `onEvent`. It starts and ends the kernel
 * itself; the caller decides which kernel that is.
 */
import type { CodeCell, Notebook, Output } from './document.js';
import type { CellResult, CellStatus, Kernel } from './kernel-client.js';
import type { OutputEvent } from './outputs.js';

/** The outcome of one code cell. */
export interface CellRun {
  id: string;
  /** The cell's place among all cells of the notebook, from 0. */
  index: number;
  status: CellStatus | 'not-run';
  /** `ok`, or an `error` in a cell that the tag `raises-exception` expects one of. */
  passed: boolean;
  outputs: Output[];
  executionCount: number | null;
  ms: number;
  /** Uncaught rejections and exceptions of the cell; they make it an `error`, whenever they come. */
  lateFaults: string[];
  /** True when the kernel had to be started again before this cell, so that earlier cells' declarations are gone. */
  withoutEarlierVariables: boolean;
}

/** The outcome of a notebook. `failed`: a cell did not pass; `interrupted`: the signal came; `no-kernel`: none started. */
export interface NotebookRun {
  status: 'ok' | 'failed' | 'interrupted' | 'no-kernel';
  /** With `no-kernel`: the error of the start. The cells that ran before, on an earlier kernel, keep their results. */
  error?: unknown;
  /** One entry for each code cell, or each of `only`, in order, also for those that were not run. */
  cells: CellRun[];
  ms: number;
  /** The notebook with the outputs of this run, to save. */
  notebook: Notebook;
}

/** A step of a run, in the order in which things happen. */
export type NotebookEvent =
  | { type: 'kernel-started'; restarted: boolean }
  /** A code cell begins; `number` of `total` code cells, from 1. */
  | { type: 'cell-started'; cell: CodeCell; index: number; number: number; total: number }
  /** An output of cell `index` came, mostly while it runs. */
  | { type: 'cell-output'; index: number; event: OutputEvent }
  | { type: 'cell-finished'; run: CellRun; number: number; total: number }
  /** A cell that had finished before turned out to have failed. */
  | { type: 'cell-fault'; run: CellRun; fault: string };

/** How to run a notebook. */
export interface ExecuteNotebookOptions {
  /** Starts a kernel; called at the beginning, and again after a kernel has died. */
  startKernel: () => Promise<Kernel>;
  /** Runs the cells after one that failed, too. */
  keepGoing?: boolean;
  /** The ids of the code cells to run; all without it. The others stay as they are. */
  only?: ReadonlySet<string> | undefined;
  /** The longest that one cell may run; default 120 s. */
  timeoutMs?: number;
  /** Characters of output that are kept of a cell. */
  maxOutputSize?: number;
  /** Interrupts the running cell and ends the run. */
  signal?: AbortSignal;
  /** Ends the kernel without asking it to, so that nothing more of it runs. */
  killAtEnd?: boolean;
  onEvent?: (event: NotebookEvent) => void;
}

/** The longest that one cell may run when nothing else is said. */
const CELL_TIMEOUT_MS = 120_000;

/** How long the faults of the last cells are waited for, while they have left something under way. */
const LAST_SETTLE_MS = 500;

/** Runs all code cells. Resolves whatever becomes of the cells and of the kernel, which has ended then. */
export async function executeNotebook(notebook: Notebook, options: ExecuteNotebookOptions): Promise<NotebookRun> {
  const started = performance.now();
  const { signal, onEvent = () => {}, keepGoing = false, killAtEnd = false, only } = options;
  const runs = notebook.cells.flatMap((cell, index) =>
    cell.cell_type === 'code' && (only?.has(cell.id) ?? true) ? [blankRun(cell, index)] : [],
  );
  const total = runs.length;
  const last = runs.findLast(({ index }) => codeCell(notebook, index).source.trim() !== '');
  let kernel: Kernel | undefined;
  let restarted = false;
  let noKernel: { error: unknown } | undefined;

  try {
    for (const [position, run] of runs.entries()) {
      if (signal?.aborted || (!keepGoing && runs.some(hasFailed))) break;
      const cell = codeCell(notebook, run.index);
      const number = position + 1;
      if (!kernel?.alive) {
        restarted = kernel !== undefined;
        try {
          kernel = await options.startKernel();
        } catch (error) {
          if (!signal?.aborted) noKernel = { error };
          break;
        }
        onEvent({ type: 'kernel-started', restarted });
      }
      run.withoutEarlierVariables = restarted;
      onEvent({ type: 'cell-started', cell, index: run.index, number, total });
      Object.assign(run, await runCell(kernel, cell, run, run === last, options));
      run.passed = passes(run.status, cell);
      onEvent({ type: 'cell-finished', run, number, total });
    }
  } finally {
    if (killAtEnd) kernel?.kill();
    await (killAtEnd ? kernel?.ended : kernel?.shutdown());
  }
  return {
    ...noKernel,
    status: statusOf(runs, signal, noKernel !== undefined),
    cells: runs,
    ms: Math.round(performance.now() - started),
    notebook: fillIn(notebook, runs),
  };
}

function statusOf(runs: readonly CellRun[], signal: AbortSignal | undefined, noKernel: boolean): NotebookRun['status'] {
  if (noKernel) return 'no-kernel';
  if (signal?.aborted) return 'interrupted';
  return runs.every(({ passed }) => passed) ? 'ok' : 'failed';
}

async function runCell(
  kernel: Kernel,
  cell: CodeCell,
  run: CellRun,
  isLast: boolean,
  { timeoutMs = CELL_TIMEOUT_MS, maxOutputSize, signal, onEvent = () => {} }: ExecuteNotebookOptions,
): Promise<Partial<CellRun>> {
  // Jupyter, too, does not send an empty cell to the kernel.
  if (cell.source.trim() === '') return { status: 'ok' };
  const result: CellResult = await kernel.execute(cell.source, {
    timeoutMs,
    ...(signal ? { signal } : {}),
    ...(maxOutputSize === undefined ? {} : { maxOutputSize }),
    ...(isLast ? { settleMs: LAST_SETTLE_MS } : {}),
    onOutput: (event) => onEvent({ type: 'cell-output', index: run.index, event }),
    onLateFault: (fault) => {
      if (run.status === 'ok') run.status = 'error';
      run.passed = passes(run.status, cell);
      onEvent({ type: 'cell-fault', run, fault });
    },
  });
  const { status, outputs, executionCount, lateFaults, durationMs } = result;
  return { status, outputs, executionCount, lateFaults, ms: durationMs };
}

function passes(status: CellRun['status'], cell: CodeCell): boolean {
  return status === 'ok' || (status === 'error' && (cell.metadata.tags ?? []).includes('raises-exception'));
}

function hasFailed({ status, passed }: CellRun): boolean {
  return status !== 'not-run' && !passed;
}

function blankRun(cell: CodeCell, index: number): CellRun {
  return {
    id: cell.id,
    index,
    status: 'not-run',
    passed: false,
    outputs: [],
    executionCount: null,
    ms: 0,
    lateFaults: [],
    withoutEarlierVariables: false,
  };
}

function codeCell(notebook: Notebook, index: number): CodeCell {
  // The indexes come from this notebook's code cells.
  return notebook.cells[index] as CodeCell;
}

/** Why a cell without a word of its own failed, as its output in the saved notebook. */
const endings: Partial<Record<CellRun['status'], string>> = {
  timeout: 'the cell ran longer than it may and was interrupted',
  died: 'the kernel ended before the cell had finished',
  interrupted: 'the run was interrupted in this cell',
  aborted: 'the kernel refused to run the cell',
};

function fillIn(notebook: Notebook, runs: readonly CellRun[]): Notebook {
  const byIndex = new Map(runs.map((run) => [run.index, run]));
  const cells = notebook.cells.map((cell, index) => {
    const run = byIndex.get(index);
    if (cell.cell_type !== 'code' || !run) return cell;
    const ending = endings[run.status];
    const reason: Output[] = ending
      ? [{ output_type: 'error', ename: run.status, evalue: ending, traceback: [`${run.status}: ${ending}`] }]
      : [];
    return { ...cell, execution_count: run.executionCount, outputs: [...run.outputs, ...reason] };
  });
  return { ...notebook, cells };
}
