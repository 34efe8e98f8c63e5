/** Connecting to the Redis of a queue, one that refuses, one that is lost and found again. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
// loaded before the tests, of which the first would wait for it
import 'bullmq';
import { queueAddress } from '../../src/queue/address.js';
import { connectQueue } from '../../src/queue/connection.js';
import { hasCommand } from '../helpers/commands.js';
import { freePort } from '../helpers/free-port.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('a connection to a queue', () => {
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
    const pauses: number[] = [];
    connection.redis.on('reconnecting', (ms: number) => pauses.push(ms));
    // the client's library prints errors that nobody listens to
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (...words) => printed.push(words);
    try {
      await server.restart(() => until('some tries have failed', () => pauses.length >= 3));
      const asked = connection.redis.ping();
      await until('it is found again', () => told.includes('found'));
      assert.equal(await asked, 'PONG');
      assert.deepEqual(told, ['lost', 'found']);
      assert.deepEqual(pauses.slice(0, 3), [100, 200, 300]);
      assert.deepEqual(printed, []);
    } finally {
      console.error = error;
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

  it('goes by the user that the address names, and is refused by words without a password', async () => {
    await server.redis.acl('SETUSER', 'it', 'on', `>${server.env.KUBELAB_QUEUE_PASSWORD}`, '~*', '+@all');
    const connection = await connectQueue(queueAddress(server.url.replace('://', '://it@'), server.env));
    try {
      assert.equal(await connection.redis.acl('WHOAMI'), 'it');
    } finally {
      connection.close();
    }
    await assert.rejects(connectQueue(queueAddress(server.url, {})), {
      code: 'QUEUE_UNREACHABLE',
      message: /^the Redis of the queue refuses .*NOAUTH/,
    });
    // a user who may connect, and nothing more
    await server.redis.acl('SETUSER', 'none', 'on', '>none', '-@all', '+info', '+select', '+client');
    const none = queueAddress(server.url.replace('://', '://none@'), { KUBELAB_QUEUE_PASSWORD: 'none' });
    await assert.rejects(connectQueue(none), {
      code: 'QUEUE_UNREACHABLE',
      message: /^the Redis of the queue refuses .*NOPERM.*ping/,
    });
  });

  it('is not found again without having been lost, and tells of each loss', async () => {
    const told: string[] = [];
    const connection = await connectQueue(queueAddress(server.url, server.env), {
      onLost: () => told.push('lost'),
      onFound: () => told.push('found'),
    });
    const untold = await connectQueue(queueAddress(server.url, server.env));
    try {
      assert.deepEqual(told, []);
      for (const times of [1, 2]) {
        await server.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        await until('it is found again', () => told.length === 2 * times);
      }
      assert.deepEqual(told, ['lost', 'found', 'lost', 'found']);
      assert.equal(await untold.redis.ping(), 'PONG', 'one that tells nobody comes again as well');
    } finally {
      untold.close();
      connection.close();
    }
  });

  it('leaves no connection behind where a Redis refuses, and one where it does not', async () => {
    const connected = async (): Promise<number> =>
      String(await server.redis.call('CLIENT', 'LIST'))
        .trim()
        .split('\n').length;
    const before = await connected();
    await assert.rejects(connectQueue(queueAddress(server.url, { KUBELAB_QUEUE_PASSWORD: 'wrong' })));
    await until('the refused one is gone', async () => (await connected()) === before);
    const connection = await connectQueue(queueAddress(server.url, server.env));
    await until('the one that asked first is gone', async () => (await connected()) === before + 1);
    connection.close();
    await until('it is gone', async () => (await connected()) === before);
  });

  it('says that a web server is no Redis', async () => {
    const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    const { port } = web.address() as AddressInfo;
    await assert.rejects(connectQueue(queueAddress(`redis://127.0.0.1:${port}`, {})), {
      code: 'QUEUE_UNREACHABLE',
      message: `what answers at the address of the queue is no Redis (redis://127.0.0.1:${port})`,
    });
    web.close();
  });

  it('speaks TLS where the address says so, and names the host unless it is an address', async () => {
    const { cert, key } = await serverCertificate(await makeCa());
    const names: string[] = [];
    const SNICallback = (name: string, done: (error: Error | null) => void): void => {
      names.push(name);
      done(null);
    };
    const tls = createTlsServer({ cert, key, SNICallback }).listen(0, 'localhost');
    tls.on('tlsClientError', () => {}); // the client does not know the authority
    await once(tls, 'listening');
    const { port, address } = tls.address() as AddressInfo;
    for (const host of ['localhost', address.includes(':') ? `[${address}]` : address]) {
      await assert.rejects(connectQueue(queueAddress(`rediss://${host}:${port}`, {})), {
        code: 'QUEUE_UNREACHABLE',
        message: /^the certificate of the Redis of the queue is of an authority that is not known here/,
      });
    }
    assert.deepEqual(names, ['localhost']);
    tls.close();
  });
});
