/** A file or folder that a person named, or that kubelab cannot do without: when it cannot be read, that is told as its fault. */
import { isUtf8 } from 'node:buffer';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { KubelabError } from './errors.js';

/**
 * The text of `file`. Throws FILE_MISSING that calls it `what` (`the roster`) and gives `hint` as the next step, FILE_UNREADABLE
 * for one that this user may not read, and ARGUMENT_INVALID for another encoding than UTF-8: names would be read wrongly.
 */
export function readNamedFile(file: string, what: string, hint: string): string {
  const bytes = bytesOf(file, what, hint);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new KubelabError('ARGUMENT_INVALID', `${what} is not text in UTF-8`, {
    hint: 'save it again in UTF-8; a spreadsheet program calls that "CSV UTF-8"',
    place: { file },
  });
}

/** What stands at a path that a person named; undefined where nothing does. Throws FILE_UNREADABLE where that cannot be told. */
export function statNamed(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new KubelabError('FILE_UNREADABLE', message('it', cause), {
      hint: code === 'EACCES' ? NOT_YOURS : 'check the name',
      place: { file: path },
      cause,
    });
  }
}

/** The next step for a file or folder of another user. */
export const NOT_YOURS = 'it is of another user: take a copy that is yours, or call the command as that user';

/** The file system's commonest refusals in words; the place says which file it is. */
const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a file stands where its path names a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'the name is too long',
};

function message(what: string, cause: unknown): string {
  const { code = '', message: own } = cause as NodeJS.ErrnoException;
  return `${what} cannot be read: ${REASONS[code] ?? own}`;
}

function bytesOf(file: string, what: string, hint: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const isDenied = (cause as NodeJS.ErrnoException).code === 'EACCES';
    throw new KubelabError(isDenied ? 'FILE_UNREADABLE' : 'FILE_MISSING', message(what, cause), {
      hint: isDenied ? NOT_YOURS : hint,
      place: { file },
      cause,
    });
  }
}
