/** One grading or merge at a time writes into a folder of results: two would write each other's tables. */
import { join } from 'node:path';
import { KubelabError } from '../../errors.js';
import { type Holder, holderOf, holdFile } from '../../held-file.js';

/** The file that says which grading writes into the folder. */
export function lockFile(folder: string): string {
  return join(folder, '.grading.json');
}

/**
 * Takes the folder for this process and returns a function to give it back. A grading of this machine that was killed holds
 * nothing any more. Throws RESULTS_IN_USE, with the process and the machine, while another grading writes there, and the file
 * system's error when nothing can be written.
 */
export function lockFolder(folder: string): () => void {
  const file = lockFile(folder);
  return holdFile(file, (holder) => inUse(file, folder, holder));
}

/** Throws RESULTS_IN_USE while a grading writes into the folder, whose results are then neither the old nor the new ones. */
export function checkFolderFree(folder: string): void {
  const file = lockFile(folder);
  const holder = holderOf(file);
  if (holder) throw inUse(file, folder, holder);
}

function inUse(file: string, folder: string, holder: Holder | undefined): KubelabError {
  const who = holder ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : 'another process';
  return new KubelabError('RESULTS_IN_USE', `another grading writes into ${folder}: ${who}`, {
    hint: `wait for its end, name another folder, or, when it is gone for certain, remove ${file}`,
    place: { file: folder },
  });
}
