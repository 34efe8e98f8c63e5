/**
 * The practice cluster of one submission as a process of its own, so that code that exhausts it exhausts nothing else; in a
 * sandbox where there is one, since it handles a learner's bytes, and code that takes it over has nothing but its audit log.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { adminUsername, type CertifiedKey } from '../../cluster/pki/cluster-pki.js';
import { kubeconfigText } from '../../cluster/pki/kubeconfig.js';
import { makeSigningKey, pemOfKey } from '../../cluster/pki/signing-key.js';
import { KubelabError } from '../../errors.js';
import { knownNodeOptions, LATE_OPTIMISATION } from '../../kernel/node-options.js';
import { packageRoot } from '../../package-root.js';
import { bubblewrapWords } from '../../sandbox/bubblewrap.js';
import type { Sandbox } from '../../sandbox/find-sandbox.js';
import { prlimitWords, usualLimits } from '../../sandbox/limits.js';
import { startRelay } from '../../sandbox/relay.js';
import { programFiles } from './program-files.js';
import type { RunFolder } from './run-folder.js';

/** The folder, sandbox and group to start the cluster in. */
export interface ClusterPlace {
  folder: Pick<RunFolder, 'cluster' | 'clusterUid' | 'filter' | 'closeToOthers'>;
  sandbox: Sandbox;
  /** The `cgroup.procs` of its control group. */
  group?: string;
  /** Ends the start. */
  signal?: AbortSignal | undefined;
  /** The beginning of the `Audit-ID` of the grader's requests, a secret of the grader. */
  pass: string;
}

/** The request to the process, a line of JSON. */
export interface HostRequest {
  auditLog: string;
  /** PEM of the key that signs tokens. */
  signingKey: string;
  /** 0 for any free port. */
  port: number;
  pass: string;
  /** Unix sockets to listen at, too. */
  sockets: readonly string[];
}

/** The messages of the process, each a line of JSON. */
export type HostMessage =
  | { type: 'ready'; port: number; caPem: string; admin: CertifiedKey; frontProxy: CertifiedKey }
  | { type: 'failed'; message: string }
  | { type: 'slowed' };

/** A running cluster. */
export interface ClusterProcess {
  pid: number;
  /** The port in its kubeconfig, which is its own only without a sandbox. */
  port: number;
  auditLog: string;
  /** The administrator's kubeconfig, which the learner gets. */
  kubeconfig: string;
  /** The administrator's kubeconfig with the address for the grader. */
  graderKubeconfig: string;
  /** Why it ended by itself; undefined while it runs. */
  readonly fault: string | undefined;
  /** True when so many requests came that they had to wait. */
  readonly slowed: boolean;
  /** Aborted when it ends by itself. */
  readonly died: AbortSignal;
  stop(): Promise<void>;
}

/** The name of its socket for the learner in the folder `door` of its own. */
export const LEARNERS_SOCKET = 'api.sock';

/** The heap, in MB. */
const HEAP_OPTION = '--max-old-space-size=256';
const MEMORY = 512 * 1024 * 1024;
const CPU_SECONDS = 1800;
const START_MS = 60_000;
const LOG_SIZE = 4096;
const SCRATCH = { '/tmp': 4 * 1024 * 1024 };
/** Characters of all messages; one has a few thousand, and a cluster sends three of them. */
const MOST_SAID = 64 * 1024;
/** The sandbox has a network of its own, in which every port is free. */
const PORT = 6443;

const pem = z.string().regex(/^-----BEGIN [A-Z ]+-----\n[A-Za-z0-9+/=\n]+-----END [A-Z ]+-----\n*$/);
const pair = z.strictObject({ certPem: pem, keyPem: pem });
const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    port: z.int().min(1).max(65_535),
    caPem: pem,
    admin: pair,
    frontProxy: pair,
  }),
  z.strictObject({ type: z.literal('failed'), message: z.string() }),
  z.strictObject({ type: z.literal('slowed') }),
]);

let signingKey: Promise<string> | undefined;

/**
 * One key for all clusters of a grading: making it is a quarter of the work of a cluster. A token is valid on no other cluster all
 * the same, since it names the uid of its account.
 */
function sharedSigningKey(): Promise<string> {
  signingKey ??= makeSigningKey().then(pemOfKey);
  return signingKey;
}

