/** The worker's side of a queue: takes submissions, runs each as the grader itself would, and leaves the packed run. */
import { randomUUID } from 'node:crypto';
import { availableParallelism, hostname, loadavg } from 'node:os';
import type { Job } from 'bullmq';
import { packRun } from '../course/grading/packed-run.js';
import { notGradable, runNotebook } from '../course/grading/run-submission.js';
import type { NotebookEvent } from '../notebook/execute.js';
import type { Sandbox } from '../sandbox/find-sandbox.js';
import type { QueueConnection } from './connection.js';
import { firstSlots, PAUSES_MS } from './first-slots.js';
import { announce, type RunningState, whoIsThere } from './presence.js';
import { PREFIX, queueName, type RunOrder, readOrder, resultKey } from './travelling.js';
import { workerSlots } from './worker-slots.js';

/** The queue, sandbox, limits and callbacks of a worker. */
export interface QueueWorkerOptions {
  connection: QueueConnection;
  version: string;
  /** How many submissions run at once. */
  jobs: number;
  sandbox: Sandbox;
  /** How long a worker may be silent before its submissions go to another, in milliseconds. */
  lockMs: number;
  /** How many submissions all workers together may begin in a minute; unlimited when undefined. */
  perMinute?: number;
  /** Ends the running submissions at once, and gives them back. */
  giveBack: AbortSignal;
  onEvent: (event: WorkerEvent) => void;
  /** Ends the start while it waits to try again. */
  interruption: AbortSignal;
  /** Called when the first cluster did not start; the worker tries again after so many milliseconds. */
  onStartFailed: (error: Error, pauseMs: number) => void;
  /** Called once for each other version of kubelab that has a grader at this queue. */
  onOtherVersion: (version: string) => void;
}

/** A step of a worker; `id` is that of the job. */
export type WorkerEvent = { id: string; exercise: string } & (
  | { type: 'took' }
  | { type: 'cell'; event: NotebookEvent }
  | { type: 'finished' }
  | { type: 'given back' }
  | { type: 'failed'; error: Error }
);

/** A worker at work. */
export interface QueueWorker {
  /** Takes no further submission, and resolves when the running ones have ended or were given back. */
  close(): Promise<void>;
}

/** How often a submission may outlive its worker before it is given up. */
const MOST_DEATHS = 2;
/** How long a result waits for a grader that goes on. */
const KEPT_S = 24 * 3600;

/**
 * Starts to work; the worker takes no submission before a first cluster has started. Rejects as `prepareSlot` does when this machine
 * can run no submission, and with the reason of an interruption.
 */
export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const { connection, version, jobs, sandbox, lockMs, perMinute, giveBack, onOtherVersion } = options;
  const { bullmq, redis } = connection;
  const slots = await firstSlots(() => workerSlots({ sandbox, jobs, signal: giveBack }), {
    pausesMs: PAUSES_MS,
    onFailed: options.onStartFailed,
    signal: options.interruption,
  });
  const tally = workerTally();
  const onEvent = (event: WorkerEvent): void => {
    tally.onEvent(event);
    options.onEvent(event);
  };

  const run = async (id: string, { asked, limits, notebook, exercise }: RunOrder): Promise<Buffer> => {
    const started = new Date();
    const before = performance.now();
    const ran = await runNotebook(notebook, {
      slot: slots.take(limits),
      asked,
      signal: giveBack,
      ...(limits.timeoutCellMs === undefined ? {} : { timeoutCellMs: limits.timeoutCellMs }),
      onEvent: (event) => onEvent({ type: 'cell', id, exercise, event }),
    });
    // another worker's machine may have a kernel
    if (ran.run?.status === 'no-kernel' && ran.run.cells.every(({ status }) => status === 'not-run'))
      throw ran.run.error;
    const took = { started: started.toISOString(), ms: Math.round(performance.now() - before) };
    const packed = await packRun({ ...ran, took });
    return typeof packed === 'string' ? ((await packRun({ ...notGradable(packed), took })) as Buffer) : packed;
  };
  const work = async (job: Job<unknown>, token?: string): Promise<void> => {
    const { id = '', name: exercise } = job;
    onEvent({ type: 'took', id, exercise });
    try {
      const bytes = await run(id, await readOrder(job.data));
      giveBack.throwIfAborted();
      await redis.set(resultKey(id), bytes, 'EX', KEPT_S);
      onEvent({ type: 'finished', id, exercise });
    } catch (error) {
      if (!giveBack.aborted) {
        onEvent({ type: 'failed', id, exercise, error: error as Error });
        throw error;
      }
      await job.moveToWait(token);
      onEvent({ type: 'given back', id, exercise });
      throw new bullmq.WaitingError();
    }
  };
  const worker = new bullmq.Worker<unknown>(queueName(version), work, {
    connection: redis,
    prefix: PREFIX,
    concurrency: jobs,
    lockDuration: lockMs,
    // Redis takes whole milliseconds alone
    stalledInterval: Math.max(1000, Math.round(lockMs / 3)),
    maxStalledCount: MOST_DEATHS,
    runRetryDelay: 1000,
    ...(perMinute === undefined ? {} : { limiter: { max: perMinute, duration: 60_000 } }),
  });
  // a Redis that is gone is told by the connection, and a submission whose lock was lost is another worker's
  worker.on('error', () => {});
  let ending = false;
  const others = new Set([version]);
  const presence = announce(
    redis,
    'worker',
    randomUUID(),
    () => ({
      ...{ host: hostname(), pid: process.pid, version, jobs, ending },
      load: (loadavg()[0] ?? 0) / availableParallelism(),
      ...tally.state(),
    }),
    async () => {
      for (const { version: other } of await whoIsThere(redis, 'grader')) {
        if (!others.has(other)) onOtherVersion(other);
        others.add(other);
      }
    },
  );
  return {
    close: async () => {
      ending = true;
      await worker.close();
      await slots.close();
      await presence.close();
    },
  };
}

/** The counts and the running submissions that a worker publishes. */
function workerTally(): {
  onEvent(event: WorkerEvent): void;
  state(): { finished: number; failed: number; running: RunningState[] };
} {
  const running = new Map<string, { exercise: string; step: string; since: number }>();
  let finished = 0;
  let failed = 0;
  return {
    onEvent: (event) => {
      const { id, exercise, type } = event;
      const one = running.get(id);
      if (type === 'took') running.set(id, { exercise, step: 'starting', since: performance.now() });
      else if (type !== 'cell') running.delete(id);
      else if (one && event.event.type === 'cell-started') {
        one.step = `cell ${event.event.number} of ${event.event.total}`;
      }
      if (type === 'finished') finished++;
      if (type === 'failed') failed++;
    },
    state: () => ({
      finished,
      failed,
      running: [...running].map(([id, { exercise, step, since }]) => ({
        ...{ id, exercise, step },
        ms: Math.round(performance.now() - since),
      })),
    }),
  };
}
