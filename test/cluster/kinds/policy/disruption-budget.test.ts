import assert from 'node:assert/strict';
import { faultsOf } from '../faults.js';

describe('PodDisruptionBudget', () => {
  it('is about numbers or percentages, and about one of them', () => {
    assert.deepEqual(faultsOf('PodDisruptionBudget', { spec: { minAvailable: '50%' } }), []);
    assert.deepEqual(faultsOf('PodDisruptionBudget', { spec: { maxUnavailable: '120%' } }), [
      'spec.maxUnavailable: Invalid value: "120%": must not be greater than 100%',
    ]);
    assert.match(
      faultsOf('PodDisruptionBudget', { spec: { minAvailable: 1, maxUnavailable: 1 } }).join(),
      /minAvailable and maxUnavailable cannot be both set$/,
    );
  });
});
