/** One grading at a time writes into a folder of results: two would write each other's tables. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { KubelabError } from '../../errors.js';
import { processExists } from '../../home.js';

/** Who writes into a folder. */
interface Holder {
  pid: number;
  host: string;
  since: string;
}

const NAME = '.grading.json';

/**
 * Takes the folder for this process and returns what gives it back. A grading of this machine that was killed holds nothing
 * any more. Throws RESULTS_IN_USE, with the process and the machine, while another grading writes there, and the file
 * system's error when nothing can be written.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, NAME);
  const own: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  for (let isFirstTry = true; ; isFirstTry = false) {
    try {
      writeFileSync(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = holderIn(file);
      const isGone = holder === undefined || (holder.host === own.host && !processExists(holder.pid));
      if (!isFirstTry || !isGone) throw inUse(file, folder, holder);
      rmSync(file, { force: true });
    }
  }
}

/** Undefined for a file that was begun and not written, as by a process that was killed. */
function holderIn(file: string): Holder | undefined {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string'
      ? { pid: Number(pid), host, since }
      : undefined;
  } catch {
    return undefined;
  }
}

function inUse(file: string, folder: string, holder: Holder | undefined): KubelabError {
  const who = holder ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : 'another process';
  return new KubelabError('RESULTS_IN_USE', `another grading writes into ${folder}: ${who}`, {
    hint: `wait for its end, name another folder after --out, or, when it is gone for certain, remove ${file}`,
    place: { file: folder },
  });
}
