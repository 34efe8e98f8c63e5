/**
 * A learner as a hub has them: a home, and in it a kernel that brings its own practice cluster, as `kubelab kernel install
 * --with-cluster` registers it. For the benchmark of a class.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { kubelabHome, readRunning } from '../../src/home.js';
import { installKernelspec } from '../../src/kernel/kernelspec.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { endProcess } from '../../src/running-cluster/end-process.js';
import { isBeingStarted } from '../../src/running-cluster/record.js';
import { descendantsOf } from '../helpers/processes.js';
import { until } from '../helpers/until.js';

/** Memory in MB (10^6 bytes) as PSS: of a page that several processes share, each has its part. */
export interface LearnerMemory {
  /** The kernel, with the process that Jupyter starts in front of it. */
  kernel: number;
  cluster: number;
}

/** One learner. */
export interface Learner {
  /** Runs a cell and resolves with its milliseconds. Throws when the cell fails. */
  run(code: string): Promise<number>;
  /** What kernel and cluster take now. Throws when one of them has ended. */
  memory(): LearnerMemory;
  /** Ends kernel and cluster. */
  end(): Promise<void>;
}

const CELL_MS = 120_000;
/** When the benchmark itself is killed, its clusters end after this time. */
const IDLE_MINUTES = 5;

/** Starts a kernel as Jupyter does, and resolves when the kernel and its cluster answer. A start that fails leaves nothing. */
export async function startLearner(root: string): Promise<Learner> {
  mkdirSync(root, { recursive: true });
  const home = kubelabHome({ KUBELAB_HOME: root });
  const file = installKernelspec(join(home.jupyter, 'kernels'), 'tslab', { clusterIdleMinutes: IDLE_MINUTES });
  const spec = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; env: Record<string, string> };
  const { KUBECONFIG: _, ...rest } = process.env;
  // a kernel that knows its parent's id ends with it, however that ends
  const env = { ...rest, ...spec.env, KUBELAB_HOME: root, JPY_PARENT_PID: String(process.pid) };
  const kernel = await startKernel({ argv: spec.argv, cwd: resolve('notebooks'), env });

  const run = (code: string): Promise<number> => timeOf(kernel, code);
  const end = async (): Promise<void> => {
    await kernel.shutdown();
    await until('the cluster that is being started', () => !isBeingStarted(home));
    const running = readRunning(home);
    if (running?.alive) await endProcess(running.record.pid);
  };
  const memory = (): LearnerMemory => {
    const cluster = readRunning(home)?.record.pid;
    if (cluster === undefined) throw new Error('the cluster of a learner has ended');
    const own = [kernel.pid, ...descendantsOf(kernel.pid)].filter((pid) => pid !== cluster);
    return { kernel: own.map(pssOf).reduce((sum, one) => sum + one, 0), cluster: pssOf(cluster) };
  };
  try {
    // every cell waits for the cluster
    await run('0');
    return { run, memory, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function timeOf(kernel: Kernel, code: string): Promise<number> {
  const began = performance.now();
  const { status, outputs } = await kernel.execute(code, { settleMs: 0, timeoutMs: CELL_MS });
  const ms = performance.now() - began;
  if (status !== 'ok') throw new Error(`a learner's cell ended with ${status}: ${JSON.stringify(outputs.slice(-1))}`);
  return ms;
}

function pssOf(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}
