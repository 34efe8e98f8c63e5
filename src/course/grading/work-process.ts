/** The program of a process of `work-processes.ts`: does one piece of work after the other, and answers each. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { keepCompiledCode } from '../../compile-cache.js';
import { isKubelabError } from '../../errors.js';
import { packageRoot } from '../../package-root.js';
import type { WorkAnswer, WorkOrder } from './work-processes.js';

keepCompiledCode();
const { learnerWork } = await import('./learner-work.js');

// work that does not end outlives a grader that is killed, but for this thread
const watch = new Worker(join(packageRoot(), 'dist', 'kernel', 'parent-watch.js'), {
  workerData: { parentPid: Number(process.argv[2]), pid: process.pid },
});
watch.unref();
process.once('disconnect', () => process.exit());

function answer(value: WorkAnswer): void {
  process.send?.(value);
}

process.on('message', ({ kind, input }: WorkOrder) => {
  // `kind` says which input it is, which the sender's types hold
  const work = learnerWork[kind] as (given: unknown) => unknown;
  try {
    answer({ value: work(input) });
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const known = isKubelabError(error) ? error : undefined;
    // an error of a class of its own loses its fields on the way
    answer({ fault: { message, ...(known ? { code: known.code, hint: known.hint, place: known.place } : {}) } });
  }
});

answer('ready');
