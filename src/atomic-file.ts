/** Writing a file in one step, so that no reader ever sees half of it and a failed write leaves the old one. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterFailedWrite, KubelabError } from './errors.js';
import { setMode } from './file-mode.js';

/**
 * Writes `content` to `file`, whose folder is made (mode 0700) when it is not there. `mode` is that of the file, whatever
 * the umask; without it, 0644 as far as the umask allows. Throws FILE_UNREADABLE when it cannot be written.
 */
export function writeFileAtomically(file: string, content: string | Uint8Array, mode?: number): void {
  writeInOneStep(file, 'the file', (draft) => {
    writeFileSync(draft, content, { mode: mode ?? 0o644, flag: 'wx' });
    if (mode !== undefined) setMode(draft, mode);
  });
}

/**
 * Has `write` write a draft, which is not there yet, and puts it in the place of `file`, whose folder is made (mode 0700) when it is
 * not there. Throws FILE_UNREADABLE, about `what`, when any of it cannot be done; then there is no draft.
 */
export function writeInOneStep(file: string, what: string, write: (draft: string) => void): void {
  const draft = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    write(draft);
    renameSync(draft, file);
  } catch (cause) {
    try {
      rmSync(draft, { force: true });
    } catch {
      // The folder itself is not writable, and then there is no draft.
    }
    throw new KubelabError('FILE_UNREADABLE', `${what} cannot be written: ${(cause as Error).message}`, {
      hint: afterFailedWrite(String(cause), 'make its folder writable, or name a file in one that is'),
      place: { file },
      cause,
    });
  }
}
