/**
 * Runs the cells of an open notebook one after the other: the queue, the state of each cell and of the kernel. Cells that a
 * fresh kernel lacks run again first.
 */
import { count } from '../count.js';
import { formatError } from '../errors.js';
import type { CodeCell } from '../notebook/document.js';
import type { CellResult } from '../notebook/kernel-client.js';
import { replay } from '../session/replay.js';
import { cellPassed, type LessonSession } from '../session/session.js';
import { isCheck } from '../session/steps.js';
import { type OutputFeed, outputFeed } from './output-feed.js';
import { isUnderWay, type KernelState, type Said } from './protocol.js';
import { endingText } from './sentences.js';
import type { RunOfCell } from './shown.js';

/** Options of a runner. */
export interface CellRunnerOptions {
  session: LessonSession;
  /** Starts the practice cluster again when it has ended. True when it did. */
  revive: () => Promise<boolean>;
  /** Says something to every page that looks at this notebook. */
  say: (said: Said) => void;
  /** Called when a cell has ended. */
  onRan: (cell: CodeCell) => void;
}

/** Runs cells. */
export interface CellRunner {
  readonly kernel: KernelState;
  /** True while a cell runs or waits. */
  readonly busy: boolean;
  /** How a cell stands, and for how long it ran. */
  runOf(cell: CodeCell): RunOfCell;
  /** Sends the pages now the outputs that are held back for a moment, to be sent together. */
  tellOutputs(): void;
  /** Takes a cell for one that did not run, as after an edit; one that runs or waits goes on with the code it had. */
  forget(cell: CodeCell): void;
  /** Queues these cells behind those that wait; cells behind a failed one wait no more. */
  enqueue(cells: readonly CodeCell[]): void;
  /**
   * Does something with a kernel that knows the cells before this one, while no cell runs. Undefined when it was interrupted or
   * cells run; throws the errors of a kernel's start.
   */
  withKernelAt<T>(cell: CodeCell, use: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
  /** Starts the kernel if there is none. Throws as a start does. */
  startKernel(): Promise<void>;
  /** Ends the kernel and starts another. */
  restart(): Promise<void>;
  /** Interrupts the run, and empties the queue. Resolves when that is over. */
  stop(): Promise<void>;
  /** Stops for good: the kernel's end is no news any more. */
  close(): Promise<void>;
}

/** A runner without a kernel yet. */
export function openCellRunner({ session, revive, say, onRan }: CellRunnerOptions): CellRunner {
  const runs = new Map<string, RunOfCell>();
  const queue: CodeCell[] = [];
  let working: Promise<void> | undefined;
  let stopping = new AbortController();
  /** Of the last run of each cell. */
  const feeds = new Map<string, OutputFeed>();
  let kernel: KernelState = 'none';
  let expectedEnd = false;

  const runOf = (cell: CodeCell): RunOfCell =>
    runs.get(cell.id) ?? { state: session.hasPassed(cell) ? 'ran' : 'idle', ms: undefined };
  const setKernel = (state: KernelState): void => {
    kernel = state;
    say({ type: 'kernel', kernel });
  };
  const setRun = (cell: CodeCell, run: RunOfCell): void => {
    runs.set(cell.id, run);
    say({ type: 'cell', cell: { id: cell.id, state: run.state, ms: run.ms } });
  };

  async function startKernel(): Promise<void> {
    if (session.kernelAlive) return;
    setKernel('starting');
    try {
      const started = await session.start();
      setKernel('idle');
      void started.ended.then(() => {
        if (session.kernelAlive) return;
        if (!expectedEnd) {
          const lost = session.steps.filter(({ cell }) => cell && session.hasPassed(cell)).length;
          const what =
            lost > 0 ? ` The variables of ${count(lost, 'cell')} are lost; the next Run runs them again first.` : '';
          say({ type: 'notice', tone: 'bad', text: `The kernel ended. Your code and its outputs are kept.${what}` });
        }
        setKernel(expectedEnd ? 'none' : 'died');
      });
    } catch (error) {
      setKernel('died');
      throw error;
    }
  }

  async function endKernel(): Promise<void> {
    expectedEnd = true;
    await session.endKernel();
    expectedEnd = false;
  }

  /** Sees to a cluster that answers and a kernel that knows the earlier cells. False when it was interrupted. */
  async function prepare(cell: CodeCell): Promise<boolean> {
    session.goTo(session.steps.findIndex((step) => step.cell === cell));
    if (await revive()) {
      say({ type: 'notice', tone: 'warn', text: 'The practice cluster had ended; it is started again.' });
    }
    expectedEnd = true;
    if (await session.endStaleKernel()) {
      say({ type: 'notice', tone: 'warn', text: 'The cluster is another than before, so the kernel begins anew.' });
    }
    expectedEnd = false;
    await startKernel();
    setKernel('busy');
    const { length } = session.missing;
    if (length === 0) return true;
    say({
      type: 'notice',
      tone: 'plain',
      text: `The kernel is fresh: ${count(length, 'earlier cell')} run again first.`,
    });
    const { faults, interrupted } = await replay(session, (earlier) => runInKernel(earlier));
    for (const { step, status, why } of faults) {
      const what = [status === 'ok' ? '' : endingText(status), why].filter(Boolean).join(': ');
      const { cell: other } = session.steps[step] ?? {};
      say({
        type: 'notice',
        tone: 'warn',
        text: `This cell did not come out as before: ${what}.`,
        ...(other ? { cell: other.id } : {}),
      });
    }
    return !interrupted;
  }

  async function runInKernel(cell: CodeCell): Promise<CellResult> {
    const run: RunOfCell = { state: 'running', ms: undefined, outputs: [] };
    setRun(cell, run);
    say({ type: 'outputs', cell: cell.id, change: { type: 'all', outputs: [] } });
    const feed = outputFeed((change) => say({ type: 'outputs', cell: cell.id, change }));
    feeds.set(cell.id, feed);
    const result = await session.run(cell, {
      signal: stopping.signal,
      // a cell may change what an earlier one displays: only the feed that holds the display tells of it
      onOutput: (event, outputs) => {
        run.outputs = outputs;
        for (const each of event.type === 'update' ? feeds.values() : [feed]) each.take(event);
      },
      onLateFault: () => setRun(cell, { state: 'failed', ms: runOf(cell).ms }),
    });
    feed.flush();
    setRun(cell, { state: cellPassed(cell, result) ? 'ran' : 'failed', ms: result.durationMs });
    return result;
  }

  async function runOne(cell: CodeCell): Promise<boolean> {
    if (!(await prepare(cell))) return false;
    const result = await runInKernel(cell);
    const passed = cellPassed(cell, result);
    const position = session.steps.findIndex((step) => step.cell === cell);
    const step = session.steps[position];
    if (step && passed) session.notes.settle(step);
    const isOpen = isCheck(cell) && session.taskAt(position)?.solved === undefined;
    if (passed && !isOpen) {
      // text behind the last cell is read, and needs no key
      const next = session.steps[position + 1]?.cell ? position + 1 : session.steps.length;
      session.goTo(next);
    }
    const tone = passed ? 'good' : 'bad';
    if (!passed) say({ type: 'notice', tone, text: `The cell ${endingText(result.status)}.`, cell: cell.id });
    onRan(cell);
    return passed;
  }

  /** Runs the queue; cells behind a failed cell wait no more. */
  async function work(): Promise<void> {
    for (let cell = queue.shift(); cell; cell = queue.shift()) {
      let passed = false;
      try {
        passed = await runOne(cell);
      } catch (error) {
        takeBack(cell);
        say({ type: 'notice', tone: 'bad', text: formatError(error), cell: cell.id });
      }
      if (!passed) dropQueue();
      if (runOf(cell).state === 'queued') setRun(cell, { state: 'idle', ms: undefined });
    }
    if (session.kernelAlive) setKernel('idle');
  }

  function dropQueue(): void {
    for (const cell of queue.splice(0)) takeBack(cell);
  }

  /** Shows a cell as it was before it was to be run. */
  function takeBack(cell: CodeCell): void {
    runs.delete(cell.id);
    setRun(cell, runOf(cell));
  }

  function enqueue(cells: readonly CodeCell[]): void {
    for (const cell of cells) {
      if (queue.includes(cell) || runOf(cell).state === 'running') continue;
      queue.push(cell);
      setRun(cell, { state: 'queued', ms: undefined });
    }
    if (working) return;
    stopping = new AbortController();
    working = work().finally(() => {
      working = undefined;
    });
  }

  async function stop(): Promise<void> {
    dropQueue();
    stopping.abort();
    await working;
  }

  async function withKernelAt<T>(cell: CodeCell, use: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    if (working) return undefined;
    stopping = new AbortController();
    const used = (await prepare(cell)) ? await use(stopping.signal) : undefined;
    setKernel(session.kernelAlive ? 'idle' : 'died');
    return used;
  }

  return {
    get kernel() {
      return kernel;
    },
    get busy() {
      return working !== undefined;
    },
    runOf,
    tellOutputs() {
      for (const feed of feeds.values()) feed.flush();
    },
    forget(cell) {
      if (!isUnderWay(runOf(cell).state)) runs.delete(cell.id);
    },
    enqueue,
    withKernelAt,
    startKernel,
    async restart() {
      await stop();
      await endKernel();
      say({
        type: 'notice',
        tone: 'plain',
        text: 'The kernel begins anew. The next Run runs the earlier cells again first.',
      });
      await startKernel();
    },
    stop,
    async close() {
      expectedEnd = true;
      await stop();
    },
  };
}
