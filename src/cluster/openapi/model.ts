/** The shapes of an OpenAPI 3.0 document, as far as Kubernetes uses them. */
import type { SchemaLimits } from '../../kube/custom-kind.js';
import type { GroupVersionKind, Json } from '../../kube/object.js';

/** A schema: a reference to a named one, or a description of a value. */
export interface OpenapiSchema extends SchemaLimits {
  $ref?: string;
  /** A reference that has siblings stands in here: OpenAPI 3.0 ignores what stands beside `$ref`. */
  allOf?: OpenapiSchema[];
  oneOf?: OpenapiSchema[];
  anyOf?: OpenapiSchema[];
  not?: OpenapiSchema;
  description?: string;
  type?: string;
  format?: string;
  default?: Json;
  enum?: string[];
  uniqueItems?: boolean;
  items?: OpenapiSchema;
  additionalProperties?: OpenapiSchema | boolean;
  properties?: Record<string, OpenapiSchema>;
  required?: string[];
  nullable?: boolean;
  // of custom resources alone
  title?: string;
  externalDocs?: { description?: string; url?: string };
  example?: Json;
  [extension: `x-kubernetes-${string}`]: Json;
}

/** A parameter in the query or the path. */
export interface OpenapiParameter {
  name: string;
  in: 'query' | 'path';
  description: string;
  required?: boolean;
  schema: OpenapiSchema;
}

/** Bodies by media type. */
export type OpenapiContent = Record<string, { schema: OpenapiSchema }>;

/** One method's operation on a path. */
export interface OpenapiOperation {
  tags: string[];
  description: string;
  operationId: string;
  parameters?: OpenapiParameter[] | undefined;
  requestBody?: { content: OpenapiContent; required?: boolean };
  responses: Record<string, { description: string; content?: OpenapiContent }>;
  'x-kubernetes-action'?: string;
  'x-kubernetes-group-version-kind'?: GroupVersionKind;
}

/** The methods of a path, in the order in which documents have them. */
export const openapiMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** A path's operations, by method. */
export interface OpenapiPathItem extends Partial<Record<(typeof openapiMethods)[number], OpenapiOperation>> {
  parameters?: OpenapiParameter[];
}

/** A whole document. */
export interface OpenapiDocument {
  openapi: '3.0.0';
  info: { title: string; version: string };
  paths: Record<string, OpenapiPathItem>;
  components: {
    schemas?: Record<string, OpenapiSchema>;
    securitySchemes?: Record<string, { type: string; name: string; in: string; description: string }>;
  };
}

/** The beginning of every reference to a schema. */
export const schemaPrefix = '#/components/schemas/';

/** A reference to the schema of that name. */
export function refTo(name: string): OpenapiSchema {
  return { $ref: schemaPrefix + name };
}

/** The entries in the order of their names, as Go writes maps. */
export function sortedRecord<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
