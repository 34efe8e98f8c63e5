/** The schemas of OpenAPI 3.0: one for each type of schema.ts, the lists of kinds, and those of meta-schemas.ts. */
import { kinds } from '../../kube/kinds.js';
import type { GroupVersionKind, Json } from '../../kube/object.js';
import {
  type Field,
  type ObjectType,
  type Scalar,
  type TypeRef,
  typeNamed,
  typeNameOf,
  typeNames,
} from '../schema/schema.js';
import { describeField, describeType } from './descriptions.js';
import { handWrittenSchemas, metaSchemas, valueSchemas } from './meta-schemas.js';
import { type OpenapiSchema, refTo, schemaPrefix, sortedRecord } from './model.js';
import { enums, stringDefaults } from './values.js';

const primitives: Record<Exclude<Scalar, keyof typeof valueSchemas>, OpenapiSchema> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  bytes: { type: 'string', format: 'byte' },
};

/** The kinds that are served, as objects, as bodies of sub-resources or as lists, by the name of their schema. */
const servedKinds: ReadonlyMap<string, GroupVersionKind> = new Map(
  kinds.flatMap((row) => {
    const { group, version, kind, subresources = [] } = row;
    const named = [{ group, version, kind }, ...subresources.flatMap((part) => part.kind ?? [])];
    if (row.verbs.includes('list')) named.push({ group, version, kind: `${kind}List` });
    return named.map((gvk): [string, GroupVersionKind] => [schemaName(typeNameOf(gvk)), gvk]);
  }),
);

/** The name of the schema of a type: `io.k8s.api.core.v1.Pod` for `core.v1.Pod`. */
export function schemaName(typeName: string): string {
  return typeName.startsWith('meta.') ? `io.k8s.apimachinery.pkg.apis.${typeName}` : `io.k8s.api.${typeName}`;
}

let built: ReadonlyMap<string, OpenapiSchema> | undefined;

/** All schemas by name; made once. */
function allSchemas(): ReadonlyMap<string, OpenapiSchema> {
  built ??= new Map<string, OpenapiSchema>([
    ...Object.entries(handWrittenSchemas),
    ...typeNames().flatMap((name): [string, OpenapiSchema][] => {
      const type = typeNamed(name);
      return type ? [[schemaName(name), withKinds(schemaName(name), objectSchema(type))]] : [];
    }),
    ...kinds
      .filter((row) => row.verbs.includes('list'))
      .map((row): [string, OpenapiSchema] => {
        const item = schemaName(typeNameOf(row));
        return [`${item}List`, withKinds(`${item}List`, listSchema(row.kind, item))];
      }),
  ]);
  return built;
}

/** The schemas that `value` refers to, directly or through others, in the order of their names. */
export function schemasOf(value: unknown): Record<string, OpenapiSchema> {
  const found = new Map<string, OpenapiSchema>();
  const search = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key !== '$ref' || typeof child !== 'string') {
        search(child);
        continue;
      }
      const name = child.slice(schemaPrefix.length);
      const schema = allSchemas().get(name);
      if (!schema || found.has(name)) continue;
      found.set(name, schema);
      search(schema);
    }
  };
  search(value);
  return sortedRecord(found);
}

/** Options and watch events are the same in every group, and say so. */
function withKinds(name: string, schema: OpenapiSchema): OpenapiSchema {
  const served = servedKinds.get(name);
  const named = served
    ? [served]
    : name === metaSchemas.status
      ? [{ group: '', version: 'v1', kind: 'Status' }]
      : name === metaSchemas.deleteOptions
        ? everyVersion('DeleteOptions')
        : [];
  if (named.length === 0) return schema;
  const kindsOfIt = named.map(({ group, version, kind }) => ({ group, kind, version }));
  return { ...schema, 'x-kubernetes-group-version-kind': kindsOfIt };
}

function everyVersion(kind: string): GroupVersionKind[] {
  const versions = new Map(kinds.map(({ group, version }) => [`${group}/${version}`, { group, version, kind }]));
  return [...versions.values()];
}

function objectSchema(type: ObjectType): OpenapiSchema {
  const fields = [...type.fields.values()];
  const required = fields.filter((field) => field.required).map((field) => field.name);
  const description = describeType(type.name);
  return {
    ...(description ? { description } : {}),
    type: 'object',
    properties: sortedRecord(fields.map((field): [string, OpenapiSchema] => [field.name, fieldSchema(type, field)])),
    ...(required.length ? { required } : {}),
    ...(type.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}

function listSchema(kind: string, item: string): OpenapiSchema {
  return {
    description: `A list of objects of kind ${kind}.`,
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      items: { type: 'array', items: withDefault(refTo(item), {}) },
      kind: { type: 'string' },
      metadata: withDefault(refTo(metaSchemas.listMeta), {}),
    },
    required: ['items'],
  };
}

function fieldSchema(type: ObjectType, field: Field): OpenapiSchema {
  const isKind = ['apiVersion', 'kind', 'metadata'].every((name) => type.fields.has(name));
  const description = describeField(type.name, field.name, isKind);
  const value = valueSchema(field.type);
  const fallback = stringDefaults[`${type.name}.${field.name}`];
  const siblings: OpenapiSchema = {
    ...(description ? { description } : {}),
    // a struct held by value is never absent in Go
    ...(field.type.is === 'struct' && !field.pointer ? { default: {} } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...enumOf(field.type),
    ...extensions(field),
  };
  if (Object.keys(siblings).length === 0) return value;
  return value.$ref ? { allOf: [value], ...siblings } : { ...value, ...siblings };
}

function enumOf(type: TypeRef): OpenapiSchema {
  const values = type.is === 'scalar' && type.goName ? enums[type.goName] : undefined;
  return values ? { enum: [...values] } : {};
}

/** How patches and server-side apply merge the field. */
function extensions(field: Field): OpenapiSchema {
  const isList = field.type.is === 'list';
  const strategy = [...(field.merge ? ['merge'] : []), ...(field.retainKeys ? ['retainKeys'] : [])].join(',');
  return {
    ...(isList && field.topology !== 'granular' ? { 'x-kubernetes-list-type': field.topology } : {}),
    ...(field.mapKeys.length ? { 'x-kubernetes-list-map-keys': [...field.mapKeys] } : {}),
    ...(!isList && field.topology === 'atomic' ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}),
    ...(strategy ? { 'x-kubernetes-patch-strategy': strategy } : {}),
  };
}

function valueSchema(type: TypeRef): OpenapiSchema {
  switch (type.is) {
    case 'struct':
      return refTo(schemaName(type.name));
    case 'list':
      return { type: 'array', items: elementSchema(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: elementSchema(type.of) };
    case 'scalar':
      return isValueSchema(type.scalar) ? refTo(valueSchemas[type.scalar]) : { ...primitives[type.scalar] };
  }
}

const isValueSchema = (scalar: Scalar): scalar is keyof typeof valueSchemas => scalar in valueSchemas;

const zeros: Partial<Record<Scalar, Json>> = { string: '', bool: false, int32: 0, int64: 0 };

/** A value in a list or map is always there, so that its type's zero is its default. */
function elementSchema(type: TypeRef): OpenapiSchema {
  const schema = valueSchema(type);
  const zero = type.is === 'struct' ? {} : type.is === 'scalar' ? zeros[type.scalar] : undefined;
  return zero === undefined ? schema : withDefault(schema, zero);
}

const withDefault = (schema: OpenapiSchema, value: Json): OpenapiSchema =>
  schema.$ref ? { allOf: [schema], default: value } : { ...schema, default: value };
