/** The grader's side of a queue, beside workers that answer as they like. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Job, Queue, Worker } from 'bullmq';
import { readCourse } from '../../src/course/course.js';
import type { Submission } from '../../src/course/grading/submissions.js';
import { openWorkProcesses, type WorkProcesses } from '../../src/course/grading/work-processes.js';
import { queueAddress } from '../../src/queue/address.js';
import { connectQueue, type QueueConnection } from '../../src/queue/connection.js';
import { announce, type WorkerState } from '../../src/queue/presence.js';
import { type QueueRunner, type QueueRunnerOptions, queueRunner } from '../../src/queue/queue-runner.js';
import { PREFIX, queueName, readOrder, resultKey } from '../../src/queue/travelling.js';
import { courseFile, handIn } from '../fixtures/class/class.js';
import { hasCommand } from '../helpers/commands.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const version = '0.0.0-test';

describe('handing submissions to workers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-queue-runner-'));
  const [lesson] = readCourse(courseFile).lessons;
  let server: TestRedis;
  let connection: QueueConnection;
  let work: WorkProcesses;
  let queue: Queue;
  const runners: QueueRunner[] = [];
  const workers: Worker[] = [];

  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    handIn(folder, ['ada', 'bob']);
    server = await startRedis();
    connection = await connectQueue(queueAddress(server.url, server.env));
    queue = new Queue(queueName(version), { connection: server.redis, prefix: PREFIX });
    work = openWorkProcesses({ processes: 1 });
    await work.do('read', {
      file: submission('ada').file,
      release: (await import('../../src/notebook/document.js')).readNotebook(lesson?.file ?? ''),
    });
  });
  afterEach(async () => {
    for (const one of [...runners.splice(0), ...workers.splice(0)]) await one.close();
    await server?.redis.flushall();
  });
  after(async () => {
    await work?.close();
    await queue?.close();
    connection?.close();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  const submission = (learner: string): Submission => ({
    learner,
    lesson,
    file: join(folder, learner, 'small', '01-small.ipynb'),
  });
  const runner = (more: Partial<QueueRunnerOptions> = {}): QueueRunner => {
    const made = queueRunner({
      ...{ connection, version, work, machineKey: Buffer.alloc(32, 1), limits: { timeoutMs: 5000 }, urgent: false },
      askedOf: () => new Set(['/ConfigMap']),
      onWorkers: () => {},
      ...more,
    });
    runners.push(made);
    return made;
  };
  const working = (does: (job: Job) => Promise<void>): void => {
    workers.push(new Worker(queueName(version), does, { connection: server.redis, prefix: PREFIX }));
  };
  const waiting = (): Promise<Job[]> => queue.getJobs(['prioritized', 'wait', 'delayed']);
  const oneWaits = (): Promise<Job> => until('one waits', async () => (await waiting())[0]);

  it('gives what a worker left, and leaves nothing at the queue', async () => {
    const orders: unknown[] = [];
    working(async (job) => {
      orders.push(job.data);
      await server.redis.set(resultKey(job.id ?? ''), Buffer.from('a run'));
    });
    const ran = await runner().run(submission('ada'));
    assert.deepEqual(ran, { status: 'packed', bytes: Buffer.from('a run'), warnings: [] });
    const { exercise, asked, limits, notebook } = await readOrder(orders[0]);
    assert.deepEqual([exercise, asked, limits], ['small', new Set(['/ConfigMap']), { timeoutMs: 5000 }]);
    assert.ok(notebook.cells.some(({ source }) => source.includes("name: 'answer'")));
    await until('the result is gone', async () => (await server.redis.keys(`${PREFIX}:result:*`)).length === 0);
  });

  it('takes a result that was left while no grader was there, and asks nobody', async () => {
    const first = runner();
    void first.run(submission('ada'));
    const { id = '' } = await oneWaits();
    await first.close();
    assert.deepEqual(await waiting(), [], 'what nobody began is taken back');
    await server.redis.set(resultKey(id), Buffer.from('from before'));
    const ran = await runner().run(submission('ada'));
    assert.ok(ran.status === 'packed');
    assert.equal(String(ran.bytes), 'from before');
    assert.deepEqual(await waiting(), []);
  });

  it('gives up what three workers could not run, with the first line of the last reason', async () => {
    let tries = 0;
    working(async () => {
      throw new Error(`no kernel, try ${++tries}\nand more`);
    });
    const ran = await runner().run(submission('ada'));
    assert.deepEqual(
      [ran.status, 'reason' in ran && ran.reason],
      ['not gradable', 'three workers could not run it: no kernel, try 3'],
    );
    assert.equal(tries, 3);
  });

  it('gives up what three workers have left nothing of', async () => {
    let times = 0;
    working(async () => void times++);
    const ran = await runner().run(submission('ada'));
    assert.deepEqual('reason' in ran && ran.reason, 'three workers left nothing of it');
    assert.equal(times, 3);
  });

  it('hands in again what the queue has forgotten', async () => {
    const running = runner().run(submission('ada'));
    const { id } = await oneWaits();
    await server.redis.flushall();
    await until('it waits again', async () => (await waiting()).some((job) => job.id === id));
    working(async (job) => void (await server.redis.set(resultKey(job.id ?? ''), Buffer.from('a run'))));
    assert.equal((await running).status, 'packed');
  });

  it('takes no more than 32 MB of a worker', async () => {
    working(async ({ id = '' }) => void (await server.redis.set(resultKey(id), Buffer.alloc(32 * 1024 * 1024 + 1))));
    const ran = await runner().run(submission('ada'));
    assert.deepEqual('reason' in ran && ran.reason, 'what a worker sent back of it has more than 32 MB');
    await until('the result is gone', async () => (await server.redis.keys(`${PREFIX}:result:*`)).length === 0);
  });

  it('hands in nothing of a notebook that cannot be read', async () => {
    mkdirSync(join(folder, 'dan', 'small'), { recursive: true });
    const broken = submission('dan');
    writeFileSync(broken.file, '{"cells": ');
    const ran = await runner().run(broken);
    assert.equal(ran.status, 'not gradable');
    assert.match('reason' in ran ? (ran.reason ?? '') : '', /the notebook is not JSON: it ends too early/);
    assert.deepEqual(await waiting(), []);
  });

  it('has an urgent one run first, also when it waits already as one of a class', async () => {
    const usual = runner();
    for (const learner of ['ada', 'bob']) void usual.run(submission(learner));
    await until('both wait', async () => (await waiting()).length === 2);
    assert.deepEqual(
      (await waiting()).map(({ priority }) => priority),
      [2, 2],
    );
    void runner({ urgent: true }).run(submission('bob'));
    const first = await until('one is urgent', async () => (await waiting()).find(({ priority }) => priority === 1));
    assert.equal((await waiting()).length, 2, 'it is the same job');
    assert.equal((await queue.getJobs(['prioritized'], 0, 0, true))[0]?.id, first.id);
  });

  it('is another job for another machine, learner or version', async () => {
    const [own, other] = [runner(), runner({ machineKey: Buffer.alloc(32, 2) })];
    for (const one of [own, other]) void one.run(submission('ada'));
    await until('two wait', async () => (await waiting()).length === 2);
    void runner({ version: '0.0.1-test' }).run(submission('ada'));
    const later = new Queue(queueName('0.0.1-test'), { connection: server.redis, prefix: PREFIX });
    await until('one waits elsewhere', async () => (await later.getJobs(['prioritized'])).length === 1);
    await later.close();
    assert.equal((await waiting()).length, 2);
  });

  it('ends its waiting with the signal', async () => {
    const controller = new AbortController();
    const own = runner({ signal: controller.signal });
    const running = own.run(submission('ada'));
    await oneWaits();
    controller.abort();
    const ran = await running;
    assert.deepEqual([ran.status, 'reason' in ran && ran.reason], ['not gradable', 'grading was interrupted']);
    const late = await runner({ signal: controller.signal }).run(submission('bob'));
    assert.equal('reason' in late && late.reason, 'grading was interrupted');
  });

  it('says how many it waits for, and tells of the workers that are there', async () => {
    const seen: WorkerState[][] = [];
    const state: WorkerState = {
      host: 'a',
      pid: 1,
      version,
      jobs: 1,
      load: 0,
      finished: 0,
      failed: 0,
      running: [],
      ending: false,
    };
    const worker = announce(server.redis, 'worker', 'id', () => state);
    void runner({ onWorkers: (all) => seen.push(all) }).run(submission('ada'));
    await oneWaits();
    await until('the worker is seen', () => seen.some((all) => all.length === 1));
    assert.deepEqual(seen.at(-1), [state]);
    const [key = ''] = await server.redis.keys(`${PREFIX}:grader:*`);
    await until(
      'it waits for one',
      async () => (JSON.parse((await server.redis.get(key)) ?? '{}') as { waiting: number }).waiting === 1,
    );
    await worker.close();
  });
});
