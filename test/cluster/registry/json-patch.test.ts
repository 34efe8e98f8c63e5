/** JSON patches as Kubernetes' library applies them. */
import assert from 'node:assert/strict';
import {
  applyJsonPatch,
  JsonPatchFault,
  type JsonPatchOperation,
  JsonPatchTestFailed,
} from '../../../src/cluster/registry/json-patch.js';
import type { Json, JsonObject } from '../../../src/kube/object.js';

const document: JsonObject = { list: ['a', 'b'], map: { z: '1', y: '2' } };

const results: [name: string, operation: JsonPatchOperation, list: unknown, map: unknown][] = [
  ['adds a field', { op: 'add', path: '/map/x', value: '3' }, ['a', 'b'], { x: '3', y: '2', z: '1' }],
  ['adds null when the value is missing', { op: 'add', path: '/map/z' }, ['a', 'b'], { y: '2', z: null }],
  [
    'replaces a field that is not there',
    { op: 'replace', path: '/map/x', value: 1 },
    ['a', 'b'],
    { x: 1, y: '2', z: '1' },
  ],
  ['adds to the end', { op: 'add', path: '/list/-', value: 'c' }, ['a', 'b', 'c'], document.map],
  ['counts from the end', { op: 'add', path: '/list/-1', value: 'c' }, ['a', 'b', 'c'], document.map],
  ['inserts', { op: 'add', path: '/list/00', value: 'c' }, ['c', 'a', 'b'], document.map],
  ['replaces in a list', { op: 'replace', path: '/list/1', value: 'c' }, ['a', 'c'], document.map],
  ['compares lists', { op: 'test', path: '/list', value: ['a', 'b'] }, ['a', 'b'], document.map],
  ['removes', { op: 'remove', path: '/list/-2' }, ['b'], document.map],
  ['moves', { op: 'move', from: '/list/0', path: '/map/a~1b~0' }, ['b'], { 'a/b~': 'a', y: '2', z: '1' }],
  ['copies', { op: 'copy', from: '/map/z', path: '/list/0' }, ['1', 'a', 'b'], { y: '2', z: '1' }],
  ['takes what is missing for null', { op: 'test', path: '/map/none', value: null }, ['a', 'b'], { y: '2', z: '1' }],
  ['compares objects', { op: 'test', path: '/map', value: { y: '2', z: '1' } }, ['a', 'b'], document.map],
];

const faults: [name: string, operation: JsonPatchOperation][] = [
  ['an operation that is none', { op: 'frob', path: '/map' }],
  ['no path', { op: 'add', value: 1 }],
  ['a path of nothing', { op: 'add', path: '', value: 1 }],
  ['a missing parent', { op: 'add', path: '/none/x', value: 1 }],
  ['a parent that is a text', { op: 'add', path: '/list/0/x', value: 1 }],
  ['a field to remove that is missing', { op: 'remove', path: '/map/none' }],
  ['an index beyond the list', { op: 'add', path: '/list/9', value: 1 }],
  ['an index before the list', { op: 'add', path: '/list/-9', value: 1 }],
  ['an index right behind the list, where something is to be', { op: 'replace', path: '/list/2', value: 1 }],
  ['an index that is empty', { op: 'add', path: '/list/', value: 1 }],
  ['an index that is a word', { op: 'add', path: '/list/x', value: 1 }],
  ['a test that fails', { op: 'test', path: '/map/z', value: '9' }],
  ['a test for an object with a field less', { op: 'test', path: '/map', value: { z: '1' } }],
  ['a test for an object with a field more', { op: 'test', path: '/map', value: { x: '3', y: '2', z: '1' } }],
  ['a test for an object with another field', { op: 'test', path: '/map', value: { x: '2', z: '1' } }],
  ['a test for an object with one other value', { op: 'test', path: '/map', value: { y: '3', z: '1' } }],
  ['a test for a text where an object is', { op: 'test', path: '/map', value: 'z' }],
  ['a test for an object where a text is', { op: 'test', path: '/map/z', value: { z: '1' } }],
  ['a test for a list that is longer', { op: 'test', path: '/list', value: ['a', 'b', 'c'] }],
  ['a test for a list in another order', { op: 'test', path: '/list', value: ['b', 'a'] }],
  ['a test for a list with one other item', { op: 'test', path: '/list', value: ['a', 'c'] }],
  ['a test for a text where a list is', { op: 'test', path: '/list', value: 'ab' }],
  ['a whole that is no container', { op: 'replace', path: '', value: 1 }],
];

describe('applyJsonPatch', () => {
  for (const [name, operation, list, map] of results) {
    it(name, () => {
      const before = structuredClone(document);
      assert.equal(JSON.stringify(applyJsonPatch(document, [operation])), JSON.stringify({ list, map }));
      assert.deepEqual(document, before);
    });
  }

  for (const [name, operation] of faults) {
    it(`refuses ${name}`, () => assert.throws(() => applyJsonPatch(document, [operation]), JsonPatchFault));
  }

  it('knows a field that is null from one that is missing, in an object that is compared', () => {
    const test = (value: Json): JsonPatchOperation => ({ op: 'test', path: '/map', value });
    assert.doesNotThrow(() => applyJsonPatch({ map: { a: null } }, [test({ a: null })]));
    assert.throws(() => applyJsonPatch({ map: { a: null } }, [test({ b: null })]), JsonPatchTestFailed);
  });

  it('replaces the whole', () => {
    assert.deepEqual(applyJsonPatch(document, [{ op: 'replace', path: '', value: { a: 1 } }]), { a: 1 });
  });

  it('lets copies grow to 3 MiB, counted as Go writes them', () => {
    const copy: JsonPatchOperation = { op: 'copy', from: '/a', path: '/b' };
    const mebi = 1024 ** 2;
    for (const [c, bytes] of [
      ['x', 1],
      ['é', 2],
      ['<', 6],
    ] as const) {
      const fits = Math.floor((3 * mebi - 2) / bytes); // two are the quotes
      assert.doesNotThrow(() => applyJsonPatch({ a: c.repeat(fits) }, [copy]));
      assert.throws(() => applyJsonPatch({ a: c.repeat(fits + 1) }, [copy]), JsonPatchFault);
    }
  });

  it('keeps fields such as __proto__ to themselves', () => {
    const patched = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { a: 1 } }]);
    assert.equal(JSON.stringify(patched), '{"__proto__":{"a":1}}');
    assert.equal(({} as { a?: number }).a, undefined);
  });
});

describe('the test of a JSON patch', () => {
  const cases: [value: Json, isEqual: boolean][] = [
    [{ b: 1, c: null }, true],
    [{ c: null, b: 1 }, true],
    [{ b: 1 }, false],
    [{ b: 1, c: null, d: 2 }, false],
    [{ b: 1, d: null }, false],
    [{ b: 2, c: null }, false],
    [[1, null], false],
  ];
  for (const [value, isEqual] of cases) {
    it(`finds {"b":1,"c":null} ${isEqual ? 'as' : 'other than'} ${JSON.stringify(value)}`, () => {
      const run = () => applyJsonPatch({ a: { b: 1, c: null } }, [{ op: 'test', path: '/a', value }]);
      if (isEqual) assert.deepEqual(run(), { a: { b: 1, c: null } });
      else assert.throws(run, JsonPatchTestFailed);
    });
  }
});
