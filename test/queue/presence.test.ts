/** Who is at a queue: each says so itself, and one that says nothing any more is gone. */
import assert from 'node:assert/strict';
import { announce, type GraderState, type WorkerState, whoIsThere } from '../../src/queue/presence.js';
import { PREFIX } from '../../src/queue/travelling.js';
import { hasCommand } from '../helpers/commands.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const worker = (more: Partial<WorkerState> = {}): WorkerState => ({
  ...{ host: 'a', pid: 1, version: '1', jobs: 2, load: 0.5, finished: 0, failed: 0, running: [], ending: false },
  ...more,
});
const grader: GraderState = { host: 'a', pid: 9, version: '1', waiting: 3 };

describe('who is at a queue', () => {
  let server: TestRedis;
  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    server = await startRedis();
  });
  afterEach(() => server?.redis.flushall());
  after(() => server?.stop());
  const workers = (): Promise<WorkerState[]> => whoIsThere(server.redis, 'worker');

  it('is nobody at first, then all who say so, by host and process, until they go', async () => {
    assert.deepEqual(await workers(), []);
    const running = [{ id: 'x', exercise: 'small', step: 'cell 1 of 2', ms: 7 }];
    const states = [
      worker({ host: 'b', pid: 2 }),
      worker({ pid: 30 }),
      worker({ pid: 4, running }),
      worker({ host: 'd' }),
      worker({ host: 'c' }),
    ];
    const said = states.map((state, i) => announce(server.redis, 'worker', `id-${i}`, () => state));
    const graders = announce(server.redis, 'grader', 'id', () => grader);
    const [b, second, first, d, c] = states;
    await until('all are there', async () => (await workers()).length === 5);
    assert.deepEqual(await workers(), [first, second, b, c, d]);
    assert.deepEqual(await whoIsThere(server.redis, 'grader'), [grader]);
    await said[1]?.close();
    assert.deepEqual(await workers(), [first, b, c, d]);
    for (const one of [...said, graders]) await one.close();
    assert.deepEqual(await server.redis.keys('*'), []);
  });

  it('is told anew again and again, for as long as it is so', async () => {
    let finished = 0;
    let beats = 0;
    const own = announce(
      server.redis,
      'worker',
      'id',
      () => worker({ finished }),
      async () => void beats++,
    );
    try {
      await until('the first word', () => beats > 0);
      assert.equal((await workers())[0]?.finished, 0);
      finished = 5;
      await until('the next word', async () => (await workers())[0]?.finished === 5);
      // the word is in Redis before its work is done
      await until('the work of the next word', () => beats >= 2);
      const left = await server.redis.pttl(`${PREFIX}:worker:id`);
      assert.ok(left > 0 && left <= 5000, String(left));
    } finally {
      await own.close();
    }
  });

  it('goes on when a word fails', async () => {
    let beats = 0;
    const own = announce(
      server.redis,
      'grader',
      'id',
      () => grader,
      async () => {
        if (beats++ === 0) throw new Error('once');
      },
    );
    await until('it is told again', () => beats > 1);
    await own.close();
  });

  it('waits for the work of one word before the next', async () => {
    let slow = 0;
    let quick = 0;
    const never = (): Promise<void> => {
      slow++;
      return new Promise(() => {});
    };
    const one = announce(server.redis, 'grader', 'slow', () => grader, never);
    const other = announce(
      server.redis,
      'grader',
      'quick',
      () => grader,
      async () => void quick++,
    );
    await until('three words of the other', () => quick > 2);
    assert.equal(slow, 1);
    for (const each of [one, other]) await each.close();
  });

  it('says nothing to a Redis that is gone, at its end neither', async () => {
    const own = server.redis.duplicate({ lazyConnect: true, retryStrategy: () => null });
    const asked: string[] = [];
    const said = announce(own, 'grader', 'id', () => {
      asked.push('a word');
      return grader;
    });
    await said.close();
    assert.deepEqual([asked, own.status, await server.redis.keys('*')], [[], 'wait', []]);
    own.disconnect();
  });

  it('is forgotten when it says nothing any more', async () => {
    await server.redis.sadd(`${PREFIX}:workers`, 'silent');
    assert.deepEqual(await workers(), []);
    assert.deepEqual(await server.redis.smembers(`${PREFIX}:workers`), []);
  });

  it('is not somebody who says something else', async () => {
    const words = ['{', '5', '{"host":"a"}', JSON.stringify({ ...worker(), jobs: 'many' }), JSON.stringify(worker())];
    for (const [i, text] of words.entries()) {
      await server.redis.set(`${PREFIX}:worker:${i}`, text);
      await server.redis.sadd(`${PREFIX}:workers`, String(i));
    }
    assert.deepEqual(await workers(), [worker()]);
    assert.equal(
      (await server.redis.smembers(`${PREFIX}:workers`)).length,
      words.length,
      'they may be of another version',
    );
  });
});
