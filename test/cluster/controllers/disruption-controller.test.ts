import assert from 'node:assert/strict';
import { allowance } from '../../../src/cluster/controllers/disruption-controller.js';

describe('what a disruption budget allows', () => {
  for (const [what, spec, expected, healthy, desiredHealthy, disruptionsAllowed] of [
    ['the pods above the least', { minAvailable: 2 }, 3, 3, 2, 1],
    ['nothing when too few are ready', { minAvailable: 2 }, 3, 1, 2, 0],
    ['nothing of no pods', { minAvailable: 0 }, 0, 0, 0, 0],
    ['percentages, rounded up', { minAvailable: '50%' }, 3, 3, 2, 1],
    ['as many as may be missing', { maxUnavailable: 1 }, 3, 3, 2, 1],
    ['never less than none', { maxUnavailable: 5 }, 3, 3, 0, 3],
  ] as const) {
    it(what, () => assert.deepEqual(allowance(spec, expected, healthy), { desiredHealthy, disruptionsAllowed }));
  }
});
