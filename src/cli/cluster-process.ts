/** The practice cluster as a process in the background: starting it, waiting until it answers, stopping it. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, KubelabError, type Place } from '../errors.js';
import { type Home, kubelabHome, processExists, type RunningCluster, readRunning, unwritable } from '../home.js';
import { packageRoot } from '../package-root.js';
import { startOptions } from './cluster-options.js';
import { findCluster, removeRecord } from './running-record.js';
import { whenAborted } from './signals.js';
import { startProgress } from './terminal/progress.js';
import type { Io } from './terminal/terminal.js';

/** What `cluster up` tells the process that started it, over the IPC channel. */
export type UpMessage =
  | { type: 'ready'; record: RunningCluster }
  | { type: 'failed'; code: ErrorCode; message: string; hint: string; place?: Place };

/** How long the cluster may take to come up. */
const START_MS = 60_000;
/** How long it may take to end before it is killed. */
const STOP_MS = 10_000;
const LOG_LINES = 8;

/**
 * Starts `cluster up` with these arguments in the background and resolves when it answers. Throws what it threw, or
 * CLUSTER_START_FAILED with the last lines of its log; an interruption ends it again.
 */
export async function startInBackground(io: Io, upArguments: readonly string[] = []): Promise<RunningCluster> {
  const home = kubelabHome(io.env);
  const log = openLog(home);
  const child = spawn(process.execPath, [join(packageRoot(), 'dist', 'bin.js'), 'cluster', 'up', ...upArguments], {
    cwd: home.root,
    env: io.env,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const progress = startProgress(io.err, 'starting the practice cluster', { afterMs: 1000, lineWithoutTerminal: true });
  const outcome = await Promise.race([
    new Promise<UpMessage | string>((resolve) => {
      // Only `cluster up` is at the other end.
      child.once('message', (message) => resolve(message as UpMessage));
      child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
    }),
    sleep(START_MS, undefined, { ref: false }).then(() => `it did not answer within ${START_MS / 1000} s`),
    whenAborted(io.signals.interruption).then(() => 'it was interrupted'),
  ]);
  progress.stop();
  if (typeof outcome === 'object' && outcome.type === 'ready') {
    if (child.connected) child.disconnect();
    child.unref();
    return outcome.record;
  }
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) await endProcess(child.pid);
  if (typeof outcome === 'object') {
    const { code, message, hint, place } = outcome;
    throw new KubelabError(code, message, { hint, ...(place ? { place } : {}) });
  }
  throw new KubelabError('CLUSTER_START_FAILED', `the practice cluster did not come up: ${outcome}${lastLines(home)}`, {
    hint: `read the whole log, ${home.log}, or try it in the foreground: kubelab cluster up`,
  });
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
  /** Starts it again, as it was, when its process has ended. True when it did; throws what a start throws. */
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

async function endProcess(pid: number): Promise<void> {
  for (const [signal, ms] of [['SIGTERM', STOP_MS] as const, ['SIGKILL', STOP_MS] as const]) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // ESRCH: it has gone.
    }
    const deadline = performance.now() + ms;
    while (processExists(pid) && performance.now() < deadline) await sleep(25);
    if (!processExists(pid)) return;
  }
}

function openLog(home: Home): number {
  try {
    mkdirSync(home.root, { recursive: true, mode: 0o700 });
    return openSync(home.log, 'w', 0o600);
  } catch (cause) {
    throw unwritable(home.root, cause);
  }
}

function lastLines(home: Home): string {
  const lines = readFileSync(home.log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  return lines.map((line) => `\n  ${line}`).join('');
}
