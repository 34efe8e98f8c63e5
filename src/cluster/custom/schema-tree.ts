/** Walks over a schema. */
import { isFields } from '../../kube/fields.js';
import type { Schema } from './definition-spec.js';

/** How many parts a schema may have: those of the largest definitions in use have some 20,000. */
export const maxSchemas = 50_000;

/** The schemas that stand directly in a schema, each with its path below it. */
export function subschemas(schema: Schema): [path: string, schema: Schema][] {
  const { items, properties = {}, additionalProperties: others, not } = schema;
  const lists = (['allOf', 'oneOf', 'anyOf'] as const).flatMap((name) =>
    (schema[name] ?? []).map((one, i): [string, Schema] => [`${name}[${i}]`, one]),
  );
  return [
    ...(isFields(items) ? [['items', items] as [string, Schema]] : []),
    ...(isFields(others) ? [['additionalProperties', others] as [string, Schema]] : []),
    ...Object.entries(properties).map(([name, one]): [string, Schema] => [`properties[${name}]`, one]),
    ...(not ? [['not', not] as [string, Schema]] : []),
    ...lists,
  ];
}

/** True when a schema of the tree is as asked. */
export function someSchema(schema: Schema, is: (one: Schema) => boolean): boolean {
  return is(schema) || subschemas(schema).some(([, one]) => someSchema(one, is));
}

/** True for a schema with rules, at any depth. */
export const hasRules = (schema: Schema): boolean =>
  someSchema(schema, (one) => (one['x-kubernetes-validations']?.length ?? 0) > 0);
