/**
 * `npm run bench:class`: grading on a queue. Twelve submissions of the activity by two workers of one job each, beside `--jobs 2` on
 * this machine (the median of three pairs); what a grader takes that has handed in 5,000 submissions, and how long that takes;
 * and what is lost or counted twice when workers, the grader and Redis are killed a hundred times. Before it, twenty learners of a
 * hub at once (`learners-at-once.ts`). A line for each target; exit code 1 when one falls short or could not be measured. Run it
 * on a machine that is idle.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { whoIsThere } from '../../src/queue/presence.js';
import { courseFile, notebookOf } from '../fixtures/class/class.js';
import { writeSubmissions } from '../fixtures/submissions/submissions.js';
import { killParts } from '../helpers/kill-parts.js';
import { startRedis, type TestRedis } from '../helpers/redis.js';
import { until } from '../helpers/until.js';
import { learnersAtOnce } from './learners-at-once.js';
import { benchReport, median } from './report.js';

const root = resolve(import.meta.dirname, '../..');
const twelve = [
  ...['with-helper', 'with-apply', 'with-undici', 'with-fetch', 'with-node-https', 'with-curl', 'with-kubectl'],
  ...['with-token-secret', 'with-certificate', 'deployment-elsewhere', 'no-namespace', 'dry-run'],
];
const MANY = 5000;
const KILLS = 100;
const LONG_MS = 600_000;

const print = (line: string): void => console.log(line);
const { row, close } = benchReport(print, {
  'learner-p95-vs-alone': { most: 3 },
  'learner-memory-mb': { most: 250 },
  'queue-vs-local': { most: 1.1 },
  'coordinator-memory-mb': { most: 250 },
  'enqueue-5000-s': { most: 20 },
  'lost-over-kills': { most: 0 },
  'double-over-kills': { most: 0 },
});
const folder = mkdtempSync(join(tmpdir(), 'kubelab-bench-'));
const started = new Set<ChildProcess>();

function start(server: TestRedis, ...args: string[]): ChildProcess {
  const env = { ...process.env, ...server.env, KUBELAB_HOME: join(folder, 'home') };
  const child = spawn(process.execPath, ['dist/bin.js', ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr?.resume();
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

const worker = (server: TestRedis): ChildProcess => start(server, 'worker', server.url, '--jobs', '1', '--lock', '5');
const workersAre = (server: TestRedis, wanted: number): Promise<unknown> =>
  until(`${wanted} workers`, async () => (await whoIsThere(server.redis, 'worker')).length === wanted, LONG_MS);

async function secondsOf(child: ChildProcess): Promise<number> {
  const began = performance.now();
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`a grading ended with ${code}`);
  return (performance.now() - began) / 1000;
}

/** How much longer two workers take than two jobs here. */
async function queueVsLocal(server: TestRedis): Promise<number> {
  const submissions = join(folder, 'activity');
  mkdirSync(submissions);
  writeSubmissions(submissions, twelve);
  const workers = [worker(server), worker(server)];
  await workersAre(server, 2);
  const ratios: number[] = [];
  for (const pair of [1, 2, 3]) {
    const words = ['grade', submissions, '--exercise', '04', '--out'];
    const local = await secondsOf(start(server, ...words, join(folder, `local-${pair}`), '--jobs', '2'));
    const queue = await secondsOf(start(server, ...words, join(folder, `queue-${pair}`), '--queue', server.url));
    console.log(`here ${local.toFixed(1)} s, on the queue ${queue.toFixed(1)} s`);
    ratios.push(queue / local);
  }
  await Promise.all(workers.map((one) => end(one, 'SIGTERM')));
  return median(ratios);
}

/** What a grader takes that waits for 5,000 submissions: seconds until all are handed in, and megabytes at most. */
async function waitingForMany(server: TestRedis): Promise<{ seconds: number; megabytes: number }> {
  const submissions = join(folder, 'many');
  for (let n = 0; n < MANY; n++) {
    const own = join(submissions, `learner${n}`, 'small');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, '01-small.ipynb'), notebookOf({ make: `console.log(${n});` }));
  }
  const began = performance.now();
  const out = join(folder, 'out-many');
  const grader = start(server, 'grade', submissions, '--course', courseFile, '--out', out, '--queue', server.url);
  const [queue] = await until('the queue', async () => {
    const keys = await server.redis.keys('kubelab:runs-*:prioritized');
    return keys.length > 0 && keys;
  });
  const all = async (): Promise<boolean> => (await server.redis.zcard(queue ?? '')) === MANY;
  await until('all are handed in', all, LONG_MS);
  const seconds = (performance.now() - began) / 1000;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${grader.pid}/status`, 'utf8')) ?? [];
  await end(grader, 'SIGKILL');
  await server.redis.flushall();
  return { seconds, megabytes: Number(kilobytes) / 1024 };
}

const server = await startRedis();
try {
  const { p95Ratio, megabytes: learner } = await learnersAtOnce(folder, print);
  row('learner-p95-vs-alone', p95Ratio);
  row('learner-memory-mb', learner);
  row('queue-vs-local', await queueVsLocal(server));
  const { seconds, megabytes } = await waitingForMany(server);
  row('coordinator-memory-mb', megabytes);
  row('enqueue-5000-s', seconds);
  const { lost, double } = await killParts({ server, start: (args) => start(server, ...args), folder, kills: KILLS });
  row('lost-over-kills', lost);
  row('double-over-kills', double);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
} finally {
  await Promise.all([...started].map((child) => end(child, 'SIGKILL')));
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = close() === 0 ? 0 : 1;
