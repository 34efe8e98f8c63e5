/** The published results of a class: each submission with a teacher's marks, and the learners who handed in nothing. */

import { applyMarks } from './apply-marks.js';
import type { ClassRow } from './class-book.js';
import type { KnownRubric } from './grade-one.js';
import type { MarkEntry } from './marks.js';
import { missingResult, type Result } from './results.js';
import type { Learner } from './roster.js';

/** A result, and the page that belongs to it. */
export interface Outcome {
  /** The result with a teacher's marks. */
  result: Result;
  /** The name of the learner's page; undefined for a learner who handed in nothing. */
  page?: string;
}

/** The facts that results depend on beside the submissions. */
export interface ClassFacts {
  /** A teacher's marks, by the names that the results have. */
  marks: readonly MarkEntry[];
  /** The roster, for names and for learners who handed in nothing. */
  roster: readonly Learner[];
  rubrics: ReadonlyMap<string, KnownRubric>;
}

/** The title of an exercise on pages. */
export function titleOf(exercise: string, { rubrics }: Pick<ClassFacts, 'rubrics'>): string {
  return rubrics.get(exercise)?.rubric.title ?? (exercise || 'Unknown exercise');
}

/** The part of a submission that shows which learners are missing. */
export interface HandedInBy {
  learner: string;
  exercise: string;
}

/** The outcomes of `rows` and of learners missing among `handedIn`, which also names submissions without a row yet. */
export function outcomesOf(rows: readonly ClassRow[], handedIn: readonly HandedInBy[], facts: ClassFacts): Outcome[] {
  const { marks } = facts;
  return [
    ...rows.map((row) => outcomeOf(row, marks)),
    ...missingAmong(handedIn, facts).map((result) => ({ result: applyMarks(result, marks) })),
  ];
}

/** A row with a teacher's marks. */
export function outcomeOf({ page, result }: ClassRow, marks: readonly MarkEntry[]): Outcome {
  return { result: applyMarks(result, marks), ...(page === undefined ? {} : { page }) };
}

/** The learners of the roster who have handed in nothing for an exercise that others have handed in. */
export function missingAmong(
  handedIn: readonly HandedInBy[],
  { roster, rubrics }: Omit<ClassFacts, 'marks'>,
): Result[] {
  const exercises = [...new Set(handedIn.map(({ exercise }) => exercise))].filter((exercise) => rubrics.has(exercise));
  return exercises.flatMap((exercise) => {
    // of one whose exercise is not known it cannot be said that this one is missing
    const own = handedIn.filter((one) => one.exercise === exercise || one.exercise === '');
    const there = new Set(own.map(({ learner }) => learner));
    const maxPoints = rubrics.get(exercise)?.maxPoints ?? 0;
    return roster.filter(({ id }) => !there.has(id)).map(({ id }) => missingResult(id, exercise, maxPoints));
  });
}
