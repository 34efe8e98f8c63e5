/**
 * Processes in which learners' bytes are read, judged, rendered and compared, so that none of it holds up the grader, another
 * submission or Ctrl-C: each piece of work has a limit of time and memory, and a process that exceeds one is ended and
 * replaced. Threads would not do: V8 ends the whole process when a thread's heap outgrows its limit in one step (the JSON of a
 * notebook is one).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type ErrorCode, isKubelabError, KubelabError, type Place } from '../../errors.js';
import { packageRoot } from '../../package-root.js';
import type { LearnerWork } from './learner-work.js';

/** Names of the kinds of work. */
type Kind = keyof LearnerWork;

/** The message to a process. */
export interface WorkOrder {
  kind: Kind;
  input: unknown;
}

/** The answers of a process; first of all, that it has loaded its program. */
export type WorkAnswer =
  | 'ready'
  | { value: unknown }
  | { fault: { message: string; code?: ErrorCode; hint?: string; place?: Place | undefined } };

/** The processes; the caller of `openWorkProcesses` closes them. */
export interface WorkProcesses {
  /**
   * Has a process do a piece of work, when one is free. Rejects with the error of the work, with WORK_LIMIT when it takes too
   * much, and with the signal's reason after an abort.
   */
  do<K extends Kind>(kind: K, input: Parameters<LearnerWork[K]>[0]): Promise<ReturnType<LearnerWork[K]>>;
  /** Starts a process for work that will come: it loads its program while the grader does other work. */
  prepare(): void;
  /** Ends all processes; their unfinished work is rejected. */
  close(): Promise<void>;
}

/** The number of processes, and their limits. */
export interface WorkProcessesOptions {
  /** Processes at a time; one is started when there is work for it. */
  processes: number;
  /** Ends all processes at once. */
  signal?: AbortSignal | undefined;
  /** The longest that one piece of work may take, in milliseconds; 20 s without it, and 60 s for comparing a class. */
  limitMs?: number;
  /** The heap of a process in MB; 768 without it. */
  memoryMb?: number;
}

const LIMIT_MS = 20_000;
/** How long a process may take to load its program, on a machine that is busy. */
const START_MS = 60_000;
const COMPARE_MS = 60_000;
const MEMORY_MB = 768;
/** V8's words before it ends a process whose heap is full. */
const HEAP_IS_FULL = 'heap out of memory';
/** Characters that are kept of a process's standard error. */
const MOST_ERROR_CHARACTERS = 4096;

const inWords: Record<Kind, string> = {
  read: 'reading its notebook',
  judgeRun: 'judging it',
  judgePacked: 'judging what a worker sent back of it',
  judgeKept: 'judging its evidence',
  renderPages: 'making its pages',
  compare: 'comparing the submissions',
};

