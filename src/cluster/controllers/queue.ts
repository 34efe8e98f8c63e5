/**
 * A work queue as every controller has one: keys wait once however often they are added, one is worked on at a time, a
 * key that failed comes back after a growing pause. Nothing runs while nothing is waiting.
 */
import { isApiError } from '../../kube/status.js';
import type { WatchEvent } from '../client/client.js';
import type { Clock } from '../clock.js';
import { keyOf } from './objects.js';

/** The queue of one controller. */
export interface WorkQueue {
  /** Works on `key` soon; a key that is waiting already is not added again. */
  add(key: string): void;
  /** Adds `key` after `ms`; an earlier appointment of the same key is replaced by a sooner one. */
  addAfter(key: string, ms: number): void;
  /** Resolves when nothing waits and nothing is worked on; appointments for later do not count. */
  idle(): Promise<void>;
  stop(): void;
}

/** The options of a queue. */
export interface WorkQueueOptions {
  clock: Clock;
  /**
   * Brings one key in order. When it rejects, the key is tried again: after 5 ms, 10 ms, … at most 30 s. A fault that stays
   * goes to `onError`, unless it was thrown as {@link toldByEvent}.
   */
  run(key: string): Promise<void>;
  onError(error: unknown): void;
}

/** A failure of which an Event of the object tells, or that is none of anybody's: another try, and no fault of the cluster. */
export class ToldFailure extends Error {}

/**
 * The error that a controller throws for another try after a failure told by an Event: a quota or a missing account refuses a pod,
 * and the cluster has no fault. A NotFound, and an error that the API server did not answer, stay as they are.
 */
export function toldByEvent(failure: unknown): unknown {
  if (!isApiError(failure) || failure.status.reason === 'NotFound') return failure;
  return new ToldFailure(failure.message, { cause: failure });
}

const firstPause = 5;
const longestPause = 30_000;
/** A fault goes away mostly: it is told of when a key has failed so often in a row. */
const quietFailures = 4;
/** A Conflict stays until a watch shows the newer version, and that waits for the disk: the tenth try comes after two and a half seconds. */
const quietConflicts = 10;
/** The number of keys before requests and timers have their turn: a key that its own work adds again may not keep them out. */
const keysPerTurn = 100;

/** A listener for a watch: it adds the key of each object that comes or changes. */
export function keysTo(queue: WorkQueue): (event: WatchEvent) => void {
  return ({ type, object }) => {
    if (type !== 'DELETED') queue.add(keyOf(object));
  };
}

/** A queue that works on its keys in the order in which they came. */
export function workQueue({ clock, run, onError }: WorkQueueOptions): WorkQueue {
  const waiting = new Set<string>();
  const failures = new Map<string, { count: number; isTold: boolean }>();
  const appointments = new Map<string, { at: number; cancel: () => void }>();
  let done = 0;
  let working = false;
  let stopped = false;
  let idlers: (() => void)[] = [];

  const addAfter = (key: string, ms: number): void => {
    if (stopped) return;
    // a timer without a time goes off at once: the key would come again and again
    if (!Number.isFinite(ms)) throw new RangeError(`${key} cannot come back after ${ms} ms`);
    const at = clock.now().getTime() + ms;
    const earlier = appointments.get(key);
    if (earlier && earlier.at <= at) return;
    earlier?.cancel();
    const cancel = clock.after(ms, () => {
      appointments.delete(key);
      add(key);
    });
    appointments.set(key, { at, cancel });
  };

  const work = async (): Promise<void> => {
    for (const key of waiting) {
      if (++done % keysPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
      if (stopped) break;
      waiting.delete(key);
      try {
        await run(key);
        failures.delete(key);
      } catch (error) {
        if (stopped) break;
        const failure = failures.get(key) ?? { count: 0, isTold: false };
        failures.set(key, failure);
        failure.count++;
        const quiet = isApiError(error, 'Conflict') ? quietConflicts : quietFailures;
        if (failure.count >= quiet && !failure.isTold && !(error instanceof ToldFailure)) {
          failure.isTold = true;
          onError(error);
        }
        addAfter(key, Math.min(firstPause * 2 ** (failure.count - 1), longestPause));
      }
    }
    working = false;
    const told = idlers;
    idlers = [];
    for (const tell of told) tell();
  };

  const add = (key: string): void => {
    if (stopped) return;
    waiting.add(key);
    if (working) return;
    working = true;
    // a microtask later, so that the events of one change are worked on together
    queueMicrotask(() => void work());
  };

  return {
    add,
    addAfter,
    idle: () => (working ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
    stop: () => {
      stopped = true;
      for (const { cancel } of appointments.values()) cancel();
    },
  };
}
