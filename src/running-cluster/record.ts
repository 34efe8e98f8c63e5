/**
 * The record of the running practice cluster: its writer, and whether it is true. Its shape and place are in
 * `home.ts`.
 */
import type { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { createFile, writeFileAtomically } from '../atomic-file.js';
import { KubelabError } from '../errors.js';
import { type Home, processExists, type RunningCluster, readRunning, unwritable } from '../home.js';

/**
 * The state behind the record: `running` answers; `hung` has a process and takes connections without an answer;
 * `stale` is gone, and its record was left behind (after a power cut, say); `broken` is an unreadable record.
 */
export type ClusterState =
  | { state: 'none' | 'broken' }
  | { state: 'running' | 'hung' | 'stale'; record: RunningCluster };

/** How long a running cluster may take to answer. */
const ANSWER_MS = 3000;

/** Looks whether a practice cluster runs in this home. */
export async function findCluster(home: Home): Promise<ClusterState> {
  const found = readRunning(home);
  if (!found) return { state: existsSync(home.running) ? 'broken' : 'none' };
  const { record, alive } = found;
  return { state: alive ? await probe(record) : 'stale', record };
}

/**
 * Process ids and ports are used again after a while, so that neither proves anything: the server has to show a certificate of
 * the cluster's own authority, whatever this machine's clock says of its dates. A handshake will do: a request would stand in the
 * audit log among the learner's.
 */
async function probe({ server, dataDir }: RunningCluster): Promise<'running' | 'hung' | 'stale'> {
  const ca = await authorityOf(dataDir);
  const { hostname, port } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const { connect } = await import('node:tls');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
    const end = (state: 'running' | 'hung' | 'stale'): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(state);
    };
    const timer = setTimeout(() => end('hung'), ANSWER_MS);
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate();
      end(!ca || (shown?.checkIssued(ca) && shown.verify(ca.publicKey)) ? 'running' : 'stale');
    });
    socket.once('error', () => end('stale'));
  });
}

/** The certificate of the cluster's authority, from its data folder; undefined when that has been taken away or is broken. */
async function authorityOf(dataDir: string | null): Promise<X509Certificate | undefined> {
  const { X509Certificate } = await import('node:crypto');
  try {
    return dataDir === null ? undefined : new X509Certificate(readFileSync(join(dataDir, 'pki', 'ca.crt')));
  } catch {
    return undefined;
  }
}

/** A claim older than this was left behind by a start that was killed. */
const CLAIM_MS = 120_000;

/**
 * Claims the right to start a cluster in this home, so that two starts do not get in each other's way; the answer gives
 * it back. A stale record is removed, and `onStale` is told. Throws CLUSTER_RUNNING, or FILE_UNREADABLE when nothing can
 * be written there.
 */
export async function claimStart(
  home: Home,
  onStale: (record: RunningCluster) => void = () => {},
): Promise<() => void> {
  const claim = home.starting;
  makeClaim(home, claim);
  let held = true;
  const release = (): void => {
    // Once given back, the file may be another's.
    if (held) rmSync(claim, { force: true });
    held = false;
  };
  try {
    const found = await findCluster(home);
    if (found.state === 'running' || found.state === 'hung') throw runsAlready(found.record);
    if (found.state === 'stale') {
      onStale(found.record);
      rmSync(home.running, { force: true });
    }
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

function makeClaim(home: Home, claim: string): void {
  try {
    mkdirSync(home.root, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(home.root, cause);
  }
  for (let tries = 0; ; tries++) {
    try {
      createFile(claim, String(process.pid));
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 0) throw unwritable(home.root, cause);
      if (isHeld(claim)) {
        throw new KubelabError('CLUSTER_RUNNING', 'a practice cluster is just being started here', {
          hint: 'wait a moment, then type: kubelab cluster status',
          place: { file: claim },
        });
      }
      rmSync(claim, { force: true });
    }
  }
}

/** True while a process starts a cluster in this home. */
export function isBeingStarted(home: Home): boolean {
  return isHeld(home.starting);
}

function isHeld(claim: string): boolean {
  try {
    const pid = Number(readFileSync(claim, 'utf8'));
    // a start that was killed before it had written its id left an empty claim, which reads as 0: process 0 always seems to exist
    return pid > 1 && processExists(pid) && Date.now() - statSync(claim).mtimeMs < CLAIM_MS;
  } catch {
    return false;
  }
}

function runsAlready(record: RunningCluster): KubelabError {
  return new KubelabError('CLUSTER_RUNNING', `a practice cluster runs already, at ${record.server}`, {
    hint: 'use it, or stop it first: kubelab cluster down',
  });
}

/** Writes the record (mode 0600). Throws FILE_UNREADABLE. */
export function writeRecord(home: Home, record: RunningCluster): void {
  writeFileAtomically(home.running, `${JSON.stringify(record, null, 2)}\n`, 0o600);
}

/** Notes that the cluster is about to be used, so that it does not end just then; nothing when there is no record. */
export function noteUse(home: Home): void {
  try {
    const now = new Date();
    utimesSync(home.running, now, now);
  } catch {
    // it has just ended, and is started anew by whoever needs it
  }
}

/** When that was noted last, or the record written, in milliseconds; 0 without a record. */
export function lastUse(home: Home): number {
  return statSync(home.running, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Removes the record of the process `pid`; that of another one is left alone. */
export function removeRecord(home: Home, pid: number): void {
  if (readRunning(home)?.record.pid === pid) rmSync(home.running, { force: true });
}
