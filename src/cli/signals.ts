/**
 * Ctrl-C, SIGTERM and a closed terminal, told to a command as an abort, so that it can end what it started. A second
 * Ctrl-C ends the process at once; kernels end with it.
 */
import { exitCodeOfSignal } from './exit-codes.js';

/** The signals of a process, listened to. */
export interface Signals {
  /** Aborted by the first signal; the reason is its name. */
  readonly interruption: AbortSignal;
  /** Leaves SIGINT to a child in the foreground (an editor, Jupyter) while `work` is under way. */
  ignoringInterrupts<T>(work: () => Promise<T>): Promise<T>;
  /** Listens no more. */
  stop(): void;
}

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts to listen. `exit` ends the process when a signal comes a second time. */
export function listenToSignals(exit: (code: number) => void = process.exit): Signals {
  const controller = new AbortController();
  let ignoring = 0;
  const onSignal = (name: NodeJS.Signals): void => {
    if (name === 'SIGINT' && ignoring > 0) return;
    if (controller.signal.aborted) exit(exitCodeOfSignal(name));
    controller.abort(name);
  };
  for (const name of NAMES) process.on(name, onSignal);
  return {
    interruption: controller.signal,
    async ignoringInterrupts(work) {
      ignoring++;
      try {
        return await work();
      } finally {
        ignoring--;
      }
    },
    stop() {
      for (const name of NAMES) process.removeListener(name, onSignal);
    },
  };
}

/** Resolves when the signal is aborted. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
