/** A Redis of Debian for tests: on a port of its own, with a password, without a file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** The server; whoever started it stops it. */
export interface TestRedis {
  url: string;
  /** The environment of those who may ask it. */
  env: { KUBELAB_QUEUE_PASSWORD: string };
  /** For questions of the test itself. */
  redis: Redis;
  /** Ends the server by SIGKILL and starts another, which knows nothing, on the same port; `meanwhile` is awaited in between. */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

/** The certificate of a server, PEM, with that of its authority. */
export interface ServerTls {
  cert: string;
  key: string;
  ca: string;
}

/** Starts one, and waits until it answers. With a certificate it speaks TLS alone. */
export async function startRedis(tls?: ServerTls): Promise<TestRedis> {
  const port = await freePort();
  const password = 'only-for-a-test-5c1e';
  const folder = tls && writeFiles(tls);
  const words = [
    ...['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--requirepass', password],
    ...(folder === undefined ? ['--port', String(port)] : ['--port', '0', '--tls-port', String(port)]),
    ...(folder === undefined ? [] : tlsWords(folder)),
  ];
  const start = (): ReturnType<typeof spawn> => spawn('redis-server', words, { stdio: 'ignore' });
  let server = start();
  const redis = new Redis({
    ...{ port, password, maxRetriesPerRequest: null, retryStrategy: () => 50 },
    ...(tls ? { tls: { ca: tls.ca } } : {}),
  });
  redis.on('error', () => {});
  const end = async (): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  await until('Redis answers', async () => (await redis.ping()) === 'PONG');
  return {
    url: `redis${tls ? 's' : ''}://127.0.0.1:${port}`,
    env: { KUBELAB_QUEUE_PASSWORD: password },
    redis,
    restart: async (meanwhile) => {
      await end();
      await meanwhile?.();
      server = start();
      await until('Redis answers again', async () => (await redis.ping()) === 'PONG');
    },
    stop: async () => {
      redis.disconnect();
      await end();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeFiles(tls: ServerTls): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-redis-'));
  for (const [name, text] of Object.entries(tls)) writeFileSync(join(folder, `${name}.pem`), text);
  return folder;
}

function tlsWords(folder: string): string[] {
  const files = { '--tls-cert-file': 'cert.pem', '--tls-key-file': 'key.pem', '--tls-ca-cert-file': 'ca.pem' };
  return ['--tls-auth-clients', 'no', ...Object.entries(files).flatMap(([word, name]) => [word, join(folder, name)])];
}
