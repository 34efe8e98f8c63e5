/** A Redis of Debian for tests: on a port of its own, with a password, without a file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
  /** Ends the server by SIGKILL and starts another, which knows nothing, on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one, and waits until it answers. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const password = 'only-for-a-test-5c1e';
  const start = (): ReturnType<typeof spawn> => {
    const words = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--requirepass',
      password,
    ];
    return spawn('redis-server', words, { stdio: 'ignore' });
  };
  let server = start();
  const redis = new Redis({ port, password, maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => {});
  const end = async (): Promise<void> => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  await until('Redis answers', async () => (await redis.ping()) === 'PONG');
  return {
    url: `redis://127.0.0.1:${port}`,
    env: { KUBELAB_QUEUE_PASSWORD: password },
    redis,
    restart: async () => {
      await end();
      server = start();
      await until('Redis answers again', async () => (await redis.ping()) === 'PONG');
    },
    stop: async () => {
      redis.disconnect();
      await end();
    },
  };
}
