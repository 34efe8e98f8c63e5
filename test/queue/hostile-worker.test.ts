/** Workers that send back what is none, or too much of it: their submissions are not graded, and all others are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Worker } from 'bullmq';
import type { Results } from '../../src/course/grading/results.js';
import { PREFIX, queueName, resultKey } from '../../src/queue/travelling.js';
import { courseFile, handIn, learners } from '../fixtures/class/class.js';
import type { Running } from '../helpers/command.js';
import { hasCommand } from '../helpers/commands.js';
import { queueCommands } from '../helpers/queue-commands.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const MB = 1024 * 1024;

describe('a worker that sends back what is no run', () => {
  const commands = queueCommands();
  const { root } = commands;
  const [submitted, out] = [join(root, 'submitted'), join(root, 'out')];
  let server: TestRedis;

  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    server = await startRedis();
  });
  after(async () => {
    await commands.remove();
    await server?.stop();
  });
  const starting = (args: string[]): Running => commands.starting(args, server.env);

  it('stops no other submission, and each that it sent has a sentence', async () => {
    handIn(submitted);
    const graded = starting(['grade', submitted, '--course', courseFile, '--out', out, '--queue', server.url]);
    const queue = await until('all wait', async () => {
      const [key] = await server.redis.keys('kubelab:runs-*:prioritized');
      return key !== undefined && (await server.redis.zcard(key)) === 5 && key.split(':')[1];
    });
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(queue, queueName(version));
    // somebody else's words about workers are none either
    await server.redis.sadd('kubelab:workers', 'no-json');
    await server.redis.set('kubelab:worker:no-json', '{"host":');
    const sent = [
      Buffer.from('garbage'),
      gzipSync(Buffer.alloc(401 * MB, ' ')),
      gzipSync('['.repeat(20 * MB)),
      Buffer.alloc(32 * MB + 1),
    ];
    const deaths: string[] = [];
    const hostile = new Worker(
      queueName(version),
      async ({ id = '' }) => {
        deaths.push(id);
        const bytes = sent[deaths.length - 1];
        if (bytes) await server.redis.set(resultKey(id), bytes);
        if (deaths.length === sent.length) void hostile.close();
      },
      { connection: server.redis, prefix: PREFIX, concurrency: 1 },
    );
    await graded.sees(/(not graded: [\s\S]+){4}/);
    assert.equal(new Set(deaths).size, sent.length);
    starting(['worker', server.url, '--jobs', '1']);
    assert.equal((await graded.ended).code, 1, graded.stderr());
    const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    assert.deepEqual(results.flatMap(({ reason }) => reason ?? []).sort(), [
      'what a worker sent back of it has more than 32 MB',
      'what a worker sent back of it is of no use: it cannot be unpacked: incorrect header check',
      'what a worker sent back of it is of no use: it is nested too deeply',
      'what a worker sent back of it is of no use: it unpacks to more than 400 MB',
    ]);
    const whole = results.filter(({ status }) => status === 'graded');
    assert.deepEqual(
      whole.map(({ points }) => points),
      whole.map(({ learner }) => learners[learner]?.points),
    );
    assert.equal(whole.length, 1);
    assert.deepEqual(await server.redis.keys('kubelab:result:*'), []);
  });

  it('is asked no more after three have left nothing', async () => {
    const alone = join(root, 'alone');
    handIn(alone, ['ada']);
    await commands.endAll('SIGKILL');
    const words = ['grade', alone, '--course', courseFile, '--out', join(root, 'out-alone'), '--queue', server.url];
    const graded = starting(words);
    const [queue] = await until('it waits', async () => {
      const keys = await server.redis.keys('kubelab:runs-*:prioritized');
      return keys.length === 1 && keys.map((key) => key.split(':')[1] ?? '');
    });
    let times = 0;
    const empty = new Worker(queue ?? '', async () => void times++, { connection: server.redis, prefix: PREFIX });
    assert.equal((await graded.ended).code, 1, graded.stderr());
    await empty.close();
    assert.match(graded.stdout(), /ada +not graded: three workers left nothing of it/);
    assert.ok(times >= 3, String(times));
  });
});
