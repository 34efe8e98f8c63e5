/**
 * A place for one submission to run in: a cluster and a kernel that have started. `prepareSlot()` can be called while the
 * submission before still runs.
 */
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Kernel } from '../../notebook/kernel-client.js';
import { findSandbox, type Sandbox, type SandboxChoice } from '../../sandbox/find-sandbox.js';
import { usualLimits } from '../../sandbox/limits.js';
import { nextUid } from '../../sandbox/next-uid.js';
import { type Relay, startRelay } from '../../sandbox/relay.js';
import { type ProcessWatch, watchProcesses } from '../../sandbox/watch-processes.js';
import { type ClusterProcess, startClusterProcess } from './cluster-process.js';
import { type GraderClient, graderClient } from './grader-client.js';
import { type LearnerKernelOptions, startLearnerKernel } from './learner-kernel.js';
import { learnerAccess } from './learner-kubeconfig.js';
import { makeRunFolder, type RunFolder } from './run-folder.js';

/** How submissions are run. */
export interface SlotOptions {
  /** `auto` without it. One that was found before can be handed in, which saves looking again. */
  sandbox?: SandboxChoice | Sandbox;
  /** Memory of the learner's processes together, in MB; 1024 without it. */
  memoryMb?: number;
  /** The longest that a whole submission may run, in milliseconds; 10 minutes without it. */
  timeoutMs?: number;
  /** A real cluster, on which only one submission can run at a time; without it each gets a practice cluster. */
  cluster?: { kubeconfig: string; auditLog: string };
}

/** A place to run one submission, once. Whoever prepared it closes it, used or not. */
export interface Slot {
  sandbox: Sandbox;
  cluster: SlotCluster;
  folder: RunFolder;
  timeoutMs: number;
  client: GraderClient;
  /** The kernel that has started, at the first call; further ones when it has died. */
  kernel(signal: AbortSignal): Promise<Kernel>;
  /** Aborted with an Error when the run must end: a limit was exceeded, or the cluster has died. */
  over: AbortSignal;
  /** Memory in bytes of cluster and learner together (proportional set size). */
  memory(): number;
  /** Ends everything that was started for it. Can be called twice. */
  close(): Promise<void>;
}

/** Where the evidence comes from. */
export interface SlotCluster {
  practice: boolean;
  /** Its process; undefined for a real one. */
  pid: number | undefined;
  auditLog: string;
  /** Why it ended by itself; undefined while it runs, and for a real one. */
  readonly fault: string | undefined;
}

const MB = 1024 * 1024;
const MEMORY_MB = 1024;
const TIMEOUT_MS = 600_000;
/** How often a kernel is started again. */
const MOST_KERNELS = 6;
const CLUSTER_MEMORY = 600 * MB;

/** Prepares a slot. Throws ENVIRONMENT, CLUSTER_START_FAILED, KERNEL_MISSING; nothing is left running then. */
export async function prepareSlot(options: SlotOptions = {}): Promise<Slot> {
  const { sandbox: choice = 'auto', memoryMb = MEMORY_MB, timeoutMs = TIMEOUT_MS } = options;
  const sandbox = typeof choice === 'string' ? findSandbox(choice) : choice;
  const limits = usualLimits(memoryMb * MB, timeoutMs / 1000);
  const uid = sandbox.kind === 'bwrap' && process.getuid?.() === 0 ? nextUid() : undefined;
  const folder = makeRunFolder(uid);
  const over = new AbortController();
  const mark = { name: 'KUBELAB_RUN', value: randomBytes(16).toString('hex') };
  const learner = watchProcesses({
    limits,
    folders: [folder.kernel],
    mark: `${mark.name}=${mark.value}`,
    onExceeded: (what) => over.abort(new Error(`it used ${what}`)),
  });
  const host = watchProcesses({
    limits: { ...limits, memory: CLUSTER_MEMORY },
    folders: [],
    onExceeded: (what) => over.abort(new Error(`its cluster used ${what}`)),
  });
  const undo: (() => unknown)[] = [() => folder.remove(), () => host.end(), () => learner.end()];
  const close = async (): Promise<void> => {
    for (let next = undo.pop(); next; next = undo.pop()) await next();
  };
  try {
    const started = await (options.cluster ? joinCluster(options.cluster, folder, sandbox) : ownCluster(folder));
    undo.push(() => started.stop());
    if (started.process) {
      const { process: own } = started;
      host.add(own.pid);
      own.died.addEventListener('abort', () => over.abort(new Error(`its cluster ended: ${own.fault}`)));
    }
    const client = await graderClient(started.graderKubeconfig, started.cluster.practice ? 'practice' : 'real');
    undo.push(() => client.close());
    const kernels = kernelStarter({ sandbox, limits, folder, port: started.port, mark }, learner);
    undo.push(() => kernels.stop());
    await kernels.start();
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

interface StartedCluster {
  cluster: SlotCluster;
  graderKubeconfig: string;
  port: number;
  process?: ClusterProcess;
  stop(): void | Promise<void>;
}

async function ownCluster(folder: RunFolder): Promise<StartedCluster> {
  const auditLog = join(folder.own, 'audit.log');
  const started = await startClusterProcess({ auditLog, socket: join(folder.given, 'api.sock') });
  folder.give('kubeconfig', started.kubeconfig);
  return {
    cluster: {
      practice: true,
      pid: started.pid,
      auditLog,
      get fault() {
        return started.fault;
      },
    },
    graderKubeconfig: started.kubeconfig,
    port: Number(new URL(started.server).port),
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
  const relay: Relay | undefined =
    sandbox.kind === 'bwrap' ? await startRelay({ path: join(folder.given, 'api.sock') }, access.target) : undefined;
  return {
    cluster: { practice: false, pid: undefined, auditLog: resolve(auditLog), fault: undefined },
    graderKubeconfig: resolve(kubeconfig),
    port: access.port,
    stop: () => relay?.close(),
  };
}

interface KernelStarter {
  start(): Promise<void>;
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
    start: async () => {
      waiting = await startOne();
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
