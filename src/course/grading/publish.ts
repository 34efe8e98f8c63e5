/**
 * The folder of results: `results.json`, `results.csv`, `results.xml`, for each learner a page in `feedback/` and one for the
 * teacher in `report/`, and `report.html` over all. Every file is written in one step, so that each is whole at any moment.
 */

import { join } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import type { CheckVerdict } from '../../grader/verdict.js';
import { hundredths } from '../../hundredths.js';
import { type ExerciseView, renderClassReport } from '../../report/class-report.js';
import { renderFeedback } from '../../report/feedback.js';
import { renderTeacherPage } from '../../report/teacher-page.js';
import type { Alike } from '../similarity/find-alike.js';
import { SIMILAR_PAGE } from '../similarity/publish-similar.js';
import { formatCsv } from './csv.js';
import { formatJunit } from './junit.js';
import { lateRemark } from './lateness.js';
import { learnerNames } from './learner-name.js';
import { type ClassFacts, type Outcome, titleOf } from './outcomes.js';
import type { SubmissionRecord } from './record.js';
import { formatResults, isMissing, type Result } from './results.js';
import { tookTooMuch, type WorkProcesses } from './work-processes.js';

/** The mode of the files: marks are for the grading user alone, whatever the umask. */
const MODE = 0o600;

/** Writes the three files that other programs read. Throws FILE_UNREADABLE. */
export function publishResults(out: string, outcomes: readonly Outcome[], { roster }: ClassFacts): void {
  const results = outcomes.map(({ result }) => result);
  writeFileAtomically(join(out, 'results.json'), formatResults(results), MODE);
  writeFileAtomically(join(out, 'results.csv'), formatCsv(results, roster), MODE);
  writeFileAtomically(join(out, 'results.xml'), formatJunit(results), MODE);
}

/** The data that the two pages of a submission are made of. */
export interface PagesOf {
  result: Result;
  /** The name of both files. */
  page: string;
  /** The learner's name as people say it. */
  learner: string;
  title: string;
  record?: SubmissionRecord | undefined;
  /** Further sentences above the cells. */
  notes?: readonly string[];
}

/** A learner's page, and the teacher's page about it, as HTML. */
export function renderPages({ result, page, learner, title, record, notes = [] }: PagesOf): {
  feedback: string;
  report: string;
} {
  const { points, maxPoints, reason, marks = [] } = result;
  // A mark by hand without a run behind it: there is nothing to show beside it.
  const { checks, deductions, byOwnRecord } = record?.verdict ?? { checks: [], deductions: [], byOwnRecord: false };
  const both = {
    learner,
    title,
    points,
    maxPoints,
    ...(reason === undefined ? {} : { reason }),
    checks: withMarks(checks, result),
    deductions,
    marks,
    byOwnRecord,
    cells: record?.content.cells ?? [],
  };
  const ended =
    record?.stopped === undefined
      ? notes
      : [...notes, `The run was ended early: ${record.stopped}. What was done until then counts.`];
  const feedback = renderFeedback({ ...both, warnings: ended, requests: record?.content.requests ?? [] });
  const report = renderTeacherPage({
    ...both,
    status: result.status,
    warnings: [...ended, ...(record?.warnings ?? [])],
    run: record ? runFacts(record) : [],
    requests: record?.teacher.requests ?? [],
    left: record?.teacher.left ?? 0,
    basis: record?.teacher.basis ?? [],
    feedback: `../feedback/${page}`,
  });
  return { feedback, report };
}

/**
 * Writes a learner's page, and the teacher's page about it. Where a learner's cells take too much to render, the pages say
 * so and have the checks alone. Rejects with FILE_UNREADABLE.
 */
