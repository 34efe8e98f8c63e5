/**
 * The schemas within a schema that may also be something else (`items`, `additionalProperties`): their type is any JSON, and they
 * are read here as the schemas that they are.
 */
import { type Fields, isFields } from '../../../kube/fields.js';
import { badRequest } from '../../../kube/status.js';
import { typeNamed } from '../../types/api-types.js';
import { readObject } from '../../wire/convert.js';
import { toNode } from '../../wire/json-nodes.js';

/** Reads schemas in place; throws an ApiError 400 for an ill-typed one. */
export function readInnerSchemas(schema: unknown): void {
  if (!isFields(schema)) return;
  for (const name of ['items', 'additionalProperties']) {
    if (isFields(schema[name])) schema[name] = asSchema(schema[name]);
    readInnerSchemas(schema[name]);
  }
  readInnerSchemas(schema.not);
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    const all = schema[name];
    if (Array.isArray(all)) for (const one of all) readInnerSchemas(one);
  }
  if (isFields(schema.properties)) for (const one of Object.values(schema.properties)) readInnerSchemas(one);
}

function asSchema(value: Fields): Fields {
  const type = typeNamed('apiextensions.v1.JSONSchemaProps');
  if (!type) return value;
  const { value: read, findings } = readObject(toNode(value), type);
  if (findings.typeFault !== undefined) {
    throw badRequest(
      `CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: ${findings.typeFault}`,
    );
  }
  return read;
}
