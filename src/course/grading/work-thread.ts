/** The program of a thread of `work-threads.ts`: does one piece of work after the other, and answers each. */
import { parentPort } from 'node:worker_threads';
import { isKubelabError } from '../../errors.js';
import { learnerWork } from './learner-work.js';
import type { ThreadAnswer, ThreadOrder } from './work-threads.js';

parentPort?.on('message', ({ kind, input }: ThreadOrder) => {
  // `kind` says which input it is, which the sender's types hold
  const work = learnerWork[kind] as (given: unknown) => unknown;
  let answer: ThreadAnswer;
  try {
    answer = { value: work(input) };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    const known = isKubelabError(error) ? error : undefined;
    // an error of a class of its own loses its fields on the way
    answer = { fault: { message, ...(known ? { code: known.code, hint: known.hint, place: known.place } : {}) } };
  }
  parentPort?.postMessage(answer);
});

parentPort?.postMessage('ready' satisfies ThreadAnswer);
