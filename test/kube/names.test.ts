import assert from 'node:assert/strict';
import { configKeyFaults } from '../../src/kube/names.js';

describe('the key of a ConfigMap or Secret', () => {
  it('has letters, digits, dots, lines and underscores', () => {
    for (const key of ['a', 'tls.crt', '.dot', '-', 'KEY_NAME', 'a'.repeat(253)])
      assert.deepEqual(configKeyFaults(key), [], key);
    for (const key of ['', 'a b', 'a/b', 'é', 'a\n'])
      assert.match(configKeyFaults(key).join(), /^a valid config key must consist of alphanumeric characters/, key);
  });

  it('is not too long, and leads out of no folder', () => {
    assert.deepEqual(configKeyFaults('a'.repeat(254)), ['must be no more than 253 characters']);
    assert.deepEqual(configKeyFaults('.'), ["must not be '.'"]);
    assert.deepEqual(configKeyFaults('..'), ["must not be '..'"]);
    assert.deepEqual(configKeyFaults('..a'), ["must not start with '..'"]);
  });
});
