/** A line that the reader types, where keys are read one by one. */
import { stripVTControlCharacters } from 'node:util';
import type { Keyboard } from '../keyboard.js';
import type { Io } from './terminal.js';
import { cutTo, widthOf, wrapText } from './text.js';

/** How to ask. */
export interface LineOptions {
  /** Earlier lines, the last one last; Up and Down go through them. */
  history?: readonly string[];
  /** Keys that answer at once, as the first one pressed: they are given back as they are. */
  atOnce?: readonly string[];
}

/**
 * Shows `question` and returns the line that is typed behind it, without white space at its ends. Undefined for Ctrl-C,
 * Ctrl-D, and a terminal that is gone. Rejects with the reason of an interruption.
 */
export async function askLine(
  question: string,
  keyboard: Keyboard,
  io: Io,
  { history = [], atOnce = [] }: LineOptions = {},
): Promise<string | undefined> {
  const { out, signals } = io;
  const prompt = fitting(question, io);
  let typed = '';
  let at = history.length;
  const draw = (added: string): void => {
    if (out.rewrites) out.write(`\r\u001b[K${row(prompt, typed, out.columns)}`);
    else out.write(added);
  };
  out.write(prompt);
  try {
    for (;;) {
      const key = await keyboard.key(signals.interruption);
      if (typed === '' && atOnce.includes(key)) return key;
      if (key === 'ctrl-c' || key === 'end') return undefined;
      if (key === 'enter') return typed.trim();
      if (key === 'backspace') typed = [...typed].slice(0, -1).join('');
      else if (key === 'ctrl-u') typed = '';
      else if (key === 'up' || key === 'down') {
        at = Math.min(history.length, Math.max(0, at + (key === 'up' ? -1 : 1)));
        typed = history[at] ?? '';
      } else if (isText(key)) typed += key;
      else continue;
      draw(key);
    }
  } finally {
    out.line();
  }
}

/**
 * The last row of the question; one that leaves no room to type stands above a short one, as a row is drawn anew with each
 * key.
 */
function fitting(question: string, { out }: Io): string {
  if (widthOf(question) <= out.columns - ROOM_TO_TYPE) return question;
  out.line(wrapText(stripVTControlCharacters(question).trimEnd(), out.columns));
  return SHORT;
}

const ROOM_TO_TYPE = 12;
const SHORT = '> ';

/** Named keys (`left`, `ctrl-x`) and control characters are no text; pasted text may come as more than one character. */
function isText(key: string): boolean {
  return (
    key !== '' &&
    !/^(ctrl-.|end|escape|left|right|home|delete|insert|pageup|pagedown|tab|clear|f\d+)$/.test(key) &&
    !/\p{Cc}/u.test(key)
  );
}

/** Prompt and text in one row: of a long text its end. */
function row(prompt: string, typed: string, columns: number): string {
  // a terminal that was made narrower meanwhile
  const head = widthOf(prompt) <= columns - ROOM_TO_TYPE ? prompt : SHORT;
  const room = columns - widthOf(head) - 1;
  if (widthOf(typed) <= room) return head + typed;
  const backwards = [...typed].reverse().join('');
  return head + [...cutTo(backwards, room)].reverse().join('');
}
