/** The marks that tell a grading's folder of results from a folder of submissions. */
import { existsSync } from 'node:fs';
import { bookFile } from './class-book.js';
import { lockFile } from './folder-lock.js';

/** The folders that kubelab writes into a folder of results. */
export const FOLDERS_OF_RESULTS: ReadonlySet<string> = new Set(['evidence', 'feedback', 'log', 'report', 'upload']);

/** True for a folder into which a grading wrote, or writes now: it has a book, or the lock of a grading killed before that. */
export function holdsResults(folder: string): boolean {
  return existsSync(bookFile(folder)) || existsSync(lockFile(folder));
}
