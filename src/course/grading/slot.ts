/**
 * A place for one submission to run in: a cluster and a kernel that have started. `prepareSlot()` can be called while the
 * submission before still runs.
 */
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { KubelabError } from '../../errors.js';
import type { Kernel } from '../../notebook/kernel-client.js';
import type { ControlGroup } from '../../sandbox/control-groups.js';
import { findSandbox, type Sandbox, type SandboxChoice } from '../../sandbox/find-sandbox.js';
import { type ProcessLimits, usualLimits } from '../../sandbox/limits.js';
import { nextUid } from '../../sandbox/next-uid.js';
import { type Relay, startRelay } from '../../sandbox/relay.js';
import { type ProcessWatch, watchProcesses } from '../../sandbox/watch-processes.js';
import { type ClusterPlace, type ClusterProcess, LEARNERS_SOCKET, startClusterProcess } from './cluster-process.js';
import { type GraderClient, graderClient } from './grader-client.js';
import { type LearnerKernelOptions, startLearnerKernel } from './learner-kernel.js';
import { learnerAccess } from './learner-kubeconfig.js';
import { makeRunFolder, type RunFolder } from './run-folder.js';

/** How submissions are run. */
export interface SlotOptions {
  /** `auto` without it. A sandbox that was found before can be handed in, which saves looking again. */
  sandbox?: SandboxChoice | Sandbox;
  /** Memory of the learner's processes together, in MB; 1024 without it. */
  memoryMb?: number;
  /** The longest that a whole submission may run, in milliseconds; 10 minutes without it. */
  timeoutMs?: number;
  /** Ends the start of the slot. */
  signal?: AbortSignal;
  /** A real cluster, on which only one submission can run at a time; without it each gets a practice cluster. */
  cluster?: { kubeconfig: string; auditLog: string };
}

/** A place to run one submission, once. The caller of `prepareSlot` closes it, used or not. */
export interface Slot {
  sandbox: Sandbox;
  cluster: SlotCluster;
  folder: RunFolder;
  timeoutMs: number;
  client: GraderClient;
  /** The kernel that has started, at the first call; a new kernel when it has died. */
  kernel(signal: AbortSignal): Promise<Kernel>;
  /** Aborted with an Error when the run must end: a limit was exceeded, or the cluster has died. */
  over: AbortSignal;
  /** Memory in bytes of cluster and learner together (proportional set size). */
  memory(): number;
  /** Ends all processes that were started for the slot. Can be called twice. */
  close(): Promise<void>;
}

/** The cluster that the evidence comes from. */
export interface SlotCluster {
  practice: boolean;
  /** Its process; undefined for a real cluster. */
  pid: number | undefined;
  auditLog: string;
  /** Why it ended by itself; undefined while it runs, and for a real cluster. */
  readonly fault: string | undefined;
  /** True when so many requests came that they had to wait. */
  readonly slowed: boolean;
}

const MB = 1024 * 1024;
const MEMORY_MB = 1024;
const TIMEOUT_MS = 600_000;
/** How often a kernel is started again. */
const MOST_KERNELS = 6;
const CLUSTER_MEMORY = 600 * MB;

