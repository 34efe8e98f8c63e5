/** Whether a folder can be written to, also one that is still to be made. */
import { accessSync, constants, existsSync, opendirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Throws the file system's error when nothing can be written into `folder`, or into the first above it that is there. */
export function checkWritable(folder: string): void {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  opendirSync(there).closeSync();
  accessSync(there, constants.W_OK);
}
