/** The counts of a queue, and who is there. */
import assert from 'node:assert/strict';
import { Queue, Worker } from 'bullmq';
import { queueAddress } from '../../src/queue/address.js';
import { connectQueue, type QueueConnection } from '../../src/queue/connection.js';
import { announce, type WorkerState } from '../../src/queue/presence.js';
import { queueStatus } from '../../src/queue/status.js';
import { PREFIX, queueName } from '../../src/queue/travelling.js';
import { hasCommand } from '../helpers/commands.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('the status of a queue', () => {
  let server: TestRedis;
  let connection: QueueConnection;
  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    server = await startRedis();
    connection = await connectQueue(queueAddress(server.url, server.env));
  });
  after(async () => {
    connection?.close();
    await server?.stop();
  });

  it('counts what waits in whatever way, what runs and what was given up, of one version', async () => {
    const options = { connection: server.redis, prefix: PREFIX };
    const queue = new Queue(queueName('1:2'), options);
    await queue.add('fails', {});
    let finish = (): void => {};
    const held = new Promise<void>((done) => {
      finish = done;
    });
    const worker = new Worker(
      queueName('1:2'),
      async ({ name }) => {
        if (name === 'fails') throw new Error('no');
        await held;
      },
      options,
    );
    const status = () => queueStatus(connection, '1:2');
    await until('one has failed', async () => (await status()).failed === 1);
    await queue.add('runs', {});
    await until('one runs', async () => (await status()).running === 1);
    await queue.add('waits', {});
    await queue.addBulk([1, 2].map((priority) => ({ name: 'waits', data: {}, opts: { priority } })));
    await queue.addBulk([1, 2, 3].map(() => ({ name: 'later', data: {}, opts: { delay: 3_600_000 } })));
    const grader = { host: 'a', pid: 1, version: '1:2', waiting: 6 };
    const own = announce(server.redis, 'grader', 'id', () => grader);
    await until('the grader is there', async () => (await status()).graders.length === 1);
    assert.deepEqual(await status(), { workers: [], graders: [grader], waiting: 6, running: 1, failed: 1 });
    const none = { waiting: 0, running: 0, failed: 0 };
    assert.deepEqual(await queueStatus(connection, '3'), { workers: [], graders: [grader], ...none });
    const state: WorkerState = {
      ...{ host: 'b', pid: 2, version: '3', jobs: 1, load: 0, finished: 0, failed: 0, running: [], ending: false },
    };
    const one = announce(server.redis, 'worker', 'id', () => state);
    await until('the worker is there', async () => (await status()).workers.length === 1);
    assert.deepEqual((await status()).workers, [state], 'of whatever version');
    await one.close();
    await own.close();
    await queue.obliterate({ force: true });
    finish();
    await worker.close();
    await queue.close();
  });
});
