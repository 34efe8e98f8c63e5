/**
 * `results.json`, as `results.schema.json` beside this file says it: the marks of a class, and nothing that differs when
 * the same submissions are graded again.
 */
import type { Verdict } from '../../grader/verdict.js';

/** The file's content. */
export interface Results {
  version: 1;
  /** In the order of learner and exercise. */
  results: Result[];
}

/** The marks of one submission. */
export interface Result {
  learner: string;
  exercise: string;
  /** With what a teacher added or took off. */
  points: number;
  maxPoints: number;
  status: 'graded' | 'not graded';
  /** Why it was not graded. */
  reason?: string;
  checks: CheckResult[];
  deductions?: DeductionResult[];
  marks?: Mark[];
  /** True when the record was the client's own. */
  byOwnRecord?: true;
}

/** The points of one check. */
export interface CheckResult {
  id: string;
  points: number;
  maxPoints: number;
  seen: string;
}

/** Points that were taken off by the rubric; `points` is what it costs, above zero. */
export interface DeductionResult {
  id: string;
  points: number;
  seen: string;
}

/** A change of the total by a teacher. */
export interface Mark {
  kind: 'points' | 'late' | 'mark';
  /** What it changes the total by. */
  points: number;
  comment?: string;
}

/** The result that a verdict says. */
export function gradedResult(learner: string, verdict: Verdict): Result {
  return {
    learner,
    exercise: verdict.exercise,
    points: round(verdict.points),
    maxPoints: round(verdict.maxPoints),
    status: 'graded',
    checks: verdict.checks.map(({ id, points, maxPoints, seen }) => ({
      id,
      points: round(points),
      maxPoints: round(maxPoints),
      seen,
    })),
    ...(verdict.deductions.length === 0
      ? {}
      : {
          deductions: verdict.deductions.map(({ id, points, seen }) => ({ id, points: round(Math.abs(points)), seen })),
        }),
    ...(verdict.byOwnRecord ? { byOwnRecord: true } : {}),
  };
}

/** The result of a submission that could not be graded. */
export function notGradedResult(learner: string, exercise: string, maxPoints: number, reason: string): Result {
  return { learner, exercise, points: 0, maxPoints, status: 'not graded', reason, checks: [] };
}

/** The text of results.json. */
export function formatResults(results: readonly Result[]): string {
  const sorted = [...results].sort((a, b) => compare(a.learner, b.learner) || compare(a.exercise, b.exercise));
  return `${JSON.stringify({ version: 1, results: sorted } satisfies Results, null, 2)}\n`;
}

/** Points with no more digits than people give. */
export function round(points: number): number {
  return Math.round(points * 100) / 100;
}

/** By code points, so that every machine sorts alike. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
