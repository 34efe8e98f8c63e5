/**
 * Schemas and versions as kube-apiserver holds them: some messages show a value of its own types
 * (apiextensions/types_jsonschema.go), whose fields have no names in JSON. They are those of v1 by Go's names, but for the place
 * of `nullable` and for the fields that are one of two things.
 */
import { type Fields, isFields } from '../../../kube/fields.js';
import { typeNamed } from '../../types/api-types.js';
import { type Field, goNameOf } from '../../types/parse-field.js';
import type { Scalar, TypeRef } from '../../types/parse-type.js';

const schemaType = 'apiextensions.v1.JSONSchemaProps';

/** Fields that are one of two things in JSON, and a struct of both in Go. */
const unions: Readonly<Record<string, (value: unknown) => unknown>> = {
  items: (value) => ({
    Schema: isFields(value) ? internalSchema(value) : null,
    JSONSchemas: Array.isArray(value) ? value.map(internalSchema) : null,
  }),
  additionalProperties: schemaOrBool,
  additionalItems: schemaOrBool,
  dependencies: (value) =>
    byKey(value, (one) => ({
      Schema: isFields(one) ? internalSchema(one) : null,
      Property: Array.isArray(one) ? one : null,
    })),
};

function schemaOrBool(value: unknown): Fields {
  return { Allows: value !== false, Schema: isFields(value) ? internalSchema(value) : null };
}

const zeros: Partial<Record<Scalar, unknown>> = { string: '', bool: false, int32: 0, int64: 0 };

/** The fields of a schema in the server's own order. */
export function schemaFields(): readonly Field[] {
  const all = [...(typeNamed(schemaType)?.fields.values() ?? [])];
  const nullable = all.filter(({ name }) => name === 'nullable');
  return all.flatMap((field) =>
    field.name === 'format' ? [...nullable, field] : field.name === 'nullable' ? [] : [field],
  );
}

/** A schema as Go writes the server's own as JSON. */
export const internalSchema = (schema: unknown): unknown => shown({ is: 'struct', name: schemaType }, schema);

/** A version as Go writes the server's own as JSON. */
export const internalVersion = (version: unknown): unknown =>
  shown({ is: 'struct', name: 'apiextensions.v1.CustomResourceDefinitionVersion' }, version);

function shown(type: TypeRef, value: unknown): unknown {
  switch (type.is) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => shown(type.of, item)) : null;
    case 'map':
      return isFields(value) ? byKey(value, (one) => shown(type.of, one)) : null;
    case 'scalar':
      return value === undefined ? (zeros[type.scalar] ?? null) : inOrder(value);
    default: {
      const fields = type.name === schemaType ? schemaFields() : (typeNamed(type.name)?.fields.values() ?? []);
      return Object.fromEntries([...fields].map((field) => [goNameOf(field), fieldValue(field, value)]));
    }
  }
}

function fieldValue({ name, type, pointer }: Field, object: unknown): unknown {
  const value = isFields(object) ? object[name] : undefined;
  if (value === undefined || value === null) return pointer ? null : shown(type, undefined);
  return unions[name]?.(value) ?? shown(type, value);
}

/** Go writes the entries of a map in the order of their keys. */
function byKey(value: unknown, show: (one: unknown) => unknown): Fields {
  const entries = Object.entries(isFields(value) ? value : {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, show(one)]));
}

const inOrder = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(inOrder) : isFields(value) ? byKey(value, inOrder) : value;
