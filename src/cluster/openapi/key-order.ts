/** The order of keys in a schema: that of Go's struct (k8s.io/kube-openapi/pkg/validation/spec), then extensions by their names. */
import { type OpenapiSchema, sortedRecord } from './model.js';

const props = [
  'description',
  '$ref',
  'type',
  'nullable',
  'format',
  'title',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'enum',
  'maxProperties',
  'minProperties',
  'required',
  'items',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
  'properties',
  'additionalProperties',
  'externalDocs',
  'example',
];
const placeOf = new Map(props.map((name, place) => [name, place]));

/** The schema, and all within it, with the keys in that order; properties are in the order of their names. */
export function inKeyOrder(schema: OpenapiSchema): OpenapiSchema {
  const names = Object.keys(schema).sort(
    (a, b) => (placeOf.get(a) ?? props.length) - (placeOf.get(b) ?? props.length) || (a < b ? -1 : 1),
  );
  const ordered: Record<string, unknown> = {};
  for (const name of names) ordered[name] = schema[name as keyof OpenapiSchema];
  const { items, not, additionalProperties, properties } = schema;
  if (items) ordered.items = inKeyOrder(items);
  if (not) ordered.not = inKeyOrder(not);
  if (typeof additionalProperties === 'object') ordered.additionalProperties = inKeyOrder(additionalProperties);
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const) {
    if (schema[name]) ordered[name] = schema[name].map(inKeyOrder);
  }
  if (properties) {
    const own = Object.entries(properties).map(([name, one]): [string, OpenapiSchema] => [name, inKeyOrder(one)]);
    ordered.properties = sortedRecord(own);
  }
  return ordered as OpenapiSchema; // a schema's own keys
}
