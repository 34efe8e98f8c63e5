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
  it('has a value that stays', () =>
    assert.deepEqual(updateFaultsOf('PriorityClass', { value: 1 }, { value: 2 }), [
      'value: Forbidden: may not be changed in an update.',
    ]));
});
