import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

describe('PriorityClass', () => {
  it('is lower than those of the system, whose names are reserved', () => {
    assert.deepEqual(faultsOf('PriorityClass', { value: 1_000_000_001 }), [
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ]);
    assert.match(
      faultsOf('PriorityClass', { metadata: { name: 'system-x' }, value: 1 }).join(),
      /^metadata\.name: Forbidden: /,
    );
  });
  it('of the system has the value of the system', () => {
    const faults = (body: object): string[] =>
      faultsOf('PriorityClass', { metadata: { name: 'system-node-critical' }, value: 2_000_001_000, ...body });
    const prefix =
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: ";
    assert.deepEqual(faults({}), []);
    assert.deepEqual(faults({ value: 1 }), [`${prefix}value of system-node-critical PriorityClass must be 2000001000`]);
    assert.deepEqual(faults({ globalDefault: true }), [
      `${prefix}globalDefault of system-node-critical PriorityClass must be false`,
    ]);
  });
  it('preempts or does not', () => {
    assert.deepEqual(faultsOf('PriorityClass', { preemptionPolicy: '' }), ['preemptionPolicy: Required value']);
    assert.deepEqual(faultsOf('PriorityClass', { preemptionPolicy: 'x' }), [
      'preemptionPolicy: Unsupported value: "x": supported values: "PreemptLowerPriority", "Never"',
    ]);
  });
  it('has a value that stays', () =>
    assert.deepEqual(updateFaultsOf('PriorityClass', { value: 1 }, { value: 2 }), [
      'value: Forbidden: may not be changed in an update.',
    ]));
});
