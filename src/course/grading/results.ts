/**
 * `results.json`, as `results.schema.json` beside this file says it: the marks of a class, without facts that differ when
 * equal submissions are graded again.
 */

import type { Verdict } from '../../grader/verdict.js';
import { hundredths } from '../../hundredths.js';

/** The file's content. */
export interface Results {
  version: 1;
  /** The results in the order of learner and exercise. */
  results: Result[];
}

/** The marks of one submission. */
export interface Result {
  learner: string;
  exercise: string;
  /** The points with a teacher's marks. */
  points: number;
  maxPoints: number;
  status: 'graded' | 'not graded';
  /** Why it was not graded. */
  reason?: string;
  checks: CheckResult[];
  deductions?: DeductionResult[];
  marks?: Mark[];
  handedIn?: HandedIn;
  /** True when the record was the client's own. */
  byOwnRecord?: true;
  /** Why a person should look at this submission: faults of the rubric that it brought out. */
  look?: string[];
}

/** The points of one check. */
export interface CheckResult {
  id: string;
  points: number;
  maxPoints: number;
  seen: string;
}

/** Points that were taken off by the rubric; `points` is the cost, above zero. */
export interface DeductionResult {
  id: string;
  points: number;
  seen: string;
}

/** A change of the total by a teacher. */
export interface Mark {
  kind: 'points' | 'late' | 'mark';
  /** The change of the total. */
  points: number;
  comment?: string;
  /** The id of the check whose points have the change in them. */
  check?: string;
  /** The id of the cell that the mark stands beside. */
  cell?: string;
}

/** When a submission was handed in, where that was asked for. */
export interface HandedIn {
  /** The time in UTC, as `2026-12-01T17:00:00Z`; undefined when it is not known. */
  at?: string;
  /** The source of the time. */
  clock: 'roster' | 'nbgrader' | 'zip' | 'file' | 'canvas' | 'none';
  due?: string;
  /** Begun days; 0 when it was in time. */
  daysLate?: number;
  /** The cost of lateness: points, or a share of them as `20%`. A teacher's marks may say otherwise. */
  cost?: number | string;
}

/** The result that a verdict says. */
export function gradedResult(learner: string, verdict: Verdict): Result {
  return {
    learner,
    exercise: verdict.exercise,
    points: hundredths(verdict.points),
    maxPoints: hundredths(verdict.maxPoints),
    status: 'graded',
    checks: verdict.checks.map(({ id, points, maxPoints, seen }) => ({
      id,
      points: hundredths(points),
      maxPoints: hundredths(maxPoints),
      seen,
    })),
    ...(verdict.deductions.length === 0
      ? {}
      : {
          deductions: verdict.deductions.map(({ id, points, seen }) => ({
            id,
            points: hundredths(Math.abs(points)),
            seen,
          })),
        }),
    ...(verdict.byOwnRecord ? { byOwnRecord: true } : {}),
    ...(verdict.faults
      ? { look: verdict.faults.map(({ id, message }) => `the expression of ${id} failed: ${message}`) }
      : {}),
  };
}

/** The result of a submission that could not be graded. */
export function notGradedResult(learner: string, exercise: string, maxPoints: number, reason: string): Result {
  return { learner, exercise, points: 0, maxPoints, status: 'not graded', reason, checks: [] };
}

const NOTHING_HANDED_IN = 'nothing was handed in';

/** The result of a learner of the roster who handed in nothing. */
export function missingResult(learner: string, exercise: string, maxPoints: number): Result {
  return notGradedResult(learner, exercise, maxPoints, NOTHING_HANDED_IN);
}

/** True when the learner handed in nothing: the result is neither a fault nor a submission that could not be graded. */
export function isMissing({ reason }: Result): boolean {
  return reason === NOTHING_HANDED_IN;
}

/** The text of results.json. */
export function formatResults(results: readonly Result[]): string {
  const sorted = [...results].sort((a, b) => compare(a.learner, b.learner) || compare(a.exercise, b.exercise));
  return `${JSON.stringify({ version: 1, results: sorted } satisfies Results, null, 2)}\n`;
}

/** Compares by code points, so that every machine sorts alike. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
