/** All that is published of a class beside the pages of its submissions, and the book from which it can be made again. */
import type { Lesson } from '../course.js';
import { publishSimilar } from '../similarity/publish-similar.js';
import { type ClassRow, type GradedWith, writeBook } from './class-book.js';
import { learnerNames } from './learner-name.js';
import { type ClassFacts, type Outcome, titleOf } from './outcomes.js';
import { publishReport, publishResults } from './publish.js';
import type { WorkProcesses } from './work-processes.js';

/** What it depends on beside the rows. */
export interface PublishOptions extends ClassFacts {
  /** The folder of results. */
  out: string;
  /** What the book keeps of the command line. */
  with: GradedWith;
  /** The lessons whose submissions are compared with one another. */
  lessons: readonly Lesson[];
  /** Where pages are made and submissions compared. */
  work: WorkProcesses;
  /** The key of this machine, by which it knows what it wrote. */
  machineKey: Buffer;
}

/**
 * Writes results, what submissions have alike, the report and the book. `outcomes` are the rows with a teacher's marks, and those
 * of whom there is nothing. Rejects with FILE_UNREADABLE.
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
