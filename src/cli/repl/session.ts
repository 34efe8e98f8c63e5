/** A session at the prompt: the kernel, the client's identity, the code so far, and running code with its outputs shown. */
import type { CellResult } from '../../notebook/kernel-client.js';
import type { OutputEvent } from '../../notebook/outputs.js';
import { errorText } from '../error-text.js';
import { outputText } from '../terminal/outputs.js';
import { startProgress } from '../terminal/progress.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { type Caller, codeOfCaller, codeOfChange, keptCodeOfCaller } from './caller.js';
import type { KeptCell } from './kept-cells.js';
import type { LineReader } from './line-reader.js';
import { PRELUDE, type PromptKernel } from './prompt-kernel.js';

/** The parts of a session. */
export interface PromptSessionOptions {
  kernel: PromptKernel;
  lines: LineReader;
  /** The file of the practice cluster's audit log, or in words why there is none to read. */
  auditLog: { file: string } | { missing: string };
  /** Starts the practice cluster again when it has ended. True when it did. */
  revive: () => Promise<boolean>;
}

/** A session at the prompt. */
export interface PromptSession extends PromptSessionOptions {
  readonly io: Io;
  readonly caller: Caller;
  /** The cells that ran to their end. */
  readonly cells: readonly KeptCell[];
  /** User and place for the prompt. */
  where(): Promise<string>;
  /** Runs code as a cell and shows its outputs. True when it ran to its end. */
  run(code: string): Promise<boolean>;
  /** Changes `client`; a failure leaves it as it was. True on success. */
  become(caller: Caller): Promise<boolean>;
  /** Writes a line of kubelab's own. */
  say(text: string): void;
  /** Writes what went wrong, and what to do. */
  fail(error: unknown): void;
}

const WHERE = `JSON.stringify([client.identity.impersonating?.user ?? client.identity.user ??
  (client.identity.method === 'anonymous' ? 'nobody' : client.identity.method), ns])`;

/** Begins a session with a kernel that has started. */
export function promptSession(options: PromptSessionOptions, io: Io): PromptSession {
  const { kernel, lines, revive } = options;
  const { out, err, signals } = io;
  const cells: KeptCell[] = [];
  let caller: Caller = { namespace: 'default' };
  let known = '';

  /** Where outputs of a kind go: a script's errors are no part of its output. */
  const write = (event: OutputEvent, isOver: boolean): void => {
    if (event.type === 'clear') return;
    const { output } = event;
    const isFault = output.output_type === 'error' || (output.output_type === 'stream' && output.name === 'stderr');
    const text = outputText(output, { style: out.style, width: out.columns });
    if (!lines.interactive) (isFault ? err : out).write(text);
    else if (isOver) lines.above(text);
    else out.write(text);
  };

  async function execute(code: string, { values = true } = {}): Promise<CellResult> {
    if (await revive()) session.say('The practice cluster had ended and is started again; its state is kept.');
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    signals.interruption.addEventListener('abort', stop, { once: true });
    const progress = startProgress(out, 'running', { afterMs: 300 });
    let isOver = false;
    let midLine = false;
    const onOutput = (event: OutputEvent): void => {
      progress.stop();
      if (!values && event.type !== 'clear' && event.output.output_type === 'execute_result') return;
      write(event, isOver);
      midLine = event.type !== 'clear' && event.output.output_type === 'stream' && !event.output.text.endsWith('\n');
    };
    try {
      return await lines.during(stop, () => kernel.execute(code, { signal: stopping.signal, onOutput }));
    } finally {
      isOver = true;
      progress.stop();
      if (midLine && lines.interactive) out.line();
      signals.interruption.removeEventListener('abort', stop);
      signals.interruption.throwIfAborted();
    }
  }

  /** A kernel that ended takes its variables along. */
  async function replaceKernel(): Promise<void> {
    session.say('The kernel has ended, and its variables with it; a fresh one is started.');
    await kernel.start();
    const { token, ...rest } = caller;
    caller = token?.kind === 'expression' ? rest : caller;
    await kernel.execute(codeOfChange({ namespace: 'default' }, caller, codeOfCaller));
  }

  const session: PromptSession = {
    ...options,
    io,
    cells,
    get caller() {
      return caller;
    },
    async where() {
      try {
        const [who, namespace] = JSON.parse(await kernel.ask(WHERE)) as [string, string];
        known = `${sanitise(who)} ${sanitise(namespace)}`;
      } catch {
        // a cell gave `client` or `ns` another meaning: what was said last is said again
      }
      return known;
    },
    async run(code) {
      const { status, outputs } = await execute(code);
      const passed = status === 'ok';
      if (passed && code !== PRELUDE) cells.push({ source: code, outputs });
      if (!kernel.alive) await replaceKernel();
      return passed;
    },
    async become(next) {
      const { status } = await execute(codeOfChange(caller, next, codeOfCaller), { values: false });
      if (status !== 'ok') return false;
      cells.push({ source: codeOfChange(caller, next, keptCodeOfCaller), outputs: [] });
      caller = next;
      return true;
    },
    say: (text) => (lines.interactive ? out : err).line(out.style.dim(sanitise(text))),
    fail: (error) => (lines.interactive ? out : err).line(`${out.style.red('error:')} ${errorText(error, io)}`),
  };
  return session;
}
