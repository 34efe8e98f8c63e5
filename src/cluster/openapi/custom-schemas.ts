/** The OpenAPI schemas of custom resources: those of their definitions, with the fields that every object has. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { GroupVersionKind, Json } from '../../kube/object.js';
import { describeField } from './descriptions.js';
import { type OpenapiSchema, refTo } from './model.js';

/** A version of a kind with the schema of its definition, which is one that OpenAPI allows. */
export interface CustomSchema {
  row: ResourceKind;
  schema: object;
}

/** The name of the schema of a custom kind: `com.example.kinds.v1.Gadget` for one of `kinds.example.com`. */
export function customSchemaName({ group, version, kind }: GroupVersionKind): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const listMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';
const common = (name: string): string => describeField('', name, true) ?? '';
const ofKind = ({ group, version }: ResourceKind, kind: string): { 'x-kubernetes-group-version-kind': Json } => ({
  'x-kubernetes-group-version-kind': [{ group, kind, version }],
});

/** The schemas of an object and of a list of a kind, by their names. With `isOld` they are as Swagger 2.0 allows. */
export function customSchemas({ row, schema }: CustomSchema, isOld: boolean): [string, OpenapiSchema][] {
  const own = (isOld ? swaggerSchema(schema as OpenapiSchema) : openapiSchema(schema)) as OpenapiSchema;
  const listKind = row.listKind ?? `${row.kind}List`;
  const typeMeta = {
    apiVersion: { description: common('apiVersion'), type: 'string' },
    kind: { description: common('kind'), type: 'string' },
  };
  const object: OpenapiSchema = {
    ...own,
    type: 'object',
    properties: {
      ...own.properties,
      ...typeMeta,
      metadata: { allOf: [refTo(objectMeta)], description: common('metadata'), default: {} },
    },
    ...ofKind(row, row.kind),
  };
  const list: OpenapiSchema = {
    description: `${listKind} is a list of ${row.kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      ...typeMeta,
      items: {
        description: `List of ${row.resource}.`,
        type: 'array',
        items: refTo(customSchemaName(row)),
      },
      metadata: { allOf: [refTo(listMeta)], description: common('metadata') },
    },
    ...ofKind(row, listKind),
  };
  return [
    [customSchemaName(row), object],
    [customSchemaName({ ...row, kind: listKind }), list],
  ];
}

/** The schema with the meaning of `x-kubernetes-int-or-string` spelt out. */
function openapiSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openapiSchema);
  if (typeof value !== 'object' || value === null) return value;
  const out = Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, dataFields.has(name) ? child : openapiSchema(child)]),
  );
  if (out['x-kubernetes-int-or-string'] === true && out.type === undefined && out.anyOf === undefined) {
    out.anyOf = [{ type: 'integer' }, { type: 'string' }];
  }
  return out;
}

/** Fields that hold values of objects, not schemas. */
const dataFields = new Set(['default', 'enum', 'example']);

/** The rest of a schema in Swagger 2.0 (apiextensions/controller/openapi/v2): without choices, defaults and rules. */
function swaggerSchema(schema: OpenapiSchema): OpenapiSchema {
  const { description, type, format, items, properties, additionalProperties, required } = schema;
  const keepsAll = schema['x-kubernetes-preserve-unknown-fields'] === true;
  // a value that may be null, or of two types, has none
  const isOpen = schema.nullable === true || schema['x-kubernetes-int-or-string'] === true;
  if (isOpen) return description ? { description } : {};
  return {
    ...(description ? { description } : {}),
    ...(type ? { type } : {}),
    ...(format ? { format } : {}),
    ...(items ? { items: swaggerSchema(items) } : {}),
    ...(properties && !keepsAll
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, swaggerSchema(one)])) }
      : {}),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: swaggerSchema(additionalProperties) } : {}),
    ...(required?.length && !keepsAll ? { required } : {}),
    ...Object.fromEntries(
      ['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type'].flatMap((name) => {
        const value = schema[name as keyof OpenapiSchema];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}
