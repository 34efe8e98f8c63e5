/** A line that shows that something is under way: it turns on a terminal and is not there anywhere else. */
import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from './terminal.js';
import { cutTo, widthOf } from './text.js';

/** A running progress line. */
export interface Progress {
  /** Changes its text. */
  say(text: string): void;
  /** Takes the line away; further calls do nothing. */
  stop(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/**
 * Shows `text`, with the seconds that have passed, once `afterMs` are over. On a stream that is no terminal it writes
 * the text once, as a line, when `lineWithoutTerminal` is set, and nothing otherwise.
 */
export function startProgress(
  terminal: Terminal,
  text: string,
  { afterMs = 0, lineWithoutTerminal = false }: { afterMs?: number; lineWithoutTerminal?: boolean } = {},
): Progress {
  const started = performance.now();
  let said = text;
  let frame = 0;
  let shown = false;
  const draw = (): void => {
    if (!terminal.rewrites) {
      if (!shown && lineWithoutTerminal) terminal.line(`${said} …`);
      shown = true;
      return;
    }
    shown = true;
    const seconds = Math.floor((performance.now() - started) / 1000);
    const turning = FRAMES[frame++ % FRAMES.length];
    const time = seconds > 0 ? ` ${seconds} s` : '';
    // a line that went on in the next row could not be taken back
    const shownText = fitted(said, terminal.columns - 3 - time.length);
    terminal.write(`\r\u001b[K${terminal.style.cyan(turning ?? '')} ${shownText}${time}`);
  };
  let turning: NodeJS.Timeout | undefined;
  const begin = (): void => {
    draw();
    if (terminal.rewrites) turning = setInterval(draw, FRAME_MS).unref();
  };
  const waiting = afterMs > 0 ? setTimeout(begin, afterMs).unref() : undefined;
  if (!waiting) begin();
  return {
    say(next) {
      said = next;
      if (shown && terminal.rewrites) draw();
    },
    stop() {
      clearTimeout(waiting);
      clearInterval(turning);
      if (shown && terminal.rewrites) terminal.write('\r\u001b[K');
      shown = false;
    },
  };
}

function fitted(text: string, width: number): string {
  return widthOf(text) <= width ? text : cutTo(stripVTControlCharacters(text), width);
}
