/** Merge patches as Kubernetes' library applies them. */
import assert from 'node:assert/strict';
import { mergePatch } from '../../../src/cluster/registry/merge-patch.js';

describe('mergePatch', () => {
  it('removes what is null, merges objects, and puts all else in the place of what was there', () => {
    const target = { keep: '1', gone: '2', map: { a: '1', b: '2' }, list: ['a'], text: 't' };
    const change = { gone: null, map: { b: null, c: '3' }, list: ['b'], text: { now: 'a map' } };
    assert.deepEqual(mergePatch(target, change), {
      keep: '1',
      map: { a: '1', c: '3' },
      list: ['b'],
      text: { now: 'a map' },
    });
    assert.deepEqual(target.map, { a: '1', b: '2' });
  });

  it('takes null out of the objects of a new list, too, and keeps it as an item', () => {
    assert.deepEqual(mergePatch({ list: [{ a: '1' }] }, { list: [{ a: null, b: '2' }, null] }), {
      list: [{ b: '2' }, null],
    });
  });

  it('writes the fields of what it merges, and of new objects in lists, in the order of their names', () => {
    const merged = mergePatch({ z: 1, m: { z: 1 } }, { a: 1, m: { b: 1 }, list: [{ z: 1, a: 1 }] });
    assert.equal(JSON.stringify(merged), '{"a":1,"list":[{"a":1,"z":1}],"m":{"b":1,"z":1},"z":1}');
  });
});
