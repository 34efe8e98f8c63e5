/**
 * SIGINT without a moment in which it ends the process. Node ends a script that was run with `breakOnSigint` by a watchdog, and
 * calls listeners at all other times. Around each script it changes the handler of the signal from one to the other, and for
 * some 50 µs each time the handler is one that ends the process. Here the watchdog is started once and never stopped, so that
 * its handler stays. A signal that comes while no script is under way is noted by the watchdog, and has to be asked for.
 */
import type { EventEmitter } from 'node:events';

/** The part of Node's internal module that its own prompt (`repl`) uses for the same. Both count; the watchdog ends at 0. */
interface Watchdog {
  startSigintWatchdog(): void;
  /** True when a signal had been noted, which is forgotten then. */
  stopSigintWatchdog(): boolean;
}

/** The listener by which Node gives up its handler of a signal when the last listener of the signal is removed. */
const GIVES_UP = 'stopListeningIfSignal';

/**
 * Lets SIGINT no longer end this process. Returns a function that says whether one came since it was last asked, while no script
 * was under way. Returns undefined, and changes nothing, where Node does not have what this needs (Windows has no such signal).
 */
export function noteSignals(): (() => boolean) | undefined {
  const watchdog = process.platform === 'win32' ? undefined : sigintWatchdog();
  const events: EventEmitter = process;
  const givesUp = events.listeners('removeListener').find(({ name }) => name === GIVES_UP);
  if (!watchdog || !givesUp) return undefined;
  events.off('removeListener', givesUp as () => void);
  events.on('removeListener', (event: string | symbol) => {
    if (event !== 'SIGINT') givesUp(event);
  });
  // with one listener Node sets its handler, and for later ones it does not set it again
  const none = (): void => {};
  process.on('SIGINT', none);
  watchdog.startSigintWatchdog();
  process.off('SIGINT', none);
  return () => {
    watchdog.startSigintWatchdog();
    return watchdog.stopSigintWatchdog();
  };
}

/** No public module of Node has it. This way is deprecated in Node's documentation, and may be gone some day. */
function sigintWatchdog(): Watchdog | undefined {
  try {
    const { binding } = process as { binding?: (name: string) => Partial<Watchdog> };
    const { startSigintWatchdog, stopSigintWatchdog } = binding?.call(process, 'contextify') ?? {};
    return startSigintWatchdog && stopSigintWatchdog ? { startSigintWatchdog, stopSigintWatchdog } : undefined;
  } catch {
    return undefined;
  }
}
