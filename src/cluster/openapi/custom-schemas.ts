/** The OpenAPI schemas of custom resources (apiextensions-apiserver/pkg/controller/openapi): those of their definitions, with what every object has. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { GroupVersionKind } from '../../kube/object.js';
import { describeField } from './descriptions.js';
import { inKeyOrder } from './key-order.js';
import { type OpenapiSchema, refTo } from './model.js';

/** A version of a kind with the schema of its definition, which is one that OpenAPI allows. */
export interface CustomSchema {
  row: ResourceKind;
  schema: object;
  /** The paths of its selectable fields, without the first point. */
  selectable: readonly string[];
}

/** The name of the schema of a custom kind: `com.example.kinds.v1.Gadget` for one of `kinds.example.com`. */
export function customSchemaName({ group, version, kind }: GroupVersionKind): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const listMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';
const common = (name: string): string => describeField('', name, true) ?? '';
const typeMeta: Record<string, OpenapiSchema> = {
  apiVersion: { description: common('apiVersion'), type: 'string' },
  kind: { description: common('kind'), type: 'string' },
};
const metadata: OpenapiSchema = { allOf: [refTo(objectMeta)], description: common('metadata') };
const preservesAll = (schema: OpenapiSchema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;

/** The schemas of an object and of a list of a kind, by their names. With `isOld` they are as Swagger 2.0 allows. */
export function customSchemas(custom: CustomSchema, isOld: boolean): [string, OpenapiSchema][] {
  const { row } = custom;
  const listKind = row.listKind ?? `${row.kind}List`;
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
  };
  return [
    [customSchemaName(row), inKeyOrder({ ...objectSchema(custom, isOld), ...extensions(custom, row.kind) })],
    [customSchemaName({ ...row, kind: listKind }), inKeyOrder({ ...list, ...extensions(custom, listKind) })],
  ];
}

function extensions({ row: { group, version }, selectable }: CustomSchema, kind: string): OpenapiSchema {
  const paths = selectable.map((fieldPath) => ({ fieldPath }));
  return {
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
    ...(paths.length ? { 'x-kubernetes-selectable-fields': paths } : {}),
  };
}

function objectSchema(custom: CustomSchema, isOld: boolean): OpenapiSchema {
  const given = custom.schema as OpenapiSchema; // of a definition that was accepted
  // kubectl would take any field beside named ones for unknown
  if (isOld && preservesAll(given)) return { type: 'object' };
  const own = isOld ? swaggerSchema(given) : openapiSchema(given);
  const properties = { ...own.properties, ...typeMeta, metadata };
  return withEmbedded({ ...own, type: 'object', properties }, isOld);
}

/** The schema with the schemas of its parts changed. */
function withParts(schema: OpenapiSchema, changed: (part: OpenapiSchema) => OpenapiSchema): OpenapiSchema {
  const { items, additionalProperties, properties } = schema;
  const parts = properties && Object.entries(properties).map(([name, part]) => [name, changed(part)] as const);
  return {
    ...schema,
    ...(items ? { items: changed(items) } : {}),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: changed(additionalProperties) } : {}),
    ...(parts ? { properties: Object.fromEntries(parts) } : {}),
  };
}

/** The schema with the meaning of `x-kubernetes-int-or-string` spelt out. */
function openapiSchema(given: OpenapiSchema): OpenapiSchema {
  const schema = withParts(given, openapiSchema);
  if (given['x-kubernetes-int-or-string'] !== true || given.type || given.anyOf) return schema;
  return { ...schema, anyOf: [{ type: 'integer' }, { type: 'string' }] };
}

/** The schema with the fields of objects that stand within others. */
function withEmbedded(given: OpenapiSchema, isOld: boolean): OpenapiSchema {
  const schema = withParts(given, (part) => withEmbedded(part, isOld));
  if (given['x-kubernetes-embedded-resource'] !== true || (isOld && preservesAll(given))) return schema;
  const required = [...new Set([...(given.required ?? []), 'kind', 'apiVersion'])];
  return { ...schema, required, properties: { ...schema.properties, ...typeMeta, metadata } };
}

/** The schema without what Swagger 2.0, or kubectl with it, does not know: choices, defaults, null, unknown fields beside known ones. */
function swaggerSchema(given: OpenapiSchema): OpenapiSchema {
  const { allOf, oneOf, anyOf, not, default: _default, nullable, ...schema } = given;
  if (nullable || preservesAll(given)) {
    delete schema.items;
    delete schema.properties;
  }
  const isOpenArray = schema.type === 'array' && !schema.items;
  const isOpenObject = schema.type === 'object' && preservesAll(given);
  if (nullable || isOpenArray || isOpenObject) delete schema.type;
  const { properties = {}, additionalProperties } = schema;
  const isOfNull = typeof additionalProperties === 'object' && additionalProperties.nullable;
  const required = isOfNull ? [] : schema.required?.filter((name) => !properties[name]?.nullable);
  if (required?.length) schema.required = required;
  else delete schema.required;
  return withParts(schema, swaggerSchema);
}
