import assert from 'node:assert/strict';
import { fields, isFields, list, number, own, text, textMap, texts } from '../../src/kube/fields.js';

/** One value of each kind that JSON has. */
const values = [null, true, 1, 'a', ['a', 1, { b: 1 }, null, ['c']], { a: 'x', b: 2, c: null }];

describe('looks into objects', () => {
  it('take each value for what it is, and others for none', () => {
    assert.deepEqual(values.map(isFields), [false, false, false, false, false, true]);
    assert.deepEqual(values.map(fields), [{}, {}, {}, {}, {}, values[5]]);
    assert.deepEqual(values.map(list), [[], [], [], [], [{ b: 1 }], []]);
    assert.deepEqual(values.map(texts), [[], [], [], [], ['a'], []]);
    assert.deepEqual(values.map(text), ['', '', '', 'a', '', '']);
    assert.deepEqual(values.map(number), [undefined, undefined, 1, undefined, undefined, undefined]);
    assert.deepEqual(values.map(textMap), [{}, {}, {}, {}, {}, { a: 'x' }]);
  });

  it("find a map's own entries alone", () => {
    const map = { a: 1 };
    assert.equal(own(map, 'a'), 1);
    for (const name of ['b', 'constructor', 'toString', '__proto__']) assert.equal(own(map, name), undefined, name);
    assert.equal(own(undefined, 'a'), undefined);
  });
});
