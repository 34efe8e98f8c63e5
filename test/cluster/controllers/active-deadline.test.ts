import assert from 'node:assert/strict';
import { timeLeft } from '../../../src/cluster/controllers/active-deadline.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

describe('the time that a pod has left on its node', () => {
  const pod = (spec: Partial<Pod['spec']>): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: '1' },
    spec: { containers: [], ...spec },
  });
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
  const start = '2026-01-01T00:00:00Z';

  it('counts from its start, and is over at the deadline', () => {
    const bounded = pod({ activeDeadlineSeconds: 30 });
    assert.deepEqual(
      [0, 29, 30, 31].map((seconds) => timeLeft(bounded, start, at(seconds))),
      [30_000, 1_000, 0, -1_000],
    );
  });
  it('has no end without a deadline', () => assert.equal(timeLeft(pod({}), start, at(31)), undefined));
});
