/** The worker from outside: one request at a time, and an end to whatever takes too long. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer, Request } from './worker.js';

/** A worker that is started anew when it was ended. */
export interface Worker {
  /** The answer; undefined when none came within `ms`, or the process died of the request. */
  ask(request: Request, ms: number): Promise<Answer | undefined>;
  /** Ends the process and every process that its tests started; the next request gets a fresh one. */
  end(): void;
}

/**
 * A PID namespace of its own (util-linux). A fault of what ends processes could end every process of the machine: here it sees
 * its own alone. All of them end with the namespace. The shell is its first process, which reaps those that lost their parent.
 */
const apart = [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-current-user']),
  ...['--pid', '--fork', '--kill-child', '--mount-proc'],
  ...['sh', '-c', '"$@"; exit', 'sh'],
] as const;

/** A worker over the tree in `root`. Throws on a machine where it cannot have a PID namespace of its own. */
export function startWorker(root: string): Worker {
  const [command, ...words] = apart;
  if (spawnSync(command, [...words, 'true']).status !== 0) {
    throw new Error(
      'faults could end other processes here: this needs Linux with unshare, and root or user namespaces',
    );
  }
  let child: ChildProcess | undefined;
  const end = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  const running = async (): Promise<ChildProcess> => {
    if (child?.connected) return child;
    child = spawn(command, [...words, process.execPath, '--import', 'tsx', join(root, 'test/mutants/worker.ts')], {
      cwd: root,
      stdio: ['ignore', 'ignore', process.env.MUTANTS_VERBOSE ? 'inherit' : 'ignore', 'ipc'],
    });
    await once(child, 'message');
    return child;
  };
  return {
    async ask(request, ms) {
      const asked = await running();
      const answer = await new Promise<Answer | undefined>((done) => {
        const timer = setTimeout(done, ms, undefined);
        const settle = (answered: Answer | undefined): void => {
          clearTimeout(timer);
          asked.removeAllListeners();
          done(answered);
        };
        asked.once('message', (message: Answer) => settle(message));
        asked.once('exit', () => settle(undefined));
        asked.send(request);
      });
      if (answer === undefined) end();
      return answer;
    },
    end,
  };
}
