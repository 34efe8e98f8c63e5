/**
 * Threads in which learners' bytes are read, judged, rendered and compared, so that none of it holds up the grader, another
 * submission or Ctrl-C: each piece of work has a limit of time and memory, and a thread that exceeds one is ended and replaced.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, isKubelabError, KubelabError, type Place } from '../../errors.js';
import { packageRoot } from '../../package-root.js';
import type { LearnerWork } from './learner-work.js';

/** Names of the kinds of work. */
type Kind = keyof LearnerWork;

/** What a thread is told. */
export interface ThreadOrder {
  kind: Kind;
  input: unknown;
}

/** What a thread answers; first of all, that it has loaded its program. */
export type ThreadAnswer =
  | 'ready'
  | { value: unknown }
  | { fault: { message: string; code?: ErrorCode; hint?: string; place?: Place | undefined } };

/** The threads; whoever opened them closes them. */
export interface WorkThreads {
  /**
   * Has a thread do a piece of work, when one is free. Rejects with what the work throws, with WORK_LIMIT when it takes too
   * much, and with the signal's reason after an abort.
   */
  do<K extends Kind>(kind: K, input: Parameters<LearnerWork[K]>[0]): Promise<ReturnType<LearnerWork[K]>>;
  /** Ends all threads; what they were doing is rejected. */
  close(): Promise<void>;
}

/** How many threads, and their limits. */
export interface WorkThreadsOptions {
  /** Threads at a time; one is started when there is work for it. */
  threads: number;
  /** Ends all threads at once. */
  signal?: AbortSignal | undefined;
  /** The longest that one piece of work may take, in milliseconds; 20 s without it, and 60 s for comparing a class. */
  limitMs?: number;
  /** Memory of a thread in MB; 768 without it. */
  memoryMb?: number;
}

const LIMIT_MS = 20_000;
/** How long a thread may take to load its program, on a machine that is busy. */
const START_MS = 60_000;
const COMPARE_MS = 60_000;
const MEMORY_MB = 768;

const inWords: Record<Kind, string> = {
  read: 'reading its notebook',
  judgeRun: 'judging it',
  judgeKept: 'judging its evidence',
  renderPages: 'making its pages',
  compare: 'comparing the submissions',
};

interface Job {
  order: ThreadOrder;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Opens them. */
export function openWorkThreads(options: WorkThreadsOptions): WorkThreads {
  const { threads, signal, limitMs, memoryMb = MEMORY_MB } = options;
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const ready = new WeakSet<Worker>();
  const running = new Map<Worker, Job>();
  let closed: { reason: unknown } | undefined;

  const start = (): Worker => {
    const thread = new Worker(join(packageRoot(), 'dist', 'course', 'grading', 'work-thread.js'), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    all.add(thread);
    thread.unref();
    return thread;
  };
  const next = (): void => {
    while (waiting.length > 0 && (idle.length > 0 || all.size < threads)) {
      const job = waiting.shift();
      if (job) give(idle.pop() ?? start(), job);
    }
  };
  const give = (thread: Worker, job: Job): void => {
    const { kind } = job.order;
    const most = limitMs ?? (kind === 'compare' ? COMPARE_MS : LIMIT_MS);
    const settle = (isUsable: boolean): void => {
      clearTimeout(timer);
      listenNoMore(thread);
      running.delete(thread);
      if (isUsable) idle.push(thread);
      else discard(thread);
      thread.unref();
    };
    const fail = (error: unknown): void => {
      settle(false);
      job.reject(closed ? closed.reason : error);
      next();
    };
    const begin = (): NodeJS.Timeout =>
      setTimeout(() => fail(exceeded(kind, `took longer than ${most / 1000} s`)), most);
    let timer = ready.has(thread)
      ? begin()
      : setTimeout(() => fail(new Error('a thread of the grader did not start')), START_MS);
    thread.ref();
    running.set(thread, job);
    thread.on('message', (answer: ThreadAnswer) => {
      if (answer === 'ready') {
        ready.add(thread);
        clearTimeout(timer);
        timer = begin();
        return;
      }
      settle(true);
      if ('value' in answer) job.resolve(answer.value);
      else job.reject(errorOf(answer.fault));
      next();
    });
    // an answer that cannot be copied is a fault of ours, as one that cannot be sent
    thread.once('messageerror', fail);
    thread.once('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      fail(isMemory ? exceeded(kind, `took more than ${memoryMb} MB of memory`) : error);
    });
    thread.once('exit', () => fail(new Error(`${inWords[kind]} ended without an answer`)));
    try {
      thread.postMessage(job.order);
    } catch (error) {
      fail(error);
    }
  };
  const discard = (thread: Worker): Promise<unknown> => {
    all.delete(thread);
    // its end is nobody's fault any more
    thread.on('error', () => {});
    return thread.terminate();
  };
  const end = (reason: unknown): Promise<unknown> => {
    closed ??= { reason };
    for (const job of [...waiting.splice(0), ...running.values()]) job.reject(reason);
    for (const thread of all) listenNoMore(thread);
    running.clear();
    idle.length = 0;
    return Promise.all([...all].map(discard));
  };
  const onAbort = (): void => void end(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();

  return {
    do: <K extends Kind>(kind: K, input: Parameters<LearnerWork[K]>[0]) =>
      new Promise<ReturnType<LearnerWork[K]>>((resolve, reject) => {
        if (closed) return reject(closed.reason);
        // the thread answers what the work of that kind gives
        waiting.push({ order: { kind, input }, resolve: resolve as (value: unknown) => void, reject });
        next();
      }),
    close: async () => {
      signal?.removeEventListener('abort', onAbort);
      await end(new Error('the threads were closed'));
    },
  };
}

/** Of these events alone: by others of its own a Worker passes messages on. */
function listenNoMore(thread: Worker): void {
  for (const event of ['message', 'messageerror', 'error', 'exit']) thread.removeAllListeners(event);
}

/** True for the error of work that took more time or memory than it may. */
export function tookTooMuch(error: unknown): error is KubelabError {
  return isKubelabError(error) && error.code === 'WORK_LIMIT';
}

function exceeded(kind: Kind, what: string): KubelabError {
  return new KubelabError('WORK_LIMIT', `${inWords[kind]} ${what}`, {
    hint: 'look at what was handed in, and at the expressions of the rubric that it is held against',
  });
}

function errorOf({ message, code, hint = '', place }: Extract<ThreadAnswer, { fault: unknown }>['fault']): Error {
  return code ? new KubelabError(code, message, { hint, ...(place ? { place } : {}) }) : new Error(message);
}
