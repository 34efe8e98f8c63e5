/** Waiting for a condition, with a bound. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when `holds` is true; throws with `what` after `ms`. */
export async function until(what: string, holds: () => boolean, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await sleep(20);
  }
}
