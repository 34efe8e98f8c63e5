/** A file by which one process at a time holds something: a folder of results, the page of the lessons. */
import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { createFile } from './atomic-file.js';
import { processExists } from './home.js';

/** The process that holds a file. */
export interface Holder {
  pid: number;
  host: string;
  since: string;
}

/**
 * Takes the file for this process and returns what gives it back. A process of this machine that was killed holds nothing any
 * more. Throws what `inUse` makes while another process holds it, and the file system's error when nothing can be written.
 */
export function holdFile(file: string, inUse: (holder: Holder | undefined) => Error): () => void {
  const own: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  for (let isFirstTry = true; ; isFirstTry = false) {
    try {
      createFile(file, JSON.stringify(own));
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readHolder(file);
      if (!isFirstTry || !isGone(holder)) throw inUse(holder);
      rmSync(file, { force: true });
    }
  }
}

/** The holder of the file; undefined without one. */
export function holderOf(file: string): Holder | undefined {
  const holder = readHolder(file);
  return isGone(holder) ? undefined : holder;
}

function isGone(holder: Holder | undefined): boolean {
  return holder === undefined || (holder.host === hostname() && !processExists(holder.pid));
}

/** Undefined for a file that was begun and not written, as by a process that was killed. */
function readHolder(file: string): Holder | undefined {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return Number.isInteger(pid) && Number(pid) > 1 && typeof host === 'string' && typeof since === 'string'
      ? { pid: Number(pid), host, since }
      : undefined;
  } catch {
    return undefined;
  }
}
