/** The practice cluster of one submission as a process of its own, so that whoever exhausts it exhausts nothing else. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { makeSigningKey, pemOfKey } from '../../cluster/signing-key.js';
import { KubelabError } from '../../errors.js';
import { knownNodeOptions, LATE_OPTIMISATION } from '../../kernel/node-options.js';
import { packageRoot } from '../../package-root.js';
import { prlimitWords, usualLimits } from '../../sandbox/limits.js';

/** What the process is told. */
export interface HostOptions {
  auditLog: string;
  /** Where to listen for the sandbox. */
  socket: string;
}

/** What it is told by this process. */
export interface HostRequest extends HostOptions {
  /** PEM of the key that signs tokens. */
  signingKey: string;
}

/** What it tells. */
export type HostMessage = { type: 'ready'; server: string; kubeconfig: string } | { type: 'failed'; message: string };

/** A running cluster. */
export interface ClusterProcess {
  pid: number;
  server: string;
  /** The administrator's kubeconfig, which the learner gets. */
  kubeconfig: string;
  /** Why it ended by itself; undefined while it runs. */
  readonly fault: string | undefined;
  /** Aborted when it ends by itself. */
  readonly died: AbortSignal;
  stop(): Promise<void>;
}

/** In MB. */
const HEAP_OPTION = '--max-old-space-size=256';
const MEMORY = 512 * 1024 * 1024;
const CPU_SECONDS = 1800;
const START_MS = 60_000;
const LOG_SIZE = 4096;

let signingKey: Promise<string> | undefined;

/**
 * One for all clusters of a grading: to make it is a quarter of the work of a cluster. A token is good on no other cluster all
 * the same, since it names the uid of its account.
 */
function sharedSigningKey(): Promise<string> {
  signingKey ??= makeSigningKey().then(pemOfKey);
  return signingKey;
}

/** Starts a cluster and resolves when its controllers are done. Throws CLUSTER_START_FAILED. */
export async function startClusterProcess(options: HostOptions): Promise<ClusterProcess> {
  const program = join(packageRoot(), 'dist', 'course', 'grading', 'cluster-host.js');
  const limits = process.platform === 'linux' ? prlimitWords(usualLimits(MEMORY, CPU_SECONDS), false) : [];
  const [command = '', ...args] = [
    ...limits,
    process.execPath,
    HEAP_OPTION,
    ...(await knownNodeOptions(LATE_OPTIMISATION)),
    program,
  ];
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: process.platform !== 'win32', // Ctrl-C is for the grader, which then stops it
  });
  const died = new AbortController();
  let log = '';
  let fault: string | undefined;
  let stopping = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_SIZE);
  });
  const ended = new Promise<void>((resolve) => {
    const finish = (how: string): void => {
      resolve();
      if (stopping) return;
      fault ??= how;
      died.abort();
    };
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => finish(describeEnd(code, signal, log)));
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    stopping = true;
    process.removeListener('exit', kill);
    kill();
    await ended;
  };

  const request: HostRequest = { ...options, signingKey: await sharedSigningKey() };
  child.send(request, () => {}); // one that has ended says so by its end
  const first = await Promise.race([
    new Promise<HostMessage>((resolve) => child.once('message', resolve)),
    ended.then((): HostMessage => ({ type: 'failed', message: fault ?? 'it ended' })),
    new Promise<HostMessage>((resolve) => {
      setTimeout(() => resolve({ type: 'failed', message: `no answer within ${START_MS / 1000} s` }), START_MS).unref();
    }),
  ]);
  if (first.type === 'failed') {
    await stop();
    throw new KubelabError('CLUSTER_START_FAILED', `the practice cluster did not come up: ${first.message}`, {
      hint: 'try it by hand: kubelab cluster up',
    });
  }
  const { server, kubeconfig } = first;
  return {
    pid: child.pid ?? 0,
    server,
    kubeconfig,
    get fault() {
      return fault;
    },
    died: died.signal,
    stop,
  };
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null, log: string): string {
  if (/heap out of memory|allocation failed/i.test(log)) return 'it ran out of memory';
  if (/audit log is longer/.test(log)) return 'more requests came in than its audit log takes';
  const unwritten = /audit log cannot be written: (\S+)/.exec(log)?.[1];
  if (unwritten) return `its audit log could not be written (${unwritten}), so there is no evidence to judge by`;
  return signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
}
