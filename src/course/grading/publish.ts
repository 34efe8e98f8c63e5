/**
 * The folder of results: `results.json`, `results.csv`, `results.xml`, a page for each learner in `feedback/`, and
 * `report.html`. Every file is written in one step, so that each is whole at any moment.
 */
import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import type { Rubric } from '../../grader/rubric.js';
import { type ExerciseView, renderClassReport } from '../../report/class-report.js';
import { renderFeedback } from '../../report/feedback.js';
import { formatCsv } from './csv.js';
import { formatJunit } from './junit.js';
import type { SubmissionRecord } from './record.js';
import { formatResults, type Result } from './results.js';
import type { Learner } from './roster.js';

/** A result with what belongs to it. */
export interface Outcome {
  /** With a teacher's marks. */
  result: Result;
  /** The name of the learner's page; undefined for one of whom nothing was handed in. */
  page?: string;
}

/** Writes the three files that other programs read. Throws FILE_UNREADABLE. */
export function publishResults(out: string, outcomes: readonly Outcome[], roster: readonly Learner[]): void {
  const results = outcomes.map(({ result }) => result);
  writeFileAtomically(join(out, 'results.json'), formatResults(results));
  writeFileAtomically(join(out, 'results.csv'), formatCsv(results, roster));
  writeFileAtomically(join(out, 'results.xml'), formatJunit(results));
}

/** Writes a learner's page. Throws FILE_UNREADABLE. */
export function publishFeedback(
  out: string,
  { result, page }: Outcome,
  record: SubmissionRecord | undefined,
  title: string,
): void {
  if (page === undefined) return;
  const { learner, points, maxPoints, reason, marks = [] } = result;
  // A mark by hand without a run behind it: there is nothing to show beside it.
  const verdict = record?.verdict ?? { checks: [], deductions: [], byOwnRecord: false };
  const html = renderFeedback({
    learner,
    title,
    points,
    maxPoints,
    ...(reason === undefined ? {} : { reason }),
    checks: verdict.checks,
    deductions: verdict.deductions,
    marks,
    byOwnRecord: verdict.byOwnRecord,
    warnings:
      record?.stopped === undefined
        ? []
        : [`The run was ended early: ${record.stopped}. What was done until then counts.`],
    cells: record?.content.cells ?? [],
    requests: record?.content.requests ?? [],
  });
  writeFileAtomically(join(out, 'feedback', page), html);
}

/** Writes the teacher's page over all. Throws FILE_UNREADABLE. */
export function publishReport(
  out: string,
  outcomes: readonly Outcome[],
  rubrics: ReadonlyMap<string, Rubric>,
  titleOf: (exercise: string) => string,
): void {
  const exercises = [...new Set(outcomes.map(({ result }) => result.exercise))];
  const views = exercises.map((exercise): ExerciseView => {
    const own = outcomes.filter(({ result }) => result.exercise === exercise);
    const checks = (rubrics.get(exercise)?.checks ?? []).map(({ id, title, visibility, points }) => {
      return { id, title, visibility, maxPoints: points };
    });
    return { title: titleOf(exercise), checks, submissions: own.map(submissionView) };
  });
  writeFileAtomically(join(out, 'report.html'), renderClassReport({ exercises: views }));
}

function submissionView({ result, page }: Outcome): ExerciseView['submissions'][number] {
  const { learner, status, points, maxPoints, checks, reason, deductions = [], marks = [] } = result;
  const remarks = [
    ...deductions.map(({ id, points: cost }) => `−${cost} ${id}`),
    ...marks.map(({ kind, points: change, comment: said }) => {
      return [kind, change > 0 ? `+${change}` : `${change}`.replace('-', '−'), said].filter(Boolean).join(' ');
    }),
  ];
  const comment = remarks.join('; ');
  return {
    learner,
    status,
    points,
    maxPoints,
    checks,
    ...(reason === undefined ? {} : { reason }),
    ...(comment === '' ? {} : { comment }),
    ...(page === undefined ? {} : { page: `feedback/${page}` }),
  };
}
