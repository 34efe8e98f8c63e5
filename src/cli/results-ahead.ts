/** A word before results are used that a grading has left behind. */
import { count } from '../count.js';
import { rowsAhead } from '../course/grading/class-book.js';
import { shellWord } from '../shell.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';
import { commandHere } from './words.js';

/** Says on standard error when submissions were graded in this folder that its files do not hold yet, and how they come in. */
export function warnOfRowsAhead(results: string, io: Io): void {
  const ahead = rowsAhead(results);
  if (ahead === 0) return;
  const more = `${count(ahead, 'submission')} graded since these files were written, by a grading that runs still or was killed`;
  const note = `note: ${more}; after one that was killed: ${commandHere('rejudge', io)} ${shellWord(results)}`;
  io.err.line(io.err.style.yellow(sanitise(note)));
}
