/** The published files of a class beside the pages of its submissions, and the book from which they can be made again. */
import type { Lesson } from '../course.js';
import { publishSimilar } from '../similarity/publish-similar.js';
import { type ClassRow, type GradedWith, writeBook } from './class-book.js';
import { learnerNames } from './learner-name.js';
import { type ClassFacts, type Outcome, titleOf } from './outcomes.js';
import { publishReport, publishResults } from './publish.js';
import type { WorkProcesses } from './work-processes.js';

/** The facts and settings that these files depend on beside the rows. */
export interface PublishOptions extends ClassFacts {
  /** The folder of results. */
  out: string;
  /** The part of the command line that the book keeps. */
  with: GradedWith;
  /** The lessons whose submissions are compared with one another. */
  lessons: readonly Lesson[];
  /** The work processes that make pages and compare submissions. */
  work: WorkProcesses;
  /** The key of this machine, by which it knows its own files. */
  machineKey: Buffer;
}

/**
 * Writes results, similarities of submissions, the report and the book. `outcomes` are the rows with a teacher's marks, and the
 * learners who handed in nothing. Rejects with FILE_UNREADABLE.
 */
export async function publishClass(
  rows: readonly ClassRow[],
  outcomes: readonly Outcome[],
  options: PublishOptions,
): Promise<void> {
  const { out, marks, lessons, work, machineKey } = options;
  publishResults(out, outcomes, options);
  writeBook(out, { with: options.with, marks: [...marks], rows: [...rows] });
  const results = outcomes.map(({ result }) => result);
  const similar = await publishSimilar(out, results, {
    lessons,
    work,
    machineKey,
    nameOf: learnerNames(options.roster),
    titleOf: (exercise) => titleOf(exercise, options),
  });
  publishReport(out, outcomes, options, similar);
}
