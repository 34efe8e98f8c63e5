/** Serves the OpenAPI documents, as k8s.io/kube-openapi/pkg/handler and handler3 do. */
import type { ApiRequest, ApiResponse } from '../chain/handler.js';
import type { CustomSchema } from '../openapi/custom-schemas.js';
import { openapiV2, openapiV3, openapiV3Index, openapiV3Url } from '../openapi/documents.js';
import { acceptedTypes } from './negotiation.js';

const protobuf = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** The name that client-go still asks by. */
const oldProtobuf = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const json = 'application/json';

/** The time of the first request for a document: the documents do not change while the process runs. */
let lastModified: Date | undefined;

/** The document under `/openapi/…`, whatever the method is; undefined for a path that is not of these handlers. */
export function openapiDocument(request: ApiRequest, custom: readonly CustomSchema[]): ApiResponse | undefined {
  const { path } = request.info;
  if (path === '/openapi/v2') return swagger(request, custom);
  if (path === '/openapi/v3') return index(request, custom);
  const [, name] = /^\/openapi\/v3\/(.*)$/s.exec(path) ?? [];
  return name === undefined ? undefined : groupVersion(request, name, custom);
}

function swagger(request: ApiRequest, custom: readonly CustomSchema[]): ApiResponse {
  const type = chosen(request, [json, oldProtobuf, protobuf]);
  if (!type) return notAcceptable();
  const document = openapiV2(custom);
  return content(request, type === json ? document.json : Buffer.from(document.protobuf), {
    'content-type': type === json ? json : protobuf,
    etag: JSON.stringify(document.hash),
    vary: 'Accept',
  });
}

/** The index is made anew for each request, and has the type that Go guesses of its first bytes. */
function index(request: ApiRequest, custom: readonly CustomSchema[]): ApiResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'last-modified': request.receivedAt.toUTCString(),
    },
    body: openapiV3Index(custom),
  };
}

function groupVersion(request: ApiRequest, name: string, custom: readonly CustomSchema[]): ApiResponse {
  const document = openapiV3(name, custom);
  if (!document) return { status: 404, headers: {}, body: '' };
  if (!chosen(request, [json])) return notAcceptable();
  const headers = { 'content-type': json, etag: JSON.stringify(document.hash), vary: 'Accept' };
  const hash = request.query.get('hash');
  if (!hash) return content(request, document.json, headers);
  if (hash !== document.hash) {
    return { status: 301, headers: { ...headers, location: openapiV3Url(name, document) }, body: '' };
  }
  const expires = new Date(request.receivedAt);
  expires.setUTCFullYear(expires.getUTCFullYear() + 1);
  return content(request, document.json, {
    ...headers,
    'cache-control': 'public, immutable',
    expires: expires.toUTCString(),
  });
}

/** The first of the client's types that is served, in the client's order. */
function chosen(request: ApiRequest, served: readonly string[]): string | undefined {
  for (const { type } of acceptedTypes(request)) {
    const found = served.find((one) => type === one || type === '*/*' || type === 'application/*');
    if (found) return found;
  }
  return undefined;
}

const notAcceptable = (): ApiResponse => ({ status: 406, headers: { vary: 'Accept' }, body: '' });

/** The bytes, or 304 when the client has them already (RFC 9110, 13.2.2). */
function content(request: ApiRequest, body: Buffer, headers: Record<string, string> & { etag: string }): ApiResponse {
  lastModified ??= request.receivedAt;
  const all = { ...headers, 'last-modified': lastModified.toUTCString() };
  if (!isKnown(request, headers.etag, lastModified)) return { status: 200, headers: all, body };
  const { 'content-type': _type, ...rest } = all as Record<string, string>;
  return { status: 304, headers: rest, body: '' };
}

function isKnown(request: ApiRequest, etag: string, modified: Date): boolean {
  const known = [request.headers['if-none-match'] ?? []].flat().join(',');
  if (known) return known.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
  const since = Date.parse([request.headers['if-modified-since'] ?? ''].flat()[0] ?? '');
  // the header knows no parts of a second
  return Math.floor(modified.getTime() / 1000) * 1000 <= since;
}