interface Job {
  order: WorkOrder;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Opens the processes. */
export function openWorkProcesses(options: WorkProcessesOptions): WorkProcesses {
  const { processes, signal, limitMs, memoryMb = MEMORY_MB } = options;
  const waiting: Job[] = [];
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();
  const ready = new WeakSet<ChildProcess>();
  const running = new Map<ChildProcess, Job>();
  const errors = new WeakMap<ChildProcess, string>();
  let closed: { reason: unknown } | undefined;

  const start = (): ChildProcess => {
    const child = fork(join(packageRoot(), 'dist', 'course', 'grading', 'work-process.js'), [String(process.pid)], {
      env: {},
      execArgv: [`--max-old-space-size=${memoryMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Ctrl-C in a terminal is for the grader, which ends them
      detached: true,
    });
    all.add(child);
    errors.set(child, '');
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors.set(child, `${errors.get(child)}${text}`.slice(-MOST_ERROR_CHARACTERS));
    });
    return child;
  };
  const next = (): void => {
    while (waiting.length > 0 && (idle.length > 0 || all.size < processes)) {
      const job = waiting.shift();
      const kept = idle.pop();
      // one that waited may have ended before it took the work
      if (job && kept) give(kept, job, () => give(start(), job));
      else if (job) give(start(), job);
    }
  };
  const rest = (child: ChildProcess): void => {
    idle.push(child);
    // an idle one that ends is no longer there to be used
    child.once('close', () => forget(child));
    child.once('error', () => forget(child));
    holdOpen(child, false);
  };
  /** Gives a job to a process. `otherwise` is called instead of failing when the process takes no message, or ends without an answer. */
  const give = (child: ChildProcess, job: Job, otherwise?: () => void): void => {
    const { kind } = job.order;
    const most = limitMs ?? (kind === 'compare' ? COMPARE_MS : LIMIT_MS);
    const settle = (isUsable: boolean): void => {
      clearTimeout(timer);
      listenNoMore(child);
      running.delete(child);
      if (isUsable) rest(child);
      else {
        discard(child);
        holdOpen(child, false);
      }
    };
    const fail = (error: unknown): void => {
      settle(false);
      job.reject(closed ? closed.reason : error);
      next();
    };
    const begin = (): NodeJS.Timeout =>
      setTimeout(() => fail(exceeded(kind, `took longer than ${most / 1000} s`)), most);
    let timer = ready.has(child)
      ? begin()
      : setTimeout(() => fail(new Error('a process of the grader did not start')), START_MS);
    holdOpen(child, true);
    running.set(child, job);
    listenNoMore(child);
    child.on('message', (answer: WorkAnswer) => {
      if (answer === 'ready') {
        ready.add(child);
        clearTimeout(timer);
        timer = begin();
        return;
      }
      settle(true);
      if ('value' in answer) job.resolve(answer.value);
      else job.reject(errorOf(answer.fault));
      next();
    });
    child.once('error', fail);
    const lost = (error: unknown): void => {
      if (otherwise && !closed) {
        settle(false);
        otherwise();
      } else fail(error);
    };
    child.once('close', () => {
      const said = errors.get(child) ?? '';
      if (said.includes(HEAP_IS_FULL)) fail(exceeded(kind, `took more than ${memoryMb} MB of memory`));
      else lost(new Error(`${inWords[kind]} ended without an answer: ${said.trim() || 'its process was killed'}`));
    });
    const unsent = (error: unknown): void => {
      // its end may have been told first
      if (running.get(child) === job) lost(error);
    };
    try {
      child.send(job.order, (error) => {
        // one that has ended says why by its end
        if (error && (otherwise || child.connected)) unsent(error);
      });
    } catch (error) {
      unsent(error);
    }
  };
  const forget = (child: ChildProcess): void => {
    all.delete(child);
    const place = idle.indexOf(child);
    if (place >= 0) idle.splice(place, 1);
  };
  const discard = async (child: ChildProcess): Promise<void> => {
    forget(child);
    // its end is nobody's fault any more
    child.on('error', () => {});
    if (child.exitCode !== null || child.signalCode !== null) return;
    // or this process, with nothing else to wait for, would end in the middle
    child.ref();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const end = (reason: unknown): Promise<unknown> => {
    closed ??= { reason };
    for (const job of [...waiting.splice(0), ...running.values()]) job.reject(reason);
    for (const child of all) listenNoMore(child);
    running.clear();
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
    prepare: () => {
      if (!closed && all.size < processes) rest(start());
    },
    close: async () => {
      signal?.removeEventListener('abort', onAbort);
      await end(new Error('the processes were closed'));
    },
  };
}

function listenNoMore(child: ChildProcess): void {
  for (const event of ['message', 'error', 'close']) child.removeAllListeners(event);
}

/** Sets whether a child keeps this process from ending. */
function holdOpen(child: ChildProcess, isHeld: boolean): void {
  const how = isHeld ? 'ref' : 'unref';
  child[how]();
  child.channel?.[how]();
  // the pipe of a child is a socket, which its type does not say
  (child.stderr as Socket | null)?.[how]();
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

function errorOf({ message, code, hint = '', place }: Extract<WorkAnswer, { fault: unknown }>['fault']): Error {
  return code ? new KubelabError(code, message, { hint, ...(place ? { place } : {}) }) : new Error(message);
}
