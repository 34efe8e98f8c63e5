/** Discovery and OpenAPI: documents about the API itself. */

import { createHash } from 'node:crypto';
import { type ResourceKind, servedKinds } from '../../kube/kinds.js';
import { methodNotAllowed, noSuchResource } from '../../kube/status.js';
import { withoutTrailingSlashes } from '../../kube/trailing-slashes.js';
import type { ApiRequest, ApiResponse } from '../chain/handler.js';
import type { CustomSchema } from '../openapi/custom-schemas.js';
import { encode } from './answers.js';
import type { CustomKinds } from './deps.js';
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions, isGroup } from './discovery.js';
import { acceptedTypes, documentFormat } from './negotiation.js';

/**
 * The document under a path that is no resource, or a 404: Go's plain one where no router matches, a Status (thrown) under a
 * router's root.
 */
export function document(
  request: ApiRequest,
  custom: Pick<CustomKinds, 'rows' | 'schemas'> = { rows: () => [], schemas: () => [] },
): ApiResponse | Promise<ApiResponse> {
  const added = custom.rows();
  const rows = added.length ? [...servedKinds, ...added] : servedKinds;
  const [root, ...rest] = withoutTrailingSlashes(request.info.path).slice(1).split('/');
  if (root === 'openapi') return openapi(request, custom.schemas());
  return (root === 'api' ? core(request, rest) : named(request, rest, rows)) ?? pageNotFound();
}

/** Loads OpenAPI for the first client: a cluster starts without. */
async function openapi(request: ApiRequest, custom: readonly CustomSchema[]): Promise<ApiResponse> {
  const { openapiDocument } = await import('./openapi-documents.js');
  return openapiDocument(request, custom) ?? pageNotFound();
}

/** `/api` and `/api/VERSION`. */
function core(request: ApiRequest, [version, ...rest]: readonly string[]): ApiResponse {
  if (version === undefined) {
    const host = [request.headers.host ?? request.headers[':authority']].flat()[0] ?? '';
    return routed(request, () => aggregated(request, 'api', servedKinds) ?? plain(request, apiVersions(host)));
  }
  return resources(request, rest.length === 0 ? apiResourceList('', version, servedKinds) : undefined);
}

/** `/apis`, `/apis/GROUP` and `/apis/GROUP/VERSION`; the aggregator, which answers the first two, asks for no method. */
function named(
  request: ApiRequest,
  [group, version, ...rest]: readonly string[],
  rows: readonly ResourceKind[],
): ApiResponse | undefined {
  if (group === undefined) return aggregated(request, 'apis', rows) ?? written(request, apiGroupList(rows));
  if (!isGroup(group, rows)) return undefined;
  if (version === undefined) return written(request, apiGroup(group, rows) ?? {});
  const found = rest.length === 0 ? apiResourceList(group, version, rows) : undefined;
  // no router knows the versions that a definition does not serve
  return found || isGroup(group, servedKinds) ? resources(request, found) : undefined;
}

function resources(request: ApiRequest, list: object | undefined): ApiResponse {
  if (!list) throw noSuchResource();
  return routed(request, () => plain(request, list));
}

function routed(request: ApiRequest, answer: () => ApiResponse): ApiResponse {
  if (request.method !== 'GET') throw methodNotAllowed();
  return answer();
}

function plain(request: ApiRequest, value: object): ApiResponse {
  request.audit.responseObject = value;
  return encode(documentFormat(request, true), 200, value);
}

function written(request: ApiRequest, value: object): ApiResponse {
  request.audit.responseObject = value;
  return encode(documentFormat(request, false), 200, value);
}

/** All groups with their resources in one document (endpoints/discovery/aggregated), for clients that request it. */
function aggregated(request: ApiRequest, root: 'api' | 'apis', rows: readonly ResourceKind[]): ApiResponse | undefined {
  if (!wantsAggregated(request)) return undefined;
  const answer = encode('json', 200, aggregatedDiscovery(root, rows));
  const etag = JSON.stringify(hashOf(root, rows));
  answer.headers = {
    'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    etag,
    vary: 'Accept',
    'cache-control': 'public',
  };
  if (request.headers['if-none-match'] !== etag) return answer;
  const { 'content-type': _type, ...headers } = answer.headers;
  return { status: 304, headers, body: '' };
}

const hashes = new Map<string, string>();

/** The hash of a document; kept for built-in kinds, which never change. */
function hashOf(root: 'api' | 'apis', rows: readonly ResourceKind[]): string {
  const known = rows === servedKinds ? hashes.get(root) : undefined;
  if (known) return known;
  const text = JSON.stringify(aggregatedDiscovery(root, rows));
  const hash = createHash('sha512').update(text).digest('hex').toUpperCase();
  if (rows === servedKinds) hashes.set(root, hash);
  return hash;
}

/** Whether the client puts aggregated discovery before the plain one. */
function wantsAggregated(request: ApiRequest): boolean {
  for (const { type, parameters } of acceptedTypes(request)) {
    if (type !== 'application/json') continue;
    if (parameters.as === undefined) return false;
    const { as, g, v } = parameters;
    if (as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && v === 'v2') return true;
  }
  return false;
}

/** The 404 of Go's mux for an unknown path. */
export function pageNotFound(): ApiResponse {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: '404 page not found\n',
  };
}
