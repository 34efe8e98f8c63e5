/** The practice cluster that a command uses: the one that runs, or one in the background, started and stopped with the command. */
import { type Home, kubelabHome, processExists, type RunningCluster, readRunning } from '../home.js';
import { endProcess } from '../running-cluster/end-process.js';
import { findCluster, removeRecord } from '../running-cluster/record.js';
import { startClusterProcess } from '../running-cluster/start.js';
import { startOptions } from './cluster-options.js';
import { whenAborted } from './signals.js';
import { startProgress } from './terminal/progress.js';
import type { Io } from './terminal/terminal.js';

/**
 * Starts `cluster up` with these arguments in the background and resolves when it answers, showing that it is under way. Throws
 * its error, or CLUSTER_START_FAILED with the last lines of its log; an interruption ends it again.
 */
export async function startInBackground(io: Io, upArguments: readonly string[] = []): Promise<RunningCluster> {
  const progress = startProgress(io.err, 'starting the practice cluster', { afterMs: 1000, lineWithoutTerminal: true });
  try {
    return await startClusterProcess(io.env, upArguments, whenAborted(io.signals.interruption));
  } finally {
    progress.stop();
  }
}

/**
 * Stops the cluster of a record and resolves when its process is gone: SIGTERM, and SIGKILL when it does not obey. The
 * record is removed when the process could not do it itself.
 */
export async function stopCluster(home: Home, record: RunningCluster): Promise<void> {
  await endProcess(record.pid);
  removeRecord(home, record.pid);
}

/** The practice cluster that a command uses. */
export interface UsedCluster {
  /** As it is now; another one after `revive` has started it again. */
  readonly record: RunningCluster;
  /** True when the command started it. */
  readonly startedHere: boolean;
  /** Starts it again, as it was, when its process has ended. True when it did; throws as a start does. */
  revive(): Promise<boolean>;
}

/**
 * Does `work` with the running cluster, or with one that is started for it and stopped after it, whatever happens; a
 * stale record is replaced.
 */
export async function withCluster<T>(io: Io, work: (cluster: UsedCluster) => Promise<T>): Promise<T> {
  const home = kubelabHome(io.env);
  const found = await findCluster(home);
  if (found.state === 'hung') await stopCluster(home, found.record);
  const runs = found.state === 'running';
  let record = runs ? found.record : await startInBackground(io);
  let startedHere = !runs;
  const stopAtExit = (): void => {
    if (startedHere && processExists(record.pid)) process.kill(record.pid, 'SIGTERM');
  };
  process.once('exit', stopAtExit);
  try {
    return await work({
      get record() {
        return record;
      },
      get startedHere() {
        return startedHere;
      },
      async revive() {
        const now = readRunning(home);
        if (now?.alive) {
          // somebody else started it again, and stops it, too
          if (now.record.pid !== record.pid) [record, startedHere] = [now.record, false];
          return false;
        }
        const options = startOptions(record).flatMap(({ option, value }) => [option, value]);
        [record, startedHere] = [await startInBackground(io, options), true];
        return true;
      },
    });
  } finally {
    if (startedHere) {
      await stopCluster(home, record);
      io.out.line('The practice cluster is stopped; its state is kept.');
    }
    process.removeListener('exit', stopAtExit);
  }
}
