/** The files of a grading that are named on the command line, or lie in the folder of results. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownWork } from '../course/grading/known-work.js';
import { type MarkEntry, readMarks } from '../course/grading/marks.js';
import { KubelabError } from '../errors.js';
import { checkWritable } from './writable.js';

/**
 * The marks in the file that is named, else in `marks.yaml` of the folder of results; none without one. Throws as `readMarks`.
 */
export function marksOf(out: string, named: string | undefined, known?: () => KnownWork): MarkEntry[] {
  if (named !== undefined) return readMarks(named, known?.());
  const usual = join(out, 'marks.yaml');
  return existsSync(usual) ? readMarks(usual, known?.()) : [];
}

/** Makes the folder of results, for its owner alone. Throws FILE_UNREADABLE, with `hint`, where nothing can be written. */
export function makeResultsFolder(folder: string, hint: string): void {
  try {
    checkWritable(folder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `results cannot be written: ${(cause as Error).message}`, {
      hint,
      place: { file: folder },
      cause,
    });
  }
}
