/** The versions of a definition in the order in which discovery names them. */
import assert from 'node:assert/strict';
import { byPreference } from '../../../src/cluster/custom/definition-spec.js';

describe('byPreference', () => {
  const inOrder = [
    'v10',
    'v2',
    'v1',
    'v3beta1',
    'v2beta2',
    'v2beta1',
    'v12alpha1',
    'v11alpha2',
    'bar',
    'foo1',
    'foo10',
  ];

  it('has stable before beta before alpha, newer before older, and other names last', () => {
    assert.deepEqual([...inOrder].sort(byPreference), inOrder);
    assert.deepEqual([...inOrder].reverse().sort(byPreference), inOrder);
    for (const [i, name] of inOrder.entries()) {
      for (const later of inOrder.slice(i + 1)) {
        assert.ok(byPreference(name, later) < 0 && byPreference(later, name) > 0, `${name} before ${later}`);
      }
    }
  });
});
