/** The HTTP answers that a cell shows, by which a replay is held against the first time. */
import { STATUS_CODES } from 'node:http';
import type { Output } from '../notebook/document.js';
import { plainText } from '../notebook/plain-text.js';

/**
 * `403 Forbidden`, or a status alone behind a colon at the end of a line, as `console.log('now:', answer.status)` prints it.
 */
const ANSWER = /\b([1-5]\d\d) ([A-Z][A-Za-z-]*(?: [A-Z][a-z]+)*)|: +([1-5]\d\d)$/gm;

/** The statuses with their words in the order in which they are shown, each at most once in a row: `201 Created`. */
export function answersIn(outputs: readonly Output[]): string[] {
  const found: string[] = [];
  for (const [, code, words, alone] of outputs.map(plainText).join('\n').matchAll(ANSWER)) {
    const status = code ?? alone ?? '';
    const name = STATUS_CODES[status];
    if (name === undefined || (words !== undefined && !words.startsWith(name))) continue;
    const answer = `${status} ${name}`;
    if (found.at(-1) !== answer) found.push(answer);
  }
  return found;
}

/** The first answer that is another than before, as a sentence; undefined when all are as they were. */
export function changedAnswer(before: readonly string[], now: readonly string[]): string | undefined {
  const at = before.findIndex((answer, index) => answer !== now[index]);
  if (at < 0) return undefined;
  return `it was answered with ${before[at]} before, and ${now[at] === undefined ? 'not so this time' : `with ${now[at]} this time`}`;
}
