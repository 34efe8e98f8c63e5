/** The mode of files and folders that others may not read. */
import { chmodSync, statSync } from 'node:fs';

/** How file systems refuse that keep no modes, as those of many network drives. */
const refusals = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Sets the mode of a file or folder. Where the file system keeps none, its mount alone says who may read what is there, and nothing is
 * done. Throws the system's error for what belongs to somebody else.
 */
export function setMode(path: string, mode: number): void {
  try {
    chmodSync(path, mode);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!refusals.includes(code) || statSync(path).uid !== process.getuid?.()) throw error;
  }
}
