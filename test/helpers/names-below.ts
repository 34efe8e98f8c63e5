/** What is below a folder that other processes write and remove in. */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The paths below a folder, each relative to it, folders among them. A folder that is removed while it is read counts as empty:
 * `readdirSync` with `recursive` throws there.
 */
export function namesBelow(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) =>
    entry.isDirectory()
      ? [entry.name, ...namesBelow(join(folder, entry.name)).map((name) => join(entry.name, name))]
      : [entry.name],
  );
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
