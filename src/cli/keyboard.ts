/** Single keys from a terminal: waited for one at a time, and Ctrl-C told at once while something else is under way. */
import { emitKeypressEvents } from 'node:readline';

/** Reads keys. Keys pressed during work are dropped, so that no question is answered unseen. */
export interface Keyboard {
  /**
   * The next key: its character, or `enter`, `up`, `down`, `backspace`, `ctrl-c`, `end` (the terminal is gone).
   * Rejects with the signal's reason when `signal` is aborted.
   */
  key(signal: AbortSignal): Promise<string>;
  /** Calls `onCtrlC` for each Ctrl-C until `work` is over. */
  duringWork<T>(onCtrlC: () => void, work: () => Promise<T>): Promise<T>;
  /** Gives the terminal to a child for as long as `work` takes. */
  lend<T>(work: () => Promise<T>): Promise<T>;
  /** Gives the terminal back. */
  close(): void;
}

interface KeyPress {
  name?: string;
  ctrl?: boolean;
}

/** Takes over the terminal that `stdin` is. */
export function openKeyboard(stdin: NodeJS.ReadStream): Keyboard {
  let waiting: ((key: string) => void) | undefined;
  let typedAhead: string[] = [];
  let onCtrlC: (() => void) | undefined;

  const onKey = (text: string | undefined, press: KeyPress): void => {
    const key = nameOf(text, press);
    if (key === 'ctrl-z') suspend();
    else if (waiting) waiting(key);
    else if (!onCtrlC) typedAhead.push(key);
    else if (key === 'ctrl-c') onCtrlC();
  };
  const onEnd = (): void => waiting?.('end');
  const take = (): void => {
    stdin.setRawMode(true);
    stdin.resume();
  };
  const release = (): void => {
    stdin.setRawMode(false);
    stdin.pause();
  };
  // In raw mode the terminal no longer stops the process by itself.
  const suspend = (): void => {
    release();
    process.once('SIGCONT', take);
    process.kill(process.pid, 'SIGTSTP');
  };

  emitKeypressEvents(stdin);
  stdin.on('keypress', onKey);
  stdin.on('end', onEnd);
  take();
  return {
    key(signal) {
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          waiting = undefined;
          reject(signal.reason);
        };
        waiting = (key) => {
          waiting = undefined;
          signal.removeEventListener('abort', onAbort);
          resolve(key);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        const next = typedAhead.shift();
        if (signal.aborted) onAbort();
        else if (next !== undefined) waiting(next);
        else if (stdin.readableEnded || stdin.destroyed) waiting('end');
      });
    },
    async duringWork(handler, work) {
      onCtrlC = handler;
      typedAhead = [];
      try {
        return await work();
      } finally {
        onCtrlC = undefined;
      }
    },
    async lend(work) {
      stdin.removeListener('keypress', onKey);
      release();
      try {
        return await work();
      } finally {
        stdin.on('keypress', onKey);
        take();
      }
    },
    close() {
      stdin.removeListener('keypress', onKey);
      stdin.removeListener('end', onEnd);
      if (!stdin.destroyed) release();
    },
  };
}

function nameOf(text: string | undefined, { name, ctrl }: KeyPress): string {
  if (ctrl && name) return name === 'd' ? 'end' : `ctrl-${name}`;
  if (name === 'return' || name === 'enter') return 'enter';
  if (name === 'up' || name === 'down' || name === 'backspace') return name;
  return text ?? name ?? '';
}
