/** The statistics of a class: mean, median, how points are spread, how often each check passes. */

/** One submission's marks. */
export interface Scored {
  status: 'graded' | 'not graded';
  points: number;
  maxPoints: number;
  checks: readonly { id: string; points: number; maxPoints: number }[];
}

/** How often one check passed. */
export interface CheckRate {
  id: string;
  passed: number;
  /** The number of submissions that were judged by it. */
  of: number;
}

/** The numbers over the submissions that were graded. */
export interface Statistics {
  graded: number;
  notGraded: number;
  /** The mean; 0 when no submission was graded, as is the median. */
  mean: number;
  median: number;
  maxPoints: number;
  /** Submissions with 0 to 10 %, … 90 to 100 % of the points; a tenth's upper end belongs to the next, save the last. */
  tenths: number[];
  /** The checks in the order of the rubric. */
  checks: CheckRate[];
}

/** The statistics of the submissions of one exercise. */
export function statisticsOf(scored: readonly Scored[]): Statistics {
  const graded = scored.filter(({ status }) => status === 'graded');
  const points = graded.map((one) => one.points).sort((a, b) => a - b);
  const tenths = Array.from({ length: 10 }, () => 0);
  const rates = new Map<string, CheckRate>();
  for (const one of graded) {
    const share = one.maxPoints > 0 ? one.points / one.maxPoints : 0;
    const tenth = Math.min(9, Math.max(0, Math.floor(share * 10)));
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    for (const { id, points: got, maxPoints } of one.checks) {
      const rate = rates.get(id) ?? { id, passed: 0, of: 0 };
      rates.set(id, { id, passed: rate.passed + (got >= maxPoints ? 1 : 0), of: rate.of + 1 });
    }
  }
  return {
    graded: graded.length,
    notGraded: scored.length - graded.length,
    mean: points.length > 0 ? points.reduce((total, one) => total + one, 0) / points.length : 0,
    median: medianOf(points),
    maxPoints: Math.max(0, ...scored.map((one) => one.maxPoints)),
    tenths,
    checks: [...rates.values()],
  };
}

/** The checks that most got wrong, worst first: fewer than half passed them. */
export function mostlyWrong(checks: readonly CheckRate[]): CheckRate[] {
  return checks.filter(({ passed, of }) => passed * 2 < of).sort((a, b) => a.passed / a.of - b.passed / b.of);
}

function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
