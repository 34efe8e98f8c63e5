/** The JSON of objects is right whether it is still kept, was forgotten, or is asked for as a line, an object or an item. */
import assert from 'node:assert/strict';
import { itemText, objectLine, objectText } from '../../../src/cluster/registry/object-text.js';
import type { KubeObject } from '../../../src/kube/object.js';

const object = (name: string, text: string): KubeObject => ({
  metadata: { name },
  data: { text },
  apiVersion: 'v1',
  kind: 'ConfigMap',
});

describe('the text of an object', () => {
  const rest = '"metadata":{"name":"a"},"data":{"text":"1 \\u003c 2"}}';
  const whole = `{"kind":"ConfigMap","apiVersion":"v1",${rest}`;

  it('begins with kind and version, and as the item of a list without them', () => {
    const a = object('a', '1 < 2');
    assert.equal(itemText(a), `{${rest}`);
    assert.equal(objectText(a), whole);
    assert.equal(objectLine(a), `${whole}\n`);
  });

  it('has sorted keys when it is that of a custom resource', () => {
    const a = { ...object('a', '1 < 2'), spec: { b: [{ d: 1, c: 2 }], a: null } };
    const sorted =
      '"apiVersion":"v1","data":{"text":"1 \\u003c 2"},"kind":"ConfigMap","metadata":{"name":"a"},"spec":{"a":null,"b":[{"c":2,"d":1}]}';
    assert.equal(objectText(a, true), `{${sorted}}`);
    assert.equal(objectLine(a, true), `{${sorted}}\n`);
  });

  it('is the same after many others were asked for', () => {
    const a = object('a', '1 < 2');
    const filler = 'x'.repeat(1_000_000);
    for (let i = 0; i < 20; i++) {
      if (i % 7 === 0) assert.equal(objectLine(a), `${whole}\n`);
      assert.ok(objectLine(object(`b${i}`, filler)).includes(`"b${i}"`));
    }
    assert.equal(itemText(a), `{${rest}`);
  });
});
