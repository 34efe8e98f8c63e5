/** Turns of the event loop for the rest of the cluster, in whose process the shells of pods work. */

/** A request needs several turns for its answer, so this is how much slower a busy pod makes each of them. */
const TURN_MS = 5;

/**
 * A function to call between two steps of work that may be long: when the last turn is 5 ms ago, what it gives resolves after a turn of the
 * event loop. Promises alone would keep the cluster from answering, and Ctrl-C from coming in.
 */
export function takingTurns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}
