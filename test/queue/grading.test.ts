import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { whoIsThere } from '../../src/queue/presence.js';
import { courseFile, handIn, learners, notebookOf } from '../fixtures/class/class.js';
import { bin, type End, inTerminal, type Running, runKubelab, start } from '../helpers/command.js';
import { hasCommand } from '../helpers/commands.js';
import { killParts } from '../helpers/kill-parts.js';
import { queueCommands } from '../helpers/queue-commands.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('grading on a queue', function () {
  this.timeout(300_000);
  const commands = queueCommands();
  const { home, root, running } = commands;
  const submitted = join(root, 'submitted');
  const here = join(root, 'here');
  let server: TestRedis;

  before(async function () {
    if (!hasCommand('redis-server')) return skip(this, 'no redis-server here');
    handIn(submitted);
    const end = await runKubelab(home, ['grade', submitted, '--course', courseFile, '--out', here, '--jobs', '2']);
    assert.equal(end.code, 0, end.stderr);
    server = await startRedis();
  });
  after(async () => {
    await commands.remove();
    await server?.stop();
  });

  const starting = (args: string[]): Running => commands.starting(args, server.env);
  const grading = (out: string, ...more: string[]): Running =>
    starting(['grade', submitted, '--course', courseFile, '--out', join(root, out), '--queue', server.url, ...more]);
  const worker = (...more: string[]): Running =>
    starting(['worker', server.url, '--jobs', '1', '--lock', '3', ...more]);
  const endOf = async (command: Running): Promise<End & { said: string }> => {
    const end = await command.ended;
    return { ...end, said: command.stdout() + command.stderr() };
  };
  const text = (out: string, name: string): string => readFileSync(join(root, out, name), 'utf8');
  /** All that two gradings of the same notebooks share. */
  const assertAsHere = (out: string): void => {
    for (const name of ['results.json', 'results.csv', 'results.xml', 'report.html', 'log/class.json']) {
      assert.equal(text(out, name), text('here', name), name);
    }
    for (const folder of ['feedback', 'report', 'log', 'evidence']) {
      assert.deepEqual(readdirSync(join(root, out, folder)), readdirSync(join(here, folder)), folder);
    }
    for (const learner of Object.keys(learners)) {
      for (const folder of ['feedback', 'report']) {
        const page = `${folder}/${learner}.html`;
        assert.equal(timeless(text(out, page)), timeless(text('here', page)), page);
      }
    }
  };
  const jobKeys = async (): Promise<string[]> =>
    (await server.redis.keys('kubelab:runs-*')).filter((key) => /:[0-9a-f]{64}$/.test(key));
  /** What the jobs in Redis hold, as one text with the notebooks unpacked. */
  const held = async (): Promise<string> => {
    const texts = (await jobKeys()).map(async (key) => {
      const { data = '{}', ...rest } = await server.redis.hgetall(key);
      const { notebook, ...order } = JSON.parse(data) as { notebook: string };
      return JSON.stringify([key, rest, order, gunzipSync(Buffer.from(notebook, 'base64')).toString()]);
    });
    return (await Promise.all(texts)).join('\n');
  };
  /** The process of the worker that runs this job. */
  const workerOf = (job: string): Promise<number> =>
    until('a worker runs it', async () => {
      const there = await whoIsThere(server.redis, 'worker');
      return there.find(({ running }) => running.some(({ id }) => id === job))?.pid;
    });
  const waiting = async (): Promise<number> => {
    const [queue] = await server.redis.keys('kubelab:runs-*:prioritized');
    return queue === undefined ? 0 : server.redis.zcard(queue);
  };

  it('gives what grading here gives, by workers of its own version alone; no name and no rubric travels', async () => {
    const other = join(root, 'other');
    mkdirSync(other);
    cpSync('dist', join(other, 'dist'), { recursive: true });
    for (const name of ['node_modules', 'notebooks']) symlinkSync(resolve(name), join(other, name));
    const own = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    writeFileSync(join(other, 'package.json'), JSON.stringify({ ...own, version: '99.0.0' }));
    const env = { ...process.env, ...server.env, KUBELAB_HOME: home };
    const foreign = start(process.execPath, [join(other, 'dist/bin.js'), 'worker', server.url, '--jobs', '1'], { env });
    running.push(foreign);
    await foreign.sees(/Takes submissions/);
    const graded = grading('first');
    for (const words of [
      /kubelab 99\.0\.0 and takes nothing of this grading: install kubelab \S+ there/,
      /No worker is there; start one on any machine: kubelab worker redis:/,
    ]) {
      await until(`the grader says ${words}`, () => words.test(graded.stderr()));
    }
    await until('the worker says so', () => /takes nothing of it: install kubelab/.test(foreign.stderr()));
    await until('all are handed in', async () => (await waiting()) === 5);
    const travels = await held();
    assert.match(travels, /configmaps\/answer/);
    for (const secret of ['cleo', 'ConfigMaps were listed', server.env.KUBELAB_QUEUE_PASSWORD]) {
      assert.ok(!travels.includes(secret), `${secret} travels`);
    }
    // none of them dies, and one that a busy machine holds up for seconds keeps what it took
    for (let n = 0; n < 3; n++) worker('--lock', '60');
    const { code, said } = await endOf(graded);
    assert.equal(code, 0, said);
    assertAsHere('first');
    assert.equal(await waiting(), 0);
    assert.deepEqual(await server.redis.keys('kubelab:result:*'), []);
    const all = running.map((one) => one.stdout() + one.stderr()).join('\n');
    assert.equal(all.match(/ {2}finished after/g)?.length, 5, all);
    assert.ok(!all.includes(server.env.KUBELAB_QUEUE_PASSWORD));
    assert.ok(!foreign.stdout().includes('took'));
    foreign.child.kill('SIGKILL');
  });

  it('keeps evidence and records by which a class is judged again and explained', async () => {
    const again = await runKubelab(home, ['rejudge', join(root, 'first')]);
    assert.equal(again.code, 0, again.stderr);
    assertAsHere('first');
    const explained = await runKubelab(home, ['explain', join(root, 'first'), 'ada']);
    assert.match(explained.stdout, /listed/);
    const resumed = await endOf(grading('first', '--resume'));
    assert.equal(resumed.said.match(/as before/g)?.length, 5, resumed.said);
  });

  it('loses nothing and counts nothing twice when workers, the grader and Redis are killed in the middle', async () => {
    await commands.endAll('SIGKILL');
    const found = await killParts({ server, start: (args) => starting([...args]).child, folder: root, kills: 10 });
    assert.deepEqual(found, { lost: 0, double: 0, kills: 10 });
    assertAsHere('killed-0');
  });

  it('gives up a submission when three workers have died of it, and no other', async () => {
    const long = join(root, 'long');
    handIn(long, ['ada']);
    mkdirSync(join(long, 'zoe', 'small'), { recursive: true });
    const make = 'await new Promise((done) => setTimeout(done, 60_000));';
    writeFileSync(join(long, 'zoe', 'small', '01-small.ipynb'), notebookOf({ make }));
    for (let n = 0; n < 4; n++) worker();
    const out = join(root, 'poison');
    const graded = starting(['grade', long, '--course', courseFile, '--out', out, '--queue', server.url]);
    await graded.sees(/ada +4 of 4/);
    const left = await until('the job of zoe alone is left', async () => {
      const keys = await jobKeys();
      return keys.length === 1 && keys[0];
    });
    for (let killed = 0; killed < 3; killed++) {
      const pid = await workerOf(left.slice(-64));
      process.kill(pid, 'SIGKILL');
      await until('it is known to be gone', async () =>
        (await whoIsThere(server.redis, 'worker')).every((one) => one.pid !== pid),
      );
    }
    const { code, said } = await endOf(graded);
    assert.match(said, /zoe +not graded: three workers died of it/);
    assert.equal(code, 1, said);
    assert.deepEqual(await jobKeys(), []);
  });

  it('a worker that is told to end gives back what it runs, and the table and the status show who has it', async () => {
    await commands.endAll('SIGKILL');
    await server.redis.flushall();
    // long enough for the status to be asked for and for the signal, also on a busy machine
    const waits = 'await new Promise((done) => setTimeout(done, 15_000));';
    const long = join(root, 'stopped');
    mkdirSync(join(long, 'zoe', 'small'), { recursive: true });
    writeFileSync(join(long, 'zoe', 'small', '01-small.ipynb'), notebookOf({ make: waits }));
    const ending = worker('--grace', '0', '--lock', '60');
    const command = ['grade', long, '--course', courseFile, '--out', join(root, 'out-stopped'), '--queue', server.url];
    const graded = inTerminal(home, [process.execPath, bin, ...command], { env: server.env, columns: 100 });
    running.push(graded);
    const table = /, process (\d+), kubelab \S+: 1 of 1 running, 0 finished, load [\d.]+/;
    const [, pid] = table.exec(await graded.sees(table)) ?? [];
    assert.equal(Number(pid), ending.child.pid);
    const busy = await runKubelab(home, ['worker', 'status', server.url], { env: server.env });
    assert.match(
      busy.stdout,
      /0 submissions waiting, 1 running[\s\S]+waits for 1 submission\n[\s\S]+small {2}(cell|starting)/,
    );
    assert.equal(busy.code, 0, busy.stderr);
    ending.child.kill('SIGTERM');
    const given = await endOf(ending);
    assert.match(given.said, /small {2}given back after/);
    assert.equal(given.code, 0, given.said);
    const alone = await runKubelab(home, ['worker', 'status', server.url], { env: server.env });
    assert.match(alone.stdout, /1 submission waiting, 0 running[\s\S]+No worker is there/);
    assert.equal(alone.code, 1, alone.stderr);
    // longer than the cell takes, also where the kernel starts slowly
    const second = worker('--grace', '120', '--lock', '60');
    await second.sees(/took/);
    second.child.kill('SIGTERM');
    const { code, said } = await endOf(second);
    assert.match(said, /takes nothing more[\s\S]+finished after/i);
    assert.equal(code, 0, said);
    assert.equal((await graded.ended).code, 0, graded.stdout());
  });

  it('refuses in words what it cannot do', async () => {
    const said = async (args: string[], env = {}): Promise<[number | null, string]> => {
      const { code, stderr } = await runKubelab(home, args, { env });
      return [code, stderr];
    };
    const [, port] = /:(\d+)$/.exec(server.url) ?? [];
    const grade = ['grade', submitted, '--course', courseFile, '--out', join(root, 'refused'), '--queue'];
    const rows: [string[], object, number, RegExp][] = [
      [['worker', server.url], {}, 3, /refuses .*NOAUTH[\s\S]*KUBELAB_QUEUE_PASSWORD[\s\S]*QUEUE_UNREACHABLE/],
      [[...grade, server.url], { KUBELAB_QUEUE_PASSWORD: 'wrong-one' }, 3, /WRONGPASS[\s\S]*QUEUE_UNREACHABLE/],
      [[...grade, 'redis://127.0.0.1:1'], {}, 3, /no Redis answers[\s\S]*apt-get install redis-server/],
      [['worker', `redis://:wrong-one@127.0.0.1:${port}`], {}, 2, /has a password in it/],
      [[...grade, server.url, '--jobs', '2'], server.env, 2, /--jobs cannot be said together with --queue/],
    ];
    for (const [args, env, code, words] of rows) {
      const [ended, stderr] = await said(args, env);
      assert.match(stderr, words);
      assert.equal(ended, code, stderr);
      assert.ok(!stderr.includes('wrong-one'), stderr);
    }
  });
});

/** A page without what differs when the same is run again: ids, moments, durations, memory. */
function timeless(page: string): string {
  return page
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'MOMENT')
    .replace(/\b\d+(\.\d+)? (ms|s)\b/g, 'TIME')
    .replace(/\b(\d+m)?\d+[sm]\b/g, 'AGE')
    .replace(/\b\d+ MB\b/g, 'MEMORY')
    .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?/g, 'MOMENT');
}
