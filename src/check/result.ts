/** A verdict as a learner sees it: of one task or of all, with as many hints as were asked for. */
import type { CheckVerdict, Verdict } from '../grader/verdict.js';
import { showsItself } from '../print/shows-itself.js';
import type { Tone, View } from '../print/view.js';
import type { CheckedItem, CheckResult } from './api.js';

/** The result for `task`, or for the whole lesson without one. */
export function checkResult(verdict: Verdict, task: string | undefined, hint: number): CheckResult {
  const checks = verdict.checks.filter((check) => task === undefined || check.task === task).map((c) => item(c, hint));
  const sum = (of: 'points' | 'maxPoints'): number => checks.reduce((total, check) => total + check[of], 0);
  const result = {
    name: task === undefined ? verdict.exercise : `${verdict.exercise}/${task}`,
    done: checks.every(({ status }) => status === 'passed'),
    points: sum('points'),
    maxPoints: sum('maxPoints'),
    byOwnRecord: verdict.byOwnRecord,
    checks,
  };
  return showsItself(result, viewOf(result, hint));
}

/** The result where nothing can be judged, and `why`, in a sentence. */
export function uncheckedResult(name: string, why: string): CheckResult {
  const text = `Not checked: ${name}. ${why}`;
  const result = { name, done: false, points: 0, maxPoints: 0, byOwnRecord: false, checks: [] };
  return showsItself(result, [{ type: 'text', text, tone: 'quiet' }]);
}

function item({ id, title, task, status, seen, points, maxPoints, hints }: CheckVerdict, level: number): CheckedItem {
  return { id, title, task, status, seen, points, maxPoints, hints: hints.slice(0, level), hintLevels: hints.length };
}

const words: Record<CheckedItem['status'], { word: string; tone: Tone }> = {
  passed: { word: 'done', tone: 'good' },
  partly: { word: 'partly done', tone: 'warn' },
  failed: { word: 'not yet', tone: 'bad' },
  blocked: { word: 'not yet', tone: 'quiet' },
};

function viewOf(result: Omit<CheckResult, 'toString'>, level: number): View {
  const { name, done, points, maxPoints, checks, byOwnRecord } = result;
  const more = checks.some(({ hints, hintLevels }) => hints.length < hintLevels);
  return [
    {
      type: 'text',
      text: `${done ? 'Done' : 'Not yet'}: ${name}, ${points} of ${maxPoints} point${maxPoints === 1 ? '' : 's'}`,
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
      ? [{ type: 'text' as const, text: `More help: check('${name}', { hint: ${level + 1} })`, tone: 'quiet' as const }]
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
