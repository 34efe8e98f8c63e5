/**
 * Schemas and versions as kube-apiserver holds them (apiextensions/types_jsonschema.go): those of v1, but for the place of `nullable` and
 * for the fields that are one of two things.
 */
import { type Fields, isFields } from '../../../kube/fields.js';
import { typeNamed } from '../../types/api-types.js';
import type { Field } from '../../types/parse-field.js';
import { byKey, type InternalTypes, internalValue } from '../internal-value.js';

const schemaType = 'apiextensions.v1.JSONSchemaProps';

const own: InternalTypes = {
  fieldsOf: (type) => (type === schemaType ? schemaFields() : undefined),
  unions: {
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
  },
};

function schemaOrBool(value: unknown): Fields {
  return { Allows: value !== false, Schema: isFields(value) ? internalSchema(value) : null };
}

/** The fields of a schema in the server's own order. */
export function schemaFields(): readonly Field[] {
  const all = [...(typeNamed(schemaType)?.fields.values() ?? [])];
  const nullable = all.filter(({ name }) => name === 'nullable');
  return all.flatMap((field) =>
    field.name === 'format' ? [...nullable, field] : field.name === 'nullable' ? [] : [field],
  );
}

/** A schema as Go writes the server's own as JSON. */
export const internalSchema = (schema: unknown): unknown => internalValue(schemaType, schema, own);

/** A version as Go writes the server's own as JSON. */
export const internalVersion = (version: unknown): unknown =>
  internalValue('apiextensions.v1.CustomResourceDefinitionVersion', version, own);
