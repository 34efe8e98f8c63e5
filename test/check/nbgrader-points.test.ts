import assert from 'node:assert/strict';
import { check } from '../../src/check/check.js';
import { nbgraderResult, pointsByTask } from '../../src/check/nbgrader-points.js';
import type { CheckVerdict, Verdict } from '../../src/grader/verdict.js';
import { jupyterDisplay } from '../../src/request/face.js';

const one = (id: string, task: string, points: number, more: Partial<CheckVerdict> = {}): CheckVerdict => ({
  ...{ id, title: `Title of ${id}`, task, visibility: 'shown', points, maxPoints: 3 },
  ...{ status: points === 3 ? 'passed' : 'failed', seen: `seen of ${id}`, hints: ['a hint'], events: [] },
  ...more,
});

function verdict(checks: CheckVerdict[], off = 0): Verdict {
  const earned = checks.reduce((sum, { points }) => sum + points, 0);
  const deduction = { id: 'd', title: 'Something is left', visibility: 'shown' as const, points: off, seen: 'it' };
  return {
    ...{ exercise: 'lab', points: Math.max(0, earned - off), maxPoints: 3 * checks.length, byOwnRecord: false },
    ...{ checks, deductions: off > 0 ? [deduction] : [] },
  };
}

const shown = (result: object): Record<string, string> =>
  (result as Record<typeof jupyterDisplay, () => Record<string, string>>)[jupyterDisplay]();

describe("the points of nbgrader's grade cells", () => {
  const checks = [one('a', 'first', 3), one('b', 'first', 1), one('c', 'second', 2.5), one('d', 'third', 0)];
  for (const { off, points } of [
    { off: 0, points: [4, 2.5, 0] },
    { off: 1, points: [4, 1.5, 0] },
    { off: 4, points: [2.5, 0, 0] },
    { off: 9, points: [0, 0, 0] },
  ]) {
    it(`G1: are the verdict's in sum, with ${off} taken off`, () => {
      const judged = verdict(checks, off);
      const byTask = pointsByTask(judged);
      assert.deepEqual(
        [...byTask],
        [
          ['first', points[0]],
          ['second', points[1]],
          ['third', points[2]],
        ],
      );
      assert.equal(
        [...byTask.values()].reduce((sum, task) => sum + task, 0),
        judged.points,
      );
    });
  }

  it('G1: are shown as a number for nbgrader, and as what was seen for people', () => {
    const result = nbgraderResult(verdict(checks, 1), 'second', 1);
    assert.deepEqual([result.points, result.maxPoints, result.done], [1.5, 3, false]);
    assert.equal(shown(result)['text/plain'], '1.5');
    assert.match(
      shown(result)['text/html'] ?? '',
      /In part: lab\/second, 1\.5 of 3[\s\S]*seen of c[\s\S]*1 off: Something/,
    );
    assert.match(String(result), /seen of c/);
  });

  it('G1: are none, by an error that says what was seen, for a task without a point', () => {
    const ask = (): unknown => nbgraderResult(verdict(checks), 'third', 1);
    assert.throws(ask, {
      code: 'TASK_NOT_DONE',
      message: /Not yet: lab\/third, 0 of 3[\s\S]*seen of d\n.*hint: a hint/,
    });
  });

  it('are none, and no error, for a task whose points were all taken off', () => {
    assert.equal(shown(nbgraderResult(verdict(checks, 4), 'second', 1))['text/plain'], '0');
  });

  it('count hidden checks, of which they tell the sum alone', () => {
    const hidden = [one('a', 'first', 3), one('secret', 'first', 1, { visibility: 'hidden' })];
    const result = nbgraderResult(verdict(hidden), 'first', 1);
    assert.equal(shown(result)['text/plain'], '4');
    assert.match(String(result), /Checks that are not shown: 1 of 3 points/);
    assert.doesNotMatch(String(result), /secret/);
  });

  it('are none where there is nothing to judge by', async () => {
    await assert.rejects(check('no-such-lesson', { nbgrader: true }), { code: 'ARGUMENT_INVALID' });
  });
});
