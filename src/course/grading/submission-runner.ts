/**
 * Running submissions one after another or side by side, each in a cluster and a kernel of its own, of which the next ones
 * start while those before still run.
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { AskedKinds } from '../../grader/asked-kinds.js';
import { makeKernelSnapshot } from '../../kernel/make-snapshot.js';
import type { Notebook } from '../../notebook/document.js';
import { readNotebook } from '../../notebook/document.js';
import type { NotebookEvent } from '../../notebook/execute.js';
import type { Lesson } from '../course.js';
import type { RunOne } from './grade-one.js';
import { removeOldRunFolders } from './run-folder.js';
import { runSubmission } from './run-submission.js';
import { prepareSlot, type Slot, type SlotOptions } from './slot.js';
import type { Submission } from './submissions.js';
import type { WorkProcesses } from './work-processes.js';

/** How to run them. */
export interface SubmissionRunnerOptions extends SlotOptions {
  /** Where notebooks are read. */
  work: WorkProcesses;
  timeoutCellMs?: number;
  /** The kinds whose objects a submission is judged by. */
  askedOf(submission: Submission): AskedKinds;
  signal?: AbortSignal;
  /** How many submissions there are; no slot is prepared beyond them. */
  total: number;
  /** How many run at once; as many slots are prepared ahead. */
  jobs: number;
  onEvent?: (submission: Submission, event: NotebookEvent) => void;
}

/** Runs submissions; whoever made it closes it. */
export interface SubmissionRunner {
  run: RunOne;
  /** Tells that a submission needs no run. */
  skip(): void;
  /** Ends what was prepared and not used. */
  close(): Promise<void>;
}

/** A runner. Its `run` rejects as `prepareSlot` does. */
export function submissionRunner(options: SubmissionRunnerOptions): SubmissionRunner {
  const { timeoutCellMs, askedOf, signal, work, onEvent, ...slotOptions } = options;
  const releases = new Map<string, Notebook>();
  let left = options.total;
  const ahead: Promise<Slot>[] = [];
  let closed = false;
  removeOldRunFolders();
  // a learner's kernel has none of the environment
  const snapshot = makeKernelSnapshot({});
  // a snapshot takes seconds to make
  const interrupted = signal ? once(signal, 'abort') : new Promise<never>(() => {});
  const prepare = (): Promise<Slot> => {
    const slot = Promise.race([snapshot, interrupted]).then(() =>
      prepareSlot({ ...slotOptions, ...(signal ? { signal } : {}) }),
    );
    // its failure is told to whoever takes it
    slot.then(prepareNext, prepareNext);
    return slot;
  };
  // when one is ready the next begins; a real cluster serves one submission at a time
  const prepareNext = (): void => {
    const wanted = Math.min(options.cluster ? 0 : options.jobs, left);
    if (ahead.length < wanted && !closed && !signal?.aborted) ahead.push(prepare());
  };
  const take = (): Promise<Slot> => {
    const slot = ahead.shift() ?? prepare();
    left--;
    slot.then(prepareNext, prepareNext);
    return slot;
  };
  return {
    run: (submission) => {
      const { file, lesson } = submission;
      if (!lesson) throw new Error('a submission without an exercise');
      return runSubmission({
        ...slotOptions,
        work,
        file,
        release: releaseOf(lesson, releases),
        slot: take(),
        asked: askedOf(submission),
        ...(timeoutCellMs === undefined ? {} : { timeoutCellMs }),
        ...(signal ? { signal } : {}),
        ...(onEvent ? { onEvent: (event) => onEvent(submission, event) } : {}),
      });
    },
    skip: () => {
      left--;
    },
    close: async () => {
      closed = true;
      for (let slot = ahead.shift(); slot; slot = ahead.shift()) await (await slot.catch(() => undefined))?.close();
    },
  };
}

/** How many submissions run at once when nothing is said; a real cluster serves one at a time. */
export function usualJobs(options: Pick<SlotOptions, 'cluster'>): number {
  return options.cluster ? 1 : availableParallelism();
}

function releaseOf(lesson: Lesson, known: Map<string, Notebook>): Notebook {
  const release = known.get(lesson.id) ?? readNotebook(lesson.file);
  known.set(lesson.id, release);
  return release;
}
