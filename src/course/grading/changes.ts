/** The submissions whose marks changed against the published results, and why. */

import { isDeepStrictEqual } from 'node:util';
import { hundredths } from '../../hundredths.js';
import { applyMarks, marksOf } from './apply-marks.js';
import type { ClassBook } from './class-book.js';
import type { MarkEntry } from './marks.js';
import type { Mark, Result } from './results.js';

/** The change that a new grading made for one submission. */
export interface MarkChange {
  learner: string;
  exercise: string;
  before: { points: number; maxPoints: number };
  after: { points: number; maxPoints: number };
  /** `another rubric`, `another notebook`, `marks.yaml`, … */
  why: string[];
  /** A line for each check and each mark whose points changed. */
  checks: string[];
}

/** The change from one result to another, both with a teacher's marks; undefined when every number is as it was. */
export function markChange(old: Result, now: Result, why: readonly string[]): MarkChange | undefined {
  const earlier = new Map(old.checks.map((check) => [check.id, check]));
  const present = new Set(now.checks.map(({ id }) => id));
  const checks = [
    ...now.checks.flatMap(({ id, points, maxPoints, seen }) => {
      const was = earlier.get(id);
      if (!was) return [`${id}: new, ${points} of ${maxPoints}: ${seen}`];
      if (was.points === points && was.maxPoints === maxPoints) return [];
      return [`${id}: ${was.points} of ${was.maxPoints} → ${points} of ${maxPoints}: ${teacherOn(id, now) ?? seen}`];
    }),
    ...old.checks
      .filter(({ id }) => !present.has(id))
      .map(({ id, points, maxPoints }) => `${id}: gone, was ${points} of ${maxPoints}`),
    ...deductionLines(old.deductions ?? [], now.deductions ?? []),
    ...markLines(old.marks ?? [], now.marks ?? []),
  ];
  if (checks.length === 0 && old.points === now.points && old.maxPoints === now.maxPoints) return undefined;
  return {
    learner: now.learner,
    exercise: now.exercise,
    before: { points: old.points, maxPoints: old.maxPoints },
    after: { points: now.points, maxPoints: now.maxPoints },
    why: [...why],
    checks,
  };
}

/** The comment of a teacher who gave a check other points; the observation is no reason for these. */
function teacherOn(id: string, { marks = [] }: Result): string | undefined {
  const mark = marks.find(({ check, points }) => check === id && points !== 0);
  return mark && ['by the teacher', mark.comment].filter(Boolean).join(': ');
}

function deductionLines(old: readonly { id: string; points: number }[], now: typeof old): string[] {
  const cost = (list: typeof old, id: string): number => list.find((one) => one.id === id)?.points ?? 0;
  const ids = [...new Set([...old, ...now].map(({ id }) => id))];
  return ids
    .filter((id) => cost(old, id) !== cost(now, id))
    .map((id) => `${id}: ${cost(old, id)} → ${cost(now, id)} taken off`);
}

const names = { points: 'points of the teacher', late: 'lateness', mark: 'mark by hand' };

function markLines(old: readonly Mark[], now: readonly Mark[]): string[] {
  const sum = (marks: readonly Mark[], kind: Mark['kind']): number =>
    hundredths(marks.filter((mark) => mark.kind === kind).reduce((total, { points }) => total + points, 0));
  return (['mark', 'points', 'late'] as const)
    .map((kind) => ({ kind, was: sum(old, kind), is: sum(now, kind) }))
    .filter(({ was, is }) => was !== is)
    .map(({ kind, was, is }) => `${names[kind]}: ${was} → ${is}`);
}

/**
 * Compares results with those of an earlier book, if there is one: `changed(result, why)` is the change of one result, both with
 * the teacher's marks, of then and of now.
 */
export function changesSince(
  book: ClassBook | undefined,
  marks: readonly MarkEntry[],
): (now: Result, why: readonly string[]) => MarkChange | undefined {
  const keyOf = ({ learner, exercise }: Result): string => JSON.stringify([learner, exercise]);
  const earlier = new Map(book?.rows.map(({ result }) => [keyOf(result), result]));
  const oldMarks = book?.marks ?? [];
  return (now, why) => {
    const old = earlier.get(keyOf(now));
    if (!old) return undefined;
    const [before, after] = [applyMarks(old, oldMarks), applyMarks(now, marks)];
    const ofMarks = isDeepStrictEqual(marksOf(now, oldMarks), marksOf(now, marks)) ? [] : ['marks.yaml'];
    // a submission that was not graded had no mark; marks.yaml can give it one
    if (after.status !== 'graded' || (before.status !== 'graded' && ofMarks.length === 0)) return undefined;
    return markChange(before, after, [...why, ...ofMarks]);
  };
}
