/** The schemas of OpenAPI 3.0: one for each type of the API, and those of meta-schemas.ts. */
import { servedKinds } from '../../kube/kinds.js';
import type { GroupVersionKind, Json } from '../../kube/object.js';
import { type ObjectType, typeNamed, typeNameOf } from '../types/api-types.js';
import { enumOf, schemaName } from '../types/openapi-facts.js';
import type { Field } from '../types/parse-field.js';
import { impliedDefault, type Scalar, type TypeRef } from '../types/parse-type.js';
import { describeField, describeType } from './descriptions.js';
import { handWrittenSchemas, metaSchemas, valueSchemas } from './meta-schemas.js';
import { type OpenapiSchema, refTo, schemaPrefix, sortedRecord } from './model.js';

const primitives: Record<Exclude<Scalar, keyof typeof valueSchemas>, OpenapiSchema> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
};

/** The kinds that are served, as objects, as bodies of sub-resources or as lists, by the name of their schema. */
const namedSchemas: ReadonlyMap<string, GroupVersionKind> = new Map(
  servedKinds.flatMap((row) => {
    const { group, version, kind, subresources = [] } = row;
    const named = [{ group, version, kind }, ...subresources.flatMap((part) => part.kind ?? [])];
    if (row.verbs.includes('list')) named.push({ group, version, kind: `${kind}List` });
    return named.map((gvk): [string, GroupVersionKind] => [schemaName(typeNameOf(gvk)), gvk]);
  }),
);

/** The schemas that were asked for, by name. */
const built = new Map<string, OpenapiSchema>(Object.entries(handWrittenSchemas));

/** The schema of that name; undefined for none. */
function schemaNamed(name: string): OpenapiSchema | undefined {
  let schema = built.get(name);
  if (!schema) {
    const type = typeNamed(name.split('.').slice(-3).join('.'));
    if (!type) return undefined;
    schema = withKinds(name, objectSchema(type));
    built.set(name, schema);
  }
  return schema;
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
      const schema = found.has(name) ? undefined : schemaNamed(name);
      if (!schema) continue;
      found.set(name, schema);
      search(schema);
    }
  };
  search(value);
  return sortedRecord(found);
}

/** Options and watch events are the same in every group, and say so. */
function withKinds(name: string, schema: OpenapiSchema): OpenapiSchema {
  const served = namedSchemas.get(name);
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
  const versions = new Map(servedKinds.map(({ group, version }) => [`${group}/${version}`, { group, version, kind }]));
  return [...versions.values()];
}

function objectSchema(type: ObjectType): OpenapiSchema {
  const fields = [...type.fields.values()];
  const required = fields.filter((field) => field.required).map((field) => field.name);
  const description = describeType(type.name) ?? listDescription(type);
  return {
    ...(description ? { description } : {}),
    type: 'object',
    properties: sortedRecord(fields.map((field): [string, OpenapiSchema] => [field.name, fieldSchema(type, field)])),
    ...(required.length ? { required } : {}),
    ...(type.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}

const isList = (type: ObjectType): boolean => type.fields.has('items') && type.name.endsWith('List');

const listDescription = (type: ObjectType): string | undefined =>
  isList(type) ? `A list of objects of kind ${type.name.split('.').pop()?.slice(0, -'List'.length)}.` : undefined;

function fieldSchema(type: ObjectType, field: Field): OpenapiSchema {
  const isKind = !isList(type) && ['apiVersion', 'kind', 'metadata'].every((name) => type.fields.has(name));
  const description = describeField(type.name, field.name, isKind);
  const value = valueSchema(field.type);
  const fallback = field.default ?? impliedDefault(field.type, field);
  const values = field.type.is === 'scalar' && field.type.goName ? enumOf(field.type.goName) : undefined;
  const siblings: OpenapiSchema = {
    ...(description ? { description } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(values ? { enum: values } : {}),
    ...extensions(field),
  };
  if (Object.keys(siblings).length === 0) return value;
  return value.$ref ? { allOf: [value], ...siblings } : { ...value, ...siblings };
}

/** How patches and server-side apply merge the field. */
function extensions(field: Field): OpenapiSchema {
  const ofList = field.type.is === 'list';
  const strategy = [...(field.merge ? ['merge'] : []), ...(field.retainKeys ? ['retainKeys'] : [])].join(',');
  return {
    ...(ofList && field.topology !== 'granular' ? { 'x-kubernetes-list-type': field.topology } : {}),
    ...(field.mapKeys.length ? { 'x-kubernetes-list-map-keys': [...field.mapKeys] } : {}),
    ...(!ofList && field.topology === 'atomic' ? { 'x-kubernetes-map-type': 'atomic' } : {}),
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

/** A value in a list or map is always there. */
function elementSchema(type: TypeRef): OpenapiSchema {
  const schema = valueSchema(type);
  const zero = impliedDefault(type, { pointer: false, always: true });
  return zero === undefined ? schema : withDefault(schema, zero);
}

const withDefault = (schema: OpenapiSchema, value: Json): OpenapiSchema =>
  schema.$ref ? { allOf: [schema], default: value } : { ...schema, default: value };
