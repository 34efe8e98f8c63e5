/** Conditions in a status. */
import assert from 'node:assert/strict';
import { validateConditions } from '../../../src/cluster/validation/conditions.js';

const right = {
  type: 'a.b/Ready',
  status: 'True',
  reason: 'R',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};

describe('conditions', () => {
  const told = (...conditions: object[]): string[] =>
    validateConditions(conditions, 'c').map(({ field, message }) => `${field}: ${message}`);

  it('have a type of their own, and a reason in one word', () => {
    assert.deepEqual(told(right, { ...right, type: 'Other', status: 'Unknown', reason: 'A,b:c_' }), []);
    assert.deepEqual(told(right, right), ['c[1].type: Duplicate value: "a.b/Ready"']);
    assert.deepEqual(told({ ...right, status: 'true', observedGeneration: -1, lastTransitionTime: null, reason: '' }), [
      'c[0].status: Unsupported value: "true": supported values: "False", "True", "Unknown"',
      'c[0].observedGeneration: Invalid value: -1: must be greater than or equal to zero',
      'c[0].lastTransitionTime: Required value',
      'c[0].reason: Required value',
    ]);
    for (const reason of ['a b', '1', 'a,', '_a']) {
      assert.match(
        told({ ...right, reason }).join(),
        /^c\[0\]\.reason: Invalid value: .* a condition reason must start/,
      );
    }
  });

  it('have a type of the form of labels, and may have been seen at the first generation', () => {
    assert.match(told({ ...right, type: '-' }).join(), /^c\[0\]\.type: Invalid value: "-": name part must consist/);
    assert.deepEqual(told({ ...right, observedGeneration: 0 }), []);
    assert.deepEqual(validateConditions(undefined, 'c'), []);
  });

  it('are no longer than they may be', () => {
    const [reason, message] = ['a'.repeat(1025), 'a'.repeat(32 * 1024 + 1)];
    assert.deepEqual(told({ ...right, reason, message }), [
      'c[0].reason: Too long: may not be more than 1024 bytes',
      'c[0].message: Too long: may not be more than 32768 bytes',
    ]);
    assert.deepEqual(told({ ...right, reason: reason.slice(1), message: message.slice(1) }), []);
  });
});
