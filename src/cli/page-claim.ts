/** One process at a time serves the page of a learner's folder. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isKubelabError, KubelabError } from '../errors.js';
import { type Holder, holdFile } from '../held-file.js';
import { unwritable } from '../home.js';

/** Claims the page for this process; the result ends the claim. Throws PAGE_RUNNING when another process serves it, and FILE_UNREADABLE. */
export function claimPage(file: string): () => void {
  const inUse = (holder: Holder | undefined): KubelabError =>
    new KubelabError('PAGE_RUNNING', `the page is served already, by process ${holder?.pid ?? '?'}`, {
      hint: `use that page (press o in its terminal for an address), end it there with q, or, when it is gone for certain, remove ${file}`,
      place: { file },
    });
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return holdFile(file, inUse);
  } catch (error) {
    throw isKubelabError(error) ? error : unwritable(file, error);
  }
}
