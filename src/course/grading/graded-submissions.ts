/** Finding the submissions of one learner in a folder of results. */
import { nearest } from '../../checked-yaml.js';
import { KubelabError } from '../../errors.js';
import { oneLine } from '../../escape.js';
import { applyMarks } from './apply-marks.js';
import { readBook } from './class-book.js';
import { learnerNames, rosterForNames } from './learner-name.js';
import { readRecord, type SubmissionRecord } from './record.js';
import type { Result } from './results.js';
import { matchLearner } from './roster.js';

/** One submission as it was graded. */
export interface GradedSubmission {
  /** The learner's name with the id. */
  name: string;
  /** The result with a teacher's marks. */
  result: Result;
  /** Undefined for a submission that could not be graded. */
  record: SubmissionRecord | undefined;
  /** The name of its pages in `feedback/` and `report/`; undefined for a learner who handed in nothing. */
  page?: string;
}

/** The submissions to find; the learner by the id, or by another word of the roster. */
export interface Wanted {
  learner: string;
  exercise?: string | undefined;
  /** The id of a check that the submission must have been judged by. */
  check?: string | undefined;
}

/**
 * The submissions that are wanted, in the order of the results; at least one. Throws FILE_MISSING for a folder without a
 * grading, and ARGUMENT_INVALID, with the nearest that there is, for a learner, exercise or check that it does not hold.
 */
export function gradedSubmissions(out: string, { learner, exercise, check }: Wanted): GradedSubmission[] {
  const book = readBook(out);
  const roster = rosterForNames(book);
  const nameOf = learnerNames(roster);
  const ids = [...new Set(book.rows.map(({ result }) => result.learner))];
  const id = ids.includes(learner) ? learner : matchLearner(roster, learner)?.id;
  const own = book.rows.filter(({ result }) => result.learner === id);
  if (own.length === 0) throw unknown('learner', learner, ids);
  const ofExercise = own.filter(({ result }) => exercise === undefined || result.exercise === exercise);
  if (ofExercise.length === 0) {
    throw unknown(
      'exercise',
      exercise ?? '',
      own.map(({ result }) => result.exercise),
    );
  }
  const graded = ofExercise.map(({ result, page }) => ({
    name: nameOf(result.learner),
    result: applyMarks(result, book.marks),
    record: result.status === 'graded' ? readRecord(out, result.learner, result.exercise) : undefined,
    ...(page === undefined ? {} : { page }),
  }));
  const checksOf = ({ record }: GradedSubmission): string[] => record?.verdict.checks.map((one) => one.id) ?? [];
  const wanted = graded.filter((one) => check === undefined || checksOf(one).includes(check));
  if (wanted.length === 0) throw unknown('check', check ?? '', graded.flatMap(checksOf));
  return wanted;
}

function unknown(what: string, word: string, known: readonly string[]): KubelabError {
  const near = nearest(word, known);
  const some = known.length > 12 ? `${known.slice(0, 12).join(', ')}, …` : known.join(', ');
  const hint = near ? `did you mean ${near}?` : `name one of ${some}`;
  return new KubelabError('ARGUMENT_INVALID', `there is no ${what} "${oneLine(word)}" in these results`, {
    hint: known.length > 0 ? oneLine(hint) : 'name one that was graded',
  });
}
