/** The worker from outside: one request at a time, and an end to whatever takes too long. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { killAll, processesWith, treeOf } from '../../src/sandbox/process-tree.js';
import type { Answer, Request } from './worker.js';

/** A worker that is started anew when it was ended. */
export interface Worker {
  /** The answer; undefined when none came within `ms`, or the process died of the request. */
  ask(request: Request, ms: number): Promise<Answer | undefined>;
  /** Ends the process and every process that its tests started; the next request gets a fresh one. */
  end(): void;
}

const KILL_ROUNDS = 20;

/** A worker over the tree in `root`. */
export function startWorker(root: string): Worker {
  // a fault may leave processes that stand below no worker any more: they have its environment
  const mark = { name: 'KUBELAB_MUTANTS_WORKER', value: randomUUID() };
  let child: ChildProcess | undefined;
  const end = (): void => {
    if (!child) return;
    if (child.pid !== undefined) killAll(treeOf(child.pid));
    child = undefined;
    // one that starts others while it is ended is looked for again
    for (let round = 0; round < KILL_ROUNDS; round++) {
      const left = processesWith(`${mark.name}=${mark.value}`);
      if (left.length === 0) return;
      killAll(left);
    }
  };
  const running = async (): Promise<ChildProcess> => {
    if (child?.connected) return child;
    child = fork(join(root, 'test/mutants/worker.ts'), {
      cwd: root,
      env: { ...process.env, [mark.name]: mark.value },
      execArgv: ['--import', 'tsx'],
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
