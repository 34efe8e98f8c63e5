import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inColumns } from '../../../src/cluster/pod/list-command.js';

describe('names in columns', () => {
  it('go downwards, as many side by side as fit', () => {
    const names = ['a', 'bb', 'ccc', 'd', 'e'];
    assert.equal(inColumns(names, 80), 'a  bb  ccc  d  e\n');
    assert.equal(inColumns(names, 12), 'a   ccc  e\nbb  d\n');
    assert.equal(inColumns(names, 8), 'a    d\nbb   e\nccc\n');
    assert.equal(inColumns(names, 0), 'a\nbb\nccc\nd\ne\n');
    assert.equal(inColumns([], 80), '');
  });

  it('are all there once, in lines that are no wider than the terminal', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(word), fc.integer({ min: 13, max: 120 }), (names, width) => {
        const shown = inColumns(names, width);
        assert.deepEqual(shown.split(/\s+/).filter(Boolean).sort(), [...names].sort());
        assert.ok(shown.split('\n').every((line) => line.length < width));
      }),
    );
  });
});
