/**
 * Ctrl-C, SIGTERM and a closed terminal, told to a command as an abort, so that it can end its own work. A second
 * Ctrl-C ends the process at once; kernels, and a cluster that it started, end with it.
 */
import { exitCodeOfSignal } from './exit-codes.js';

/** The signals of a process, listened to. */
export interface Signals {
  /** Aborted by the first signal; the reason is its name. */
  readonly interruption: AbortSignal;
  /** Leaves SIGINT to a child in the foreground (an editor, Jupyter) while `work` is under way. */
  ignoringInterrupts<T>(work: () => Promise<T>): Promise<T>;
  /** Aborts as a signal does: the reader of the output is gone, say. */
  interrupt(name: NodeJS.Signals): void;
  /** Listens no more. */
  stop(): void;
}

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm hands on the Ctrl-C that the terminal has sent already; both come within this time, and are one. */
const SAME_MS = 500;

/** Starts to listen. `exit` ends the process when a signal comes a second time. */
export function listenToSignals(exit: (code: number) => void = process.exit): Signals {
  const controller = new AbortController();
  let ignoring = 0;
  let interruptedAt = 0;
  const interrupt = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) return;
    interruptedAt = performance.now();
    controller.abort(name);
  };
  const onSignal = (name: NodeJS.Signals): void => {
    if (name === 'SIGINT' && ignoring > 0) return;
    const again = controller.signal.aborted && performance.now() - interruptedAt > SAME_MS;
    // A closed terminal is told of by the system and by the shell, whenever each gets to it.
    if (again && name !== 'SIGHUP') exit(exitCodeOfSignal(name));
    interrupt(name);
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
    interrupt,
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
