/** Reading a notebook that anybody may have made: refused when it is too large to be read, or holds a cell id twice. */
import { KubelabError } from '../../errors.js';
import { statNamed } from '../../named-file.js';
import { type Notebook, readNotebook } from '../../notebook/document.js';

const MB = 1024 * 1024;
/** The largest notebook that is read, in bytes; one with pictures has a few MB. */
export const MOST_NOTEBOOK_BYTES: number = 20 * MB;

/** The notebook. Throws FILE_MISSING, FILE_UNREADABLE or NOTEBOOK_INVALID. */
export function readSubmission(file: string): Notebook {
  refuseUnread(file);
  return readNotebook(file, { uniqueIds: true });
}

/** Throws FILE_UNREADABLE for a path that is no file, and NOTEBOOK_INVALID for a file too large: a sparse one can be read for hours. */
export function refuseUnread(file: string): void {
  const stat = statNamed(file);
  // a pipe would be waited for, a device read for ever
  if (stat && !stat.isFile()) {
    throw new KubelabError('FILE_UNREADABLE', 'it is not a file', { hint: 'name a notebook', place: { file } });
  }
  if (stat && stat.size > MOST_NOTEBOOK_BYTES) {
    throw new KubelabError('NOTEBOOK_INVALID', tooLarge(stat.size), {
      hint: 'clear its outputs and save it again',
      place: { file },
    });
  }
}

/** The message about a notebook that is too large. */
export function tooLarge(bytes: number): string {
  return `the notebook has ${Math.round(bytes / MB)} MB; at most ${MOST_NOTEBOOK_BYTES / MB} are read`;
}
