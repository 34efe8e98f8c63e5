import assert from 'node:assert/strict';
import { toCodePoints, toUnits } from '../../src/kernel/code-points.js';

describe('places in code', () => {
  const code = 'a😀b😀';

  it('are the same behind characters of one unit', () => {
    for (const at of [0, 1]) assert.deepEqual([toUnits(code, at), toCodePoints(code, at)], [at, at]);
    assert.deepEqual([toUnits('\uffffb', 1), toCodePoints('\uffffb', 1)], [1, 1]);
  });

  it('are one unit further for each character of two', () => {
    assert.deepEqual(
      [2, 3, 4].map((at) => toUnits(code, at)),
      [3, 4, 6],
    );
    assert.deepEqual(
      [3, 4, 6].map((at) => toCodePoints(code, at)),
      [2, 3, 4],
    );
  });

  it('end with the code', () => {
    assert.equal(toUnits(code, 99), code.length);
    assert.equal(toUnits('', 3), 0);
  });
});
