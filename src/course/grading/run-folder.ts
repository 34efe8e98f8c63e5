/** The folders of one run: what the learner's process gets, and what it never sees. All are gone with the run. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../home.js';
import { removeFolder } from '../../sandbox/folder-size.js';
import { seccompFilter } from '../../sandbox/seccomp.js';

/** The folders. */
export interface RunFolder {
  root: string;
  /** For the grader alone: the audit log. */
  own: string;
  /** For the learner to read: kubeconfig, the cluster's socket, the sandbox's accounts. */
  given: string;
  /** Where the kernel's sockets are. */
  kernel: string;
  /** The file with the filter of system calls for the sandbox; undefined on a machine that has none. */
  filter: string | undefined;
  /** The user whom the learner's process runs as, when it is another one. */
  uid: number | undefined;
  /** Writes a file that the learner can read. */
  give(name: string, text: string): void;
  remove(): void;
}

/** A socket's path may have 103 bytes, and this is what comes after the system's folder for temporary files. */
const LONGEST_PARENT = 32;
const NAME = /^kubelab-grade-(\d+)-/;
const HOUR = 3_600_000;

/** Makes the folders; `uid` is the user of the learner's process. */
export function makeRunFolder(uid: number | undefined): RunFolder {
  const parent = runFoldersParent();
  const root = mkdtempSync(join(parent, `kubelab-grade-${process.pid}-`));
  const [own, given, kernel] = ['own', 'given', 'kernel'].map((name) => {
    const folder = join(root, name);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }) as [string, string, string];
  // to pass through, not to write: the kernel has a folder of its own in it
  if (uid !== undefined) {
    chmodSync(kernel, 0o711);
    chownSync(given, uid, uid);
  }
  const give = (name: string, text: string): void => {
    const file = join(given, name);
    writeFileSync(file, text, { mode: 0o600 });
    if (uid !== undefined) chownSync(file, uid, uid);
  };
  const bytes = seccompFilter();
  const filter = bytes && join(own, 'seccomp.bpf');
  if (bytes && filter) writeFileSync(filter, bytes);
  const id = uid ?? process.getuid?.() ?? 0;
  give('passwd', `root:x:0:0::/:/bin/false\nlearner:x:${id}:${id}::/home/learner:/bin/sh\n`);
  give('group', `root:x:0:\nlearner:x:${id}:\n`);
  give('hosts', '127.0.0.1 localhost\n::1 localhost\n');
  return {
    root,
    own,
    given,
    kernel,
    filter,
    uid,
    give,
    remove: () => removeFolder(root),
  };
}

/**
 * Removes what gradings left behind that were killed: folders whose process is gone, and that are an hour old, since another
 * container may see the same folder and other processes. What cannot be removed stays.
 */
export function removeOldRunFolders(parent: string = runFoldersParent()): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (!pid || processExists(pid)) continue;
    try {
      if (Date.now() - statSync(join(parent, name)).mtimeMs < HOUR) continue;
      removeFolder(join(parent, name));
    } catch {
      // it is another user's, or another grading was quicker
    }
  }
}

function runFoldersParent(): string {
  return tmpdir().length <= LONGEST_PARENT ? tmpdir() : '/tmp';
}