/** Starts a cluster and resolves when its controllers are done. Throws CLUSTER_START_FAILED. */
export async function startClusterProcess(place: ClusterPlace): Promise<ClusterProcess> {
  const { folder, sandbox, pass, signal } = place;
  const isIsolated = sandbox.kind === 'bwrap';
  const [command = '', ...args] = await commandFor(place);
  const child = spawn(command, args, {
    cwd: '/',
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // Ctrl-C is for the grader, which then stops it
  });
  const died = new AbortController();
  let log = '';
  let fault: string | undefined;
  let stopping = false;
  let slowed = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_SIZE);
  });
  child.stdin.on('error', () => {}); // one that has ended says so by its end
  const ended = new Promise<void>((resolve) => {
    const finish = (how: string): void => {
      resolve();
      if (stopping) return;
      fault ??= how;
      died.abort();
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, signal) => finish(describeEnd(code, signal, log)));
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  signal?.addEventListener('abort', kill, { once: true });
  const undo: (() => void)[] = [];
  const stop = async (): Promise<void> => {
    stopping = true;
    process.removeListener('exit', kill);
    for (const each of undo) each();
    kill();
    await ended;
  };

  const auditLog = join(folder.cluster, 'audit.log');
  const gradersSocket = join(folder.cluster, 'grader.sock');
  const request: HostRequest = {
    auditLog,
    signingKey: await sharedSigningKey(),
    port: isIsolated ? PORT : 0,
    pass,
    sockets: isIsolated ? [join(folder.cluster, 'door', LEARNERS_SOCKET), gradersSocket] : [],
  };
  child.stdin.write(`${JSON.stringify(request)}\n`);
  const first = await Promise.race([
    new Promise<HostMessage>((resolve) => {
      readMessages(child, (message) => {
        if (message.type === 'slowed') slowed = true;
        else resolve(message);
      });
    }),
    ended.then((): HostMessage => ({ type: 'failed', message: fault ?? 'it ended' })),
    new Promise<HostMessage>((resolve) => {
      setTimeout(() => resolve({ type: 'failed', message: `no answer within ${START_MS / 1000} s` }), START_MS).unref();
    }),
  ]);
  signal?.removeEventListener('abort', kill);
  try {
    signal?.throwIfAborted();
    if (first.type !== 'ready') throw new Error(first.type === 'failed' ? first.message : 'it said nothing');
    const relay = isIsolated ? await startRelay({ host: '127.0.0.1', port: 0 }, { path: gradersSocket }) : undefined;
    if (relay) undo.push(() => relay.close());
    folder.closeToOthers(folder.cluster);
    // the grader writes the kubeconfig itself: one from the cluster's process could name a program of a learner's to run
    const kubeconfig = (port: number): string =>
      kubeconfigText({
        server: `https://127.0.0.1:${port}`,
        caPem: first.caPem,
        user: adminUsername,
        credential: first.admin,
        frontProxy: first.frontProxy,
      });
    return {
      pid: child.pid ?? 0,
      port: first.port,
      auditLog,
      kubeconfig: kubeconfig(first.port),
      graderKubeconfig: kubeconfig(relay?.port ?? first.port),
      get fault() {
        return fault;
      },
      get slowed() {
        return slowed;
      },
      died: died.signal,
      stop,
    };
  } catch (error) {
    await stop();
    signal?.throwIfAborted();
    throw new KubelabError(
      'CLUSTER_START_FAILED',
      `the practice cluster did not come up: ${(error as Error).message}`,
      {
        hint: 'try it by hand: kubelab cluster up',
      },
    );
  }
}

async function commandFor({ folder, sandbox, group }: ClusterPlace): Promise<string[]> {
  const program = join(packageRoot(), 'dist', 'course', 'grading', 'cluster-host.js');
  const node = [process.execPath, HEAP_OPTION, ...(await knownNodeOptions(LATE_OPTIMISATION)), program];
  const limits = usualLimits(MEMORY, CPU_SECONDS);
  if (sandbox.kind === 'none') return [...(process.platform === 'linux' ? prlimitWords(limits, false) : []), ...node];
  const words = bubblewrapWords({
    readOnly: programFiles(),
    readOnlyAt: {},
    writable: [folder.cluster],
    scratch: SCRATCH,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    cwd: '/',
    filter: folder.filter,
    uid: folder.clusterUid,
    mounts: sandbox.mounts,
    group,
  });
  return [...words, ...prlimitWords(limits, true), ...node];
}

/** Reports each line that is a message; a process that writes more than a cluster has to say is read no longer. */
function readMessages({ stdout }: ChildProcess, onMessage: (message: HostMessage) => void): void {
  let text = '';
  let said = 0;
  stdout?.setEncoding('utf8').on('data', (piece: string) => {
    said += piece.length;
    if (said > MOST_SAID) return;
    const lines = (text + piece).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const message = messageOf(line);
      if (message) onMessage(message);
    }
  });
}

function messageOf(line: string): HostMessage | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // something else that was printed
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null, log: string): string {
  if (/heap out of memory|allocation failed/i.test(log)) return 'it ran out of memory';
  if (/audit log is longer/.test(log)) return 'more requests came in than its audit log takes';
  const unwritten = /audit log cannot be written: (\S+)/.exec(log)?.[1];
  if (unwritten) return `its audit log could not be written (${unwritten}), so there is no evidence to judge by`;
  return signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
}
