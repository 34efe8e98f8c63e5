import assert from 'node:assert/strict';
import { decoded, definitionOfKind, faultsOf } from '../faults.js';

describe('Lease', () => {
  it('has any finalizer, any holder, and a time', () => {
    const metadata = { finalizers: ['own'] };
    assert.deepEqual(faultsOf('Lease', { metadata, spec: { holderIdentity: '' } }), []);
    assert.deepEqual(faultsOf('Lease', { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } }), [
      'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
      'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });

  it('has no strategy, unless it had one', () => {
    const { prepare } = definitionOfKind('Lease');
    const led = () => decoded('Lease', { spec: { strategy: 'OldestEmulationVersion', preferredHolder: 'a' } });
    const [fresh, again, kept] = [led(), led(), led()];
    prepare?.create?.(fresh);
    prepare?.update?.(again, fresh, '');
    prepare?.update?.(kept, led(), '');
    assert.deepEqual([fresh.spec, again.spec, kept.spec], [{}, {}, led().spec]);
  });
});
