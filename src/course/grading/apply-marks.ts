/** Merging a teacher's marks into a result. */
import { hundredths } from '../../hundredths.js';
import { lateEntry } from './lateness.js';
import type { MarkEntry } from './marks.js';
import type { CheckResult, Mark, Result } from './results.js';

/**
 * The result with its marks. Marks for checks come first, then the last mark by hand for the whole, then points, then the penalty
 * for lateness on the total so far: the teacher's, else, where there is no mark by hand, that of the due date. The total never
 * falls below zero. With a mark by hand a submission that could not be graded is graded.
 */
export function applyMarks(result: Result, entries: readonly MarkEntry[]): Result {
  const byTeacher = marksOf(result, entries);
  const own = result.status === 'graded' ? [...byTeacher, ...lateEntry(result, byTeacher)] : byTeacher;
  if (own.length === 0) return result;
  const whole = own.filter(({ check }) => check === undefined);
  const byHand = whole.findLast(({ mark }) => mark !== undefined);
  if (result.status === 'not graded' && !byHand) return withComments(result, own);
  const { checks, marks } = markChecks(result, own);
  let total = hundredths(Math.max(0, totalWithout(result) + marks.reduce((sum, { points }) => sum + points, 0)));
  // deductions may take back points that a check gained: a mark says by how much the total changed
  spread(marks, total - result.points);
  const change = (kind: Mark['kind'], to: number, { comment, cell }: MarkEntry): void => {
    const points = hundredths(Math.max(0, to) - total);
    total = hundredths(Math.max(0, to));
    marks.push({ kind, points, ...(comment ? { comment } : {}), ...(cell === undefined ? {} : { cell }) });
  };
  if (byHand?.mark !== undefined) change('mark', byHand.mark, byHand);
  for (const entry of whole) {
    const { points, late, mark } = entry;
    // a comment alone is a change of nothing
    if (points !== undefined || (late === undefined && mark === undefined))
      change('points', total + (points ?? 0), entry);
  }
  for (const { late, comment, points, ...entry } of whole) {
    if (!late) continue;
    const cost = 'points' in late ? late.points : total * late.share;
    change('late', total - cost, { ...entry, ...(points === undefined && comment ? { comment } : {}) });
  }
  const { reason, ...rest } = result;
  return { ...rest, checks, points: total, status: 'graded', ...(marks.length > 0 ? { marks } : {}) };
}

/** The entries that are about a result. */
export function marksOf(result: Result, entries: readonly MarkEntry[]): MarkEntry[] {
  return entries.filter(
    ({ learner, exercise }) => learner === result.learner && (exercise ?? result.exercise) === result.exercise,
  );
}

/** The checks with the points that a teacher gave them, from nothing to their most, and the changes as marks. */
function markChecks({ checks }: Result, entries: readonly MarkEntry[]): { checks: CheckResult[]; marks: Mark[] } {
  const marks: Mark[] = [];
  const marked = checks.map((check) => {
    let { points } = check;
    // a mark in place of the judgement comes before points that are added
    const own = entries.filter((entry) => entry.check === check.id).sort((a, b) => order(a) - order(b));
    for (const { mark, points: added = 0, comment } of own) {
      const to = hundredths(Math.min(check.maxPoints, Math.max(0, (mark ?? points) + added)));
      const kind = mark === undefined ? 'points' : 'mark';
      marks.push({ kind, points: hundredths(to - points), check: check.id, ...(comment ? { comment } : {}) });
      points = to;
    }
    return { ...check, points };
  });
  return { checks: marked, marks };
}

function order({ mark }: MarkEntry): number {
  return mark === undefined ? 1 : 0;
}

/** The total as it would be below zero, too: deductions that found nothing to take off still wait. */
function totalWithout({ points, checks, deductions = [] }: Result): number {
  const earned = checks.reduce((sum, check) => sum + check.points, 0);
  return points + Math.min(0, earned - deductions.reduce((sum, deduction) => sum + deduction.points, 0));
}

/** Takes points that did not reach the total off the last marks, so that the marks add up to its change. */
function spread(marks: Mark[], change: number): void {
  let rest = hundredths(marks.reduce((sum, { points }) => sum + points, 0) - change);
  for (const mark of marks.slice().reverse()) {
    const part = Math.min(Math.max(rest, Math.min(0, mark.points)), Math.max(0, mark.points));
    mark.points = hundredths(mark.points - part);
    rest = hundredths(rest - part);
  }
}

/** The result with the marks' comments alone: points added to nothing would look like a judgement. */
function withComments(result: Result, entries: readonly MarkEntry[]): Result {
  const marks = entries.flatMap(({ comment, check, cell }): Mark[] => {
    if (!comment) return [];
    return [{ kind: 'points', points: 0, comment, ...(check ? { check } : {}), ...(cell ? { cell } : {}) }];
  });
  return marks.length === 0 ? result : { ...result, marks };
}