/** Prepares a slot. Throws ENVIRONMENT, CLUSTER_START_FAILED, KERNEL_MISSING; no process is left running then. */
export async function prepareSlot(options: SlotOptions = {}): Promise<Slot> {
  const { sandbox: choice = 'auto', memoryMb = MEMORY_MB, timeoutMs = TIMEOUT_MS, signal } = options;
  signal?.throwIfAborted();
  const sandbox = typeof choice === 'string' ? findSandbox(choice) : choice;
  const limits = usualLimits(memoryMb * MB, timeoutMs / 1000);
  const uids = sandbox.kind === 'bwrap' && process.getuid?.() === 0 ? [nextUid(), nextUid()] : [];
  const folder = makeRunFolder(uids[0], uids[1]);
  const over = new AbortController();
  const mark = { name: 'KUBELAB_RUN', value: randomBytes(16).toString('hex') };
  const undo: (() => unknown)[] = [() => folder.remove()];
  const close = async (): Promise<void> => {
    for (let next = undo.pop(); next; next = undo.pop()) await next();
  };
  try {
    const groupFor = (of: ProcessLimits): ControlGroup | undefined => {
      const group = sandbox.makeGroup?.(of);
      if (group) undo.push(() => group.end());
      return group;
    };
    const clusterLimits = { ...limits, memory: CLUSTER_MEMORY };
    const groups = { learner: groupFor(limits), cluster: groupFor(clusterLimits) };
    const learner = watchProcesses({
      limits,
      group: groups.learner,
      folders: [folder.kernel],
      mark: `${mark.name}=${mark.value}`,
      onExceeded: (what) => over.abort(new Error(`it used ${what}`)),
    });
    const host = watchProcesses({
      limits: clusterLimits,
      group: groups.cluster,
      folders: [folder.cluster],
      onExceeded: (what) => over.abort(new Error(`its cluster used ${what}`)),
    });
    undo.push(
      () => host.end(),
      () => learner.end(),
    );
    const pass = randomBytes(12).toString('hex');
    const started = await (options.cluster
      ? joinCluster(options.cluster, folder, sandbox)
      : ownCluster(
          { folder, sandbox, pass, ...(groups.cluster ? { group: groups.cluster.procs } : {}), signal },
          folder,
        ));
    undo.push(() => started.stop());
    signal?.throwIfAborted();
    if (started.process) {
      const { process: own } = started;
      host.add(own.pid);
      own.died.addEventListener('abort', () => over.abort(new Error(`its cluster ended: ${own.fault}`)));
    }
    const client = await graderClient(started.graderKubeconfig, started.cluster.practice ? 'practice' : 'real', pass);
    undo.push(() => client.close());
    const kernels = kernelStarter(
      { sandbox, limits, folder, port: started.port, door: started.door, group: groups.learner?.procs, mark },
      learner,
    );
    undo.push(() => kernels.stop());
    await kernels.start(signal);
    const alone = learner.memory();
    if (alone > limits.memory) throw tooLittle(alone, memoryMb);
    return {
      sandbox,
      cluster: started.cluster,
      folder,
      timeoutMs,
      client,
      kernel: kernels.next,
      over: over.signal,
      memory: () => learner.memory() + host.memory(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The error for too little memory: the kernel would be ended before its first cell, and the learner get no points for it. */
function tooLittle(bytes: number, memoryMb: number): KubelabError {
  const needed = Math.ceil(bytes / MB);
  return new KubelabError('ENVIRONMENT', `the kernel alone takes ${needed} MB of memory, and may take ${memoryMb} MB`, {
    hint: `give it more, as --memory ${MEMORY_MB}, or leave --memory out`,
  });
}

interface StartedCluster {
  cluster: SlotCluster;
  graderKubeconfig: string;
  /** The cluster's address in the learner's sandbox: the port in the kubeconfig, and the folder of the socket behind it. */
  port: number;
  door: string;
  process?: ClusterProcess;
  stop(): void | Promise<void>;
}

async function ownCluster(place: ClusterPlace, folder: RunFolder): Promise<StartedCluster> {
  const started = await startClusterProcess(place);
  folder.give('kubeconfig', started.kubeconfig);
  return {
    cluster: {
      practice: true,
      pid: started.pid,
      auditLog: started.auditLog,
      get fault() {
        return started.fault;
      },
      get slowed() {
        return started.slowed;
      },
    },
    graderKubeconfig: started.graderKubeconfig,
    port: started.port,
    door: join(folder.cluster, 'door'),
    process: started,
    stop: () => started.stop(),
  };
}

async function joinCluster(
  { kubeconfig, auditLog }: { kubeconfig: string; auditLog: string },
  folder: RunFolder,
  sandbox: Sandbox,
): Promise<StartedCluster> {
  const access = await learnerAccess(kubeconfig, sandbox.kind === 'bwrap');
  folder.give('kubeconfig', access.kubeconfig);
  const door = join(folder.cluster, 'door');
  const relay: Relay | undefined =
    sandbox.kind === 'bwrap' ? await startRelay({ path: join(door, LEARNERS_SOCKET) }, access.target) : undefined;
  return {
    cluster: { practice: false, pid: undefined, auditLog: resolve(auditLog), fault: undefined, slowed: false },
    graderKubeconfig: resolve(kubeconfig),
    port: access.port,
    door,
    stop: () => relay?.close(),
  };
}

interface KernelStarter {
  start(signal: AbortSignal | undefined): Promise<void>;
  next(signal: AbortSignal): Promise<Kernel>;
  stop(): Promise<void>;
}

function kernelStarter(options: LearnerKernelOptions, watch: ProcessWatch): KernelStarter {
  let waiting: Kernel | undefined;
  let started = 0;
  const startOne = async (signal?: AbortSignal): Promise<Kernel> => {
    if (started++ >= MOST_KERNELS) throw new Error(`its kernel ended ${MOST_KERNELS} times`);
    const kernel = await startLearnerKernel(options, signal);
    watch.add(kernel.pid);
    return kernel;
  };
  return {
    start: async (signal) => {
      waiting = await startOne(signal);
    },
    next: async (signal) => {
      const ready = waiting;
      waiting = undefined;
      return ready?.alive ? ready : startOne(signal);
    },
    stop: async () => {
      waiting?.kill();
      await waiting?.ended;
    },
  };
}
