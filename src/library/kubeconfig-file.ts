/** A kubeconfig as a file that lasts as long as this process, however that ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubelabError } from '../errors.js';

/** The file, and how it is removed. */
export interface KubeconfigFile {
  path: string;
  remove(): Promise<void>;
}

/** Waits until the other end of its standard input is closed, as it is by the end of this process, and removes the folder. */
const KEEPER = 'read -r _; rm -rf -- "$1"';

/** Writes the file (mode 0600) into a temporary folder of its own. Throws FILE_UNREADABLE. */
export function writeKubeconfigFile(text: string): KubeconfigFile {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-kubeconfig-'));
    const path = join(folder, 'kubeconfig');
    writeFileSync(path, text, { mode: 0o600 });
    const removeFolder = keepFolder(folder);
    return { path, remove: removeFolder };
  } catch (cause) {
    if (folder) rmSync(folder, { recursive: true, force: true });
    throw new KubelabError('FILE_UNREADABLE', `The kubeconfig cannot be written: ${(cause as Error).message}`, {
      hint: 'Name a folder that you may write to in the variable TMPDIR.',
      cause,
    });
  }
}

function keepFolder(folder: string): () => Promise<void> {
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const forget = (): void => {
    process.removeListener('exit', remove);
    remove();
  };
  if (process.platform === 'win32') return async () => forget();
  // a session of its own: a signal to the tests' process group does not reach it
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'kubelab', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.on('error', () => {}); // without a shell, the end of this process removes the folder unless it was killed
  keeper.unref();
  const input = keeper.stdin as Socket; // of a pipe
  input.unref();
  return async () => {
    forget();
    if (keeper.exitCode !== null || keeper.pid === undefined) return;
    const gone = once(keeper, 'exit');
    keeper.ref();
    input.end();
    await gone;
  };
}
