/** Text cut so that no part of it runs out of sight before it is read. */
import { widthOf } from './text.js';

/** How large the screen is, and how many rows of it hold unread text. */
export interface Screen {
  rows: number;
  columns: number;
  unread: number;
}

/** Rows of a question below the text: an empty row and its own. */
const QUESTION_ROWS = 2;

/** The rows that a text takes, with those on which the terminal goes on with a long line. */
export function rowsOf(text: string, columns: number): number {
  const lines = text.split('\n');
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}

/**
 * The parts of a text, with a question to be asked between each and the next. The first is empty when all of the text
 * should come after a question: it does not fit below unread text.
 */
export function screenfuls(text: string, { rows, columns, unread }: Screen): string[] {
  const room = rows - QUESTION_ROWS;
  const parts = unread > 1 && unread + rowsOf(text, columns) > room ? [''] : [];
  let part: string[] = [];
  let used = parts.length === 0 ? unread : 0;
  for (const line of text.split('\n')) {
    const more = rowsOf(line, columns);
    if (part.length > 0 && used + more > room) {
      parts.push(`${part.join('\n')}\n`);
      [part, used] = [[], 0];
    }
    part.push(line);
    used += more;
  }
  const last = part.join('\n');
  return last === '' && parts.length > 0 ? parts : [...parts, last];
}
