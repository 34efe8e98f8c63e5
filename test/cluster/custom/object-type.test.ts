/** The types of custom resources for server-side apply. */
import assert from 'node:assert/strict';
import { toFieldsV1 } from '../../../src/cluster/apply/field-set.js';
import { fieldSetOf } from '../../../src/cluster/apply/typed.js';
import { typedFault } from '../../../src/cluster/apply/typed-faults.js';
import type { Schema } from '../../../src/cluster/custom/definition-spec.js';
import { objectTypeOf } from '../../../src/cluster/custom/object-type.js';

const text: Schema = { type: 'string' };
const of = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const owned = (schema: Schema, object: object): unknown => toFieldsV1(fieldSetOf(object, objectTypeOf(schema)));

describe('the type of a custom resource', () => {
  const identity = { apiVersion: 'example.com/v1', kind: 'Gadget' };

  it('has metadata as all objects have it, and names its own fields', () => {
    const type = objectTypeOf(of({ spec: of({ a: text }) }));
    const metadata = { name: 'x', labels: { a: 'b' } };
    assert.equal(typedFault({ ...identity, metadata, spec: { a: 'b' } }, type), undefined);
    assert.equal(typedFault({ ...identity, spec: { b: 1 } }, type), '.spec.b: field not declared in schema');
    assert.match(typedFault({ metadata: { labels: { a: 1 } } }, type) ?? '', /^\.metadata\.labels\.a: expected string/);
    assert.match(typedFault({ apiVersion: 1 }, type) ?? '', /^\.apiVersion: expected string/);
    assert.match(typedFault({ kind: [] }, type) ?? '', /^\.kind: expected string/);
    assert.deepEqual(owned(of({}), { metadata: { labels: { a: 'b' }, finalizers: ['x/y'] } }), {
      'f:metadata': { 'f:labels': { 'f:a': {} }, 'f:finalizers': { 'v:"x/y"': {} } },
    });
  });

  it('owns lists and maps as their schema says: whole, or item by item', () => {
    const item = of({ name: text, v: text });
    const keys = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] };
    const schema = of({
      whole: { type: 'array', items: text },
      set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
      keyed: { type: 'array', items: item, ...keys },
      atomic: of({ a: text }, { 'x-kubernetes-map-type': 'atomic' }),
      map: { type: 'object', additionalProperties: text },
    });
    const object = { whole: ['a'], set: ['b'], keyed: [{ name: 'c', v: 'd' }], atomic: { a: 'e' }, map: { f: 'g' } };
    assert.deepEqual(owned(schema, object), {
      'f:whole': {},
      'f:set': { 'v:"b"': {} },
      'f:keyed': { 'k:{"name":"c"}': { '.': {}, 'f:name': {}, 'f:v': {} } },
      'f:atomic': {},
      'f:map': { 'f:f': {} },
    });
  });

  it('takes any field where the schema keeps unknown ones, and an object within with its metadata', () => {
    const any = { 'x-kubernetes-preserve-unknown-fields': true };
    const open = objectTypeOf(
      of({ open: of({ a: text }, any), embedded: of({}, { 'x-kubernetes-embedded-resource': true }) }),
    );
    assert.equal(typedFault({ open: { a: 'b', other: [1] } }, open), undefined);
    assert.match(typedFault({ open: { a: 1 } }, open) ?? '', /^\.open\.a: expected string/);
    assert.equal(typedFault({ embedded: { kind: 'Pod', metadata: { name: 'x' } } }, open), undefined);
    assert.equal(typedFault({ embedded: { other: 1 } }, open), '.embedded.other: field not declared in schema');
  });

  it('has numbers, texts and either of both', () => {
    const type = objectTypeOf(
      of({
        i: { type: 'integer' },
        n: { type: 'number' },
        b: { type: 'boolean' },
        p: { 'x-kubernetes-int-or-string': true },
      }),
    );
    assert.equal(typedFault({ i: 1, n: 1.5, b: true, p: 'http' }, type), undefined);
    assert.equal(typedFault({ p: 80 }, type), undefined);
    for (const name of ['i', 'n', 'b'])
      assert.match(typedFault({ [name]: 'x' }, type) ?? '', new RegExp(`^\\.${name}: expected `));
  });
});