export async function publishPages(
  out: string,
  { result, page }: Outcome,
  record: SubmissionRecord | undefined,
  facts: ClassFacts & { work: WorkProcesses },
): Promise<void> {
  if (page === undefined) return;
  const [learner, title] = [learnerNames(facts.roster)(result.learner), titleOf(result.exercise, facts)];
  const whole: PagesOf = { result, page, learner, title, record };
  const { feedback, report } = await facts.work.do('renderPages', whole).catch((error: unknown) => {
    if (!tookTooMuch(error)) throw error;
    return renderPages({
      ...whole,
      record: undefined,
      notes: [`Its cells and requests are not shown: ${error.message}.`],
    });
  });
  writeFileAtomically(join(out, 'feedback', page), feedback, MODE);
  writeFileAtomically(join(out, 'report', page), report, MODE);
}

function runFacts({ started, ms, memory, key }: SubmissionRecord): string[] {
  return [
    `run on ${started.slice(0, 16).replace('T', ' ')} UTC`,
    `${(ms / 1000).toFixed(1)} s`,
    ...(memory === undefined ? [] : [`${Math.round(memory / 1024 / 1024)} MB`]),
    `kubelab ${key.kubelab}`,
  ];
}

/** The checks with the points that a teacher gave them. */
function withMarks(checks: readonly CheckVerdict[], { checks: now }: Result): CheckVerdict[] {
  const points = new Map(now.map((check) => [check.id, check.points]));
  return checks.map((check) => {
    const marked = points.get(check.id);
    if (marked === undefined || marked === hundredths(check.points)) return check;
    const status = marked >= check.maxPoints ? 'passed' : marked > 0 ? 'partly' : 'failed';
    return { ...check, points: marked, status };
  });
}

/** Writes the teacher's page over all, with similarities of submissions by exercise. Throws FILE_UNREADABLE. */
export function publishReport(
  out: string,
  outcomes: readonly Outcome[],
  facts: ClassFacts,
  similar: ReadonlyMap<string, Alike> = new Map(),
): void {
  const exercises = [...new Set(outcomes.map(({ result }) => result.exercise))];
  const nameOf = learnerNames(facts.roster);
  const views = exercises.map((exercise): ExerciseView => {
    const own = outcomes.filter(({ result }) => result.exercise === exercise);
    const checks = (facts.rubrics.get(exercise)?.rubric.checks ?? []).map(({ id, title, visibility, points }) => {
      return { id, title, visibility, maxPoints: points };
    });
    const alike = similar.get(exercise);
    return {
      title: titleOf(exercise, facts),
      checks,
      submissions: own.map((one) => submissionView(one, nameOf)),
      ...(alike ? { similar: { alike, page: SIMILAR_PAGE } } : {}),
    };
  });
  writeFileAtomically(join(out, 'report.html'), renderClassReport({ exercises: views }), MODE);
}

function submissionView(
  { result, page }: Outcome,
  nameOf: (id: string) => string,
): ExerciseView['submissions'][number] {
  const {
    learner,
    status,
    points,
    maxPoints,
    checks,
    reason,
    deductions = [],
    marks = [],
    look = [],
    handedIn,
  } = result;
  const isCharged = marks.some(({ kind }) => kind === 'late');
  const remarks = [
    ...look.map((why) => `Look at this one: ${why}`),
    ...deductions.map(({ id, points: cost }) => `−${cost} ${id}`),
    ...marks.map(({ kind, points: change, comment: said, check, cell }) => {
      const amount = change > 0 ? `+${change}` : `${change}`.replace('-', '−');
      return [kind, check ?? cell, amount, said].filter(Boolean).join(' ');
    }),
    ...(handedIn && !isCharged ? [lateRemark(handedIn) ?? ''] : []).filter(Boolean),
  ];
  const comment = remarks.join('; ');
  return {
    learner: nameOf(learner),
    status,
    points,
    maxPoints,
    checks,
    ...(isMissing(result) ? { missing: true } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(comment === '' ? {} : { comment }),
    ...(page === undefined ? {} : { report: `report/${page}`, page: `feedback/${page}` }),
  };
}
