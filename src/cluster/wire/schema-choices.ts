/** Parts of a custom resource's schema that are a schema or something else in JSON: in protobuf each has a field of its own. */
import type { TypeRef } from '../types/parse-type.js';

/** The numbers of both fields, and the type of what is no schema. */
export interface SchemaChoice {
  schema: number;
  other: number;
  of: TypeRef;
}

/** The type of a schema. */
export const schemaType: TypeRef = { is: 'struct', name: 'apiextensions.v1.JSONSchemaProps' };

/** By Go's name. */
export const schemaChoices: Readonly<Record<string, SchemaChoice>> = {
  'apiextensions.v1.JSONSchemaPropsOrArray': { schema: 1, other: 2, of: { is: 'list', of: schemaType } },
  'apiextensions.v1.JSONSchemaPropsOrBool': { schema: 2, other: 1, of: { is: 'scalar', scalar: 'bool' } },
  'apiextensions.v1.JSONSchemaPropsOrStringArray': {
    schema: 1,
    other: 2,
    of: { is: 'list', of: { is: 'scalar', scalar: 'string' } },
  },
};
