/** The rules for limit ranges. */
import assert from 'node:assert/strict';
import { faultsOf } from '../faults.js';

describe('LimitRange', () => {
  const of = (...limits: object[]): string[] => faultsOf('LimitRange', { spec: { limits } });

  it('has no defaults for pods as a whole', () => {
    assert.deepEqual(of({ type: 'Pod', max: { cpu: '1' }, default: {} }), []);
    assert.deepEqual(of({ type: 'Pod', default: { cpu: '1' }, defaultRequest: { cpu: '1' } }), [
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
      "spec.limits[0].defaultRequest: Forbidden: may not be specified when `type` is 'Pod'",
    ]);
  });

  it('says of each type once what it limits', () => {
    const container = { type: 'Container', max: { cpu: '1' } };
    assert.deepEqual(of(container, { ...container, type: 'Pod' }), []);
    assert.deepEqual(of(container, container), ['spec.limits[1].type: Duplicate value: "Container"']);
  });
});
