/** Whose marks changed against an earlier grading, and why. */
import { changesOf, type SubmissionRecord } from './record.js';

/** What a new grading changed for one submission. */
export interface MarkChange {
  learner: string;
  exercise: string;
  before: { points: number; maxPoints: number };
  after: { points: number; maxPoints: number };
  /** `another rubric`, `another notebook`, … */
  why: string[];
  /** A line for each check whose points changed. */
  checks: string[];
}

/** The change from an earlier record; undefined when every number is as it was. */
export function markChange(before: SubmissionRecord, after: SubmissionRecord): MarkChange | undefined {
  const [old, now] = [before.result, after.result];
  const earlier = new Map(old.checks.map((check) => [check.id, check]));
  const present = new Set(now.checks.map(({ id }) => id));
  const checks = [
    ...now.checks.flatMap(({ id, points, maxPoints, seen }) => {
      const was = earlier.get(id);
      if (!was) return [`${id}: new, ${points} of ${maxPoints}: ${seen}`];
      if (was.points === points && was.maxPoints === maxPoints) return [];
      return [`${id}: ${was.points} of ${was.maxPoints} → ${points} of ${maxPoints}: ${seen}`];
    }),
    ...old.checks
      .filter(({ id }) => !present.has(id))
      .map(({ id, points, maxPoints }) => `${id}: gone, was ${points} of ${maxPoints}`),
    ...deductionLines(old.deductions ?? [], now.deductions ?? []),
  ];
  if (checks.length === 0 && old.points === now.points && old.maxPoints === now.maxPoints) return undefined;
  return {
    learner: now.learner,
    exercise: now.exercise,
    before: { points: old.points, maxPoints: old.maxPoints },
    after: { points: now.points, maxPoints: now.maxPoints },
    why: changesOf(before.key, after.key),
    checks,
  };
}

function deductionLines(old: readonly { id: string; points: number }[], now: typeof old): string[] {
  const cost = (list: typeof old, id: string): number => list.find((one) => one.id === id)?.points ?? 0;
  const ids = [...new Set([...old, ...now].map(({ id }) => id))];
  return ids
    .filter((id) => cost(old, id) !== cost(now, id))
    .map((id) => `${id}: ${cost(old, id)} → ${cost(now, id)} taken off`);
}
