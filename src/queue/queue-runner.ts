/**
 * The grader's side of a queue: `queueRunner()`, like `submissionRunner()`, gives a function from a submission to the result of its
 * run, but a worker runs it. The queue may be lost at any moment: a job that the queue no longer knows is handed in again.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Job, QueueEvents } from 'bullmq';
import { atMost } from '../course/grading/at-most.js';
import type { RunOne } from '../course/grading/grade-one.js';
import { MOST_PACKED, type PackedRun } from '../course/grading/packed-run.js';
import { INTERRUPTED, notGradable, readNotebookToRun, type SubmissionRun } from '../course/grading/run-submission.js';
import { releaseOf } from '../course/grading/submission-runner.js';
import type { Submission } from '../course/grading/submissions.js';
import type { WorkProcesses } from '../course/grading/work-processes.js';
import type { AskedKinds } from '../grader/asked-kinds.js';
import type { Notebook } from '../notebook/document.js';
import type { QueueConnection } from './connection.js';
import { announce, type WorkerState, whoIsThere } from './presence.js';
import { jobId, type PackedOrder, PREFIX, packOrder, queueName, type RunLimits, resultKey } from './travelling.js';

/** How submissions are handed to workers. */
export interface QueueRunnerOptions {
  connection: QueueConnection;
  /** The version of kubelab, which a worker must have, too. */
  version: string;
  /** The work processes that read the notebooks. */
  work: WorkProcesses;
  /** The kinds whose objects a submission is judged by. */
  askedOf(submission: Submission): AskedKinds;
  limits: RunLimits;
  /** The key of this machine. */
  machineKey: Buffer;
  /** True for a submission whose verdict somebody waits for: workers run it before all others. */
  urgent: boolean;
  signal?: AbortSignal;
  /** Called every second with the workers that are present, of whatever version. */
  onWorkers: (workers: WorkerState[]) => void;
}

/** Runs submissions by workers; the caller of `queueRunner` closes it. */
export interface QueueRunner {
  run: RunOne;
  /** Takes back the jobs that no worker has begun. */
  close(): Promise<void>;
}

/** How often a worker may fail or die with a submission. */
const TRIES = 3;
const TRIES_IN_WORDS = 'three';
/** Priorities of jobs: the smaller number is run first. */
const [URGENT, USUAL] = [1, 2];
const LOOK_MS = 3000;
const LOOK_AT_ONCE = 500;
const READ_AT_ONCE = 8;
const RETRY_MS = 500;
const KEPT_S = 24 * 3600;
const TOO_MUCH = `what a worker sent back of it has more than ${MOST_PACKED / 1024 / 1024} MB`;

/** A job that was handed in. */
interface Expected {
  /** False until Redis has taken it. */
  isThere: boolean;
  /** True when an event has told that a worker ended it. */
  hasEnded: boolean;
  end(came: Came): void;
}

/** The end of a job: the bytes a worker left, a run that says why there are none, or `lost` when the queue no longer knows the job. */
type Came = Buffer | SubmissionRun | 'lost';

