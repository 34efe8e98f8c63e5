/** The OpenAPI documents that kubectl reads for `explain`, `apply` and its check for field validation; each is made once. */
import { createHash } from 'node:crypto';
import { servedKinds } from '../../kube/kinds.js';
import { kubernetesVersion } from '../../kube/version.js';
import { type OpenapiDocument, type OpenapiPathItem, sortedRecord } from './model.js';
import { groupPath, otherPaths, resourcePaths } from './paths.js';
import { swaggerProtobuf } from './protobuf.js';
import { schemasOf } from './schemas.js';
import { toSwagger } from './swagger.js';

/** A document as it is sent. */
export interface EncodedDocument {
  json: Buffer;
  /** SHA-512 of the JSON in upper-case hexadecimal digits: the ETag, and the hash in the index. */
  hash: string;
}

const info = { title: 'Kubernetes', version: kubernetesVersion };

function documentOf(paths: Record<string, OpenapiPathItem>): OpenapiDocument {
  const schemas = schemasOf(paths);
  return {
    openapi: '3.0.0',
    info,
    paths,
    // what says nothing of Kubernetes' own types is also open to all
    components: Object.keys(schemas).length
      ? {
          schemas,
          securitySchemes: {
            BearerToken: {
              description: 'Bearer Token authentication',
              in: 'header',
              name: 'authorization',
              type: 'apiKey',
            },
          },
        }
      : {},
  };
}

function encoded(document: object): EncodedDocument {
  const json = Buffer.from(JSON.stringify(document));
  return { json, hash: createHash('sha512').update(json).digest('hex').toUpperCase() };
}

/** The paths of each document by its name: `api/v1`, `apis/apps`, `version`. */
function pathsByName(): Record<string, Record<string, OpenapiPathItem>> {
  const versions = new Map(servedKinds.map(({ group, version }) => [`${group}/${version}`, { group, version }]));
  return sortedRecord([
    ...Object.entries(otherPaths()),
    ...[...versions.values()].flatMap(({ group, version }): [string, Record<string, OpenapiPathItem>][] =>
      group
        ? [
            [`apis/${group}`, groupPath(group)],
            [`apis/${group}/${version}`, resourcePaths(group, version)],
          ]
        : [[`api/${version}`, resourcePaths(group, version)]],
    ),
  ]);
}

let documents: ReadonlyMap<string, EncodedDocument> | undefined;
let index: Buffer | undefined;
let swagger: (EncodedDocument & { protobuf: Uint8Array }) | undefined;

function allDocuments(): ReadonlyMap<string, EncodedDocument> {
  documents ??= new Map(Object.entries(pathsByName()).map(([name, paths]) => [name, encoded(documentOf(paths))]));
  return documents;
}

/** Where the client finds the document of that name, with the hash of its content. */
export function openapiV3Url(name: string, { hash }: EncodedDocument): string {
  return `/openapi/v3/${name}?hash=${hash}`;
}

/** `/openapi/v3` as JSON: `{ paths: { 'api/v1': { serverRelativeURL } } }`. */
export function openapiV3Index(): Buffer {
  const entries = [...allDocuments()].map(([name, document]) => [
    name,
    { serverRelativeURL: openapiV3Url(name, document) },
  ]);
  index ??= Buffer.from(JSON.stringify({ paths: Object.fromEntries(entries) }));
  return index;
}

/** The document `api/v1`, `apis/apps/v1`, …; undefined when there is none of that name. */
export function openapiV3(name: string): EncodedDocument | undefined {
  return allDocuments().get(name);
}

/** `/openapi/v2`: Swagger 2.0 of all paths and kinds, as JSON and as protobuf. */
export function openapiV2(): EncodedDocument & { protobuf: Uint8Array } {
  if (!swagger) {
    const paths = sortedRecord(Object.values(pathsByName()).flatMap((one) => Object.entries(one)));
    const document = toSwagger(documentOf(paths));
    swagger = { ...encoded(document), protobuf: swaggerProtobuf(document) };
  }
  return swagger;
}
