/** When a practice cluster has had no client for a while: `cluster up --idle` ends it then. */
import { type Clock, systemClock } from '../cluster/clock.js';

/** The wait for that moment. */
export interface Unused {
  /** Resolves when no connection was open for the whole time. */
  over: Promise<void>;
  /** To be told how many connections are open, whenever that changes. */
  connectionsOpen(open: number): void;
}

/**
 * Begins to wait, with no connection open. A connection is the sign of use, since it ends with its client, even one that was
 * killed, and lasts as long as a watch; the server closes those on which nothing happens. Controllers have none. `lastUse` is
 * a time of use without a connection: of the last cell that began, say.
 */
export function whenUnused(ms: number, lastUse: () => number, clock: Clock = systemClock): Unused {
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const look = (): void => {
    const left = lastUse() + ms - clock.now().getTime();
    if (left > 0) cancel = clock.after(left, look);
    else end();
  };
  let cancel = clock.after(ms, look);
  return {
    over,
    connectionsOpen(open) {
      cancel();
      if (open === 0) cancel = clock.after(ms, look);
    },
  };
}
