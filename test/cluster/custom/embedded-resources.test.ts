/** Objects within custom resources: what they must have, and what is read of them. */
import assert from 'node:assert/strict';
import type { Schema } from '../../../src/cluster/custom/definition-spec.js';
import { embeddedFaults } from '../../../src/cluster/custom/embedded-resources.js';
import { readCustomObject } from '../../../src/cluster/custom/read-object.js';
import { toNode } from '../../../src/cluster/wire/json-nodes.js';

const embedded: Schema = {
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  'x-kubernetes-preserve-unknown-fields': true,
};
const schema: Schema = {
  type: 'object',
  properties: { one: embedded, all: { type: 'array', items: embedded } },
};

describe('an embedded object', () => {
  const told = (value: unknown): string[] =>
    embeddedFaults(value, schema).map(({ field, message }) => `${field}: ${message.split(': a ')[0]}`);
  const pod = { apiVersion: 'v1', kind: 'Pod' };

  it('has a version and a kind, and metadata as that of other objects', () => {
    assert.deepEqual(told({ one: pod, all: [pod, { ...pod, metadata: { name: 'a' } }] }), []);
    assert.deepEqual(told({ one: { apiVersion: 'a/b/c', kind: '' }, all: [{}] }), [
      'one.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
      'one.kind: Invalid value: "": must not be empty',
      'all[0].apiVersion: Required value',
      'all[0].kind: Required value',
    ]);
    assert.deepEqual(told({ one: { ...pod, metadata: { name: 'a/b', namespace: 'A' } } }), [
      `one.metadata.name: Invalid value: "a/b": may not contain '/'`,
      'one.metadata.namespace: Invalid value: "A"',
    ]);
  });

  const read = (one: object) => readCustomObject(toNode({ metadata: { name: 'x' }, one }), schema);

  it('loses what metadata does not have', () => {
    const { value, findings } = read({ ...pod, metadata: { name: 'a', foo: 1 }, own: 1 });
    assert.deepEqual(value.one, { ...pod, metadata: { name: 'a' }, own: 1 });
    assert.deepEqual(findings.strict, ['unknown field "one.metadata.foo"']);
  });

  it('cannot be read with wrong types', () => {
    const fault = (one: object): string | undefined => read(one).findings.typeFault;
    assert.equal(fault({ kind: 1 }), 'one.kind: Invalid value: 1: must be a string');
    assert.equal(
      fault({ metadata: { labels: 'x' } }),
      'one.metadata: Invalid value: {"labels":"x"}: json: cannot unmarshal string into Go struct field ObjectMeta.labels of type map[string]string',
    );
    assert.equal(fault(pod), undefined);
  });
});
