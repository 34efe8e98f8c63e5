/** The paths that are no resources: health, version, metrics, the keys that tokens are verified by, and the list of paths. */
import type { KeyObject } from 'node:crypto';
import { kinds } from '../kube/kinds.js';
import { ApiError, methodNotAllowed } from '../kube/status.js';
import { goArchitecture, kubernetesVersion } from '../kube/version.js';
import { headerValues } from './authentication/headers.js';
import { jsonWebKeySet } from './authentication/jwt.js';
import type { ApiRequest, ApiResponse, Handler } from './handler.js';
import type { Metrics } from './metrics.js';
import { jsonResponse, textResponse } from './respond.js';

/** What these paths tell of. */
export interface NonResourceOptions {
  issuer: string;
  /** The URL under which the server is reached. */
  server(): string;
  serviceAccountKey: Promise<KeyObject>;
  metrics: Metrics;
}

const checks = [
  'ping',
  'log',
  'etcd',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/start-kube-apiserver-admission-initializer',
];
const keyCache = { 'cache-control': 'public, max-age=3600' };

/** Answers GET and HEAD for these paths; all else is 404 in plain text, as from Go's mux. */
export function nonResource(options: NonResourceOptions): Handler {
  return async (request) => {
    const { path } = request.info;
    const answer = await find(options, request, path.length > 1 ? path.replace(/\/$/, '') : path);
    if (!answer) return textResponse(404, '404 page not found\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
    return answer;
  };
}

async function find(options: NonResourceOptions, request: ApiRequest, path: string): Promise<ApiResponse | undefined> {
  switch (path) {
    case '/':
      return jsonResponse(200, { paths: paths() });
    case '/version':
      return jsonResponse(200, version());
    case '/metrics':
      return {
        status: 200,
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
        body: options.metrics.text(),
      };
    case '/.well-known/openid-configuration':
      return jsonResponse(
        200,
        {
          issuer: options.issuer,
          jwks_uri: `${options.server()}/openid/v1/jwks`,
          response_types_supported: ['id_token'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        },
        keyCache,
      );
    case '/openid/v1/jwks':
      return keys(request, await options.serviceAccountKey);
    default:
      return health(request, path);
  }
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

function health(request: ApiRequest, path: string): ApiResponse | undefined {
  const match = /^\/(healthz|livez|readyz)(?:\/(.+))?$/.exec(path);
  if (!match) return undefined;
  const [, kind = '', one] = match;
  if (one !== undefined) return checks.includes(one) ? textResponse(200, 'ok') : undefined;
  const excluded = request.query.getAll('exclude');
  const lines = checks.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  return textResponse(200, request.query.has('verbose') ? `${lines.join('\n')}\n${kind} check passed\n` : 'ok');
}

function paths(): string[] {
  const groups = new Set<string>();
  for (const { group, version: v } of kinds) {
    if (!group) groups.add(`/api/${v}`);
    else groups.add(`/apis/${group}`).add(`/apis/${group}/${v}`);
  }
  return [
    '/.well-known/openid-configuration',
    '/api',
    '/apis',
    ...groups,
    '/healthz',
    ...checks.map((c) => `/healthz/${c}`),
    '/livez',
    ...checks.map((c) => `/livez/${c}`),
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/openid/v1/jwks',
    '/readyz',
    ...checks.map((c) => `/readyz/${c}`),
    '/version',
  ].sort();
}

/** Honest about what answers: the build metadata names this project. */
function version(): object {
  return {
    major: '1',
    minor: '36',
    gitVersion: `${kubernetesVersion}+kubelab`,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: '',
    platform: `${process.platform}/${goArchitecture(process.arch)}`,
  };
}
