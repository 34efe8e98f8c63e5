/** The type of a custom resource as server-side apply needs it, made from its schema (kube-openapi's schemaconv). */
import type { ObjectType } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';
import { parseType, type TypeRef } from '../types/parse-type.js';
import type { Schema } from './definition-spec.js';

const anything: TypeRef = { is: 'struct', name: '', type: { name: '', fields: new Map(), atomic: false, open: true } };

const scalars: Record<string, TypeRef> = {
  string: { is: 'scalar', scalar: 'string' },
  boolean: { is: 'scalar', scalar: 'bool' },
  integer: { is: 'scalar', scalar: 'int64' },
  number: { is: 'scalar', scalar: 'double' },
};

/** The type of the objects of a schema; with `isResource` they have metadata. */
export function objectTypeOf(schema: Schema, isResource = true): ObjectType {
  const fields = new Map<string, Field>();
  if (isResource) {
    fields.set('apiVersion', field('apiVersion', { type: 'string' }));
    fields.set('kind', field('kind', { type: 'string' }));
    const type = parseType('meta.v1.ObjectMeta');
    fields.set('metadata', { ...field('metadata', { type: 'object' }), type });
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!fields.has(name)) fields.set(name, field(name, property));
  }
  return {
    name: '',
    fields,
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    ...(schema['x-kubernetes-preserve-unknown-fields'] ? { open: true } : {}),
  };
}

function field(name: string, schema: Schema): Field {
  const { type, 'x-kubernetes-map-type': map, 'x-kubernetes-list-type': list } = schema;
  const topology = type === 'array' ? (list ?? 'atomic') : map;
  return {
    name,
    type: typeOf(schema),
    pointer: false,
    required: false,
    always: false,
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...(topology ? { topology: topology as NonNullable<Field['topology']> } : {}), // its rules allow no other
    mapKeys: schema['x-kubernetes-list-map-keys'] ?? [],
    merge: false,
  };
}

function typeOf(schema: Schema): TypeRef {
  const { type = '', items, additionalProperties: others, properties } = schema;
  if (schema['x-kubernetes-int-or-string']) return { is: 'scalar', scalar: 'intOrString' };
  if (type === 'array') return { is: 'list', of: items ? typeOf(items) : anything };
  const scalar = scalars[type];
  if (scalar) return scalar;
  if (typeof others === 'object') return { is: 'map', of: typeOf(others) };
  const isResource = schema['x-kubernetes-embedded-resource'] === true;
  // a schema without properties takes any field
  if (!properties && !isResource) return anything;
  return { is: 'struct', name: '', type: objectTypeOf(schema, isResource) };
}
