import assert from 'node:assert/strict';
import {
  commonRanges,
  countIndexes,
  formatRanges,
  freeIndexes,
  hasIndex,
  type IndexRange,
  joinRanges,
  rangesOf,
} from '../../src/kube/index-ranges.js';

describe('indexes as text', () => {
  it('are runs and single ones', () => {
    assert.equal(formatRanges([]), '');
    const ranges: IndexRange[] = [
      [0, 0],
      [2, 3],
      [5, 7],
    ];
    assert.equal(formatRanges(ranges), '0,2,3,5-7');
    assert.deepEqual(rangesOf('0,2-3,5-7', 8), ranges);
    assert.equal(countIndexes(ranges), 6);
    assert.deepEqual(
      [1, 2, 7, 8].map((index) => hasIndex(ranges, index)),
      [false, true, true, false],
    );
  });
  it('ascend, and are no more than there are', () => {
    for (const text of ['1,1', '0-2,2', '0,2-4,3', '1,0', '1-1', '8', '1-2-3', 'a', '-1', '3-2']) {
      assert.equal(typeof rangesOf(text, 8), 'string', text);
    }
    assert.deepEqual(rangesOf('', 8), []);
    assert.equal(rangesOf('0-2,2', 8), 'non-increasing order, previous: 2, current: 2');
    assert.equal(rangesOf('8', 8), 'too large index: "8"');
    // a range is validated before its place among the others
    assert.equal(rangesOf('5,3-2', 8), 'non-increasing order, previous: 3, current: 2');
  });
  it('are joined and compared', () => {
    const ranges: IndexRange[] = [
      [0, 1],
      [4, 6],
    ];
    const others: IndexRange[] = [
      [1, 2],
      [5, 5],
      [6, 9],
    ];
    assert.deepEqual(joinRanges(ranges, others), [
      [0, 2],
      [4, 9],
    ]);
    assert.deepEqual(commonRanges(ranges, others), [
      [1, 1],
      [5, 5],
      [6, 6],
    ]);
    assert.deepEqual(joinRanges([[0, 1]], [[2, 3]]), [[0, 3]]);
    assert.deepEqual(joinRanges([[0, 5]], [[1, 2]]), [[0, 5]]);
    assert.deepEqual(
      commonRanges(
        [
          [0, 2],
          [3, 9],
        ],
        [
          [1, 2],
          [2, 4],
        ],
      ),
      [
        [1, 2],
        [2, 2],
        [3, 4],
      ],
    );
    assert.deepEqual(commonRanges([[0, 9]], []), []);
    assert.deepEqual(commonRanges([], [[0, 9]]), []);
    assert.deepEqual(freeIndexes(ranges, 9, 3), [2, 3, 7]);
    assert.deepEqual(freeIndexes(ranges, 5, 3), [2, 3]);
  });
  it('may be more than memory holds', () => {
    const ranges = rangesOf('0-2147483645', 2147483647);
    assert.ok(typeof ranges !== 'string');
    assert.equal(countIndexes(ranges), 2147483646);
    assert.deepEqual(freeIndexes(ranges, 2147483647, 500), [2147483646]);
    assert.deepEqual(freeIndexes([], 2147483647, 2), [0, 1]);
  });
});
