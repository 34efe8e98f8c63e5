/** The practice cluster of a kernel that was installed with one: started when none runs, by the first who needs it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isKubelabError } from '../errors.js';
import { type Home, kubelabHome, type RunningCluster, readRunning } from '../home.js';
import { findCluster, isBeingStarted, noteUse } from './record.js';
import { startClusterProcess } from './start.js';

const LOOK_MS = 50;
/** How long another process may take to start or to end the cluster. */
const OTHERS_MS = 60_000;

/** The cluster, beside that of the last call: the same process, another one at the same address, or another one elsewhere. */
export type Brought = 'same' | 'again' | 'elsewhere';

/** Makes sure that a practice cluster runs in this home. Rejects as a start does. */
export type Bring = () => Promise<Brought>;

/**
 * The function that makes sure of it for a kernel. When a cluster runs, it costs the reading of one small file; the first time it
 * asks the cluster for its certificate, too, since after a restart of the machine another process may have its process id. A
 * cluster that it starts ends when no client has used it for `idleMinutes`.
 */
export function bringCluster(idleMinutes: number, env: Record<string, string | undefined>): Bring {
  const home = kubelabHome(env);
  let under: Promise<void> | undefined;
  let isFirst = true;
  let last: RunningCluster | undefined;
  const besideTheLast = (record: RunningCluster | undefined): Brought => {
    const before = last;
    last = record ?? last;
    if (!before || !record || record.pid === before.pid) return 'same';
    return record.server === before.server ? 'again' : 'elsewhere';
  };
  return async () => {
    noteUse(home);
    const found = readRunning(home);
    if (!isFirst && found?.alive) return besideTheLast(found.record);
    under ??= startWhereNoneRuns(home, idleMinutes, env).finally(() => {
      under = undefined;
      isFirst = false;
    });
    await under;
    return besideTheLast(readRunning(home)?.record);
  };
}

async function startWhereNoneRuns(
  home: Home,
  idleMinutes: number,
  env: Record<string, string | undefined>,
): Promise<void> {
  const deadline = performance.now() + OTHERS_MS;
  for (;;) {
    if (isBeingStarted(home) && performance.now() < deadline) {
      await sleep(LOOK_MS);
      continue;
    }
    const { state } = await findCluster(home);
    if (state === 'running' || state === 'hung') return;
    try {
      await startClusterProcess(env, ['--idle', String(idleMinutes)]);
      return;
    } catch (error) {
      // another one has just begun to start it, or it has not yet ended
      const isOthers = isKubelabError(error) && error.code === 'CLUSTER_RUNNING';
      if (!isOthers || performance.now() > deadline) throw error;
      await sleep(LOOK_MS);
    }
  }
}
