/** A verdict as a learner sees it: of one task or of all, with as many hints as were asked for. */
import { KubelabError } from '../errors.js';
import type { CheckVerdict, Verdict } from '../grader/verdict.js';
import { hundredths } from '../hundredths.js';
import { showsItself } from '../print/shows-itself.js';
import type { Tone, View } from '../print/view.js';
import type { CheckedItem, CheckResult } from './api.js';

/**
 * The result for `task`, or for the whole lesson without one. `more` says how the next hint is asked for; without it that is the
 * call in a cell.
 */
export function checkResult(
  verdict: Verdict,
  task: string | undefined,
  hint: number,
  more?: (level: number) => string,
): CheckResult {
  const checks = verdict.checks.filter((check) => task === undefined || check.task === task).map((c) => item(c, hint));
  const sum = (of: 'points' | 'maxPoints'): number => hundredths(checks.reduce((total, check) => total + check[of], 0));
  const result = {
    name: task === undefined ? verdict.exercise : `${verdict.exercise}/${task}`,
    done: checks.every(({ status }) => status === 'passed'),
    points: sum('points'),
    maxPoints: sum('maxPoints'),
    byOwnRecord: verdict.byOwnRecord,
    checks,
  };
  const { name } = result;
  return showsItself(
    result,
    viewOf(result, (more ?? ((level) => `await check('${name}', { hint: ${level} })`))(hint + 1)),
  );
}

/** The result where nothing can be judged, and `why`, in a sentence. */
export function uncheckedResult(name: string, why: string): CheckResult {
  const text = `Not checked: ${name}. ${why}`;
  const result = { name, done: false, points: 0, maxPoints: 0, byOwnRecord: false, checks: [] };
  return showsItself(result, [{ type: 'text', text, tone: 'quiet' }]);
}

/** The error of an nbgrader grade cell where nothing can be judged, and `why`: nbgrader would take any output for full marks. */
export function notGraded(name: string, why: string): KubelabError {
  return new KubelabError('ENVIRONMENT', `Not graded: ${name}. ${why}`, {
    hint: 'let nbgrader run with the nbgrader_config.py that kubelab release --nbgrader wrote, or use kubelab grade',
  });
}

function item(
  { id, title, task, seen, points, maxPoints, hints, ...verdict }: CheckVerdict,
  level: number,
): CheckedItem {
  // at a hand-in nothing can be mended any more; here the earlier step can
  const status = verdict.status === 'follows' ? 'blocked' : verdict.status;
  // a hint for a later step may give away the earlier one
  const own = status === 'blocked' ? [] : hints;
  return { id, title, task, status, seen, points, maxPoints, hints: own.slice(0, level), hintLevels: own.length };
}

const words: Record<CheckedItem['status'], { word: string; tone: Tone }> = {
  passed: { word: 'done', tone: 'good' },
  partly: { word: 'partly done', tone: 'warn' },
  failed: { word: 'not yet', tone: 'bad' },
  blocked: { word: 'not yet', tone: 'quiet' },
};

function viewOf(result: Omit<CheckResult, 'toString'>, next: string): View {
  const { name, done, points, maxPoints, checks, byOwnRecord } = result;
  const waits = !done && points === maxPoints ? ' once the step before it is done' : '';
  const more = checks.some(({ hints, hintLevels }) => hints.length < hintLevels);
  return [
    {
      type: 'text',
      text: `${done ? 'Done' : 'Not yet'}: ${name}, ${points} of ${maxPoints} point${maxPoints === 1 ? '' : 's'}${waits}`,
      tone: done ? 'good' : 'bad',
    },
    {
      type: 'facts',
      rows: checks.map((check) => ({
        name: words[check.status].word,
        value: { text: [check.title, check.seen, ...hintLines(check)].join('\n'), tone: words[check.status].tone },
      })),
    },
    ...(more
      ? [
          {
            type: 'text' as const,
            text: `More help: ${next}`,
            tone: 'quiet' as const,
          },
        ]
      : []),
    ...(byOwnRecord
      ? [
          {
            type: 'text' as const,
            text: 'By your own record: the log of the API server is out of reach.',
            tone: 'quiet' as const,
          },
        ]
      : []),
  ];
}

function hintLines({ hints, hintLevels }: CheckedItem): string[] {
  return hints.map((text, index) => `hint ${index + 1} of ${hintLevels}: ${text}`);
}
