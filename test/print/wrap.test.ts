import assert from 'node:assert/strict';
import { columns, wrap, wrapInside } from '../../src/print/wrap.js';

describe('print/wrap', () => {
  it('counts the columns of a terminal', () => {
    assert.deepEqual(['abc', 'é', 'e\u0301', '漢字', '✅'].map(columns), [3, 1, 1, 4, 2]);
  });

  it('breaks at spaces, keeps the indentation, and leaves a long word whole', () => {
    assert.deepEqual(wrap('  one two three', 9), ['  one two', '  three']);
    assert.deepEqual(wrap('a longword b', 4), ['a', 'longword', 'b']);
  });

  it('breaks inside of a word that is too long, behind a sign near the end, and keeps empty lines', () => {
    assert.deepEqual(wrapInside('registry/team/image', 10), ['registry/', 'team/image']);
    assert.deepEqual(wrapInside('r/abcdefghijklm', 10), ['r/abcdefgh', 'ijklm']);
    assert.deepEqual(wrapInside('abcdefghijkl', 5), ['abcde', 'fghij', 'kl']);
    assert.deepEqual(wrapInside('a\n\nb', 5), ['a', '', 'b']);
    assert.deepEqual(wrapInside('漢字漢', 3), ['漢', '字', '漢']);
  });
});
