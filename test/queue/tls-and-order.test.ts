/**
 * A queue whose Redis others could reach: TLS, a password, a sandbox between submissions and Redis; and who is run when. One Redis
 * and one worker serve all cases, which build on one another.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { Results } from '../../src/course/grading/results.js';
import { whoIsThere } from '../../src/queue/presence.js';
import { courseFile, handIn, learners, notebookOf } from '../fixtures/class/class.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { type Running, runKubelab } from '../helpers/command.js';
import { hasCommand } from '../helpers/commands.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { queueCommands } from '../helpers/queue-commands.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

/** Asks the Redis at the port, and looks for the password in the environment of every process. Prints what came of both. */
const breakOut = (port: string): string => `{
  const net = await import('node:net');
  const fs = await import('node:fs');
  const answer = await new Promise((done) => {
    const socket = net.connect(${port}, '127.0.0.1', () => done('open'));
    socket.on('error', (error) => done('closed: ' + error.message));
  });
  const found = fs.readdirSync('/proc').filter((name) => {
    try { return fs.readFileSync('/proc/' + name + '/environ', 'utf8').includes('KUBELAB_QUEUE_PASSWORD'); } catch { return false; }
  });
  console.log('tried: the port is ' + answer);
  console.log('tried: the password is ' + (process.env.KUBELAB_QUEUE_PASSWORD ?? 'not told') + ', in ' + found.length + ' processes');
}`;

