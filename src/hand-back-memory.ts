/**
 * A process that waits for others gives memory back when it is quiet. V8 collects garbage as more is allocated, so garbage of
 * earlier work would stay as long as nothing else comes.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** When it is worth the pause, which takes some 50 ms for each 100 MB. */
export interface HandBackOptions {
  /** Seconds that have to be quiet, one after another. */
  quietSeconds: number;
  /** Growth of memory since the last time, in bytes. */
  grown: number;
}

const LOOK_MS = 1000;
/**
 * Garbage collections, one in each quiet second in a row: V8 drops compiled code after some collections in which it was
 * not used. On Node 20 a kernel after a lesson keeps 229 MB after one collection and 193 MB after three.
 */
const COLLECTIONS = 3;
/** A second is quiet in which the process did something in less than this part of it. */
const QUIET = 0.05;

/** Has garbage collected in each pause of the process that comes after it has grown. Where V8 has no such function, it does nothing. */
export function handBackMemory({ quietSeconds, grown }: HandBackOptions): void {
  let quiet = 0;
  let least = 0;
  let left = -1;
  let before = performance.eventLoopUtilization();
  let collect: (() => void) | undefined;
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    quiet = performance.eventLoopUtilization(now, before).utilization < QUIET ? quiet + 1 : 0;
    before = now;
    // work ends a round; the next quiet seconds begin another
    if (quiet === 0) left = -1;
    if (quiet === quietSeconds && process.memoryUsage.rss() >= least + grown) left = COLLECTIONS;
    if (left < 0) return;
    if (left === 0) {
      // V8 gives the pages back after the collection, from another thread
      least = process.memoryUsage.rss();
    } else {
      collect ??= garbageCollector();
      collect();
      before = performance.eventLoopUtilization();
    }
    left--;
  }, LOOK_MS).unref();
}

/** V8's own function `gc`, which a context gets that is made while the flag is set. */
function garbageCollector(): () => void {
  try {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('globalThis.gc');
    if (typeof gc !== 'function') return () => {};
    return () => {
      // this one gives pages back to the system; V8 11 (Node 20) does not know it and looks at young objects alone
      gc({ type: 'major', flavor: 'last-resort' });
      gc();
    };
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
