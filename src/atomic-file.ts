/** Writing a file in one step, so that no reader ever sees half of it and a failed write leaves the old one. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { KubelabError } from './errors.js';

/**
 * Writes `text` to `file`, whose folder is made (mode 0700) when it is not there. `mode` is that of the file, 0644 when
 * nothing is said. Throws FILE_UNREADABLE when it cannot be written.
 */
export function writeFileAtomically(file: string, text: string, mode = 0o644): void {
  const draft = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    writeFileSync(draft, text, { mode, flag: 'wx' });
    renameSync(draft, file);
  } catch (cause) {
    try {
      rmSync(draft, { force: true });
    } catch {
      // The folder itself is not writable, and then there is no draft.
    }
    throw new KubelabError('FILE_UNREADABLE', `the file cannot be written: ${(cause as Error).message}`, {
      hint: 'make its folder writable, or name a file in one that is',
      place: { file },
      cause,
    });
  }
}
