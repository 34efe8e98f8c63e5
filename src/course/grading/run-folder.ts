/** The folders of one run: some for the learner's process, some that it never sees. All are gone with the run. */
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../home.js';
import { removeFolder } from '../../sandbox/folder-size.js';
import { seccompFilter } from '../../sandbox/seccomp.js';
import { temporaryFolder } from '../../temporary-folder.js';

/** The folders. */
export interface RunFolder {
  root: string;
  /** The folder for the grader alone. */
  own: string;
  /** The folder that the cluster's process writes: audit log and sockets, of which the learner's is in its folder `door`. */
  cluster: string;
  /** The folder for the learner to read: kubeconfig, the sandbox's accounts. */
  given: string;
  /** The folder of the kernel's sockets. */
  kernel: string;
  /** The file with the filter of system calls for the sandbox; undefined on a machine that has none. */
  filter: string | undefined;
  /** The user of the learner's process, when it is not the grader's user. */
  uid: number | undefined;
  /** The user of the cluster's process, when it is not the grader's user. */
  clusterUid: number | undefined;
  /** Lets only the grader make files in this folder from now on, where the processes of the run are another user's. */
  closeToOthers(folder: string): void;
  /** Writes a file that the learner can read. */
  give(name: string, text: string): void;
  remove(): void;
}

/** The longest folder for temporary files, in characters: a socket's path may have 103 bytes, and the rest comes after it. */
const LONGEST_PARENT = 32;
const NAME = /^kubelab-grade-(\d+)-/;
const HOUR = 3_600_000;
/** The file that says which container and start of the machine the folder's process is of. */
const OWNER = 'owner';

/** Makes the folders; `uid` is the user of the learner's process, `clusterUid` of the cluster's. */
export function makeRunFolder(uid: number | undefined, clusterUid: number | undefined = uid): RunFolder {
  const parent = runFoldersParent();
  const root = temporaryFolder(`kubelab-grade-${process.pid}-`, parent);
  writeFileSync(join(root, OWNER), ownerId());
  const [own, given, kernel, cluster, door] = ['own', 'given', 'kernel', 'cluster', 'cluster/door'].map((name) => {
    const folder = join(root, name);
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  }) as [string, string, string, string, string];
  // to pass through, not to write: the kernel has a folder of its own in it
  if (uid !== undefined) {
    chmodSync(kernel, 0o711);
    chownSync(given, uid, uid);
  }
  if (clusterUid !== undefined) {
    chmodSync(door, 0o711);
    for (const folder of [cluster, door]) chownSync(folder, clusterUid, clusterUid);
  }
  const closeToOthers = (folder: string): void => {
    if (uid === undefined) return;
    chownSync(folder, 0, 0);
    chmodSync(folder, 0o711);
  };
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
    cluster,
    given,
    kernel,
    filter,
    uid,
    clusterUid,
    closeToOthers,
    give,
    remove: () => removeFolder(root),
  };
}

/**
 * Removes the folders that killed gradings left behind: their process is gone. Another container may see the same parent
 * and other processes: a folder of another container is removed when it is an hour old. A folder that cannot be removed stays.
 */
export function removeOldRunFolders(parent: string = runFoldersParent()): void {
  for (const name of namesIn(parent)) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (!pid || processExists(pid)) continue;
    const folder = join(parent, name);
    try {
      const isOurs = ownerId() !== '' && ownerOf(folder) === ownerId();
      if (isOurs || Date.now() - statSync(folder).mtimeMs >= HOUR) removeFolder(folder);
    } catch {
      // it is another user's, or another grading was quicker
    }
  }
}

/** Removes every folder of this process, of runs and of unpacked zips: when it has to end before its runs have. */
export function removeOwnRunFolders(): void {
  for (const parent of new Set([runFoldersParent(), tmpdir()])) {
    for (const name of namesIn(parent)) {
      if (Number(NAME.exec(name)?.[1]) !== process.pid) continue;
      try {
        removeFolder(join(parent, name));
      } catch {
        // a process that has just been killed still writes there; the next grading removes it
      }
    }
  }
}

/** None where the folder cannot be read: the next run says what is wrong with it. */
function namesIn(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

/** The name of the processes that are seen from here: this start of the machine, this container. Empty on systems other than Linux. */
function ownerId(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

function ownerOf(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, OWNER), 'utf8');
  } catch {
    return undefined;
  }
}

function runFoldersParent(): string {
  return tmpdir().length <= LONGEST_PARENT ? tmpdir() : '/tmp';
}
