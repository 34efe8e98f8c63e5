/**
 * A SIGINT that comes in the moment in which the first synchronous part of a cell ends is kept by Node, and ends the next script
 * that is run with `breakOnSigint` (seen on Node 20 and 24). Where noted-signal.ts cannot work, this takes it behind a cell
 * that was interrupted, so that the next cell is not interrupted as well.
 */
import { runInThisContext } from 'node:vm';

/** A script that lasts a few milliseconds, in which a signal that was kept ends it. */
const wait = 'for (const end = performance.now() + 5; performance.now() < end; );';

/** Takes a signal that Node has kept, if there is one; takes 5 ms otherwise. */
export function takeLeftSignal(): void {
  try {
    runInThisContext(wait, { breakOnSigint: true });
  } catch {
    // this was the one
  }
}
