import assert from 'node:assert/strict';
import { endOf, holding, type Job, withCondition } from '../../../src/cluster/controllers/job-objects.js';
import type { Condition } from '../../../src/cluster/controllers/objects.js';

const clock = { now: () => new Date('2026-01-02T03:04:05Z') };
const then = '2026-01-01T00:00:00Z';
const now = '2026-01-02T03:04:05Z';
const failed: Condition = {
  type: 'Failed',
  status: 'True',
  reason: 'BackoffLimitExceeded',
  message: 'too often',
  lastProbeTime: then,
  lastTransitionTime: then,
};
const suspended: Condition = { ...failed, type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'on' };

describe('the conditions of a job', () => {
  it('get one more at their end, with the time', () => {
    const { lastProbeTime: _, lastTransitionTime: __, ...next } = failed;
    const made = { ...next, lastProbeTime: now, lastTransitionTime: now };
    assert.deepEqual(withCondition(undefined, next, clock), [made]);
    assert.deepEqual(withCondition([suspended], next, clock), [suspended, made]);
  });

  it('keep one that stays as it is, with its times', () => {
    assert.deepEqual(withCondition([suspended, failed], failed, clock), [suspended, failed]);
  });

  it('have another in the place of one whose status, reason or message changes', () => {
    for (const change of [{ status: 'False' as const }, { reason: 'Other' }, { message: 'other' }]) {
      const made = { ...failed, ...change, lastProbeTime: now, lastTransitionTime: now };
      assert.deepEqual(withCondition([failed, suspended], { ...failed, ...change }, clock), [made, suspended]);
    }
  });

  it('are not changed in place', () => {
    const before = [failed];
    withCondition(before, { ...failed, status: 'False' }, clock);
    assert.deepEqual(before, [failed]);
  });

  it('hold when they are true', () => {
    const conditions = [suspended, failed];
    assert.deepEqual(holding({ conditions }, 'Failed'), failed);
    assert.equal(holding({ conditions }, 'Suspended'), undefined);
    assert.equal(holding({ conditions }, 'Complete'), undefined);
    assert.deepEqual([holding({}, 'Failed'), holding(undefined, 'Failed')], [undefined, undefined]);
  });

  it('tell of its end, which is success or failure, and no end is what may still become one', () => {
    const end = (...conditions: Condition[]) => endOf({ status: { conditions } } as Job)?.type;
    const complete: Condition = { ...failed, type: 'Complete' };
    assert.deepEqual([end(suspended, complete), end(suspended, failed)], ['Complete', 'Failed']);
    for (const type of ['SuccessCriteriaMet', 'FailureTarget']) assert.equal(end({ ...failed, type }), undefined);
    assert.deepEqual([end({ ...complete, status: 'False' }), end()], [undefined, undefined]);
  });
});
