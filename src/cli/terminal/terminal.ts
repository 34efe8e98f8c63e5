/** Where a command writes: a stream with its width and styles, and both of a process with its environment. */
import type { Signals } from '../signals.js';
import { makeStyle, type Style, takesColour } from './style.js';

/** A stream that text is written to. */
export interface Terminal {
  readonly isTTY: boolean;
  /** True for a terminal on which a line can be taken back: any but `TERM=dumb`. */
  readonly rewrites: boolean;
  readonly style: Style;
  /** As wide as lines may be; 80 where there is no terminal. */
  readonly columns: number;
  readonly rows: number;
  /** The stream itself, for line editors on it. */
  readonly stream: NodeJS.WriteStream;
  write(text: string): void;
  /** Writes one line, or an empty one. */
  line(text?: string): void;
}

/** The parts of its process that a command may use. */
export interface Io {
  readonly env: Record<string, string | undefined>;
  readonly stdin: NodeJS.ReadStream;
  readonly out: Terminal;
  readonly err: Terminal;
  readonly signals: Signals;
}

/** The widest that prose is set; longer lines are hard to read. */
const WIDEST = 100;

/** A terminal on a stream. */
export function makeTerminal(stream: NodeJS.WriteStream, env: Record<string, string | undefined>): Terminal {
  const write = (text: string): void => {
    if (!stream.destroyed) stream.write(text);
  };
  return {
    isTTY: stream.isTTY === true,
    rewrites: stream.isTTY === true && env.TERM !== 'dumb',
    style: makeStyle(takesColour(stream, env)),
    get columns() {
      return Math.max(20, Math.min(stream.columns || 80, WIDEST));
    },
    get rows() {
      return stream.rows || 24;
    },
    stream,
    write,
    line: (text = '') => write(`${text}\n`),
  };
}
