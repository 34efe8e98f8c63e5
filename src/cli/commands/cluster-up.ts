/**
 * `kubelab cluster up`: runs the practice cluster in this process until a signal ends it. Tells the reader, and the
 * process that started it detached, when it answers.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { writeFileAtomically } from '../../atomic-file.js';
import type { ClusterOptions } from '../../cluster/cluster.js';
import { isKubelabError, KubelabError } from '../../errors.js';
import { handBackMemory } from '../../hand-back-memory.js';
import { kubelabHome, type RunningCluster } from '../../home.js';
import { claimStart, lastUse, removeRecord, writeRecord } from '../../running-cluster/record.js';
import type { UpMessage } from '../../running-cluster/start.js';
import { variableAssignment } from '../../shell.js';
import { USUAL_PORT } from '../cluster-options.js';
import { startInBackground } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { whenAborted } from '../signals.js';
import type { Io } from '../terminal/terminal.js';
import { whenUnused } from '../when-unused.js';
import { commandHere } from '../words.js';
import { checkWritable } from '../writable.js';

/** The options of `cluster up`. */
export interface ClusterUpOptions {
  port?: number;
  dataDir?: string;
  kubeconfig?: string;
  auditLog?: string;
  auditPolicy?: string;
  /** After how many minutes without a connection it ends. */
  idle?: number;
  detach?: boolean;
}

/** How a kubeconfig of ours begins; any other is a person's own file and is not overwritten. */
const KUBECONFIG_HEAD = '# Written by kubelab for its practice cluster; written again at each start.\n';

/** Runs the cluster. Resolves after a signal has ended it; throws when it does not come up. */
export async function clusterUp(options: ClusterUpOptions, io: Io): Promise<ExitCode> {
  if (options.detach) return detach(options, io);
  try {
    return await runUntilSignal(options, io);
  } catch (error) {
    if (isKubelabError(error)) {
      const { code, message, hint, place } = error;
      tellParent({ type: 'failed', code, message, hint, ...(place ? { place } : {}) });
    }
    throw error;
  }
}

async function runUntilSignal(options: ClusterUpOptions, io: Io): Promise<ExitCode> {
  const home = kubelabHome(io.env);
  const kubeconfig = resolve(options.kubeconfig ?? home.kubeconfig);
  const dataDir = resolve(options.dataDir ?? home.data);
  const interrupted = whenAborted(io.signals.interruption);
  const auditLog = resolve(options.auditLog ?? join(dataDir, 'audit.log'));
  const auditPolicy = options.auditPolicy === undefined ? undefined : resolve(options.auditPolicy);
  if (kubeconfig !== home.kubeconfig) checkKubeconfig(kubeconfig);
  const release = await claimStart(home, ({ pid }) => {
    io.err.line(`The record of an earlier practice cluster (process ${pid}) was left behind; it is removed.`);
  });
  const unused = options.idle === undefined ? undefined : whenUnused(options.idle * 60_000, () => lastUse(home));
  try {
    const cluster = await startOn(options.port, lastPort(kubeconfig) ?? USUAL_PORT, {
      dataDir,
      auditLog,
      ...(unused ? { onConnections: unused.connectionsOpen } : {}),
      ...(auditPolicy === undefined ? {} : { auditPolicyFile: auditPolicy }),
    });
    try {
      await Promise.race([cluster.ready, interrupted]);
      io.signals.interruption.throwIfAborted();
      const record: RunningCluster = {
        version: 1,
        pid: process.pid,
        server: cluster.server,
        kubeconfig,
        auditLog,
        ...(auditPolicy === undefined ? {} : { auditPolicy }),
        dataDir,
        startedAt: new Date().toISOString(),
        ...(options.idle === undefined ? {} : { idleMinutes: options.idle }),
        background: process.channel !== undefined,
      };
      writeFileAtomically(kubeconfig, KUBECONFIG_HEAD + cluster.adminKubeconfig(), 0o600);
      writeRecord(home, record);
      release();
      io.out.write(startMessage(record, io));
      tellParent({ type: 'ready', record });
      // V8 would let the heap of a cluster with many objects grow to twice what these need before it collects garbage
      setFlagsFromString('--heap-growing-percent=30');
      handBackMemory({ quietSeconds: 2, grown: 8_000_000 });
      await Promise.race([interrupted, unused?.over ?? interrupted]);
      io.out.line('The practice cluster is stopping.');
    } finally {
      removeRecord(home, process.pid);
      await cluster.stop();
    }
    return EXIT.ok;
  } finally {
    release();
  }
}

