import assert from 'node:assert/strict';
import { canonicalJson, equalJson } from '../../src/kube/equal-json.js';

describe('equalJson', () => {
  const same: [unknown, unknown][] = [
    [
      { a: 1, b: [{ c: 'x' }] },
      { b: [{ c: 'x' }], a: 1 },
    ],
    [{ a: undefined }, {}],
    [[], []],
    [null, null],
  ];
  for (const [a, b] of same) it(`finds ${canonicalJson(a)} the same`, () => assert.ok(equalJson(a, b)));

  const different: [unknown, unknown][] = [
    [1, 2],
    [1, '1'],
    [{}, []],
    [[], {}],
    [[1], [1, 2]],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: null }, {}],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [null, {}],
    [{ a: 1 }, 'a'],
    // what every object of JavaScript has is no field of JSON
    [{ constructor: Object }, {}],
    [{}, { toString: 'x' }],
  ];
  for (const [a, b] of different) {
    it(`tells ${JSON.stringify(a)} from ${JSON.stringify(b)}`, () => {
      assert.ok(!equalJson(a, b));
      assert.ok(!equalJson(b, a));
    });
  }
});

describe('canonicalJson', () => {
  it('sorts keys at every depth, and leaves lists as they are', () => {
    assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }, 1], a: undefined, B: null }), '{"B":null,"b":[{"c":2,"d":1},1]}');
    assert.equal(canonicalJson(undefined), '');
    assert.equal(canonicalJson('x'), '"x"');
  });
});
