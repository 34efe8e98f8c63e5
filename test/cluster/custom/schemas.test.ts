/** What holds for every schema and object: pruning, defaults and checks belong together. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isEmptySet } from '../../../src/cluster/apply/field-set.js';
import { compareObjects, fieldSetOf, mergeObjects } from '../../../src/cluster/apply/typed.js';
import { loadPatterns, type Patterns } from '../../../src/cluster/cel/patterns.js';
import { checkValue } from '../../../src/cluster/custom/check-value.js';
import { fillDefaults } from '../../../src/cluster/custom/default-values.js';
import type { Schema } from '../../../src/cluster/custom/definition-spec.js';
import { listTypeFaults } from '../../../src/cluster/custom/list-types.js';
import { objectTypeOf } from '../../../src/cluster/custom/object-type.js';
import { prune } from '../../../src/cluster/custom/prune.js';
import type { Json } from '../../../src/kube/object.js';

const names: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', '__proto__', 'toString');

/** A structural schema, with objects that it takes. */
interface Pair {
  schema: Schema;
  value: Json;
}

const scalar: fc.Arbitrary<Pair> = fc.oneof(
  fc.record({ schema: fc.constant({ type: 'string' }), value: fc.string() }),
  fc.record({
    schema: fc.constant({ type: 'integer', minimum: -9, maximum: 9 }),
    value: fc.integer({ min: -9, max: 9 }),
  }),
  fc.record({ schema: fc.constant({ type: 'boolean', default: true }), value: fc.boolean() }),
  fc.record({ schema: fc.constant({ type: 'string', nullable: true }), value: fc.constant(null) }),
  fc.record({
    schema: fc.constant({ 'x-kubernetes-int-or-string': true }),
    value: fc.oneof(fc.string(), fc.integer()) as fc.Arbitrary<Json>,
  }),
);

const { pair } = fc.letrec<{ pair: Pair }>((tie) => ({
  pair: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    scalar,
    fc.array(fc.tuple(names, tie('pair'), fc.boolean()), { maxLength: 4 }).map((parts): Pair => {
      const properties: [string, Schema][] = parts.map(([name, { schema }]) => [name, schema]);
      const own = Object.fromEntries(properties);
      // the last of a name counts for both
      const values = Object.fromEntries(parts.map(([name, { value }]): [string, Json] => [name, value]));
      const left = new Set(parts.filter(([, , isLeft]) => isLeft).map(([name]) => name));
      const kept = Object.fromEntries(Object.entries(values).filter(([name]) => !left.has(name)));
      return { schema: { type: 'object', properties: own }, value: kept };
    }),
    fc.tuple(tie('pair'), fc.nat(3)).map(
      ([{ schema, value }, times]): Pair => ({
        schema: { type: 'array', items: schema },
        value: Array.from({ length: times }, () => structuredClone(value)),
      }),
    ),
    fc.tuple(tie('pair'), fc.uniqueArray(names)).map(
      ([{ schema, value }, keys]): Pair => ({
        schema: { type: 'object', additionalProperties: schema },
        value: Object.fromEntries(keys.map((key) => [key, structuredClone(value)])),
      }),
    ),
  ),
}));
const objects = pair.filter(({ schema }) => schema.type === 'object');
const wrapped = ({ schema, value }: Pair): { schema: Schema; object: Record<string, unknown> } => ({
  schema: { type: 'object', properties: { spec: schema } },
  object: { spec: structuredClone(value) },
});

describe('schemas and objects', () => {
  let patterns: Patterns;
  before(async () => {
    patterns = await loadPatterns();
  });

  it('that fit each other are not pruned, and have no faults with or without defaults', () => {
    fc.assert(
      fc.property(objects, (made) => {
        const { schema, object } = wrapped(made);
        assert.deepEqual(prune(object, schema, true), []);
        assert.deepEqual(object, { spec: made.value });
        assert.deepEqual(checkValue(patterns, object, schema), []);
        fillDefaults(object, schema);
        assert.deepEqual(checkValue(patterns, object, schema), []);
        assert.deepEqual(listTypeFaults(object, schema), []);
      }),
    );
  });

  it('of any kind: pruning and defaults done twice change nothing more, and what is pruned is named', () => {
    fc.assert(
      fc.property(objects, fc.jsonValue(), ({ schema: inner }, value) => {
        const schema: Schema = { type: 'object', properties: { spec: inner } };
        const object: Record<string, unknown> = { spec: value, other: 1 };
        const gone = prune(object, schema, true);
        assert.ok(gone.includes('other'));
        fillDefaults(object, schema);
        const once = structuredClone(object);
        assert.deepEqual(prune(object, schema, true), []);
        fillDefaults(object, schema);
        assert.deepEqual(object, once);
        // whatever it is, it is looked at without a fault of ours
        assert.ok(Array.isArray(checkValue(patterns, object, schema)));
      }),
    );
  });

  it('have a type for server-side apply in which an object that is merged into itself stays what it is', () => {
    fc.assert(
      fc.property(objects, (made) => {
        const { schema, object } = wrapped(made);
        const type = objectTypeOf(schema);
        const { added, removed, modified } = compareObjects(object, mergeObjects(object, object, type), type);
        assert.ok([added, removed, modified].every(isEmptySet));
        assert.deepEqual(fieldSetOf(object, type), fieldSetOf(structuredClone(object), type));
      }),
    );
  });
});
