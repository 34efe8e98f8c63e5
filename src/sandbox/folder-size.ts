/**
 * The size of a folder that a learner's processes can write, and its removal, whatever these processes put there: folders so
 * deep that their path is too long for the system, a hundred thousand empty files.
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const MB = 1024 * 1024;
/** A kernel has two files here. Counting more takes longer than the pause between two counts. */
const MOST_ENTRIES = 2000;
const DEEPEST = 16;

/** The excess in the folder, in words, where its files may have `bytes` together; undefined when there is none. */
export function excessOf(folder: string, bytes: number): string | undefined {
  const left = { bytes, entries: MOST_ENTRIES };
  return count(folder, 0, left, bytes);
}

function count(
  folder: string,
  depth: number,
  left: { bytes: number; entries: number },
  most: number,
): string | undefined {
  if (depth > DEEPEST) return `folders more than ${DEEPEST} deep`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    return isGone(error) ? undefined : `a folder that cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
  left.entries -= names.length;
  if (left.entries < 0) return `more than ${MOST_ENTRIES} files`;
  for (const name of names) {
    const path = join(folder, name);
    try {
      const stats = lstatSync(path);
      if (stats.isFile()) left.bytes -= stats.size;
      if (left.bytes < 0) return `more than ${Math.round(most / MB)} MB of files`;
      const deeper = stats.isDirectory() ? count(path, depth + 1, left, most) : undefined;
      if (deeper !== undefined) return deeper;
    } catch (error) {
      if (!isGone(error)) return `a file that cannot be read (${(error as NodeJS.ErrnoException).code})`;
    }
  }
  return undefined;
}

/** True when a learner's process removed the file while files were counted. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * Removes a folder with all that is in it. Node goes by paths, which end at 4,096 bytes; where it gives up, `rm` goes from
 * folder to folder. Throws Node's error when that fails, too.
 */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    const { status } = spawnSync('rm', ['-rf', '--', folder], { stdio: 'ignore' });
    if (status !== 0) throw error;
  }
}
