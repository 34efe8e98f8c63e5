/**
 * The schemas within a schema that may also be something else (`items`, `additionalProperties`): their type is any JSON, and they
 * are read here as the schemas that they are.
 */
import { type Fields, isFields } from '../../../kube/fields.js';
import { type ApiError, badRequest } from '../../../kube/status.js';
import { typeNamed } from '../../types/api-types.js';
import { readObject } from '../../wire/convert.js';
import { toNode } from '../../wire/json-nodes.js';

/** Reads schemas in place; throws an ApiError 400 for an ill-typed one. */
export function readInnerSchemas(schema: unknown): void {
  if (!isFields(schema)) return;
  const { items } = schema;
  if (Array.isArray(items) && items.length > 0) schema.items = items.map(asSchema);
  else if (isFields(items)) schema.items = asSchema(items);
  // a value that is no schema is taken, and not kept
  else delete schema.items;
  for (const name of ['additionalProperties', 'additionalItems']) {
    const value = schema[name];
    if (value === undefined || value === null || typeof value === 'boolean') continue;
    if (!isFields(value)) throw notHandled('boolean or JSON schema expected');
    schema[name] = asSchema(value);
  }
  for (const one of [schema.items, schema.additionalProperties, schema.additionalItems, schema.not]) {
    readInnerSchemas(one);
  }
  for (const name of ['allOf', 'anyOf', 'oneOf']) {
    const all = schema[name];
    if (Array.isArray(all)) for (const one of all) readInnerSchemas(one);
  }
  for (const name of ['properties', 'patternProperties', 'definitions']) {
    const all = schema[name];
    if (isFields(all)) for (const one of Object.values(all)) readInnerSchemas(one);
  }
}

function asSchema(value: Fields): Fields {
  const type = typeNamed('apiextensions.v1.JSONSchemaProps');
  if (!type) return value;
  const { value: read, findings } = readObject(toNode(value), type);
  if (findings.typeFault !== undefined) throw notHandled(findings.typeFault);
  return read;
}

const notHandled = (fault: string): ApiError =>
  badRequest(`CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: ${fault}`);
