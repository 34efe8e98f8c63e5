/** An OpenAPI 3.0 document written as Swagger 2.0, which old clients and parts of kubectl still read. */
import { inKeyOrder } from './key-order.js';
import {
  type OpenapiContent,
  type OpenapiDocument,
  type OpenapiOperation,
  type OpenapiParameter,
  type OpenapiPathItem,
  type OpenapiSchema,
  openapiMethods,
  schemaPrefix,
  sortedRecord,
} from './model.js';

/** A parameter: one that the document keeps under `parameters`, one of the query or path, or the body. */
export type SwaggerParameter =
  | { $ref: string }
  | { name: 'body'; in: 'body'; required?: boolean; schema: OpenapiSchema }
  | (Omit<OpenapiParameter, 'schema'> & { type: string; uniqueItems: boolean });

/** One method's operation on a path. */
export interface SwaggerOperation
  extends Pick<
    OpenapiOperation,
    'tags' | 'description' | 'operationId' | 'x-kubernetes-action' | 'x-kubernetes-group-version-kind'
  > {
  consumes?: string[];
  produces: string[];
  schemes: string[];
  parameters?: SwaggerParameter[];
  responses: Record<string, { description: string; schema?: OpenapiSchema }>;
}

/** A path's operations, by method. */
export interface SwaggerPathItem extends Partial<Record<(typeof openapiMethods)[number], SwaggerOperation>> {
  parameters?: SwaggerParameter[];
}

/** A whole document. */
export interface SwaggerDocument {
  swagger: '2.0';
  info: OpenapiDocument['info'];
  paths: Record<string, SwaggerPathItem>;
  definitions: Record<string, OpenapiSchema>;
  parameters: Record<string, SwaggerParameter>;
  securityDefinitions: NonNullable<OpenapiDocument['components']['securitySchemes']>;
  security: Record<string, string[]>[];
}

/** The document as Swagger 2.0. Parameters with one meaning everywhere are kept once. */
export function toSwagger(document: OpenapiDocument): SwaggerDocument {
  const shared = new Map<string, SwaggerParameter>();
  const paths = Object.entries(document.paths).map(([path, item]) => [path, pathItem(item, shared)] as const);
  const { schemas = {}, securitySchemes = {} } = document.components;
  return {
    swagger: '2.0',
    info: document.info,
    paths: sortedRecord(paths),
    definitions: sortedRecord(Object.entries(schemas).map(([name, schema]) => [name, inKeyOrder(definition(schema))])),
    parameters: sortedRecord(shared),
    securityDefinitions: securitySchemes,
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
  };
}

/** Swagger allows a description beside a reference, knows no choice of types, and Kubernetes writes no defaults in it. */
function definition(schema: OpenapiSchema): OpenapiSchema {
  const { $ref, allOf, oneOf, default: _default, items, additionalProperties, properties, ...rest } = schema;
  const [referred] = allOf ?? [];
  const ref = $ref ?? referred?.$ref;
  return {
    ...(ref ? { $ref: `#/definitions/${ref.slice(schemaPrefix.length)}` } : {}),
    ...(oneOf ? { type: 'string' } : {}),
    ...rest,
    ...(items ? { items: definition(items) } : {}),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: definition(additionalProperties) } : {}),
    ...(typeof additionalProperties === 'boolean' ? { additionalProperties } : {}),
    ...(properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, definition(value)])) }
      : {}),
  };
}

function pathItem(item: OpenapiPathItem, shared: Map<string, SwaggerParameter>): SwaggerPathItem {
  const result: SwaggerPathItem = {};
  for (const method of openapiMethods) {
    const found = item[method];
    if (found) result[method] = operation(found, shared);
  }
  if (item.parameters) result.parameters = item.parameters.map((given) => parameter(given, shared));
  return result;
}

/** Media types in the order of Swagger documents; others come first. */
const mediaTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
];
const inOrder = (types: Iterable<string>): string[] =>
  [...new Set(types)].sort((a, b) => mediaTypes.indexOf(a) - mediaTypes.indexOf(b));

/** The media types that an operation reads: those of its body. Without one they are open for a built-in resource, and those of the answer for discovery and custom resources. */
function consumed({ requestBody, ...given }: OpenapiOperation, produces: string[], answer?: OpenapiSchema): string[] {
  if (requestBody) return inOrder(Object.keys(requestBody.content));
  if (!given['x-kubernetes-action']) return answer?.$ref ? produces : [];
  return produces.includes('application/vnd.kubernetes.protobuf') ? ['*/*'] : produces;
}

function operation(given: OpenapiOperation, shared: Map<string, SwaggerParameter>): SwaggerOperation {
  const { tags, description, operationId, requestBody, responses, parameters = [] } = given;
  const { 'x-kubernetes-action': action, 'x-kubernetes-group-version-kind': subject } = given;
  const body = requestBody && schemaIn(requestBody.content);
  const all: SwaggerParameter[] = [
    ...(body ? [bodyParameter(body, requestBody.required ?? false)] : []),
    ...parameters.map((one) => parameter(one, shared)),
  ];
  const produces = inOrder(Object.values(responses).flatMap(({ content = {} }) => Object.keys(content)));
  const consumes = consumed(given, produces, schemaIn(responses[200]?.content ?? {}));
  return {
    description,
    ...(consumes.length ? { consumes } : {}),
    produces,
    schemes: ['https'],
    tags,
    operationId,
    ...(all.length ? { parameters: all } : {}),
    responses: Object.fromEntries(
      Object.entries(responses).map(([code, { description, content }]) => {
        const schema = content && schemaIn(content);
        return [code, { description, ...(schema ? { schema: definition(schema) } : {}) }];
      }),
    ),
    ...(action ? { 'x-kubernetes-action': action } : {}),
    ...(subject
      ? { 'x-kubernetes-group-version-kind': { group: subject.group, kind: subject.kind, version: subject.version } }
      : {}),
  };
}

const schemaIn = (content: OpenapiContent): OpenapiSchema | undefined => Object.values(content)[0]?.schema;

const bodyParameter = (schema: OpenapiSchema, required: boolean): SwaggerParameter => ({
  name: 'body',
  in: 'body',
  ...(required ? { required } : {}),
  schema: definition(schema),
});

/** The parameter, or a reference to it: only the parts of a path have another meaning in each path. */
function parameter(given: OpenapiParameter, shared: Map<string, SwaggerParameter>): SwaggerParameter {
  const { schema, name, description, required } = given;
  const type = schema.type ?? 'string';
  const whole = { uniqueItems: true, type, description, name, in: given.in, ...(required ? { required } : {}) };
  if (given.in === 'path' && given.name !== 'namespace') return whole;
  shared.set(given.name, whole);
  return { $ref: `#/parameters/${given.name}` };
}
