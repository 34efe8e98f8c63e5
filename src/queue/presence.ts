/** Who is at a queue: workers and graders say so in Redis every second, and whoever says nothing any more is gone. */
import type { Redis } from 'ioredis';
import * as z from 'zod';
import { PREFIX } from './travelling.js';

/** A submission that a worker runs. */
export interface RunningState {
  /** Of its job. */
  id: string;
  exercise: string;
  /** How far it is, as `cell 3 of 12`. */
  step: string;
  /** How long it runs, in milliseconds. */
  ms: number;
}

/** A worker, as it tells of itself. */
export interface WorkerState {
  host: string;
  pid: number;
  version: string;
  /** How many it runs at once. */
  jobs: number;
  /** Of the machine: the average of processes that want a core, for each core. */
  load: number;
  finished: number;
  failed: number;
  running: RunningState[];
  /** True when it takes nothing more. */
  ending: boolean;
}

/** A grader, as it tells of itself. */
export interface GraderState {
  host: string;
  pid: number;
  version: string;
  /** How many submissions it waits for. */
  waiting: number;
}

/** What each of them tells. */
export interface Present {
  worker: WorkerState;
  grader: GraderState;
}

const whose = { host: z.string(), pid: z.number(), version: z.string() };
const schemas: { [Kind in keyof Present]: z.ZodType<Present[Kind]> } = {
  worker: z.object({
    ...whose,
    jobs: z.number(),
    load: z.number(),
    finished: z.number(),
    failed: z.number(),
    running: z.array(z.object({ id: z.string(), exercise: z.string(), step: z.string(), ms: z.number() })),
    ending: z.boolean(),
  }),
  grader: z.object({ ...whose, waiting: z.number() }),
};

/** How often it is said, and how long it holds. */
const BEAT_MS = 1000;
const HOLDS_MS = 5000;
/** What is read of one of them. */
const MOST_BYTES = 256 * 1024;

/** Tells of one until `close`, and calls `onBeat` after each time. `id` is told from all others. */
export function announce<Kind extends keyof Present>(
  redis: Redis,
  kind: Kind,
  id: string,
  state: () => Present[Kind],
  onBeat: () => Promise<void> = async () => {},
): { close(): Promise<void> } {
  const key = keyOf(kind, id);
  let isBusy = false;
  const beat = async (): Promise<void> => {
    // commands to a Redis that is gone would pile up
    if (isBusy || redis.status !== 'ready') return;
    isBusy = true;
    try {
      await redis.set(key, JSON.stringify(state()), 'PX', HOLDS_MS);
      await redis.sadd(idsOf(kind), id);
      await onBeat();
    } catch {
      // the connection tells of it
    } finally {
      isBusy = false;
    }
  };
  void beat();
  const timer = setInterval(() => void beat(), BEAT_MS);
  return {
    close: async () => {
      clearInterval(timer);
      if (redis.status !== 'ready') return;
      await redis.del(key).catch(() => {});
      await redis.srem(idsOf(kind), id).catch(() => {});
    },
  };
}

/** Those who are there, in the order of host and process. */
export async function whoIsThere<Kind extends keyof Present>(redis: Redis, kind: Kind): Promise<Present[Kind][]> {
  const ids = await redis.smembers(idsOf(kind));
  if (ids.length === 0) return [];
  const states = await Promise.all(ids.map((id) => redis.getrange(keyOf(kind, id), 0, MOST_BYTES)));
  const gone = ids.filter((_, index) => states[index] === '');
  if (gone.length > 0) await redis.srem(idsOf(kind), ...gone);
  const there = states.flatMap((text) => {
    // one of another version may tell other things
    const { data } = schemas[kind].safeParse(jsonOf(text));
    return data === undefined ? [] : [data];
  });
  return there.sort((a, b) => (a.host === b.host ? a.pid - b.pid : a.host < b.host ? -1 : 1));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keyOf(kind: keyof Present, id: string): string {
  return `${PREFIX}:${kind}:${id}`;
}

function idsOf(kind: keyof Present): string {
  return `${PREFIX}:${kind}s`;
}
