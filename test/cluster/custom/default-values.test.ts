import assert from 'node:assert/strict';
import { fillDefaults } from '../../../src/cluster/custom/default-values.js';
import type { Schema } from '../../../src/cluster/custom/definition-spec.js';

const five: Schema = { type: 'integer', default: 5 };
const int: Schema = { type: 'integer' };
const of = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });
const map = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });

describe('the defaults of a schema', () => {
  const cases: [what: string, schema: Schema, value: object, filled: object][] = [
    [
      'stand for what is missing, and for null',
      of({ a: five, b: five, c: five }),
      { a: 1, b: null },
      { a: 1, b: 5, c: 5 },
    ],
    ['leave a null that is allowed', of({ a: { ...five, nullable: true } }), { a: null }, { a: null }],
    [
      'leave a null item that is allowed',
      of({ a: { type: 'array', items: { ...five, nullable: true } } }),
      { a: [null] },
      { a: [null] },
    ],
    ['are filled in below a default', of({ a: of({ b: five }, { default: {} }) }), {}, { a: { b: 5 } }],
    ['make no object that is not there', of({ a: of({ b: five }) }), {}, {}],
    [
      'are filled in within items and entries',
      of({ a: { type: 'array', items: of({ b: five }) }, m: map(of({ b: five })) }),
      { a: [{}], m: { x: {} } },
      { a: [{ b: 5 }], m: { x: { b: 5 } } },
    ],
    [
      'stand for a null in a list or a map',
      of({ a: { type: 'array', items: five }, m: map(five) }),
      { a: [null, 1], m: { x: null, y: 1 } },
      { a: [5, 1], m: { x: 5, y: 1 } },
    ],
    [
      'are none: then a null field goes, and a null entry of a map',
      of({ a: int, m: map(int) }),
      { a: null, m: { x: null, y: 1 } },
      { m: { y: 1 } },
    ],
    [
      'are none: then a null item of a list stays, as does a null entry that is allowed',
      of({ a: { type: 'array', items: int }, m: map({ ...int, nullable: true }) }),
      { a: [null], m: { x: null } },
      { a: [null], m: { x: null } },
    ],
  ];
  for (const [what, schema, value, filled] of cases) {
    it(what, () => {
      const object = structuredClone(value);
      fillDefaults(object, schema);
      assert.deepEqual(object, filled);
    });
  }

  it('are copies: a change of one object changes no other', () => {
    const schema = of({ a: { type: 'object', default: { b: 1 } } });
    const [first, second]: Record<string, { b: number }>[] = [{}, {}];
    fillDefaults(first, schema);
    if (first?.a) first.a.b = 2;
    fillDefaults(second, schema);
    assert.deepEqual(second, { a: { b: 1 } });
  });
});
