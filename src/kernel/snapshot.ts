/**
 * The start-up snapshots of the kernel (see snapshot-entry.cts): where they are kept, and which one a kernel can start from.
 * There is one for each Node and set of options that was used with this installation, about 43 MB each. make-snapshot.ts makes
 * them. A kernel starts from one in a third of the time and of the work; without one it starts as well.
 */
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { kubelabHome } from '../home.js';
import { kernelIdleMinutes } from '../kernel-cluster.js';
import { packageRoot } from '../package-root.js';

/** A snapshot, and the options of Node that it was made with: V8 takes it with no others. */
export interface Snapshot {
  /** Path of the file. */
  blob: string;
  options: readonly string[];
}

/** The record of one Node's snapshot, in a file beside it. */
export interface SnapshotRecord {
  /** State of the files that it was made from ({@link stateOf}). */
  state: string;
  files: readonly string[];
  /** The snapshot's file name and size; without it there is none, for the reason in `fault`. */
  blob?: { name: string; bytes: number };
  options?: readonly string[];
  /** Why this Node goes without: it could not be made, or a kernel from it did not run cells. */
  fault?: { why: string; at: number };
}

/** How a kernel starts on this Node: from a snapshot, without one that is still to be made, or without one for a reason. */
export type SnapshotState =
  | { state: 'ready'; snapshot: Snapshot }
  | { state: 'none' }
  | { state: 'aside'; why: string; retryInMs: number; record: string };

/** An environment for a process. */
export type Environment = Record<string, string | undefined>;

/**
 * The options that a kernel from a snapshot is started with, as far as this Node knows them:
 * - the snapshot's objects would be looked through for garbage as soon as a cell makes some;
 * - its checksum takes as long as reading it;
 * - V8 optimises a function after 15 times as much work in it as by default (Node 20 alone knows this option);
 * - V8 does not optimise WebAssembly: undici's HTTP parser is a module of it, and pays that back after thousands of answers.
 */
export const SNAPSHOT_OPTIONS: readonly string[] = [
  '--initial-heap-size=512',
  '--no-verify-snapshot-checksum',
  '--interrupt-budget=1000000',
  `--wasm-tiering-budget=${2 ** 31 - 1}`,
];

/**
 * For the environment of a kernel from a snapshot: glibc asks Linux for large pages, which halves the page faults of reading
 * 43 MB, and so takes a sixth off the start (https://sourceware.org/glibc/manual/latest/html_node/Memory-Allocation-Tunables.html).
 * Other C libraries ignore the variable.
 */
export const snapshotEnvironment = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

/** A snapshot that could not be made, or failed, is made anew after this time: the reason may have been a full disk. */
const RETRY_MS = 24 * 3_600_000;

/**
 * The words for Node that start a program from a snapshot in the folder `cwd`. On Windows Node opens the file only where its name is
 * ASCII, and the name of a user, in most paths there, need not be: the path from that folder leaves it out.
 */
export function snapshotWords({ blob, options }: Snapshot, cwd: string): string[] {
  return ['--snapshot-blob', process.platform === 'win32' ? relative(cwd, blob) : blob, ...options];
}

/**
 * The snapshot that a kernel with this environment starts from; undefined without one. Never throws. A kernel that brings its
 * user's cluster, as on a hub, starts without: that takes 0.7 s longer, and then 50 MB less (Node 20; 80 MB on Node 24), since
 * a process keeps the snapshot's file in memory of its own.
 */
export function kernelSnapshot(env: Environment = process.env): Snapshot | undefined {
  if (kernelIdleMinutes(env) !== undefined) return undefined;
  const found = snapshotState(env);
  return found.state === 'ready' ? found.snapshot : undefined;
}

/** Its state, with the reason where there is no snapshot. Never throws. */
export function snapshotState(env: Environment = process.env): SnapshotState {
  // the user's own folder first: a fault may stand there of a snapshot in a package that the user cannot write
  for (const folder of snapshotFolders().reverse()) {
    const found = stateIn(folder, env);
    if (found.state !== 'none') return found;
  }
  return { state: 'none' };
}

function stateIn(folder: string, env: Environment): SnapshotState {
  try {
    const path = recordFile(folder, env);
    const { state, files, blob, options, fault } = JSON.parse(readFileSync(path, 'utf8')) as SnapshotRecord;
    if (state !== stateOf(files)) return { state: 'none' };
    if (fault) {
      const retryInMs = fault.at + RETRY_MS - Date.now();
      return retryInMs > 0 ? { state: 'aside', why: fault.why, retryInMs, record: path } : { state: 'none' };
    }
    if (!blob || !options) return { state: 'none' };
    const file = join(folder, blob.name);
    accessSync(file, constants.R_OK);
    const isWhole = statSync(file).size === blob.bytes;
    return isWhole ? { state: 'ready', snapshot: { blob: file, options } } : { state: 'none' };
  } catch {
    return { state: 'none' }; // nothing here, or a file that is not whole: it is made anew
  }
}

/** In the package, so that all who use it share it; in the user's own folder where the package cannot be written. */
export function snapshotFolders(): string[] {
  return [join(packageRoot(), 'node_modules', '.cache', 'kubelab'), kubelabHome().cache];
}

/** The path in `folder` of the record of this Node's snapshot: each installation, kind of Node, machine and options has its own. */
export function recordFile(folder: string, env: Environment): string {
  const { version, arch, platform, execPath } = process;
  const { size, mtimeMs } = statSync(execPath);
  const node = [version, arch, platform, execPath, size, mtimeMs];
  const machine = [packageRoot(), ...node, cpus()[0]?.model, env.NODE_OPTIONS ?? '', SNAPSHOT_OPTIONS];
  return join(folder, `kernel-${version}-${hash(machine).slice(0, 12)}.json`);
}

/** Changes with every file that a snapshot was made from. Throws when one is gone. */
export function stateOf(files: readonly string[]): string {
  const states = [...files, snapshotScript()].map((file) => {
    const { mtimeMs, size } = statSync(file);
    return [file, mtimeMs, size];
  });
  return hash(states);
}

/** The script of the snapshot, as it is built. */
export function snapshotScript(): string {
  return join(packageRoot(), 'dist', 'kernel', 'snapshot-entry.cjs');
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
