import assert from 'node:assert/strict';
import type { Schema } from '../../../src/cluster/custom/definition-spec.js';
import { prune } from '../../../src/cluster/custom/prune.js';

const keep = { 'x-kubernetes-preserve-unknown-fields': true } as const;
const text: Schema = { type: 'string' };
const of = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });

describe('pruning', () => {
  const cases: [what: string, schema: Schema, value: object, left: object, gone: string[]][] = [
    [
      'takes unknown fields away, at any depth',
      of({ a: of({ b: text }) }),
      { a: { b: '1', c: 2 }, d: 3 },
      { a: { b: '1' } },
      ['a.c', 'd'],
    ],
    [
      'looks into the items of lists',
      of({ a: { type: 'array', items: of({ b: text }) } }),
      { a: [{ b: '1' }, { c: 2 }] },
      { a: [{ b: '1' }, {}] },
      ['a[1].c'],
    ],
    [
      'keeps of items and entries no more than of others: they are no objects of their own',
      of({ l: { type: 'array', items: of({ a: text }) }, m: { type: 'object', additionalProperties: of({}) } }),
      { l: [{ a: '1', kind: 'X', metadata: {} }], m: { x: { apiVersion: 'v1' } } },
      { l: [{ a: '1' }], m: { x: {} } },
      ['l[0].kind', 'l[0].metadata', 'm.x.apiVersion'],
    ],
    [
      'looks into the entries of maps',
      of({ a: { type: 'object', additionalProperties: of({ b: text }) } }),
      { a: { x: { b: '1', c: 2 } } },
      { a: { x: { b: '1' } } },
      ['a.x.c'],
    ],
    [
      'keeps what a schema says to keep, but prunes what it names',
      of({ a: of({ b: of({}) }, keep) }),
      { a: { b: { c: 1 }, d: { e: 2 } } },
      { a: { b: {}, d: { e: 2 } } },
      ['a.b.c'],
    ],
    [
      'keeps the unknown fields of the items of a list that keeps them',
      of({ a: { type: 'array', items: of({ b: of({}) }), ...keep } }),
      { a: [{ b: { c: 1 }, d: 2 }] },
      { a: [{ b: {}, d: 2 }] },
      ['a[0].b.c'],
    ],
    [
      'empties the objects in a map that allows any entry',
      of({ a: { type: 'object', additionalProperties: true } }),
      { a: { x: 1, y: { z: 2 } } },
      { a: { x: 1, y: {} } },
      ['a.y.z'],
    ],
    [
      'takes all entries of a map that allows none',
      of({ a: { type: 'object', additionalProperties: false } }),
      { a: { x: 1 } },
      { a: {} },
      ['a.x'],
    ],
    [
      'keeps the type and the metadata of an object within',
      of({ a: of({}, { 'x-kubernetes-embedded-resource': true }) }),
      { a: { kind: 'K', apiVersion: 'v1', metadata: { name: 'n' }, spec: {} } },
      { a: { kind: 'K', apiVersion: 'v1', metadata: { name: 'n' } } },
      ['a.spec'],
    ],
    [
      'knows no field that every object of JavaScript has',
      of({ a: of({}) }),
      { a: { toString: 1 } },
      { a: {} },
      ['a.toString'],
    ],
  ];
  for (const [what, schema, value, left, gone] of cases) {
    it(what, () => {
      const pruned = structuredClone(value);
      assert.deepEqual(prune(pruned, schema, false), gone);
      assert.deepEqual(pruned, left);
    });
  }

  it('keeps the type and the metadata of the resource itself, and of nothing else in it', () => {
    const value = { kind: 'K', metadata: { labels: {} }, spec: { kind: 'X' } };
    assert.deepEqual(prune(value, of({ spec: of({}) }), true), ['spec.kind']);
    assert.deepEqual(value, { kind: 'K', metadata: { labels: {} }, spec: {} });
  });
});
