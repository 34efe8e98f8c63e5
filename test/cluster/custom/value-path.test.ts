/** Values at the simple paths of a definition. */
import assert from 'node:assert/strict';
import { setValueAt, valueAt } from '../../../src/cluster/custom/value-path.js';

describe('the value at a path', () => {
  it('is read, and is none where the way ends', () => {
    const object = { spec: { a: { b: 5 }, c: null } };
    assert.equal(valueAt(object, '.spec.a.b'), 5);
    assert.deepEqual(valueAt(object, '.spec.a'), { b: 5 });
    for (const path of ['.spec.a.b.c', '.spec.c.d', '.none', '.spec.constructor', '.spec.__proto__']) {
      assert.equal(valueAt(object, path), undefined, path);
    }
  });

  it('is set, with what is missing on the way, beside all that is there', () => {
    const object = { spec: { a: { b: 5 }, text: 'x' } };
    setValueAt(object, '.spec.a.c', 6);
    setValueAt(object, '.spec.text.d', 7);
    setValueAt(object, '.status.e', 8);
    assert.deepEqual(object, { spec: { a: { b: 5, c: 6 }, text: { d: 7 } }, status: { e: 8 } });
  });

  it('is never that of all objects', () => {
    const object = {};
    for (const path of ['.__proto__.a', '.a.__proto__', '.a.constructor.prototype.b']) setValueAt(object, path, {});
    assert.equal(Object.getPrototypeOf(object), Object.prototype);
    assert.equal(Reflect.get({}, 'a'), undefined);
    assert.equal(Reflect.get({}, 'b'), undefined);
  });
});
