/** The OpenAPI documents that kubectl reads for `explain`, `apply` and its check for field validation; each is made once. */
import { createHash } from 'node:crypto';
import { servedKinds } from '../../kube/kinds.js';
import { release } from '../../kube/version.js';
import { type CustomSchema, customSchemas } from './custom-schemas.js';
import { core, type GroupVersion, knownVersions, versionsOfCustom } from './known-versions.js';
import { type OpenapiDocument, type OpenapiPathItem, type OpenapiSchema, sortedRecord } from './model.js';
import { customPaths, groupPath, otherPaths, resourcePaths } from './paths.js';
import { swaggerProtobuf } from './protobuf.js';
import { schemasOf } from './schemas.js';
import { toSwagger } from './swagger.js';

/** A document as it is sent. */
export interface EncodedDocument {
  json: Buffer;
  /** SHA-512 of the JSON in upper-case hexadecimal digits: the ETag, and the hash in the index. */
  hash: string;
}

const info = { title: 'Kubernetes', version: release };
const infoOfCustom = { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' };
const securitySchemes = {
  BearerToken: {
    type: 'apiKey',
    description: 'Bearer Token authentication',
    name: 'authorization',
    in: 'header',
  },
};

/** The document of these paths; options of deletions and events of watches are kinds of its versions. */
function documentOf(
  paths: Record<string, OpenapiPathItem>,
  versions: readonly GroupVersion[],
  own: readonly (readonly [string, OpenapiSchema])[] = [],
): OpenapiDocument {
  const schemas = sortedRecord([...Object.entries(schemasOf({ paths, own }, versions)), ...own]);
  const components = Object.keys(schemas).length ? { schemas, securitySchemes } : { securitySchemes };
  return { openapi: '3.0.0', info, paths, components };
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

/** The version of a document by its name, and the core group. */
function versionsOf(name: string): GroupVersion[] {
  const [, group, version] = name.split('/');
  return group && version ? [core, { group, version }] : [core];
}

interface Documents {
  named: ReadonlyMap<string, EncodedDocument>;
  index: Buffer;
  swagger?: EncodedDocument & { protobuf: Uint8Array };
}

/** Documents of the built-in kinds, and of clusters by their list of own kinds: a change makes another list. */
let builtIn: Documents | undefined;
const ofClusters = new WeakMap<readonly CustomSchema[], Documents>();

function documentsOf(custom: readonly CustomSchema[]): Documents {
  builtIn ??= withIndex(
    new Map(Object.entries(pathsByName()).map(([name, paths]) => [name, encoded(documentOf(paths, versionsOf(name)))])),
  );
  if (custom.length === 0) return builtIn;
  let found = ofClusters.get(custom);
  if (!found) {
    const own = [...byVersion(custom)].map(([name, all]) => [name, encoded(customDocument(all))] as const);
    found = withIndex(new Map(Object.entries(sortedRecord([...builtIn.named, ...own]))));
    ofClusters.set(custom, found);
  }
  return found;
}

function customDocument(custom: readonly CustomSchema[]): OpenapiDocument {
  const schemas = custom.flatMap((one) => customSchemas(one, false));
  const document = documentOf(customPaths(custom.map(({ row }) => row)), versionsOfCustom, schemas);
  return { ...document, info: infoOfCustom, components: { schemas: document.components.schemas ?? {} } };
}

function byVersion(custom: readonly CustomSchema[]): Map<string, CustomSchema[]> {
  const found = new Map<string, CustomSchema[]>();
  for (const one of custom) {
    const name = `apis/${one.row.group}/${one.row.version}`;
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return found;
}

function withIndex(named: ReadonlyMap<string, EncodedDocument>): Documents {
  const entries = [...named].map(([name, document]) => [name, { serverRelativeURL: openapiV3Url(name, document) }]);
  return { named, index: Buffer.from(JSON.stringify({ paths: Object.fromEntries(entries) })) };
}

/** Where the client finds the document of that name, with the hash of its content. */
export function openapiV3Url(name: string, { hash }: EncodedDocument): string {
  return `/openapi/v3/${name}?hash=${hash}`;
}

/** `/openapi/v3` as JSON: `{ paths: { 'api/v1': { serverRelativeURL } } }`. */
export function openapiV3Index(custom: readonly CustomSchema[] = []): Buffer {
  return documentsOf(custom).index;
}

/** The document `api/v1`, `apis/apps/v1`, …; undefined when there is none of that name. */
export function openapiV3(name: string, custom: readonly CustomSchema[] = []): EncodedDocument | undefined {
  return documentsOf(custom).named.get(name);
}

/** `/openapi/v2`: Swagger 2.0 of all paths and kinds, as JSON and as protobuf. */
export function openapiV2(custom: readonly CustomSchema[] = []): EncodedDocument & { protobuf: Uint8Array } {
  const documents = documentsOf(custom);
  if (!documents.swagger) {
    const own = custom.length > 0 ? [customPaths(custom.map(({ row }) => row))] : [];
    const paths = sortedRecord([...Object.values(pathsByName()), ...own].flatMap((one) => Object.entries(one)));
    const schemas = custom.flatMap((one) => customSchemas(one, true));
    const document = toSwagger(documentOf(paths, knownVersions, schemas));
    documents.swagger = { ...encoded(document), protobuf: swaggerProtobuf(document) };
  }
  return documents.swagger;
}
