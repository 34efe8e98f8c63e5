/** Waiting for a condition, with a bound. */

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
    if (Date.now() > end) throw new Error(`${typeof what === 'string' ? what : what()}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
