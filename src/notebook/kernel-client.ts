/**
 * A Jupyter client for one kernel: `startKernel(command)` gives a {@link Kernel} that runs code (`execute`), can be
 * interrupted, and ends with `shutdown`. It knows the protocol, and our kernel's addition to it (late faults), and
 * nothing of notebooks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from './document.js';
import type { KernelChannels } from './kernel-channels.js';
import type { KernelEnd, KernelProcess } from './kernel-process.js';
import { collectOutputs, type Displays, type OutputEvent } from './outputs.js';

/** How a cell ended. `aborted`: the kernel refused to run it; `died`: the kernel ended; the rest says itself. */
export type CellStatus = 'ok' | 'error' | 'aborted' | 'timeout' | 'died' | 'interrupted';

/** The outcome of a cell. `outputs` and `lateFaults` still grow when the cell's timers or promises come to life later. */
export interface CellResult {
  status: CellStatus;
  outputs: Output[];
  executionCount: number | null;
  durationMs: number;
  /** Uncaught rejections and exceptions, `ename: evalue` each; a cell with one is an `error`. */
  lateFaults: string[];
}

/** How to run a cell. */
export interface ExecuteOptions {
  /** Called with each output as it comes, also after the cell's end, and with all outputs so far. */
  onOutput?: (event: OutputEvent, outputs: readonly Output[]) => void;
  /** Called with a fault that comes after `execute` has resolved. */
  onLateFault?: (fault: string) => void;
  /** Without it a cell may run for ever. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** The longest that is waited for faults when the cell has left timers or requests under way; default 100. */
  settleMs?: number;
  /** Characters of output that are kept. */
  maxOutputSize?: number;
}

/** A place in code; `at` counts code points from 0, as the Jupyter protocol does. */
export interface CodePosition {
  code: string;
  at: number;
}

/** A kernel may refuse a request close behind an error (plain tslab for 200 ms): it is asked again. */
const ABORT_PAUSE_MS = 30;
const ABORT_TRIES = 20;
/** How long a kernel may take to obey SIGINT, and after what time it is sent again. */
const INTERRUPT_GRACE_MS = 1500;
const INTERRUPT_AGAIN_MS = 750;
/** How long each of shutdown_request and SIGTERM may take. */
const SHUTDOWN_GRACE_MS = 400;
/** How long the connection may outlive the process: a busy machine reads the last messages late. */
const LAST_WORDS_MS = 5000;
/** After the connection has ended: no message for this long means that all have been handed on. */
const DRAIN_MS = 30;
const SETTLE_STEP_MS = 15;

/** A kernel that has started. One cell runs at a time; a second `execute` waits for the first. */
export class Kernel {
  readonly #process: KernelProcess;
  readonly #channels: KernelChannels;
  readonly #displays: Displays = new Map();
  readonly #closed: Promise<KernelEnd>;
  #queue: Promise<unknown> = Promise.resolve();
  #running: Promise<CellStatus> | undefined;
  #underWay = 0;

  /** For `startKernel`, which has shaken hands with the kernel; `release` frees its resources when it has ended. */
  constructor(process: KernelProcess, channels: KernelChannels, underWay: number, release: () => void) {
    this.#process = process;
    this.#channels = channels;
    this.#underWay = underWay;
    this.#closed = this.#close(release);
  }

  /** The id of the kernel's process, and of its process group. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** False from the moment the process has ended. */
  get alive(): boolean {
    return this.#process.end === undefined;
  }

  /** Resolves when the process has ended and its last messages have been read. Never rejects. */
  get ended(): Promise<KernelEnd> {
    return this.#closed;
  }

  /** Runs code as one cell. Never rejects for a fault of the code; a kernel that has ended gives `died`. */
  execute(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    const result = this.#queue.then(() => this.#execute(code, options));
    this.#queue = result.catch(() => {});
    return result;
  }

  /**
   * Asks for completions (`complete`) or documentation (`inspect`) at a place of code: the content of the kernel's reply, or
   * undefined from a kernel that has ended. A cell that holds the event loop delays the reply.
   */
  help(what: 'complete' | 'inspect', { code, at }: CodePosition): Promise<Record<string, unknown> | undefined> {
    const detail = what === 'inspect' ? { detail_level: 0 } : {};
    return this.#channels.request('shell', `${what}_request`, { code, cursor_pos: at, ...detail });
  }

  /** True for code that is not at its end: an open bracket, string or comment. False from a kernel that has ended. */
  async needsMore(code: string): Promise<boolean> {
    const reply = await this.#channels.request('shell', 'is_complete_request', { code });
    return reply?.status === 'incomplete';
  }

