/** Whether a folder can be written to, also one that is still to be made, and how much. */
import { accessSync, constants, existsSync, opendirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Throws the file system's error when nothing can be written into `folder`, or into the first above it that is there. */
export function checkWritable(folder: string): void {
  const there = firstThere(folder);
  opendirSync(there).closeSync();
  accessSync(there, constants.W_OK);
}

/** The bytes that this user can still write on the disk of `folder`; undefined where the system does not say. Never throws. */
export function bytesFree(folder: string): number | undefined {
  try {
    const { bavail, bsize, blocks } = statfsSync(firstThere(folder));
    // some network disks tell no size at all
    return blocks > 0 ? bavail * bsize : undefined;
  } catch {
    return undefined;
  }
}

function firstThere(folder: string): string {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  return there;
}
