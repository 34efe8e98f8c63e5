/** Waiting for a condition, with a bound. */

/** When waits end is kept for the process, not in this module: mocha may load it a second time, with a loader of its own. */
const END = Symbol.for('kubelab: end of waits');
const ofProcess: Record<symbol, number | undefined> = globalThis;

/** Lets every wait end at `time` (as of `Date.now()`), however long its own bound: a run of faults ends one before the test is given up. */
export function endWaitsAt(time: number): void {
  ofProcess[END] = time;
}

/**
 * Waits until `condition` gives something, looking every 20 ms; throws after `ms` with `what` was waited for. A function is called
 * then, and can say what is there instead.
 */
export async function until<T>(
  what: string | (() => string),
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  ms = 60_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > Math.min(end, ofProcess[END] ?? end))
      throw new Error(`${typeof what === 'string' ? what : what()}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