describe('a queue that others could reach', () => {
  const commands = queueCommands();
  const { home, root, running } = commands;
  const [batch, single] = [join(root, 'batch'), join(root, 'single')];
  let server: TestRedis;
  let port: string;
  let env: Record<string, string>;

  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    const ca = await makeCa('an authority of a test');
    server = await startRedis({ ...(await serverCertificate(ca)), ca: ca.cert });
    port = new URL(server.url).port;
    writeFileSync(join(root, 'ca.pem'), ca.cert);
    env = { ...server.env, NODE_EXTRA_CA_CERTS: join(root, 'ca.pem') };
    handIn(batch, ['ada', 'bob']);
    mkdirSync(join(single, 'zoe', 'small'), { recursive: true });
    writeFileSync(join(single, 'zoe', 'small', '01-small.ipynb'), notebookOf({ make: breakOut(port) }));
  });
  after(async () => {
    await commands.remove();
    await server?.stop();
  });

  const starting = (args: string[]): Running => commands.starting(args, env);
  const grading = (submitted: string, out: string, ...more: string[]): Running =>
    starting(['grade', submitted, '--course', courseFile, '--out', join(root, out), '--queue', server.url, ...more]);
  const waiting = async (): Promise<string[]> => {
    const [queue] = await server.redis.keys('kubelab:runs-*:prioritized');
    return queue === undefined ? [] : server.redis.zrange(queue, '0', '-1');
  };

  it('refuses a Redis that it cannot know, and says what to do', async () => {
    const other = await makeCa('another authority');
    const web = createServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n')).listen(0, '127.0.0.1');
    await once(web, 'listening');
    writeFileSync(join(root, 'other.pem'), other.cert);
    const plain = server.url.replace('rediss:', 'redis:');
    const rows: [string, object, RegExp][] = [
      [server.url, server.env, /is of an authority that is not known here .*\n.*NODE_EXTRA_CA_CERTS=FILE/],
      [server.url, { ...env, NODE_EXTRA_CA_CERTS: join(root, 'other.pem') }, /an authority that is not known here/],
      [server.url, { ...env, KUBELAB_QUEUE_PASSWORD: 'wrong' }, /refuses .*WRONGPASS.*\n.*rediss:\/\/USER@HOST/],
      [plain, env, /no Redis answers .*\n.*write rediss:\/\//],
      [
        `redis://127.0.0.1:${(web.address() as AddressInfo).port}`,
        env,
        /what answers .* is no Redis .*\n.*look at the port/,
      ],
    ];
    for (const [url, own, words] of rows) {
      const { code, stderr } = await runKubelab(home, ['worker', 'status', url], { env: { ...own } });
      assert.match(stderr, words);
      assert.equal(code, 3, stderr);
      assert.ok(!/Warning/.test(stderr), stderr);
    }
    web.close();
  });

  it('runs one hand-in before a batch that waits', async () => {
    const ofBatch = grading(batch, 'out-batch');
    const before = await until('the batch waits', async () => {
      const ids = await waiting();
      return ids.length === 2 && ids;
    });
    const ofSingle = grading(single, 'out-single');
    const urgent = await until('the single one waits, too', async () =>
      (await waiting()).find((id) => !before.includes(id)),
    );
    const worker = starting(['worker', server.url, '--jobs', '1']);
    const first = await worker.sees(/\w+ {2}small {2}took/);
    assert.equal(first.slice(0, 8), urgent.slice(0, 8));
    const ends = await Promise.all([ofSingle.ended, ofBatch.ended]);
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0],
      ofSingle.stderr() + ofBatch.stderr(),
    );
    const { results } = JSON.parse(readFileSync(join(root, 'out-batch', 'results.json'), 'utf8')) as Results;
    assert.deepEqual(
      results.map(({ learner, points }) => [learner, points]),
      [
        ['ada', learners.ada?.points],
        ['bob', learners.bob?.points],
      ],
    );
    const said = running.map((one) => one.stdout() + one.stderr()).join('\n');
    assert.ok(!/Warning|encrypted/.test(said), said);
    assert.ok(!said.includes(server.env.KUBELAB_QUEUE_PASSWORD));
  });

  it('is out of reach for a submission, and so is its password', function () {
    if (!hasBubblewrap()) return skip(this, 'bubblewrap does not work here');
    const outside = spawnSync(process.execPath, ['--input-type=module', '-e', `${breakOut(port)} process.exit();`], {
      ...{ env: { ...process.env, ...env }, encoding: 'utf8' },
    });
    assert.match(outside.stdout, /the port is open\n.*the password is only-for-a-test.*, in [1-9]/, outside.stderr);
    const page = readFileSync(join(root, 'out-single', 'feedback', 'zoe.html'), 'utf8');
    assert.match(page, /tried: the port is closed: [^\n]*\ntried: the password is not told, in 0 processes/);
  });

  it('runs one hand-in before its batch, too', async () => {
    await commands.endAll('SIGTERM');
    const ofBatch = grading(batch, 'out-again');
    await until('the batch waits', async () => (await waiting()).length === 2);
    const ofOne = grading(batch, 'out-bob', '--only', 'bob');
    await until('one of both comes first', async () => {
      const [key = ''] = await server.redis.keys('kubelab:runs-*:prioritized');
      const [first, second] = await Promise.all((await waiting()).map((id) => server.redis.zscore(key, id)));
      // the score is the priority, and then the order of coming
      return Math.floor(Number(second) / 2 ** 32) === Math.floor(Number(first) / 2 ** 32) + 1;
    });
    for (const { child } of [ofOne, ofBatch]) child.kill('SIGTERM');
    const ends = await Promise.all([ofOne.ended, ofBatch.ended]);
    assert.deepEqual(
      ends.map(({ code }) => code),
      [143, 143],
    );
    assert.deepEqual(await waiting(), []);
  });

  it('lets its workers begin no more in a minute than --rate says, and they end all the same', async () => {
    const all = join(root, 'all');
    handIn(all, ['ada', 'bob', 'cleo', 'eve']);
    const worker = starting(['worker', server.url, '--jobs', '2', '--rate', '2']);
    const graded = grading(all, 'out-all');
    await until('the worker rests after two', async () => {
      const [own] = await whoIsThere(server.redis, 'worker');
      return own?.finished === 2 && own.running.length === 0;
    });
    assert.equal((await waiting()).length, 2);
    const [limiter = ''] = await server.redis.keys('kubelab:runs-*:limiter');
    assert.ok((await server.redis.pttl(limiter)) > 0);
    worker.child.kill('SIGTERM');
    assert.equal((await worker.ended).code, 0, worker.stderr());
    graded.child.kill('SIGTERM');
    assert.equal((await graded.ended).code, 143, graded.stderr());
    assert.match(graded.stdout(), /2 (submissions )?.*Go on with --resume/s);
    assert.deepEqual(await waiting(), []);
  });
});
