import assert from 'node:assert/strict';
import { faultsOf } from '../faults.js';

describe('PodDisruptionBudget', () => {
  it('is about numbers or percentages, and about one of them', () => {
    assert.deepEqual(faultsOf('PodDisruptionBudget', { spec: { minAvailable: '50%' } }), []);
    assert.deepEqual(faultsOf('PodDisruptionBudget', { spec: { maxUnavailable: '120%' } }), [
      'spec.maxUnavailable: Invalid value: "120%": must not be greater than 100%',
    ]);
    assert.deepEqual(faultsOf('PodDisruptionBudget', { spec: { minAvailable: 1, maxUnavailable: 1 } }), [
      'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
    ]);
  });
  it('has metadata that is validated last, and less than others’', () => {
    const metadata = { name: 'A_b', finalizers: ['x'] };
    assert.deepEqual(faultsOf('PodDisruptionBudget', { metadata, spec: {} }), []);
    const slash = { name: 'a/b' };
    assert.deepEqual(faultsOf('PodDisruptionBudget', { metadata: slash, spec: {} }), [
      `metadata.name: Invalid value: "a/b": may not contain '/'`,
    ]);
    assert.deepEqual(faultsOf('PodDisruptionBudget', { metadata: slash, spec: { minAvailable: -1 } }), [
      'spec.minAvailable: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });
});
