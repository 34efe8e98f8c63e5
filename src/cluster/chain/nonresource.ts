/** The paths that are no resources: health, version, metrics, the keys that tokens are verified by, and the list of paths. */

import type { KeyObject } from 'node:crypto';
import { servedKinds } from '../../kube/kinds.js';
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
}

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
    return find(options, path) ?? health(request) ?? pageNotFound();
  };
}

async function routedAnswer(options: NonResourceOptions, request: ApiRequest, path: string): Promise<ApiResponse> {
  if (path === '/openid/v1/jwks') return keys(request, await options.serviceAccountKey());
  checkAccept(request);
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
    headers: { 'content-type': 'application/json', ...keyCache },
    body: JSON.stringify(configuration),
  };
}

function find(options: NonResourceOptions, path: string): ApiResponse | undefined {
  switch (path) {
    case '/':
    case '/index.html':
      return indented({ paths: paths() });
    case '/metrics':
      return {
        status: 200,
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
        body: options.metrics.text(),
      };
    default:
      return undefined;
  }
}

/** Whatever the client is, as responsewriters.WriteRawJSON writes it. */
function indented(value: unknown): ApiResponse {
  const body = JSON.stringify(value, undefined, 2);
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

/** Throws go-restful's 406 for a client that takes no JSON. */
function checkAccept({ headers }: ApiRequest): void {
  const [first] = headerValues(headers, 'accept');
  const types = first?.split(',').map((part) => part.split(';')[0]?.trim()) ?? [];
  if (types.length === 0 || types.some((type) => type === '*/*' || type === 'application/json')) return;
  const message = '406: Not Acceptable\n\nAvailable representations: application/json';
  throw new ApiError({ code: 406, reason: 'NotAcceptable', message, details: {} });
}

/** This one answer has a media type of its own and is not given to a client that wants another. */
function keys(request: ApiRequest, key: KeyObject): ApiResponse {
  const type = 'application/jwk-set+json';
  const accepted = headerValues(request.headers, 'accept')
    .flatMap((value) => value.split(','))
    .map((part) => part.split(';')[0]?.trim());
  if (accepted.length > 0 && !accepted.some((a) => a === type || a === '*/*' || a === 'application/*')) {
    throw new ApiError({
      code: 406,
      reason: 'NotAcceptable',
      message: `only the following media types are accepted: ${type}`,
    });
  }
  return {
    status: 200,
    headers: { 'content-type': type, ...keyCache },
    body: JSON.stringify(jsonWebKeySet(key)),
  };
}

function paths(): string[] {
  const groups = new Set<string>();
  for (const { group, version: v } of servedKinds) {
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
