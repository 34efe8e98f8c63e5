/** A text file that a person named, or that kubelab cannot do without: when it cannot be read, that is told as its fault. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { KubelabError } from './errors.js';

/**
 * The text of `file`. Throws FILE_MISSING that calls it `what` (`the roster`) and gives `hint` as the next step, and
 * FILE_UNREADABLE for a file in another encoding than UTF-8, whose names would be read and written wrongly.
 */
export function readNamedFile(file: string, what: string, hint: string): string {
  const bytes = bytesOf(file, what, hint);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new KubelabError('FILE_UNREADABLE', `${what} is not text in UTF-8`, {
    hint: 'save it again in UTF-8; a spreadsheet program calls that "CSV UTF-8"',
    place: { file },
  });
}

function bytesOf(file: string, what: string, hint: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new KubelabError('FILE_MISSING', `${what} cannot be read: ${(cause as Error).message}`, {
      hint,
      place: { file },
      cause,
    });
  }
}
