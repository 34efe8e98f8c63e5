/**
 * The points of a task as nbgrader's grade cells give them: `check('activity/token', { nbgrader: true })`. nbgrader reads a
 * cell's outputs. An error is worth nothing, a number in `text/plain` is worth that number, and all else is worth full marks.
 * https://nbgrader.readthedocs.io/en/stable/user_guide/creating_and_grading_assignments.html
 */
import { KubelabError } from '../errors.js';
import type { Verdict } from '../grader/verdict.js';
import { hundredths } from '../hundredths.js';
import { renderHtml } from '../print/html.js';
import { renderText } from '../print/text.js';
import type { View } from '../print/view.js';
import { jupyterDisplay } from '../request/face.js';
import type { CheckResult } from './api.js';
import { checkResult } from './result.js';

/**
 * Each task's points. Deductions are taken from the last task that has points, then from the one before, so that the sum is
 * the verdict's.
 */
export function pointsByTask({ checks, points }: Verdict): Map<string, number> {
  const earned = new Map<string, number>();
  for (const check of checks) earned.set(check.task, hundredths((earned.get(check.task) ?? 0) + check.points));
  let lost = [...earned.values()].reduce((sum, one) => sum + one, 0) - points;
  for (const task of [...earned.keys()].reverse()) {
    const has = earned.get(task) ?? 0;
    const taken = Math.min(has, lost);
    earned.set(task, hundredths(has - taken));
    lost -= taken;
  }
  return earned;
}

/**
 * The result of a grade cell, which shows itself as the number of points and, as HTML, with the findings. Throws TASK_NOT_DONE,
 * with the findings, for a task that has earned no point.
 */
export function nbgraderResult(verdict: Verdict, task: string | undefined, hint: number): CheckResult {
  const points = task === undefined ? verdict.points : (pointsByTask(verdict).get(task) ?? 0);
  const shown = { ...verdict, checks: verdict.checks.filter(({ visibility }) => visibility === 'shown') };
  const all = verdict.checks.filter((check) => task === undefined || check.task === task);
  const maxPoints = hundredths(all.reduce((sum, check) => sum + check.maxPoints, 0));
  const result = { ...checkResult(shown, task, hint), points, maxPoints, done: points === maxPoints };
  const view = [...rowsOf(result), ...rest(verdict, all)];
  if (all.every((check) => check.points === 0)) {
    throw new KubelabError('TASK_NOT_DONE', renderText(view, { color: false }), {
      hint: 'solve the task, then run the notebook again from its beginning',
    });
  }
  const display = { 'text/html': renderHtml(view), 'text/plain': String(points) };
  Object.defineProperty(result, jupyterDisplay, { value: () => display, enumerable: false });
  return Object.defineProperty(result, 'toString', {
    value: () => renderText(view, { color: false }),
    enumerable: false,
  });
}

function rowsOf({ name, points, maxPoints, done, checks }: CheckResult): View {
  const word = done ? 'Done' : points > 0 ? 'In part' : 'Not yet';
  return [
    { type: 'text', text: `${word}: ${name}, ${points} of ${maxPoints} points`, tone: done ? 'good' : 'bad' },
    {
      type: 'facts',
      rows: checks.map((check) => ({
        name: `${check.points} of ${check.maxPoints}`,
        value: {
          text: [check.title, check.seen, ...check.hints.map((hint) => `hint: ${hint}`)].join('\n'),
          tone: check.status === 'passed' ? 'good' : 'bad',
        },
      })),
    },
  ];
}

/** The sum of the hidden checks, and the deductions that learners may know. */
function rest(verdict: Verdict, checks: Verdict['checks']): View {
  const hidden = checks.filter(({ visibility }) => visibility === 'hidden');
  const sum = (of: 'points' | 'maxPoints'): number => hundredths(hidden.reduce((total, check) => total + check[of], 0));
  const lines = [
    ...(hidden.length > 0 ? [`Checks that are not shown: ${sum('points')} of ${sum('maxPoints')} points.`] : []),
    ...verdict.deductions
      .filter(({ visibility }) => visibility === 'shown')
      .map(({ title, points, seen }) => `Of the whole, ${points} off: ${title} (${seen}).`),
  ];
  return lines.map((text) => ({ type: 'text', text, tone: 'quiet' }));
}
