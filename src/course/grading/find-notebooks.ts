/**
 * The notebooks below a folder of what was handed in. Names in it are learners': one that cannot be read is told for whose it
 * is, and the rest is found all the same.
 */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KubelabError } from '../../errors.js';

/** A notebook, or (with `fault`) a place in which there may be one that cannot be read. */
export interface FoundNotebook {
  file: string;
  /** Why it cannot be read, without the path. */
  fault?: string;
}

/**
 * The notebooks at a path that a person named, a file or a folder; none when it holds none. Links in a folder are not
 * followed: a learner may have made them. Throws FILE_MISSING when nothing is there.
 */
export function findNotebooks(path: string): FoundNotebook[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    throw new KubelabError('FILE_MISSING', 'there is no such notebook or folder', {
      hint: 'check the name',
      place: { file: path },
    });
  }
  if (!stats.isDirectory()) return isNotebook(path) ? [{ file: path }] : [];
  return notebooksBelow(path);
}

/** As deep as this is looked; what learners hand in is a few folders deep. */
const DEEPEST = 32;

function notebooksBelow(folder: string, depth = 0): FoundNotebook[] {
  if (depth > DEEPEST) return [{ file: folder, fault: `its folders are more than ${DEEPEST} deep` }];
  let names: Buffer[];
  try {
    names = readdirSync(folder, { encoding: 'buffer' });
  } catch (error) {
    return [{ file: folder, fault: reasonOf(error) }];
  }
  return names.sort(Buffer.compare).flatMap((bytes) => {
    const name = bytes.toString();
    if (name.startsWith('.') || name === 'node_modules' || name === '__MACOSX') return [];
    const file = join(folder, name);
    try {
      const stats = lstatSync(Buffer.concat([Buffer.from(`${folder}/`), bytes]));
      const isTaken = stats.isDirectory() || (stats.isFile() && isNotebook(name));
      if (!isTaken) return [];
      if (!Buffer.from(name).equals(bytes)) return [{ file, fault: 'its name is not in UTF-8, as in some old zips' }];
      return stats.isDirectory() ? notebooksBelow(file, depth + 1) : [{ file }];
    } catch (error) {
      return [{ file, fault: reasonOf(error) }];
    }
  });
}

function isNotebook(path: string): boolean {
  return /\.ipynb$/i.test(path);
}

function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return 'you may not read it';
    case 'ENAMETOOLONG':
      return 'its path is too long';
    default:
      return (error as NodeJS.ErrnoException).code ?? 'it cannot be read';
  }
}
