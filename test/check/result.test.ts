import assert from 'node:assert/strict';
import { checkResult } from '../../src/check/result.js';
import { check } from '../report/hand-made.js';

describe('the result of a self-check', () => {
  const verdict = (status: 'follows' | 'passed') => ({
    exercise: 'lab',
    points: 2,
    maxPoints: 2,
    checks: [check('account', 2, { status, seen: 'it was answered with 404; follows from "the room"' })],
    deductions: [],
    byOwnRecord: false,
  });

  it('G8: does not say of a step that it is done as long as an earlier one is missing', () => {
    const result = checkResult(verdict('follows'), 'make', 1);
    assert.deepEqual([result.done, result.points, result.checks[0]?.status], [false, 2, 'blocked']);
    assert.match(
      String(result),
      /^Not yet: lab\/make, 2 of 2 points once the step before it is done\n[\s\S]*follows from "the room"/,
    );
    assert.match(String(checkResult(verdict('passed'), 'make', 1)), /^Done: lab\/make, 2 of 2 points\n/);
  });

  it('adds up points that are parts of one', () => {
    const parts = [0.1, 0.2].map((points, i) => check(`part-${i}`, points, { status: 'passed' }));
    assert.match(String(checkResult({ ...verdict('passed'), checks: parts }, 'make', 1)), /^Done: lab\/make, 0\.3 of /);
  });

  it('names the call for the next hint, or what a front end says in its place', () => {
    const open = { ...verdict('passed'), checks: [check('account', 0, { status: 'failed', hints: ['one', 'two'] })] };
    assert.match(String(checkResult(open, 'make', 1)), /More help: await check\('lab\/make', \{ hint: 2 \}\)/);
    const command = (level: number): string => `kubelab check 04 --hint ${level}`;
    assert.match(String(checkResult(open, 'make', 1, command)), /More help: kubelab check 04 --hint 2$/m);
    assert.doesNotMatch(String(checkResult(open, 'make', 2, command)), /More help/);
  });
});
