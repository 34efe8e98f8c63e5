/** Connecting to the Redis of a queue, one that refuses, one that is lost and found again. */
import assert from 'node:assert/strict';
import { queueAddress } from '../../src/queue/address.js';
import { connectQueue } from '../../src/queue/connection.js';
import { hasCommand } from '../helpers/commands.js';
import { freePort } from '../helpers/free-port.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('a connection to a queue', function () {
  this.timeout(30_000);
  let server: TestRedis;
  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    server = await startRedis();
  });
  after(() => server?.stop());

  it('answers in the database that the address names', async () => {
    const connection = await connectQueue(queueAddress(`${server.url}/3`, server.env));
    try {
      await connection.redis.set('here', 'yes');
      await server.redis.select(3);
      assert.equal(await server.redis.get('here'), 'yes');
      assert.equal(connection.shown, `${server.url}/3`);
    } finally {
      await server.redis.select(0);
      connection.close();
    }
  });

  it('comes again when it is lost, and tells of both once', async () => {
    const told: string[] = [];
    const connection = await connectQueue(queueAddress(server.url, server.env), {
      onLost: () => told.push('lost'),
      onFound: () => told.push('found'),
    });
    try {
      await server.restart();
      const asked = connection.redis.ping();
      await until('it is found again', () => told.includes('found'));
      assert.equal(await asked, 'PONG');
      assert.deepEqual(told, ['lost', 'found']);
    } finally {
      connection.close();
    }
    await until('its end', () => connection.redis.status === 'end');
    assert.deepEqual(told, ['lost', 'found'], 'an end that was asked for is no loss');
  });

  it('is refused by words for a wrong password, and where no Redis is', async () => {
    await assert.rejects(connectQueue(queueAddress(server.url, { KUBELAB_QUEUE_PASSWORD: 'wrong' })), {
      code: 'QUEUE_UNREACHABLE',
      message: /^the Redis of the queue refuses .*WRONGPASS/,
    });
    const nowhere = `redis://127.0.0.1:${await freePort()}`;
    await assert.rejects(connectQueue(queueAddress(nowhere, {})), {
      code: 'QUEUE_UNREACHABLE',
      message: /^no Redis answers at the address of the queue .*ECONNREFUSED/,
    });
  });
});
