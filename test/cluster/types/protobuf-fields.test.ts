import assert from 'node:assert/strict';
import { fieldWords, typeNames } from '../../../src/cluster/types/api-types.js';
import { messageFields } from '../../../src/cluster/types/protobuf-fields.js';

/** Tables are never sent as protobuf. */
const jsonAlone = /^meta\.v1\.Table/;

describe('the numbers of fields in protobuf messages', () => {
  it('are there for every field but kind and apiVersion, none of them twice', () => {
    for (const name of typeNames().filter((one) => !jsonAlone.test(one))) {
      const lines = (fieldWords(name) ?? []).filter(([, , type]) => type !== 'meta.v1.TypeMeta');
      const numbers = lines.map(([number]) => Number(number));
      assert.ok(
        numbers.every((number) => number > 0),
        name,
      );
      assert.equal(new Set(numbers).size, numbers.length, name);
    }
  });

  it('lead to fields, and to messages whose fields JSON has one level higher', () => {
    assert.deepEqual(
      [...messageFields('core.v1.Volume')],
      [
        [1, { field: 'name' }],
        [2, { embedded: 'core.v1.VolumeSource' }],
      ],
    );
    assert.deepEqual(messageFields('core.v1.Secret').get(4), { field: 'stringData' });
    assert.equal(messageFields('core.v1.Secret').get(0), undefined);
    assert.equal(messageFields('example.v1.Gadget').size, 0);
  });
});
