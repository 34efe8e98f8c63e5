/** The processes that are compared: the practice cluster as people start it, and a bare HTTPS server. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Answer, type Api, apiOf } from '../helpers/api.js';

const bin = resolve(import.meta.dirname, '../../dist/bin.js');

/** A cluster in a process of its own, with an empty home. */
export interface ClusterProcess {
  server: string;
  admin: Api;
  pid: number;
  /** From the start of the process to the first answer 200 to the administrator. */
  startMs: number;
  auditLog: string;
  kubeconfig: string;
  stop(): Promise<void>;
}

/** Starts one; rejects when the process ends before it answers. */
export async function startClusterProcess(): Promise<ClusterProcess> {
  const home = mkdtempSync(join(tmpdir(), 'kubelab-bench-'));
  const began = performance.now();
  const child = spawn(process.execPath, [bin, 'cluster', 'up', '--port', '0'], {
    env: { ...process.env, KUBELAB_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await firstOutput(child);
    const access = accessOf(join(home, 'kubeconfig'));
    const admin = apiOf(access, access);
    const { code } = await admin.get('/api/v1/namespaces');
    const startMs = performance.now() - began;
    if (code !== 200) throw new Error(`the first request was answered with ${code}`);
    const auditLog = join(home, 'data/audit.log');
    return {
      server: access.server,
      admin,
      pid: child.pid ?? 0,
      startMs,
      auditLog,
      kubeconfig: join(home, 'kubeconfig'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function accessOf(kubeconfig: string): { server: string; caPem: string; certPem: string; keyPem: string } {
  const config = parse(readFileSync(kubeconfig, 'utf8')) as {
    clusters: [{ cluster: Record<string, string> }];
    users: [{ user: Record<string, string> }];
  };
  const { cluster } = config.clusters[0];
  const { user } = config.users[0];
  const pem = (base64 = ''): string => Buffer.from(base64, 'base64').toString();
  return {
    server: cluster.server ?? '',
    caPem: pem(cluster['certificate-authority-data']),
    certPem: pem(user['client-certificate-data']),
    keyPem: pem(user['client-key-data']),
  };
}

/** A server of node:https and nothing else that answers everything as `answer` was answered: the same headers and bytes. */
export async function startBareServer(answer: Answer): Promise<{ server: string; stop(): Promise<void> }> {
  const { connection: _connection, 'keep-alive': _keepAlive, ...headers } = answer.headers;
  const child = spawn(process.execPath, ['--import=tsx', join(import.meta.dirname, 'bare-server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ headers, body: answer.text }));
  const port = (await firstOutput(child)).trim();
  return { server: `https://127.0.0.1:${port}`, stop: () => end(child) };
}

/** Resident memory of a process in MB (10^6 bytes). */
export function residentMegabytes(pid: number): number {
  return (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024) / 1e6;
}

async function firstOutput(child: ChildProcess): Promise<string> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process ended with ${code} before it answered`);
  });
  if (!child.stdout) throw new Error('the process has no output');
  const [first] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  ended.catch(() => {});
  child.stdout.resume();
  return first.toString();
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