  /**
   * Interrupts the running cell as Ctrl-C does, and resolves with true when no cell runs any more. False after 1.5 s:
   * code that holds the event loop outside of its cell does not obey. A signal that had no effect is sent again: plain tslab
   * loses one that comes as a cell is compiled, or as its first synchronous part ends.
   */
  async interrupt(): Promise<boolean> {
    let running = this.#running !== undefined;
    const over = Promise.resolve(this.#running).then(() => {
      running = false;
    });
    for (let waited = 0; running && waited < INTERRUPT_GRACE_MS; waited += INTERRUPT_AGAIN_MS) {
      this.#sendInterrupt();
      await within(over, INTERRUPT_AGAIN_MS);
    }
    return !running;
  }

  /** By a signal, which ends loops that never wait, too; on Windows, where that would end the kernel, by a message. */
  #sendInterrupt(): void {
    if (process.platform !== 'win32') this.#process.signal('SIGINT');
    else this.#channels.request('control', 'interrupt_request', {}).catch(() => {});
  }

  /** Ends the kernel and all it started: by request, else by SIGTERM, else by SIGKILL. Resolves when it is gone. */
  async shutdown(): Promise<void> {
    if (this.alive) {
      this.#channels.request('control', 'shutdown_request', { restart: false }).catch(() => {});
      await this.#endsWithin(SHUTDOWN_GRACE_MS);
    }
    if (this.alive) {
      this.#process.signal('SIGTERM');
      await this.#endsWithin(SHUTDOWN_GRACE_MS);
    }
    this.kill();
    await this.ended;
  }

  /** Ends the kernel and all it started at once. */
  kill(): void {
    this.#process.signal('SIGKILL');
  }

  async #execute(code: string, options: ExecuteOptions): Promise<CellResult> {
    const { onOutput, timeoutMs, signal } = options;
    const collector = collectOutputs(this.#displays, options.maxOutputSize);
    const result: CellResult = {
      status: 'aborted',
      outputs: collector.outputs,
      executionCount: null,
      durationMs: 0,
      lateFaults: [],
    };
    let finished = false;
    const onPublished = (msgType: string, content: Record<string, unknown>): void => {
      const fault = lateFault(msgType, content);
      if (fault) result.lateFaults.push(fault);
      for (const event of collector.add(msgType, content)) onOutput?.(event, collector.outputs);
      if (fault && finished) options.onLateFault?.(fault);
    };
    const stopped = new AbortController();
    const stop = whenToStop(timeoutMs, signal, stopped.signal);
    const run = this.#runCell(code, result, onPublished, options.settleMs ?? 100, stopped.signal);
    this.#running = run;
    const outcome = await Promise.race([run, stop]);
    if (outcome === 'timeout' || outcome === 'interrupted') {
      stopped.abort();
      if (!(await this.interrupt())) this.kill();
      await run;
    }
    stopped.abort();
    this.#running = undefined;
    result.status = outcome === 'ok' && result.lateFaults.length > 0 ? 'error' : outcome;
    finished = true;
    return result;
  }

  /** Sends the cell until the kernel really runs it, then waits for its end and for the work it left behind. */
  async #runCell(
    code: string,
    result: CellResult,
    onPublished: (msgType: string, content: Record<string, unknown>) => void,
    settleMs: number,
    stopped: AbortSignal,
  ): Promise<CellStatus> {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    for (let tries = 0; tries < ABORT_TRIES; tries++) {
      if (tries > 0) await sleep(ABORT_PAUSE_MS);
      if (stopped.aborted) return 'aborted';
      const started = performance.now();
      const reply = await this.#channels.request('shell', 'execute_request', content, onPublished);
      result.durationMs = Math.round(performance.now() - started);
      if (!reply) return 'died';
      const { status, execution_count: count } = reply;
      if (status === 'ok' || status === 'error') {
        result.executionCount = typeof count === 'number' ? count : null;
        // a cell that failed has nothing to add to its status
        const alive = await this.#settle(status === 'ok' ? settleMs : 0, result.lateFaults);
        return alive || status === 'error' ? status : 'died';
      }
    }
    return 'aborted';
  }

  /**
   * Waits until the kernel has said all that the last cell made it say. kernel_info_request is the barrier: its idle
   * comes after all that was published before. It also counts the work that the cell left, and when that is more than
   * before the cell, faults may still come: they are waited for, up to `settleMs`. On a busy machine an answer may come
   * late, and a kernel that wakes up late reads a request before it runs the timers that are due: it is asked twice after
   * `settleMs`, so that a fault that was due has come. False when the kernel ended.
   */
  async #settle(settleMs: number, faults: readonly string[]): Promise<boolean> {
    const before = this.#underWay;
    const deadline = performance.now() + settleMs;
    let askedLate = 0;
    for (;;) {
      if (performance.now() >= deadline) askedLate += 1;
      const info = await this.#channels.request('shell', 'kernel_info_request', {});
      if (!info) return false;
      this.#underWay = workUnderWay(info);
      if (this.#underWay <= before || faults.length > 0 || settleMs === 0 || askedLate === 2) return true;
      await sleep(SETTLE_STEP_MS);
    }
  }

  #endsWithin(ms: number): Promise<void> {
    return within(this.#process.ended, ms);
  }

  async #close(release: () => void): Promise<KernelEnd> {
    const end = await this.#process.ended;
    await within(this.#channels.iopubEnded, LAST_WORDS_MS);
    const endedAt = performance.now();
    while (performance.now() - Math.max(endedAt, this.#channels.lastMessageAt) < DRAIN_MS) await sleep(DRAIN_MS / 3);
    this.#channels.close();
    release();
    return end;
  }
}

/** The work that kernel_info_reply says is under way (our launcher adds it); 0 for a kernel that does not say. */
export function workUnderWay(info: Record<string, unknown>): number {
  return typeof info.work_under_way === 'number' ? info.work_under_way : 0;
}

/** An uncaught fault: our kernel says so in the error that it publishes. */
function lateFault(msgType: string, { uncaught, ename, evalue }: Record<string, unknown>): string | undefined {
  return msgType === 'error' && uncaught !== undefined ? `${String(ename)}: ${String(evalue)}` : undefined;
}

/** Resolves when the time is over or the signal comes; never, when `done` comes first. */
function whenToStop(
  timeoutMs: number | undefined,
  signal: AbortSignal | undefined,
  done: AbortSignal,
): Promise<'timeout' | 'interrupted'> {
  return new Promise((resolve) => {
    const onAbort = (): void => resolve('interrupted');
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => resolve('timeout'), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    done.addEventListener('abort', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  });
}

async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([promise, sleep(ms, undefined, { signal: over.signal }).catch(() => {})]);
  over.abort();
}
