/** The workers and graders at a queue: each writes its state to Redis every second, and one without a state is gone. */
import type { Redis } from 'ioredis';
import * as z from 'zod';
import { PREFIX } from './travelling.js';

/** A submission that a worker runs. */
export interface RunningState {
  /** The id of its job. */
  id: string;
  exercise: string;
  /** The progress of the run, as `cell 3 of 12`. */
  step: string;
  /** The time of the run so far, in milliseconds. */
  ms: number;
}

/** The state that a worker publishes. */
export interface WorkerState {
  host: string;
  pid: number;
  version: string;
  /** How many submissions it runs at once. */
  jobs: number;
  /** The machine's load: the average of processes that want a core, for each core. */
  load: number;
  finished: number;
  failed: number;
  running: RunningState[];
  /** True when the worker takes no further submissions. */
  ending: boolean;
}

/** The state that a grader publishes. */
export interface GraderState {
  host: string;
  pid: number;
  version: string;
  /** How many submissions it waits for. */
  waiting: number;
}

/** The state that each kind publishes. */
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

/** How often a state is written, and how long Redis keeps it. */
const BEAT_MS = 1000;
const HOLDS_MS = 5000;
/** Bytes that are read of one state. */
const MOST_BYTES = 256 * 1024;

/** Publishes a state until `close`, and calls `onBeat` after each write. No other worker or grader has this `id`. */
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

/** The workers or graders that are present, in the order of host and process. */
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
