import assert from 'node:assert/strict';
import { fnv1, fnv1a } from '../../../src/cluster/controllers/name-hash.js';

describe('the hash in a name', () => {
  // published values: 0xe40c292c is 3826002220, 0x050c5d7e is 84696446
  it('is FNV-1a or FNV-1, each digit in a character of its own', () => {
    assert.equal(fnv1a(Buffer.from('a')), '7d6b446664');
    assert.equal(fnv1(Buffer.from('a')), 'd8bfb88b');
  });
  it('of nothing is the number that both begin with', () => {
    assert.equal(fnv1a(Buffer.of()), '65bb57b6b5');
    assert.equal(fnv1(Buffer.of()), '65bb57b6b5');
  });
});
