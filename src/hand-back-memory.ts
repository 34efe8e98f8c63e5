/**
 * A process that waits for others gives memory back when it is quiet. V8 collects garbage as more is allocated, so garbage of
 * earlier work would stay as long as nothing else comes.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** When it is worth the pause, which takes some 150 ms for each 100 MB. */
export interface HandBackOptions {
  /** Seconds that have to be quiet, one after another. */
  quietSeconds: number;
  /** Growth of memory since the last time, in bytes. */
  grown: number;
}

const LOOK_MS = 1000;
/** A second is quiet in which the process did something in less than this part of it. */
const QUIET = 0.05;

/** The memory that this process has, in bytes; 0 where the system does not say (Linux without /proc). */
export function residentMemory(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}

/**
 * Has garbage collected in each pause of the process that comes after it has grown. It does nothing where V8 has no such function, or
 * the memory of a process is not known.
 */
export function handBackMemory({ quietSeconds, grown }: HandBackOptions): void {
  let quiet = 0;
  let least = 0;
  let left = -1;
  let before = performance.eventLoopUtilization();
  let garbage: Collections | undefined;
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    quiet = performance.eventLoopUtilization(now, before).utilization < QUIET ? quiet + 1 : 0;
    before = now;
    // work ends a round; the next quiet seconds begin another
    if (quiet === 0) left = -1;
    if (quiet === quietSeconds && residentMemory() >= least + grown) {
      garbage ??= collections();
      left = garbage.count;
    }
    if (left < 0) return;
    if (left === 0) {
      // V8 gives the pages back after the collection, from another thread
      least = residentMemory();
    } else {
      garbage?.collect();
      before = performance.eventLoopUtilization();
    }
    left--;
  }, LOOK_MS).unref();
}

/** The garbage collections of a round, one in each quiet second. */
interface Collections {
  count: number;
  collect: () => void;
}

/**
 * V8 drops compiled code after some collections in which it was not used. The one that it has as a last resort collects several
 * times by itself, and gives pages back to the system: on Node 24 a kernel after a lesson takes 250 MB before it and 175 MB after it,
 * and no other changes that. V8 11 (Node 20) does not know it; there two whole ones take a kernel from 220 to 175 MB.
 */
function collections(): Collections {
  const gc = garbageCollector();
  const hasLastResort = Number.parseInt(process.versions.v8, 10) >= 12;
  return hasLastResort
    ? { count: 1, collect: () => gc({ type: 'major', flavor: 'last-resort' }) }
    : { count: 2, collect: () => gc() };
}

/** V8's own function `gc`, which a context gets that is made while the flag is set; a function that does nothing where V8 has none. */
function garbageCollector(): (options?: { type: 'major'; flavor: 'last-resort' }) => void {
  try {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('globalThis.gc');
    return typeof gc === 'function' ? (options) => gc(...(options ? [options] : [])) : () => {};
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
