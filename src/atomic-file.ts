/** Writing a file in one step, so that no reader ever sees half of it and a failed write leaves the old one. */
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    removeDraft(draft);
    throw new KubelabError('FILE_UNREADABLE', `${what} cannot be written: ${(cause as Error).message}`, {
      hint: afterFailedWrite(String(cause), 'make its folder writable, or name a file in one that is'),
      place: { file },
      cause,
    });
  }
}

/**
 * Makes `file` (mode 0600), whole from its first moment: a process that is killed meanwhile leaves no empty one. On a file system
 * without hard links it is made first and then written. Throws the file system's error: EEXIST when the file is there.
 */
export function createFile(file: string, content: string): void {
  const options = { flag: 'wx', mode: 0o600 };
  // a process in another container may have the same id, and node:crypto would delay the start of every command
  const draft = `${file}.${process.pid}.${process.hrtime.bigint()}.part`;
  try {
    writeFileSync(draft, content, options);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    writeFileSync(file, content, options);
  } finally {
    removeDraft(draft);
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // none could be made: the folder is not writable, or the name is too long
  }
}
