/** A worker of a queue: what it takes, leaves, tells of and gives back. It runs cells without a sandbox, as `--sandbox none` does. */
import assert from 'node:assert/strict';
import { Queue } from 'bullmq';
import { unpackRun } from '../../src/course/grading/packed-run.js';
import { queueAddress } from '../../src/queue/address.js';
import { connectQueue, type QueueConnection } from '../../src/queue/connection.js';
import { announce, whoIsThere } from '../../src/queue/presence.js';
import { PREFIX, packOrder, queueName, resultKey } from '../../src/queue/travelling.js';
import { type QueueWorker, startQueueWorker, type WorkerEvent } from '../../src/queue/worker.js';
import { findSandbox } from '../../src/sandbox/find-sandbox.js';
import { hasCommand } from '../helpers/commands.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { code } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const version = '0.0.0-test';

describe('a worker of a queue', () => {
  let server: TestRedis;
  let connection: QueueConnection;
  let queue: Queue;
  let worker: QueueWorker;
  let giveBack: AbortController;
  const events: WorkerEvent[] = [];
  const others: string[] = [];

  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    giveBack = new AbortController();
    others.length = 0;
    server = await startRedis();
    connection = await connectQueue(queueAddress(server.url, server.env));
    queue = new Queue(queueName(version), { connection: server.redis, prefix: PREFIX });
    worker = await startQueueWorker({
      ...{ connection, version, jobs: 1, sandbox: findSandbox('none'), lockMs: 30_000 },
      giveBack: giveBack.signal,
      interruption: new AbortController().signal,
      onEvent: (event) => events.push(event),
      onStartFailed: (error) => assert.fail(error),
      onOtherVersion: (other) => others.push(other),
    });
  });
  afterEach(() => events.splice(0));
  after(async () => {
    await worker?.close();
    await queue?.close();
    connection?.close();
    await server?.stop();
  });

  const handIn = async (id: string, ...sources: string[]): Promise<void> => {
    const cells = sources.map((source, i) => code(`cell-${i}`, source));
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells } as const;
    const order = await packOrder({ exercise: 'small', asked: 'all', limits: {}, notebook: { ...notebook, cells } });
    await queue.add('small', order, { jobId: id, removeOnComplete: true });
  };
  const types = (id: string): string[] => events.filter((event) => event.id === id).map(({ type }) => type);
  const state = async () => (await whoIsThere(server.redis, 'worker'))[0];

  it('says that it is there, and has nothing to do', async () => {
    const { host: _, pid, load, ...rest } = (await until('its word', state)) ?? {};
    assert.equal(pid, process.pid);
    assert.ok(load !== undefined && load >= 0);
    assert.deepEqual(rest, { version, jobs: 1, finished: 0, failed: 0, running: [], ending: false });
  });

  it('runs what it takes, and leaves the run for a day', async () => {
    await handIn('one', "console.log('made')", '1 + 1');
    await until('its end', () => types('one').includes('finished'));
    assert.deepEqual([types('one')[0], types('one').at(-1)], ['took', 'finished']);
    assert.ok(events.every((event) => event.exercise === 'small'));
    const run = unpackRun((await server.redis.getBuffer(resultKey('one'))) ?? Buffer.alloc(0));
    assert.ok(typeof run !== 'string', String(run));
    assert.deepEqual([run.status, run.run?.cells.map(({ status }) => status)], ['ran', ['ok', 'ok']]);
    assert.ok(run.took.ms > 0 && Date.parse(run.took.started) <= Date.now());
    const left = await server.redis.ttl(resultKey('one'));
    assert.ok(left > 23 * 3600 && left <= 24 * 3600, String(left));
    await until('it says so', async () => (await state())?.finished === 1);
  });

  it('fails at what is no order, and goes on', async () => {
    await queue.add('small', { exercise: 'small' }, { jobId: 'none' });
    await until('its end', () => types('none').includes('failed'));
    assert.deepEqual(types('none'), ['took', 'failed']);
    await until('it says so', async () => (await state())?.failed === 1);
    assert.equal(await server.redis.exists(resultKey('none')), 0);
    assert.deepEqual((await state())?.running, []);
  });

  it('tells once of each other version that has a grader here', async () => {
    const said = ['0.0.1-test', version].map((of, i) =>
      announce(server.redis, 'grader', `id-${i}`, () => ({ host: 'a', pid: i, version: of, waiting: 0 })),
    );
    try {
      await until('it is told', () => others.length > 0);
      const { finished } = (await state()) ?? {};
      await handIn('meanwhile', '1');
      await until('some words later', async () => (await state())?.finished === (finished ?? 0) + 1);
      assert.deepEqual(others, ['0.0.1-test']);
    } finally {
      for (const one of said) await one.close();
    }
  });

  it('gives back what runs when it has to end at once', async () => {
    await handIn('long', "console.log('on')", 'await new Promise(() => {})');
    const running = await until('the second cell', async () =>
      (await state())?.running.find(({ step }) => step === 'cell 2 of 2'),
    );
    assert.deepEqual([running.id, running.exercise], ['long', 'small']);
    const ended = worker.close();
    await until('it says that it ends', async () => (await state())?.ending);
    giveBack.abort(new Error('an end'));
    await ended;
    assert.deepEqual(types('long').at(-1), 'given back');
    assert.equal(await (await queue.getJob('long'))?.getState(), 'waiting');
    assert.equal(await server.redis.exists(resultKey('long')), 0);
    assert.equal(await state(), undefined);
  });
});
