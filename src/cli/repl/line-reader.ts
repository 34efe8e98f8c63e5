/**
 * The lines of a prompt: edited in a terminal (Node's readline, with its keys and history), read as they come from a pipe. One
 * interface stays open for the whole session, so that input typed or pasted while a cell runs is not lost: it is shown when its
 * turn comes.
 */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io, Terminal } from '../terminal/terminal.js';

/** The value for a line that was given up by Ctrl-C. */
export const CANCELLED: unique symbol = Symbol('cancelled');

/** Completes on `Tab`: the words that could end the text, and how much of it they replace. */
export type Completer = (text: string) => Promise<[words: string[], written: string]>;

/** How lines are read. */
export interface LineReaderOptions {
  history: readonly string[];
  complete: Completer;
}

/** A source of lines. */
export interface LineReader {
  /** True for a terminal, where a person types. */
  readonly interactive: boolean;
  /** The next line, asked for by `prompt`; undefined at the end. Rejects with the reason of an interruption. */
  read(prompt: string): Promise<string | undefined | typeof CANCELLED>;
  /** Does work, during which Ctrl-C calls `onCtrlC`. */
  during<T>(onCtrlC: () => void, work: () => Promise<T>): Promise<T>;
  /** Writes text above the line that is being typed. */
  above(text: string): void;
  close(): void;
}

type Given = string | undefined | typeof CANCELLED;

/** Reads from the input of a command. */
export function openLines(io: Io, { history, complete }: LineReaderOptions): LineReader {
  const interactive = io.stdin.isTTY === true && io.out.isTTY;
  const gate = makeGate(io.out);
  const { interruption } = io.signals;
  const lines: string[] = [];
  let waiting: { prompt: string; give: (line: Given) => void } | undefined;
  let over = false;
  let onCtrlC: (() => void) | undefined;

  const rl: Interface = createInterface({
    input: io.stdin,
    output: gate.stream,
    terminal: interactive,
    history: [...history].reverse(),
    historySize: 1000,
    removeHistoryDuplicates: true,
    completer: (text: string, done: (error: null, found: [string[], string]) => void) => {
      // white space at the beginning of a line is pasted code, or wanted
      if (text.trim() === '') return done(null, [['  '], '']);
      const found = complete(text).catch((): [string[], string] => [[], text]);
      // an answer that comes when the line has changed is about another one
      void found.then((answer) => done(null, rl.line.slice(0, rl.cursor) === text ? answer : [[], text]));
    },
  });
  const give = (line: Given): void => {
    const { give: take } = waiting ?? {};
    waiting = undefined;
    gate.open = false;
    take?.(line);
  };
  rl.on('line', (line) => (waiting ? give(line) : lines.push(line)));
  rl.on('close', () => {
    over = true;
    give(undefined);
  });
  rl.on('SIGINT', () => {
    if (onCtrlC) onCtrlC();
    if (!waiting) return;
    rl.write(null, { ctrl: true, name: 'e' });
    rl.write(null, { ctrl: true, name: 'u' });
    io.out.line('^C');
    give(CANCELLED);
  });

  return {
    interactive,
    async read(prompt) {
      interruption.throwIfAborted();
      const ready = lines.shift();
      if (ready !== undefined) {
        if (interactive) io.out.line(prompt + ready);
        return ready;
      }
      if (over) return undefined;
      return new Promise<Given>((resolve, reject) => {
        const onAbort = (): void => {
          waiting = undefined;
          reject(interruption.reason);
        };
        interruption.addEventListener('abort', onAbort, { once: true });
        waiting = {
          prompt,
          give: (line) => {
            interruption.removeEventListener('abort', onAbort);
            resolve(line);
          },
        };
        if (!interactive) return;
        gate.open = true;
        rl.setPrompt(prompt);
        rl.prompt(true);
      });
    },
    async during(handler, work) {
      onCtrlC = handler;
      try {
        return await work();
      } finally {
        onCtrlC = undefined;
      }
    },
    above(text) {
      const isTyping = interactive && waiting !== undefined;
      if (isTyping && io.out.rewrites) io.out.write('\r\u001b[J');
      io.out.write(text);
      if (!isTyping) return;
      if (!text.endsWith('\n')) io.out.write('\n');
      rl.prompt(true);
    },
    close: () => rl.close(),
  };
}

/** The terminal as readline sees it, which writes only while a line is asked for. */
function makeGate({ stream }: Terminal): { stream: Writable; open: boolean } {
  const gate = { open: false, stream: new Writable() };
  gate.stream._write = (chunk: Buffer, _encoding, done) => {
    if (gate.open && !stream.destroyed) stream.write(chunk);
    done();
  };
  Object.defineProperties(gate.stream, {
    columns: { get: () => stream.columns || 80 },
    rows: { get: () => stream.rows || 24 },
    isTTY: { value: stream.isTTY === true },
  });
  return gate;
}