type Cluster = Awaited<ReturnType<typeof import('../../cluster/cluster.js').startCluster>>;

async function startOn(
  port: number | undefined,
  usual: number,
  options: Omit<ClusterOptions, 'port'>,
): Promise<Cluster> {
  const { startCluster } = await import('../../cluster/cluster.js');
  try {
    return await startCluster({ ...options, port: port ?? usual });
  } catch (error) {
    if (port !== undefined || !isKubelabError(error) || error.code !== 'PORT_TAKEN') throw error;
    return startCluster({ ...options, port: 0 });
  }
}

/** The port of the last start with this kubeconfig, at which clients and notes look for the cluster. */
function lastPort(kubeconfig: string): number | undefined {
  try {
    const text = readFileSync(kubeconfig, 'utf8');
    const port = text.startsWith(KUBECONFIG_HEAD) && /^ *server: https:.*:(\d+)$/m.exec(text)?.[1];
    return port ? Number(port) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Better said before the cluster is up than after: throws FILE_UNREADABLE when no kubeconfig can be written there, and
 * ARGUMENT_INVALID when there is one of another cluster.
 */
function checkKubeconfig(file: string): void {
  let head = '';
  try {
    checkWritable(dirname(file));
    if (existsSync(file)) head = readHead(file);
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the kubeconfig cannot be written: ${(cause as Error).message}`, {
      hint: 'name another file after --kubeconfig',
      place: { file },
      cause,
    });
  }
  if (head === '' || head === KUBECONFIG_HEAD) return;
  throw new KubelabError('ARGUMENT_INVALID', 'the file for the kubeconfig exists and was not written by kubelab', {
    hint: 'name another file after --kubeconfig, or remove that one',
    place: { file },
  });
}

function readHead(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Buffer.byteLength(KUBECONFIG_HEAD));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } finally {
    closeSync(descriptor);
  }
}

function startMessage(
  { server, kubeconfig, dataDir, auditLog }: RunningCluster,
  io: Io,
  stops = 'Ctrl-C stops it.',
): string {
  const { bold, dim } = io.out.style;
  return `${bold('The practice cluster is up')}: it answers as Kubernetes 1.36 at ${bold(server)}

  kubeconfig  ${kubeconfig}
  state       ${dataDir}
  audit log   ${auditLog}

In another terminal:

  ${variableAssignment('KUBECONFIG', kubeconfig)}
  kubectl get pods -A             ${dim('# with the admin certificate')}
  ${commandHere('start', io).padEnd(31)} ${dim('# the lessons')}

${stops}
`;
}

function tellParent(message: UpMessage): void {
  if (!process.channel) return;
  process.send?.(message, undefined, {}, () => {
    if (process.connected) process.disconnect();
  });
}

async function detach(options: ClusterUpOptions, io: Io): Promise<ExitCode> {
  const record = await startInBackground(io, [
    ...(options.port === undefined ? [] : ['--port', String(options.port)]),
    ...(options.dataDir === undefined ? [] : ['--data-dir', resolve(options.dataDir)]),
    ...(options.kubeconfig === undefined ? [] : ['--kubeconfig', resolve(options.kubeconfig)]),
    ...(options.auditLog === undefined ? [] : ['--audit-log', resolve(options.auditLog)]),
    ...(options.auditPolicy === undefined ? [] : ['--audit-policy', resolve(options.auditPolicy)]),
    ...(options.idle === undefined ? [] : ['--idle', String(options.idle)]),
  ]);
  io.out.write(startMessage(record, io, `${commandHere('cluster down', io)} stops it.`));
  return EXIT.ok;
}
