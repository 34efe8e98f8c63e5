/** Makes a folder with those above it. Node's own recursive mkdir never ends where the system knows no such place (/proc). */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes `path` (mode 0700) unless it is there. Throws the file system's own error. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}
