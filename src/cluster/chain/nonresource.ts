/** The paths that are no resources: health, version, metrics, the keys that tokens are verified by, and the list of paths. */

import type { KeyObject } from 'node:crypto';
import { type ResourceKind, servedKinds } from '../../kube/kinds.js';
import { ApiError, methodNotAllowed } from '../../kube/status.js';
import { withoutTrailingSlashes } from '../../kube/trailing-slashes.js';
import { goArchitecture, kubernetesVersion } from '../../kube/version.js';
import { headerValues } from '../authentication/headers.js';
import { jsonWebKeySet } from '../authentication/jwt.js';
import { pageNotFound } from '../registry/documents.js';
import type { ApiRequest, ApiResponse, Handler } from './handler.js';
import { health, healthPaths } from './health.js';
import type { Metrics } from './metrics.js';

/** The facts that these paths tell. */
export interface NonResourceOptions {
  issuer: string;
  /** The URL under which the server is reached. */
  server(): string;
  serviceAccountKey(): Promise<KeyObject>;
  metrics: Metrics;
  /** The kinds that definitions have added. */
  customKinds(): readonly ResourceKind[];
}

const json = 'application/json';
const keyCache = { 'cache-control': 'public, max-age=3600' };

/** The router's paths: it takes GET alone and does not mind a slash at the end; all other paths take any method. */
const routed = new Set(['/version', '/.well-known/openid-configuration', '/openid/v1/jwks']);

/** Answers these paths; all else is 404 in plain text, as from Go's mux. Throws an ApiError 405, and a 406. */
export function nonResource(options: NonResourceOptions): Handler {
  return async (request) => {
    const { path } = request.info;
    const bare = withoutTrailingSlashes(path);
    if (routed.has(bare)) {
      if (request.method !== 'GET') throw methodNotAllowed();
      return routedAnswer(options, request, bare);
    }
    return find(options, request) ?? health(request) ?? pageNotFound();
  };
}

async function routedAnswer(options: NonResourceOptions, request: ApiRequest, path: string): Promise<ApiResponse> {
  if (path === '/openid/v1/jwks') return keys(request, await options.serviceAccountKey());
  checkAccept(request, json);
  if (path === '/version') return indented(version());
  const configuration = {
    issuer: options.issuer,
    jwks_uri: `${options.server()}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
  return {
    status: 200,
    headers: { 'content-type': json, ...keyCache },
    body: JSON.stringify(configuration),
  };
}

function find(options: NonResourceOptions, { info, method }: ApiRequest): ApiResponse | undefined {
  switch (info.path) {
    case '/':
    case '/index.html':
      return indented({ paths: paths(options.customKinds()) });
    case '/metrics':
      return method === 'DELETE' ? metricsReset(options) : metricsText(options);
    default:
      return undefined;
  }
}

/** The counters, in Prometheus' text format. */
function metricsText({ metrics }: NonResourceOptions): ApiResponse {
  const type = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';
  return { status: 200, headers: { 'content-type': type }, body: metrics.text() };
}

function metricsReset({ metrics }: NonResourceOptions): ApiResponse {
  metrics.reset();
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'metrics reset\n' };
}

/** Whatever the client is, as responsewriters.WriteRawJSON writes it. */
function indented(value: unknown): ApiResponse {
  const body = JSON.stringify(value, undefined, 2);
  return { status: 200, headers: { 'content-type': json }, body };
}

/** Throws go-restful's 406 for a client that does not take this type; an empty header takes any. */
function checkAccept({ headers }: ApiRequest, type: string): void {
  const [first] = headerValues(headers, 'accept');
  const types = (first || '*/*').split(',').map((part) => part.split(';')[0]?.trim());
  if (types.some((one) => one === '*/*' || one === type)) return;
  const message = `406: Not Acceptable\n\nAvailable representations: ${type}`;
  throw new ApiError({ code: 406, reason: 'NotAcceptable', message, details: {} });
}

/** This one answer has a media type of its own. */
function keys(request: ApiRequest, key: KeyObject): ApiResponse {
  const type = 'application/jwk-set+json';
  checkAccept(request, type);
  return {
    status: 200,
    headers: { 'content-type': type, ...keyCache },
    body: JSON.stringify(jsonWebKeySet(key)),
  };
}

function paths(customKinds: readonly ResourceKind[]): string[] {
  const groups = new Set<string>();
  for (const { group, version: v } of [...servedKinds, ...customKinds]) {
    if (!group) groups.add(`/api/${v}`);
    else groups.add(`/apis/${group}`).add(`/apis/${group}/${v}`);
  }
  return [
    '/.well-known/openid-configuration',
    '/api',
    '/apis',
    '/apis/',
    ...groups,
    ...healthPaths(),
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/',
    '/openid/v1/jwks',
    '/version',
  ].sort();
}

/** The version: its build metadata names this project, which answers. */
function version(): object {
  return {
    major: '1',
    minor: '36',
    emulationMajor: '1',
    emulationMinor: '36',
    minCompatibilityMajor: '1',
    minCompatibilityMinor: '35',
    gitVersion: `${kubernetesVersion}+kubelab`,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: `${process.platform}/${goArchitecture(process.arch)}`,
  };
}
