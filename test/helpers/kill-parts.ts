/** Killing workers, graders and the Redis of a queue in the middle of gradings, and counting what is lost of it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../../src/course/grading/results.js';
import { type WorkerState, whoIsThere } from '../../src/queue/presence.js';
import { courseFile, handIn, learners } from '../fixtures/class/class.js';
import type { TestRedis } from './redis.js';
import { until } from './until.js';

/** What to kill, how often, and where. */
export interface KillPartsOptions {
  server: TestRedis;
  /** Starts a command of kubelab; whoever gives it ends what is left. */
  start(args: readonly string[]): ChildProcess;
  /** For submissions and results. */
  folder: string;
  kills: number;
}

const LONG_MS = 600_000;
/** A submission that three workers have died of is given up, as it should be. */
const MOST_DEATHS = 2;

/**
 * Grades the class of the fixtures again and again until so many kills are done: two of workers that run something, one of the
 * grader, one of Redis, which comes back empty. Gives how many results were lost or wrong, and how many were there twice.
 */
export async function killParts({ server, start, folder, kills: wanted }: KillPartsOptions): Promise<{
  lost: number;
  double: number;
  kills: number;
}> {
  const submissions = join(folder, 'killed');
  handIn(submissions);
  const worker = (): ChildProcess => start(['worker', server.url, '--jobs', '1', '--lock', '2.9']);
  let workers = [worker(), worker(), worker()];
  const found = { lost: 0, double: 0, kills: 0 };
  const busy = async (): Promise<WorkerState[]> =>
    (await whoIsThere(server.redis, 'worker')).filter(({ running }) => running.length > 0);

  for (let grading = 0; found.kills < wanted; grading++) {
    const out = join(folder, `killed-${grading}`);
    const words = ['grade', submissions, '--course', courseFile, '--out', out, '--queue', server.url, '--resume'];
    let grader = start(words);
    const isOver = (): boolean => grader.exitCode !== null || grader.signalCode !== null;
    const deaths = new Map<string, number>();
    /** A worker whose submission may lose one more, with that submission. */
    const victim = async (): Promise<{ worker: ChildProcess; id: string } | undefined> => {
      for (const { pid, running } of await busy()) {
        const own = workers.find((one) => one.pid === pid && one.signalCode === null);
        const id = running[0]?.id;
        if (own && id !== undefined && (deaths.get(id) ?? 0) < MOST_DEATHS) return { worker: own, id };
      }
      return undefined;
    };
    while (found.kills < wanted && !isOver()) {
      const turn = found.kills % 4;
      if (turn < 2) {
        const next = await until('a worker may die', async () => isOver() || (await victim()), LONG_MS);
        if (next === true) break;
        deaths.set(next.id, (deaths.get(next.id) ?? 0) + 1);
        await kill(next.worker);
        workers = [...workers.filter((one) => one !== next.worker), worker()];
      } else {
        await until('somebody works', async () => isOver() || (await busy()).length > 0, LONG_MS);
        if (isOver()) break;
        if (turn === 2) {
          await kill(grader);
          grader = start(words);
        } else await server.restart();
      }
      found.kills++;
    }
    if (!isOver()) await once(grader, 'exit');
    const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
    for (const [learner, { points }] of Object.entries(learners)) {
      const own = results.filter((result) => result.learner === learner);
      if (!own.some(({ status, points: given }) => status === 'graded' && given === points)) found.lost++;
      found.double += Math.max(0, own.length - 1);
    }
  }
  await Promise.all(workers.map(kill));
  return found;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
