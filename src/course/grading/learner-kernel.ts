/** The kernel of one submission: in the sandbox where there is one, with its limits in any case. */
import { mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { kernelCommand } from '../../kernel/kernelspec.js';
import { knownNodeOptions, LATE_OPTIMISATION } from '../../kernel/node-options.js';
import { type Snapshot, snapshotEnvironment } from '../../kernel/snapshot.js';
import type { Kernel } from '../../notebook/kernel-client.js';
import { type StartCommand, startKernel } from '../../notebook/start-kernel.js';
import { packageRoot } from '../../package-root.js';
import { bubblewrapWords } from '../../sandbox/bubblewrap.js';
import type { Sandbox } from '../../sandbox/find-sandbox.js';
import type { InsideOptions } from '../../sandbox/inside.js';
import { type ProcessLimits, prlimitWords } from '../../sandbox/limits.js';
import { LEARNERS_SOCKET } from './cluster-process.js';
import { programFiles } from './program-files.js';
import type { RunFolder } from './run-folder.js';

/** The sandbox, limits and folders of the kernel, and its way to the cluster. */
export interface LearnerKernelOptions {
  sandbox: Sandbox;
  limits: ProcessLimits;
  folder: RunFolder;
  /** The port at which the cluster is reached inside the sandbox. */
  port: number;
  /** The folder with the socket of the cluster, for the sandbox. */
  door: string;
  /** The `cgroup.procs` of its control group. */
  group?: string | undefined;
  /** `NAME=value` for the environment, by which the processes are known. */
  mark: { name: string; value: string };
}

const MB = 1024 * 1024;
/** Limits of one kernel's messages: the largest one, and all together. */
const RECEIVE_LIMITS = { messageBytes: 4 * MB, totalBytes: 64 * MB };
const HOME = '/home/learner';
const GIVEN = '/run/kubelab';
const DOOR = '/run/cluster';

/** Starts a kernel. Throws KERNEL_MISSING, ENVIRONMENT. */
export async function startLearnerKernel(options: LearnerKernelOptions, signal?: AbortSignal): Promise<Kernel> {
  const { sandbox, folder } = options;
  const words = ['--short-lived', ...(await knownNodeOptions(LATE_OPTIMISATION)).map((option) => `--v8=${option}`)];
  const isIsolated = sandbox.kind === 'bwrap';
  const kernel = await startKernel(isIsolated ? isolated(options, words) : limited(options, words), {
    parent: folder.kernel,
    limits: RECEIVE_LIMITS,
    ...(isIsolated && folder.uid !== undefined ? { owner: folder.uid } : {}),
    ...(signal ? { signal } : {}),
  });
  // the kernel has made its files by now; from here on no cell of the learner's can write into their folder
  if (isIsolated) for (const name of readdirSync(folder.kernel)) folder.closeToOthers(join(folder.kernel, name));
  return kernel;
}

function isolated(options: LearnerKernelOptions, words: readonly string[]): StartCommand {
  const notebooks = join(packageRoot(), 'notebooks');
  // bubblewrap ends with the grader, and all that is in it with bubblewrap
  const { argv, snapshot, fallback, onFailure } = kernelCommand({ folder: notebooks, env: {}, watched: false });
  const command = inSandbox(options, [...argv, ...words], snapshot);
  return fallback ? { ...command, fallback: inSandbox(options, [...fallback.argv, ...words]), onFailure } : command;
}

function inSandbox(
  { sandbox, limits, folder, port, door, group, mark }: LearnerKernelOptions,
  argv: string[],
  snapshot?: Snapshot,
): StartCommand {
  const root = packageRoot();
  const notebooks = join(root, 'notebooks');
  const inside: InsideOptions = {
    relay: { port, socket: join(DOOR, LEARNERS_SOCKET) },
    copies: [{ from: join(GIVEN, 'kubeconfig'), to: join(HOME, '.kube', 'config') }],
  };
  const words = bubblewrapWords({
    readOnly: [...programFiles(), ...(snapshot === undefined ? [] : [snapshot.blob])],
    readOnlyAt: {
      [GIVEN]: folder.given,
      [DOOR]: door,
      '/etc/passwd': join(folder.given, 'passwd'),
      '/etc/group': join(folder.given, 'group'),
      '/etc/hosts': join(folder.given, 'hosts'),
    },
    writable: [folder.kernel],
    // the notebooks with their solutions and rubrics lie under an empty folder
    scratch: { [HOME]: 64 * MB, '/tmp': 64 * MB, [notebooks]: 8 * MB },
    env: {
      ...(snapshot === undefined ? {} : snapshotEnvironment),
      ...environment(HOME, join(HOME, '.kube', 'config'), '/usr/local/bin:/usr/bin:/bin'),
      [mark.name]: mark.value,
    },
    cwd: notebooks,
    filter: folder.filter,
    uid: folder.uid,
    mounts: sandbox.mounts,
    group,
  });
  const program = join(root, 'dist', 'sandbox', 'inside.js');
  return {
    argv: [
      ...words,
      ...prlimitWords(limits, true),
      ...[process.execPath, ...SMALL, program, JSON.stringify(inside), '--'],
      ...argv,
    ],
    cwd: '/',
    env: { PATH: process.env.PATH },
  };
}

/** Limits of the relay's Node, which needs next to no memory. */
const SMALL = ['--max-old-space-size=32', '--max-semi-space-size=1'];

function limited({ limits, folder, mark }: LearnerKernelOptions, words: readonly string[]): StartCommand {
  const home = join(folder.root, 'home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const env = environment(home, join(folder.given, 'kubeconfig'), process.env.PATH ?? '');
  const command = kernelCommand({ folder: home, env });
  // the mark is for these processes alone: a trial of the snapshot that failed goes on when they are ended
  const withLimits = ({ argv, env: own, ...rest }: StartCommand): StartCommand => ({
    ...rest,
    env: { ...own, [mark.name]: mark.value },
    argv: [...(process.platform === 'linux' ? prlimitWords(limits, false) : []), ...argv, ...words],
  });
  return { ...withLimits(command), ...(command.fallback ? { fallback: withLimits(command.fallback) } : {}) };
}

/** The whole environment: of the host's only the path of its programs. */
function environment(home: string, kubeconfig: string, path: string): Record<string, string> {
  return {
    HOME: home,
    KUBECONFIG: kubeconfig,
    KUBELAB_HOME: join(home, '.kubelab'),
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    PATH: [dirname(process.execPath), path].filter(Boolean).join(delimiter),
    USER: 'learner',
  };
}
