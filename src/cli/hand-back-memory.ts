/**
 * A process that serves others gives memory back when it is quiet. V8 collects garbage as more is allocated, so what a burst of
 * requests has left would stay as long as nobody sends the next.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_MS = 1000;
/** A second counts as quiet in which the process did something in less than this part of it. */
const QUIET = 0.02;
/** So many seconds have to be quiet, one after another. */
const QUIET_LOOKS = 2;
/** So much more memory than after the last time makes it worth the pause (some 50 ms for each 100 MB). */
const GROWN_BYTES = 8_000_000;

/** Has garbage collected in each pause of the process that comes after it has grown. Where V8 has no such function, it does nothing. */
export function handBackMemory(): void {
  const collect = garbageCollector();
  if (!collect) return;
  let quietLooks = 0;
  let least = 0;
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    quietLooks = performance.eventLoopUtilization(now, before).utilization < QUIET ? quietLooks + 1 : 0;
    before = now;
    if (quietLooks !== QUIET_LOOKS || process.memoryUsage.rss() < least + GROWN_BYTES) return;
    collect();
    least = process.memoryUsage.rss();
  }, LOOK_MS).unref();
}

/** V8's own function `gc`, which a context gets that is made while the flag is set. */
function garbageCollector(): (() => void) | undefined {
  try {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('globalThis.gc');
    if (typeof gc !== 'function') return undefined;
    return () => {
      // this one gives pages back to the system; V8 11 (Node 20) does not know it and looks at young objects alone
      gc({ type: 'major', flavor: 'last-resort' });
      gc();
    };
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
