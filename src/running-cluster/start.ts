/** Starts the practice cluster as a process of its own, in the background, and waits until it answers. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, KubelabError, type Place } from '../errors.js';
import { type Home, kubelabHome, type RunningCluster, unwritable } from '../home.js';
import { packageRoot } from '../package-root.js';
import { endProcess } from './end-process.js';

/** Messages of `cluster up` to its parent process, over the IPC channel. */
export type UpMessage =
  | { type: 'ready'; record: RunningCluster }
  | { type: 'failed'; code: ErrorCode; message: string; hint: string; place?: Place };

/**
 * V8's space for new objects, in MB: a quarter of what V8 takes by itself. After a lesson the process holds 30 MB less so, and it is
 * mostly idle.
 */
const OPTIONS_OF_NODE = ['--max-semi-space-size=4'].filter((option) =>
  process.allowedNodeEnvironmentFlags.has(option.split('=')[0] ?? ''),
);
/** How long the cluster may take to come up. */
const START_MS = 60_000;
const LOG_LINES = 8;

/**
 * Starts `cluster up` with these arguments, and resolves when the cluster answers. The process outlives this one. Throws its
 * error, or CLUSTER_START_FAILED with the last lines of its log; when `interrupted` resolves before the cluster answers, its
 * process is ended.
 */
export async function startClusterProcess(
  env: Record<string, string | undefined>,
  upArguments: readonly string[] = [],
  interrupted: Promise<void> = new Promise(() => {}),
): Promise<RunningCluster> {
  const home = kubelabHome(env);
  const log = openLog(home);
  const program = join(packageRoot(), 'dist', 'bin.js');
  const child = spawn(process.execPath, [...OPTIONS_OF_NODE, program, 'cluster', 'up', ...upArguments], {
    cwd: home.root,
    env,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const outcome = await Promise.race([
    new Promise<UpMessage | string>((resolve) => {
      // Only `cluster up` is at the other end.
      child.once('message', (message) => resolve(message as UpMessage));
      child.once('error', (error) => resolve(`it could not be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
    }),
    sleep(START_MS, undefined, { ref: false }).then(() => `it did not answer within ${START_MS / 1000} s`),
    interrupted.then(() => 'it was interrupted'),
  ]);
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
