/**
 * Running submissions one after another or side by side, each in a cluster and a kernel of its own, of which the next ones
 * start while earlier submissions still run.
 */
import { availableParallelism } from 'node:os';
import type { AskedKinds } from '../../grader/asked-kinds.js';
import type { Notebook } from '../../notebook/document.js';
import { readNotebook } from '../../notebook/document.js';
import type { NotebookEvent } from '../../notebook/execute.js';
import type { Lesson } from '../course.js';
import type { RunOne } from './grade-one.js';
import { runSubmission } from './run-submission.js';
import type { SlotOptions } from './slot.js';
import { slotsAhead } from './slots-ahead.js';
import type { Submission } from './submissions.js';
import type { WorkProcesses } from './work-processes.js';

/** How to run the submissions. */
export interface SubmissionRunnerOptions extends SlotOptions {
  /** The work processes that read the notebooks. */
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

/** Runs submissions; the caller of `submissionRunner` closes it. */
export interface SubmissionRunner {
  run: RunOne;
  /** Tells that a submission needs no run. */
  skip(): void;
  /** Ends the slots that were prepared and not used. */
  close(): Promise<void>;
}

/** A runner. Its `run` rejects as `prepareSlot` does. */
export function submissionRunner(options: SubmissionRunnerOptions): SubmissionRunner {
  const { timeoutCellMs, askedOf, signal, work, onEvent, total, jobs, ...more } = options;
  const releases = new Map<string, Notebook>();
  const slotOptions = { ...more, ...(signal ? { signal } : {}) };
  const slots = slotsAhead({ ...slotOptions, total, jobs });
  return {
    run: (submission) => {
      const { file, lesson } = submission;
      if (!lesson) throw new Error('a submission without an exercise');
      return runSubmission({
        ...slotOptions,
        work,
        file,
        release: releaseOf(lesson, releases),
        slot: slots.take(),
        asked: askedOf(submission),
        ...(timeoutCellMs === undefined ? {} : { timeoutCellMs }),
        ...(onEvent ? { onEvent: (event) => onEvent(submission, event) } : {}),
      });
    },
    skip: slots.skip,
    close: slots.close,
  };
}

/** How many submissions run at once without `--jobs`; a real cluster serves one at a time. */
export function usualJobs(options: Pick<SlotOptions, 'cluster'>): number {
  return options.cluster ? 1 : availableParallelism();
}

/** The notebook of a lesson as it was handed out, read once. */
export function releaseOf(lesson: Lesson, known: Map<string, Notebook>): Notebook {
  const release = known.get(lesson.id) ?? readNotebook(lesson.file);
  known.set(lesson.id, release);
  return release;
}
