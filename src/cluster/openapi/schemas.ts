/** The schemas of OpenAPI 3.0: one for each type of the API, and those of meta-schemas.ts. */
import { servedKinds } from '../../kube/kinds.js';
import type { GroupVersionKind } from '../../kube/object.js';
import { unions } from '../types/additions.js';
import { type ObjectType, typeNamed, typeNameOf } from '../types/api-types.js';
import { enumOf, schemaName } from '../types/openapi-facts.js';
import { type Field, goNameOf } from '../types/parse-field.js';
import { impliedDefault, type Scalar, type TypeRef } from '../types/parse-type.js';
import { describeField, describeType } from './descriptions.js';
import { inKeyOrder } from './key-order.js';
import type { GroupVersion } from './known-versions.js';
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
const built = new Map<string, OpenapiSchema>();

/** The schema of that name; undefined for none. */
function schemaNamed(name: string): OpenapiSchema | undefined {
  let schema = built.get(name);
  if (!schema) {
    const type = typeNamed(name.split('.').slice(-3).join('.'));
    const found = handWrittenSchemas[name] ?? (type && withKind(name, objectSchema(type)));
    if (!found) return undefined;
    schema = inKeyOrder(found);
    built.set(name, schema);
  }
  return schema;
}

/**
 * The schemas that `value` refers to, directly or through others, in the order of their names. Options of deletions and events of
 * watches are kinds of each of the versions.
 */
export function schemasOf(value: unknown, versions: readonly GroupVersion[]): Record<string, OpenapiSchema> {
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
      found.set(name, ofEveryVersion.has(name) ? withVersions(name, schema, versions) : schema);
      search(schema);
    }
  };
  search(value);
  return sortedRecord(found);
}

const kindsOf = (kinds: readonly GroupVersionKind[]): Pick<OpenapiSchema, 'x-kubernetes-group-version-kind'> => ({
  'x-kubernetes-group-version-kind': kinds.map(({ group, version, kind }) => ({ group, kind, version })),
});

function withKind(name: string, schema: OpenapiSchema): OpenapiSchema {
  const served = name === metaSchemas.status ? { group: '', version: 'v1', kind: 'Status' } : namedSchemas.get(name);
  return served ? { ...schema, ...kindsOf([served]) } : schema;
}

const ofEveryVersion: ReadonlySet<string> = new Set([metaSchemas.deleteOptions, metaSchemas.watchEvent]);

function withVersions(name: string, schema: OpenapiSchema, versions: readonly GroupVersion[]): OpenapiSchema {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  return { ...schema, ...kindsOf(versions.map(({ group, version }) => ({ group, version, kind }))) };
}

function objectSchema(type: ObjectType): OpenapiSchema {
  const fields = [...type.fields.values()];
  const required = fields.filter((field) => field.required).map((field) => field.name);
  const description = describeType(type.name) ?? listDescription(type);
  return {
    ...(description ? { description } : {}),
    type: 'object',
    ...(required.length ? { required } : {}),
    ...(fields.length
      ? { properties: Object.fromEntries(fields.map((one) => [one.name, fieldSchema(type, one)])) }
      : {}),
    ...(type.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...unionOf(type),
  };
}

function unionOf({ name, fields }: ObjectType): OpenapiSchema {
  const union = unions[name];
  if (!union) return {};
  const goNames = union.fields.map((field): [string, string] => [
    field,
    goNameOf(fields.get(field) ?? { name: field }),
  ]);
  const { discriminator } = union;
  const text = { ...(discriminator ? { discriminator } : {}), 'fields-to-discriminateBy': Object.fromEntries(goNames) };
  return { 'x-kubernetes-unions': [text] };
}

const isList = (type: ObjectType): boolean => type.fields.has('items') && type.name.endsWith('List');

const listDescription = (type: ObjectType): string | undefined =>
  isList(type) ? `A list of objects of kind ${type.name.split('.').pop()?.slice(0, -'List'.length)}.` : undefined;

/** Fields without a description in Kubernetes: nothing stands beside their reference. */
const undescribed: ReadonlySet<string> = new Set([
  ...['additionalItems', 'additionalProperties', 'example', 'externalDocs', 'items', 'not'].map(
    (name) => `apiextensions.v1.JSONSchemaProps.${name}`,
  ),
  'networking.v1.IngressRule.http',
]);

function fieldSchema(type: ObjectType, field: Field): OpenapiSchema {
  const isKind = !isList(type) && ['apiVersion', 'kind', 'metadata'].every((name) => type.fields.has(name));
  const description = describeField(type.name, field.name, isKind);
  const value = valueSchema(field.type);
  const fallback = field.default ?? impliedDefault(field.type, field);
  return {
    ...(value.$ref && !undescribed.has(`${type.name}.${field.name}`) ? { allOf: [value] } : value),
    ...(description ? { description } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...extensions(field),
  };
}

/** How patches and server-side apply merge the field. */
function extensions({ type, ...field }: Field): OpenapiSchema {
  // bytes are a list in Go
  const isList = type.is === 'list' || (type.is === 'scalar' && type.scalar === 'bytes');
  return {
    ...(field.topology ? { [isList ? 'x-kubernetes-list-type' : 'x-kubernetes-map-type']: field.topology } : {}),
    ...(field.mapKeys.length ? { 'x-kubernetes-list-map-keys': [...field.mapKeys] } : {}),
    ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}),
    ...(field.patchStrategy ? { 'x-kubernetes-patch-strategy': field.patchStrategy } : {}),
  };
}

function valueSchema(type: TypeRef): OpenapiSchema {
  switch (type.is) {
    case 'struct':
      return refTo(schemaName(type.name));
    case 'list':
      return { type: 'array', items: valueSchema(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: valueSchema(type.of) };
    case 'scalar':
      return scalarSchema(type);
  }
}

function scalarSchema({ scalar, goName }: TypeRef & { is: 'scalar' }): OpenapiSchema {
  if (scalar === 'any' && goName) return refTo(schemaName(goName));
  if (isValueSchema(scalar)) return refTo(valueSchemas[scalar]);
  const values = goName ? enumOf(goName) : undefined;
  return { ...primitives[scalar], ...(values ? { enum: values } : {}) };
}

const isValueSchema = (scalar: Scalar): scalar is keyof typeof valueSchemas => scalar in valueSchemas;
