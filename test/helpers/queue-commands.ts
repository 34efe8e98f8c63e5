/** Commands that a test of the queue starts, in folders of their own; none outlives the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubelab, makeHome, type Running } from './command.js';

/** The commands of one test file. */
export interface QueueCommands {
  home: string;
  /** The folder for what is handed in and for results. */
  root: string;
  /** All that were started. */
  running: Running[];
  /** Starts `kubelab ARGS`. */
  starting(args: string[], env: Record<string, string>): Running;
  /** Sends the signal to all, and resolves when all have ended. */
  endAll(signal: NodeJS.Signals): Promise<void>;
  /** Kills all, and removes the folders. */
  remove(): Promise<void>;
}

/** None is started yet. */
export function queueCommands(): QueueCommands {
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-queue-'));
  const running: Running[] = [];
  const endAll = async (signal: NodeJS.Signals): Promise<void> => {
    for (const { child } of running) child.kill(signal);
    await Promise.all(running.map(({ ended }) => ended));
  };
  return {
    home,
    root,
    running,
    starting: (args, env) => {
      const started = kubelab(home, args, { env });
      running.push(started);
      return started;
    },
    endAll,
    remove: async () => {
      await endAll('SIGKILL');
      rmSync(root, { recursive: true, force: true });
      remove();
    },
  };
}
