/** A text file that a person named, or that kubelab cannot do without: when it cannot be read, that is told as its fault. */
import { readFileSync } from 'node:fs';
import { KubelabError } from './errors.js';

/** The text of `file`. Throws FILE_MISSING that calls it `what` (`the roster`) and gives `hint` as the next step. */
export function readNamedFile(file: string, what: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KubelabError('FILE_MISSING', `${what} cannot be read: ${(cause as Error).message}`, {
      hint,
      place: { file },
      cause,
    });
  }
}