/** A runner. Its `run` rejects with the errors of reading the lesson's notebook, and with faults of Redis itself. */
export function queueRunner(options: QueueRunnerOptions): QueueRunner {
  const { connection, version, work, askedOf, limits, machineKey, urgent, signal, onWorkers } = options;
  const { bullmq, redis } = connection;
  const releases = new Map<string, Notebook>();
  const expected = new Map<string, Expected>();
  const reading = atMost(READ_AT_ONCE);
  const queue = new bullmq.Queue<PackedOrder>(queueName(version), { connection: redis, prefix: PREFIX });
  // a Redis that is gone is told by the connection
  queue.on('error', () => {});

  /** How often a worker ended a job and left no result; no event says so of a job that was lost. */
  const leftNothing = new Map<string, number>();
  const lostOrGivenUp = (id: string, hasEnded: boolean): Came => {
    const times = (leftNothing.get(id) ?? 0) + (hasEnded ? 1 : 0);
    leftNothing.set(id, times);
    return times < TRIES ? 'lost' : notGradable(`${TRIES_IN_WORDS} workers left nothing of it`);
  };

  /** Ends the wait for a job that has a result, was given up, has ended or, with `mayBeLost`, is unknown to the queue. */
  const look = async (id: string, mayBeLost: boolean): Promise<void> => {
    const one = expected.get(id);
    if (!one?.isThere) return;
    // a worker leaves the result before the job is gone, so the job is looked for first
    const isKnown = (await redis.exists(queue.toKey(id))) === 1;
    const bytes = await redis.getrangeBuffer(resultKey(id), 0, MOST_PACKED);
    if (expected.get(id) !== one) return;
    const hasCome = bytes.length > 0;
    const why = hasCome || !isKnown ? undefined : await whyGivenUp(await queue.getJob(id));
    if (!hasCome && isKnown && why === undefined) return;
    if (!hasCome && !isKnown && !one.hasEnded && !mayBeLost) return;
    expected.delete(id);
    if (bytes.length > MOST_PACKED) one.end(notGradable(TOO_MUCH));
    else if (hasCome) one.end(bytes);
    else one.end(why === undefined ? lostOrGivenUp(id, one.hasEnded) : notGradable(why));
    await Promise.all([redis.del(resultKey(id)), queue.remove(id)]).catch(() => {});
  };
  const lookSafely = (id: string): void => void look(id, false).catch(() => {});
  /** The events from now on: of a job that ends before they are listened to, too. */
  let events: QueueEvents | undefined;
  const listen = async (): Promise<void> => {
    const [newest] = await redis.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    const lastEventId = newest?.[0] ?? '0-0';
    events = new bullmq.QueueEvents(queueName(version), { connection: redis, prefix: PREFIX, lastEventId });
    events.on('error', () => {});
    events.on('completed', ({ jobId: id }) => {
      // it may come before the answer that the job is there
      const one = expected.get(id);
      if (one) one.hasEnded = true;
      lookSafely(id);
    });
    events.on('failed', ({ jobId: id }) => lookSafely(id));
  };
  const listening = listen();
  // whoever hands in is told
  listening.catch(() => {});

  /** Looks at every expected job, since events may be missed and a queue may forget: one EXISTS asks for many jobs. */
  const lookAtAll = async (): Promise<void> => {
    const ids = [...expected].flatMap(([id, { isThere }]) => (isThere ? [id] : []));
    for (let from = 0; from < ids.length; from += LOOK_AT_ONCE) {
      const some = ids.slice(from, from + LOOK_AT_ONCE);
      const there = await redis.exists(...some.map((id) => queue.toKey(id)));
      if (there < some.length) await Promise.all(some.map((id) => look(id, true)));
    }
    const failed = await redis.zrange(queue.toKey('failed'), '0', '-1');
    await Promise.all(failed.map((id) => look(id, true)));
    const stalled = (await redis.lrange(queue.toKey('wait'), 0, -1)).filter((id) => expected.has(id));
    await Promise.all(stalled.map((id) => look(id, true)));
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    lookAtAll()
      .catch(() => {})
      .finally(() => {
        isLooking = false;
      });
  }, LOOK_MS);

  const presence = announce(
    redis,
    'grader',
    randomUUID(),
    () => ({ host: hostname(), pid: process.pid, version, waiting: expected.size }),
    async () => onWorkers(await whoIsThere(redis, 'worker')),
  );

  const handIn = async (submission: Submission): Promise<SubmissionRun | { notes: string[]; came: Promise<Came> }> => {
    const { file, lesson } = submission;
    if (!lesson) throw new Error('a submission without an exercise');
    const read = await readNotebookToRun({
      file,
      release: releaseOf(lesson, releases),
      work,
      ...(signal ? { signal } : {}),
    });
    if (!('notebook' in read)) return read;
    const order = await packOrder({ exercise: lesson.id, asked: askedOf(submission), limits, notebook: read.notebook });
    const id = jobId(order, { learner: submission.learner, version }, machineKey);
    const one: Expected = { isThere: false, hasEnded: false, end: () => {} };
    const came = new Promise<Came>((resolve) => {
      one.end = resolve;
    });
    expected.set(id, one);
    await listening;
    if ((await redis.exists(resultKey(id))) === 0) {
      await queue.add(lesson.id, order, {
        jobId: id,
        priority: urgent ? URGENT : USUAL,
        attempts: TRIES,
        backoff: { type: 'fixed', delay: RETRY_MS },
        removeOnComplete: true,
        removeOnFail: { age: KEPT_S },
      });
      if (urgent) await putFirst(await queue.getJob(id));
    }
    one.isThere = true;
    // it may have ended before it was said to be there, or under an earlier grader; one that ended without a result is told by an event
    lookSafely(id);
    return { notes: read.notes, came };
  };
  const interrupted = new Promise<SubmissionRun>((resolve) => {
    const end = (): void => resolve(notGradable(INTERRUPTED));
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
  const run = async (submission: Submission): Promise<SubmissionRun | PackedRun> => {
    for (;;) {
      const handed = await reading(() => handIn(submission));
      if (!('came' in handed)) return handed;
      const ran = await handed.came;
      if (Buffer.isBuffer(ran)) return { status: 'packed', bytes: ran, warnings: handed.notes };
      if (ran !== 'lost') return { ...ran, warnings: [...handed.notes, ...ran.warnings] };
    }
  };
  return {
    run: (submission) => Promise.race([run(submission), interrupted]),
    close: async () => {
      clearInterval(timer);
      await presence.close();
      const left = [...expected.keys()];
      expected.clear();
      // a Redis that is gone answers nothing
      if (redis.status === 'ready') await Promise.allSettled([listening, ...left.map((id) => queue.remove(id))]);
      await Promise.allSettled([events?.close(), queue.close()]);
    },
  };
}

/** Gives a job the urgent priority: it may wait already, as one of a whole class. */
async function putFirst(job: Job<PackedOrder> | undefined): Promise<void> {
  await job?.changePriority({ priority: URGENT }).catch(() => {
    // it has ended meanwhile
  });
}

/** Why the queue tries no more, as a sentence without a full stop; undefined while it does. */
async function whyGivenUp(job: Job<PackedOrder> | undefined): Promise<string | undefined> {
  if (!job) return undefined;
  if (job.deferredFailure !== undefined || job.stalledCounter >= TRIES) return `${TRIES_IN_WORDS} workers died of it`;
  if (!(await job.isFailed())) return undefined;
  return `${TRIES_IN_WORDS} workers could not run it: ${job.failedReason.split('\n', 1)[0]}`;
}
