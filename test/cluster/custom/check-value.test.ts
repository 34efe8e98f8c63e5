/** Values held against a schema, in the words of Kubernetes. */
import assert from 'node:assert/strict';
import { loadPatterns, type Patterns } from '../../../src/cluster/cel/patterns.js';
import { checkValue } from '../../../src/cluster/custom/check-value.js';
import type { Schema } from '../../../src/cluster/custom/definition-spec.js';
import { listTypeFaults } from '../../../src/cluster/custom/list-types.js';

const text: Schema = { type: 'string' };
const int: Schema = { type: 'integer' };
const of = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({ type: 'object', properties, ...more });

describe('checkValue', () => {
  let patterns: Patterns;
  before(async () => {
    patterns = await loadPatterns();
  });
  const told = (value: unknown, schema: Schema, old?: unknown): string[] =>
    checkValue(patterns, value, schema, { old }).map(({ field, message }) => `${field}: ${message}`);

  const cases: [what: string, value: unknown, schema: Schema, fault: string][] = [
    ['a type', { a: 1 }, of({ a: text }), 'a: Invalid value: "integer": a in body must be of type string: "integer"'],
    [
      'a number beyond its format',
      { a: 2 ** 31 },
      of({ a: { ...int, format: 'int32' } }),
      '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in a',
    ],
    [
      'a limit beyond its format',
      { a: 1 },
      of({ a: { ...int, format: 'int32', maximum: 2 ** 31 } }),
      '<nil>: Invalid value: "": Maximum boundary value must be of type integer with format int32 in a',
    ],
    [
      'a length alone, where the pattern does not fit either',
      { a: 'xx' },
      of({ a: { ...text, maxLength: 1, pattern: '^y' } }),
      'a: Too long: may not be more than 1 bytes',
    ],
    ['null', { a: null }, of({ a: text }), 'a: Invalid value: "null": a in body must be of type string: "null"'],
    [
      'two types',
      { a: true },
      of({ a: { 'x-kubernetes-int-or-string': true } }),
      'a: Invalid value: "boolean": a in body must be of type integer,string: "boolean"',
    ],
    ['a length', { a: 'xx' }, of({ a: { ...text, maxLength: 1 } }), 'a: Too long: may not be more than 1 bytes'],
    [
      'the least length',
      { a: '' },
      of({ a: { ...text, minLength: 1 } }),
      'a: Invalid value: "": a in body should be at least 1 chars long',
    ],
    [
      'a pattern',
      { a: 'x' },
      of({ a: { ...text, pattern: '^y$' } }),
      `a: Invalid value: "x": a in body should match '^y$'`,
    ],
    [
      'a format',
      { a: 'x' },
      of({ a: { ...text, format: 'ipv4' } }),
      'a: Invalid value: "x": a in body must be of type ipv4: "x"',
    ],
    [
      'a bound that is excluded',
      { a: 3 },
      of({ a: { ...int, maximum: 3, exclusiveMaximum: true } }),
      'a: Invalid value: 3: a in body should be less than 3',
    ],
    [
      'a least number that is excluded',
      { a: 3 },
      of({ a: { ...int, minimum: 3, exclusiveMinimum: true } }),
      'a: Invalid value: 3: a in body should be greater than 3',
    ],
    [
      'a number below the least',
      { a: 2 },
      of({ a: { ...int, minimum: 3 } }),
      'a: Invalid value: 2: a in body should be greater than or equal to 3',
    ],
    [
      'multiples',
      { a: 3 },
      of({ a: { ...int, multipleOf: 2 } }),
      'a: Invalid value: 3: a in body should be a multiple of 2',
    ],
    [
      'an item, by its place',
      { a: ['x', 1] },
      of({ a: { type: 'array', items: text } }),
      'a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"',
    ],
    [
      'a count of items',
      { a: [] },
      of({ a: { type: 'array', minItems: 1 } }),
      'a: Invalid value: 0: a in body should have at least 1 items',
    ],
    [
      'too many items',
      { a: ['x', 'y'] },
      of({ a: { type: 'array', items: text, maxItems: 1 } }),
      'a: Too many: 2: must have at most 1 items',
    ],
    [
      'too few entries',
      { a: { b: 1 } },
      of({ a: { type: 'object', minProperties: 2 } }),
      'a: Invalid value: 1: a in body should have at least 2 properties',
    ],
    [
      'too many entries',
      { a: 1, b: 2 },
      { type: 'object', maxProperties: 1 },
      '<nil>: Too many: 2: must have at most 1 items',
    ],
    ['what is required', { a: {} }, of({ a: of({}, { required: ['b'] }) }), 'a.b: Required value'],
    [
      'a choice',
      { a: 'z' },
      of({ a: { ...text, enum: ['x', 'y'] } }),
      'a: Unsupported value: "z": supported values: "x", "y"',
    ],
    [
      'not',
      { a: 1 },
      of({ a: int }, { not: { required: ['a'] } }),
      '<nil>: Invalid value: "": "" must not validate the schema (not)',
    ],
  ];
  for (const [what, value, schema, fault] of cases)
    it(`tells of ${what}`, () => assert.deepEqual(told(value, schema), [fault]));

  it('tells of a fraction by its type and by its range', () => {
    assert.deepEqual(told({ a: 1.5 }, of({ a: int })), [
      'a: Invalid value: "number": a in body must be of type integer: "number"',
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in a',
    ]);
    const asDefault = checkValue(patterns, 1.5, { 'x-kubernetes-int-or-string': true }, { isDefault: true });
    assert.deepEqual(asDefault, []);
  });

  it('tells the faults of the choice that fits most', () => {
    const b = { properties: { b: { ...int, minimum: 3 } }, required: ['b'] };
    for (const anyOf of [
      [{ required: ['a'] }, b],
      [b, { required: ['a'] }],
    ]) {
      assert.deepEqual(told({ b: 2 }, of({ a: int, b: int }, { anyOf })), [
        '<nil>: Invalid value: "": "" must validate at least one schema (anyOf)',
        'b: Invalid value: 2: b in body should be greater than or equal to 3',
      ]);
    }
  });

  it('looks for missing fields after those that are there', () => {
    const fields = told({ a: 1 }, of({ a: text }, { required: ['b'] }));
    assert.deepEqual(
      fields.map((one) => one.split(':')[0]),
      ['a', 'b'],
    );
  });

  it('takes what is just as large as it may be', () => {
    const schema = of({
      n: { ...int, minimum: 3, maximum: 3 },
      t: { ...text, minLength: 2, maxLength: 2 },
      l: { type: 'array', items: text, minItems: 1, maxItems: 1 },
      m: { type: 'object', minProperties: 1, maxProperties: 1 },
    });
    assert.deepEqual(told({ n: 3, t: 'xx', l: ['x'], m: { a: 1 } }, schema), []);
  });

  it('knows the multiples of a fraction', () => {
    const tenths = of({ a: { type: 'number', multipleOf: 0.1 } });
    for (const a of [0, 0.3, -0.7, 1, 2.1]) assert.deepEqual(told({ a }, tenths), [], String(a));
    assert.deepEqual(told({ a: 0.35 }, tenths), ['a: Invalid value: 0.35: a in body should be a multiple of 0.1']);
  });

  it('tells of choices of schemas, and of what came nearest', () => {
    const schema = of({ a: int }, { anyOf: [{ required: ['a'] }, { required: ['b', 'c'] }] });
    assert.deepEqual(told({}, schema), [
      '<nil>: Invalid value: "": "" must validate at least one schema (anyOf)',
      'a: Required value',
    ]);
    const one = of({}, { oneOf: [{ required: ['a'] }, { required: ['b'] }] });
    assert.deepEqual(told({ a: 1, b: 1 }, one), [
      '<nil>: Invalid value: "": "" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ]);
    assert.deepEqual(told({ a: 1 }, one), []);
  });

  it('leaves alone what is wrong already and stays', () => {
    const schema = of({ a: of({ b: { ...int, maximum: 1 } }), c: text });
    assert.deepEqual(told({ a: { b: 5 }, c: 'y' }, schema, { a: { b: 5 }, c: 'x' }), []);
    assert.equal(told({ a: { b: 6 }, c: 'y' }, schema, { a: { b: 5 }, c: 'x' }).length, 1);
    const list = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['n'] };
    const items = of({ n: text, v: { ...int, maximum: 1 } });
    const keyed = of({ l: { type: 'array', items, ...list } });
    const [a, b] = [
      { n: 'a', v: 5 },
      { n: 'b', v: 1 },
    ];
    assert.deepEqual(told({ l: [b, a] }, keyed, { l: [a] }), []);
  });

  it('ends where choices make too much of an object', () => {
    const anyOf = Array.from({ length: 100 }, () => ({ items: { enum: [1] } }));
    const schema = of({ l: { type: 'array', items: int, anyOf } });
    const [fault] = told({ l: Array.from({ length: 50_000 }, () => 2) }, schema);
    assert.match(fault ?? '', /the practice cluster looks at 2000000 parts of an object at most/);
  });
});

describe('listTypeFaults', () => {
  it('looks into the lists that are values of a map', () => {
    const sets = of({
      m: { type: 'object', additionalProperties: { type: 'array', 'x-kubernetes-list-type': 'set' } },
    });
    assert.deepEqual(
      listTypeFaults({ m: { k: ['a', 'a'], other: ['a'] } }, sets).map(({ field }) => field),
      ['m.k[1]'],
    );
  });

  it('tells of an item of a set and of keys of a map that stand twice, keys with their defaults', () => {
    const set = of({ s: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' } });
    assert.deepEqual(
      listTypeFaults({ s: ['a', 'b', 'a', 'a'] }, set).map(({ field, message }) => `${field}: ${message}`),
      ['s[2]: Duplicate value: "a"'],
    );
    const items = of({ n: text, p: { ...text, default: 'TCP' } });
    const keyed = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['n', 'p'] };
    const map = of({ m: { type: 'array', items, ...keyed } });
    assert.deepEqual(
      listTypeFaults({ m: [{ n: 'a' }, { n: 'a', p: 'TCP' }, { n: 'a', p: 'UDP' }] }, map).map(({ field }) => field),
      ['m[1]'],
    );
  });
});
