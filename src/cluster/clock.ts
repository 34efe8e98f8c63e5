/** Time as an argument: the practice cluster never asks the machine itself, so tests can move its clock. */

/** A source of the time and of timers. */
export interface Clock {
  now(): Date;
  /** Calls `run` once after `ms`; the answer cancels it. Timers never keep the process alive by themselves. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => new Date(),
  after: (ms, run) => {
    // a longer delay than 2^31-1 ms would fire at once
    const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1)).unref();
    return () => clearTimeout(timer);
  },
};

/** Calls `run` again and again, each time `ms` after the last; the answer ends it. */
export function every(clock: Clock, ms: number, run: () => void): () => void {
  let cancel = clock.after(ms, tick);
  function tick(): void {
    run();
    cancel = clock.after(ms, tick);
  }
  return () => cancel();
}

/** A clock that a test moves by hand. */
export interface ManualClock extends Clock {
  /** Moves the time forward and runs, in order, the timers that have come due. */
  advance(ms: number): void;
}

/** A clock that stands at `start` until it is advanced. */
export function manualClock(start: Date): ManualClock {
  let now = start.getTime();
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => new Date(now),
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((t) => t !== timer);
      };
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const next = timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((t) => t !== next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}

/** RFC 3339 in whole seconds, as Kubernetes writes metav1.Time. */
export function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
