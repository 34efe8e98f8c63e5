import assert from 'node:assert/strict';
import { formatIndexes, indexesOf } from '../../src/kube/index-ranges.js';

describe('indexes as text', () => {
  it('are runs and single ones', () => {
    assert.equal(formatIndexes([]), '');
    assert.equal(formatIndexes([0, 2, 3, 5, 6, 7]), '0,2,3,5-7');
    assert.deepEqual(indexesOf('0,2,3,5-7', 8), [0, 2, 3, 5, 6, 7]);
  });
  it('ascend, and are no more than there are', () => {
    for (const text of ['1,0', '1-1', '8', '1-2-3', 'a', '-1', '3-2']) {
      assert.equal(typeof indexesOf(text, 8), 'string', text);
    }
    assert.equal(indexesOf('8', 8), 'too large index: "8"');
  });
});
