/** Files that cannot be read are kept beside the file that takes their place: the progress, and a notebook of the learner's copy. */
import { existsSync, renameSync } from 'node:fs';

/** Renames the file to `FILE.broken`, or `FILE.broken-2` and so on where that exists; gives the new name. Throws as a rename does. */
export function putAside(file: string): string {
  const aside = freeName(`${file}.broken`);
  renameSync(file, aside);
  return aside;
}

/** The name, or the first of `NAME-2`, `NAME-3` and so on that no file has. */
function freeName(name: string): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${name}-${number}`;
    if (!existsSync(free)) return free;
  }
}
