import assert from 'node:assert/strict';
import { markChange } from '../../../src/course/grading/changes.js';
import type { SubmissionRecord } from '../../../src/course/grading/record.js';
import { gradedResult } from '../../../src/course/grading/results.js';
import type { CheckVerdict, Verdict } from '../../../src/grader/verdict.js';
import { check } from '../../report/hand-made.js';

function record(checks: CheckVerdict[], key: Partial<SubmissionRecord['key']> = {}, deducted = 0): SubmissionRecord {
  const earned = checks.reduce((total, { points }) => total + points, 0);
  const deductions = deducted
    ? [{ id: 'loud', title: '', visibility: 'shown' as const, points: deducted, seen: '' }]
    : [];
  const maxPoints = checks.reduce((total, one) => total + one.maxPoints, 0);
  const verdict: Verdict = {
    exercise: 'small',
    points: earned - deducted,
    maxPoints,
    checks,
    deductions,
    byOwnRecord: false,
  };
  return {
    version: 1,
    learner: 'ada',
    exercise: 'small',
    key: { notebook: 'n', rubric: 'r', lesson: 'l', kubelab: '1', ...key },
    result: gradedResult('ada', verdict),
    verdict,
    content: { cells: [], requests: [] },
    warnings: [],
    started: '',
    ms: 1,
  };
}

describe('course/grading/changes', () => {
  it('says what a corrected rubric changed, check by check', () => {
    const change = markChange(
      record([check('made', 0), check('gone', 1), check('same', 2)]),
      record([check('made', 2), check('same', 2), check('new', 1)], { rubric: 'r2' }),
    );
    assert.deepEqual(change, {
      learner: 'ada',
      exercise: 'small',
      before: { points: 3, maxPoints: 6 },
      after: { points: 5, maxPoints: 6 },
      why: ['another rubric'],
      checks: [
        'made: 0 of 2 → 2 of 2: what was seen of made',
        'new: new, 1 of 2: what was seen of new',
        'gone: gone, was 1 of 2',
      ],
    });
  });

  it('says nothing when no number changed, though the rubric did', () => {
    assert.equal(markChange(record([check('made', 2)]), record([check('made', 2)], { rubric: 'r2' })), undefined);
  });

  it('tells of points that went to another check while the total stayed', () => {
    const change = markChange(record([check('a', 2), check('b', 0)]), record([check('a', 0), check('b', 2)]));
    assert.equal(change?.checks.length, 2);
  });

  it('tells of deductions, and of each thing that is another', () => {
    const change = markChange(
      record([check('a', 2)], {}, 1),
      record([check('a', 2)], { notebook: 'n2', kubelab: '2' }),
    );
    assert.deepEqual(change?.checks, ['loud: 1 → 0 taken off']);
    assert.deepEqual(change?.why, ['another notebook', 'another kubelab']);
  });
});
