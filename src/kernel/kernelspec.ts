/**
 * How the kernel is started: as a kernelspec that any Jupyter can use, and as a command for kubelab's own client.
 * `installKernelspec(folder, name)` registers it, `kernelCommand({ folder, env })` is for `startKernel`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { KubelabError } from '../errors.js';
import { IDLE_VARIABLE } from '../kernel-cluster.js';
import { kernelFolder } from './kernel-folder.js';
import { type LaunchCommand, launchCommand, launchWords } from './launch-command.js';
import { doubtKernelSnapshot } from './make-snapshot.js';
import { type Environment, kernelSnapshot, type Snapshot } from './snapshot.js';

/** `tslab` where nothing else is called so, and `kubelab` beside a user's own tslab. */
export type KernelName = 'tslab' | 'kubelab';

/** A command that starts the kernel. */
export interface KernelCommand extends LaunchCommand {
  /** The start-up snapshot among `argv`, which a sandbox has to show; undefined for a start without. */
  snapshot?: Snapshot;
  /** The start without it. */
  fallback?: LaunchCommand;
  /** To be called when the kernel failed by itself: its snapshot is tried, and put aside if that was the cause. */
  onFailure?: () => void;
}

/**
 * For kernels on a hub, where many share the memory: V8 has half of its usual room for new objects, and looks through it more often. A
 * lesson that is run whole on Node 24 takes 290 MB at most, and not 380, in no more time.
 */
const HUB_OPTIONS: readonly string[] = ['--max-semi-space-size=8'];

/**
 * Writes the kernelspec `name` for this installation into `folder`, a folder of kernelspecs, and returns the path of its
 * kernel.json. Notebooks name theirs in `metadata.kernelspec.name`; the lessons say `tslab`. Throws FILE_UNREADABLE when that
 * folder cannot be written. With `clusterIdleMinutes` its kernels bring the practice cluster (`own-cluster.ts`). https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 */
export function installKernelspec(
  folder: string,
  name: KernelName,
  { clusterIdleMinutes }: { clusterIdleMinutes?: number } = {},
): string {
  const file = join(folder, name, 'kernel.json');
  const [node = '', ...program] = launchWords();
  const spec = {
    argv: [node, ...(clusterIdleMinutes === undefined ? [] : HUB_OPTIONS), ...program, '{connection_file}'],
    display_name: 'TypeScript (kubelab)',
    language: 'typescript',
    ...(clusterIdleMinutes === undefined ? {} : { env: { [IDLE_VARIABLE]: String(clusterIdleMinutes) } }),
    // Windows has no signal that a process can take for an interrupt
    interrupt_mode: process.platform === 'win32' ? 'message' : 'signal',
    metadata: { debugger: false },
  };
  try {
    // a kernelspec below a prefix is for everybody on the machine
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomically(file, `${JSON.stringify(spec, null, 2)}\n`);
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the kernelspec cannot be written: ${(cause as Error).message}`, {
      hint: 'make the folder writable, or name another one',
      place: { file },
      cause,
    });
  }
  return file;
}

/** The kernel.json in one of these folders of kernelspecs whose kernels bring the practice cluster; undefined without one. */
export function clusterBringingKernel(folders: readonly string[]): string | undefined {
  const files = folders.flatMap((folder) =>
    (['tslab', 'kubelab'] as const).map((name) => join(folder, name, 'kernel.json')),
  );
  return files.find((file) => {
    try {
      const text = readFileSync(file, 'utf8');
      return isKubelabs(text) && text.includes(`"${IDLE_VARIABLE}"`);
    } catch {
      return false; // not there, or not for this user
    }
  });
}

/** True for the text of a kernel.json, or of its argv, that starts kubelab's kernel. */
export function isKubelabs(text: string): boolean {
  return /[\\/]dist[\\/]+kernel[\\/]+launch\.js"/.test(text);
}

/**
 * Removes the kernelspec `name` from `folder`. False when there is none; throws ARGUMENT_INVALID for one that is not
 * kubelab's, and FILE_UNREADABLE when it cannot be removed.
 */
export function uninstallKernelspec(folder: string, name: KernelName): boolean {
  const own = join(folder, name);
  const file = join(own, 'kernel.json');
  if (!existsSync(file)) return false;
  try {
    if (!isKubelabs(readFileSync(file, 'utf8'))) {
      throw new KubelabError('ARGUMENT_INVALID', `the kernel ${name} there is not kubelab's`, {
        hint: `jupyter kernelspec remove ${name}`,
        place: { file },
      });
    }
    rmSync(own, { recursive: true });
    return true;
  } catch (cause) {
    if (cause instanceof KubelabError) throw cause;
    throw new KubelabError('FILE_UNREADABLE', `the kernelspec cannot be removed: ${(cause as Error).message}`, {
      hint: 'make the folder writable',
      place: { file },
      cause,
    });
  }
}

/**
 * The command for `startKernel` of a notebook that lies in `folder`: from the start-up snapshot where there is one, with the
 * start without it as its fallback. Its third descriptor is watched: the kernel ends when the pipe there closes; not with
 * `watched: false`, for a caller that sees to its end in another way. Throws ENVIRONMENT when `kubelab` cannot be imported by
 * notebooks.
 */
export function kernelCommand(options: { folder: string; env?: Environment; watched?: boolean }): KernelCommand {
  const { folder, env = process.env, watched = true } = options;
  kernelFolder(folder); // so that it fails before a process is started
  const snapshot = kernelSnapshot(env);
  const plain = launchCommand({ cwd: folder, env, watched });
  if (snapshot === undefined) return plain;
  return {
    ...launchCommand({ cwd: folder, env, watched, snapshot }),
    snapshot,
    fallback: plain,
    onFailure: () => void doubtKernelSnapshot(snapshot, env),
  };
}
