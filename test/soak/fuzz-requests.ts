/** Requests that nobody should send: good ones of every kind, changed in one place or several, byte by byte. */
import { kinds, type ResourceKind } from '../../src/kube/kinds.js';
import { mutatedBody, validBody } from './fuzz-bodies.js';
import type { Random } from './soak.js';

/** One request as bytes, with what its judge needs to know of it. */
export interface FuzzRequest {
  bytes: Buffer;
  method: string;
  target: string;
  /** It may be answered by a stream. */
  stream: boolean;
  /** It is no HTTP that a server must understand; a bare 400 or a closed connection will do. */
  broken: boolean;
  /** Its body is not the one that it announces: what follows on the connection would be taken for the rest. */
  dangling: boolean;
}

const namespaces = [...Array<string>(12).fill('open'), 'vault', 'vault', 'users', 'default', 'kube-system', 'none'];
const names = ['a', 'b', 'c', 'd', 'treasure', 'default', 'kubelab', 'kubernetes', 'none'];
const junk = [
  '%2F',
  '%00',
  '%ff',
  '%',
  '%zz',
  '..',
  '%2e%2e',
  '//',
  '/',
  '?',
  '#',
  ';',
  ' ',
  '\t',
  '*',
  '~',
  '🦊',
  'é',
  '\\',
  '"',
  '<script>',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  'x'.repeat(9000),
  'vault',
  'open',
  '0',
  '-1',
  '\x7f',
  '\x01',
];
const methods = ['GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const oddMethods = ['TRACE', 'PROPFIND', 'get', 'FOO', 'CONNECT', 'PRI', 'M-SEARCH', 'PURGE', 'QUERY', ''];
const others = [
  '/',
  '/api',
  '/apis',
  '/apis/apps',
  '/api/v1',
  '/apis/apps/v1',
  '/openapi/v2',
  '/openapi/v3',
  '/version',
  '/healthz',
  '/livez/etcd',
  '/readyz?verbose',
  '/metrics',
  '/openid/v1/jwks',
  '/.well-known/openid-configuration',
  '/foo',
  '/apis/x/v9/y',
  '/openapi/v3/api/v1',
  '/openapi/v3/apis/apps/v1?hash=0',
  '/api/v2/pods',
  '/api/v1/watch/pods',
  '/api/v1/proxy/x',
  '/logs',
];

const values: Record<string, readonly string[]> = {
  labelSelector: ['a=b', 'a in (b,c)', '!a', 'a', 'a!=b', 'a in (', '=', ',,', 'a>1', 'x'.repeat(5000)],
  fieldSelector: [
    'metadata.name=treasure',
    'metadata.name=a',
    'metadata.namespace=vault',
    'spec.x=1',
    'a',
    '=',
    'metadata.name!=a',
  ],
  limit: ['1', '0', '2', '-1', 'x', '1e9', '99999999999999999999', '1.5', ''],
  continue: ['x', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0', 'e30', 'bnVsbA', '%00', 'W10'],
  resourceVersion: ['0', '1', '10', '-1', 'x', '99999999', '18446744073709551616', '', '1.0'],
  resourceVersionMatch: ['Exact', 'NotOlderThan', 'x', ''],
  timeoutSeconds: ['1', '0', '-1', 'x', '99999999999'],
  watch: ['true', '1', 'false', 'x'],
  allowWatchBookmarks: ['true', 'x'],
  sendInitialEvents: ['true', 'false', 'x'],
  dryRun: ['All', 'all', '', 'x'],
  fieldManager: ['m', '', 'x'.repeat(200), '%01', '🦊'],
  fieldValidation: ['Strict', 'Warn', 'Ignore', 'x'],
  force: ['true', 'false', 'x'],
  pretty: ['true', '', 'x'],
  propagationPolicy: ['Foreground', 'Background', 'Orphan', 'x'],
  gracePeriodSeconds: ['0', '1', '-1', 'x', '9999999999999999999999'],
  orphanDependents: ['true', 'x'],
  command: ['ls', ''],
  container: ['c', 'none'],
  stdout: ['true', 'x'],
  tailLines: ['1', '-1', 'x'],
  sinceTime: ['x', '2026-01-01T00:00:00Z'],
  verbose: [''],
  __proto__x: ['1'],
};

function query(random: Random): string {
  if (random.chance(0.5)) return '';
  const pairs = Array.from({ length: 1 + random.below(3) }, () => {
    const name = random.pick(Object.keys(values));
    const value = random.chance(0.1) ? random.pick(junk) : random.pick(values[name] ?? ['']);
    return `${name}=${random.chance(0.8) ? encodeURIComponent(value) : value}`;
  });
  return `?${pairs.join(random.chance(0.95) ? '&' : ';')}`;
}

function pathOf(random: Random, kind: ResourceKind, method: string): string {
  const parts = kind.group ? ['apis', kind.group, kind.version] : ['api', kind.version];
  if (kind.namespaced && random.chance(0.95)) parts.push('namespaces', random.pick(namespaces));
  parts.push(kind.resource);
  const named = method === 'POST' ? random.chance(0.15) : method === 'GET' ? random.chance(0.6) : random.chance(0.95);
  if (named) {
    parts.push(kind.resource === 'namespaces' ? random.pick(['open', 'vault', 'none', 'n1']) : random.pick(names));
    if (kind.subresources && random.chance(0.2)) parts.push(random.pick(kind.subresources).name);
  }
  if (random.chance(0.02)) parts.push(random.pick(junk));
  const path = `/${parts.join('/')}`;
  if (!random.chance(0.12)) return path;
  const at = random.below(path.length + 1);
  return `${path.slice(0, at)}${random.pick(junk)}${path.slice(at + random.below(3))}`;
}

const accepts = [
  'application/json',
  '*/*',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'text/html',
  '',
  ';;;',
  ',',
  'application/json;as=Table;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  'application/json;q=x',
  'a/b;c=d;e',
  'application/json;as=Table;g=x;v=y',
  'application/json;stream=watch',
  'application/cbor',
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
];
const contentTypes = [
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'application/yaml',
  'text/plain',
  '',
  'application/vnd.kubernetes.protobuf',
  'application/x-www-form-urlencoded',
  'json',
  '*/*',
  'application/json;;',
  'application/cbor',
];
const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];
const oddHeaders: readonly (readonly [string, string])[] = [
  ['x-remote-user', 'system:admin'],
  ['x-remote-group', 'system:masters'],
  ['x-remote-extra-%zz', 'x'],
  ['impersonate-user', 'system:admin'],
  ['impersonate-group', 'system:masters'],
  ['impersonate-uid', '1'],
  ['impersonate-extra-a%2fb', 'c'],
  ['impersonate-user', ''],
  ['audit-id', 'x'.repeat(5000)],
  ['audit-id', '\xff'],
  ['x-forwarded-for', '1.2.3.4, x, ::1,,'],
  ['x-real-ip', '__proto__'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
  ['if-match', '"x"'],
  ['if-none-match', '*'],
  ['range', 'bytes=0-1'],
  ['origin', 'https://example.com'],
  ['te', 'trailers'],
  ['expect', '100-continue'],
  ['expect', 'nothing'],
  ['accept-encoding', 'gzip, br'],
  ['content-encoding', 'gzip'],
  ['user-agent', ''],
  ['user-agent', 'Mozilla/5.0'],
  ['user-agent', '\xe9/1'],
  ['cookie', 'a=b'],
  ['trailer', 'x-a'],
  ['authorization', 'Basic YTpi'],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer  x'],
  ['authorization', 'x'],
  ['x-long', 'x'.repeat(20_000)],
  ['sec-websocket-protocol', 'base64url.bearer.authorization.k8s.io.eA'],
  ['kubectl-command', 'x'],
  ['connection', 'close'],
  ['keep-alive', 'timeout=x'],
  ['host', 'evil'],
];
const upgrades: readonly (readonly [string, string])[][] = [
  [
    ['connection', 'Upgrade'],
    ['upgrade', 'websocket'],
    ['sec-websocket-version', '13'],
    ['sec-websocket-key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
  ],
  [
    ['connection', 'Upgrade'],
    ['upgrade', 'websocket'],
    ['sec-websocket-key', 'x'],
    ['sec-websocket-protocol', 'v5.channel.k8s.io,,x'],
  ],
  [
    ['connection', 'Upgrade'],
    ['upgrade', 'SPDY/3.1'],
    ['x-stream-protocol-version', 'v4.channel.k8s.io'],
  ],
  [
    ['connection', 'Upgrade, HTTP2-Settings'],
    ['upgrade', 'h2c'],
    ['http2-settings', 'x'],
  ],
  [
    ['connection', 'upgrade'],
    ['upgrade', ''],
  ],
];

/** A request of somebody with these headers. */
export function fuzzRequest(random: Random, credential: readonly (readonly [string, string])[]): FuzzRequest {
  const kind = random.pick(kinds);
  const method = random.chance(0.02) ? random.pick(oddMethods) : random.pick(methods);
  const path = random.chance(0.06) ? random.pick(others) : pathOf(random, kind, method) + query(random);
  const headers: (readonly [string, string])[] = [['host', 'localhost'], ...credential];
  let body: Buffer = Buffer.alloc(0);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule of HTTP is about them
  let broken = /[\x00-\x20\x7f-\uffff]/.test(path) || !path.startsWith('/') || oddMethods.includes(method);
  if (['POST', 'PUT', 'PATCH'].includes(method) || random.chance(0.1)) {
    const patch = method === 'PATCH';
    const type = random.chance(0.95) && patch ? random.pick(patchTypes) : random.pick(contentTypes);
    const good = random.chance(0.5) && !patch;
    body = good ? validBody(random, kind) : mutatedBody(random, kind, type);
    headers.push(['content-type', type]);
  }
  if (random.chance(0.2)) headers.push(['accept', random.pick(accepts)]);
  for (let more = random.below(4) - 1; more > 0; more--) headers.push(random.pick(oddHeaders));
  const upgrade = random.chance(0.03);
  if (upgrade) headers.push(...random.pick(upgrades));
  const framed = frame(random, body);
  broken ||= framed.broken || headers.some(([, value]) => /[^\x20-\xff]/.test(value));
  headers.push(...framed.headers);
  const head = `${method} ${path} HTTP/1.1\r\n${headers.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`;
  const stream = /watch|follow|attach|exec|log|portforward/.test(path) || upgrade;
  // bytes above 127 go as UTF-8 in the path and as they are in headers
  return {
    bytes: Buffer.concat([Buffer.from(head), framed.body]),
    method,
    target: path,
    stream,
    broken,
    dangling: framed.dangling || upgrade,
  };
}

function frame(
  random: Random,
  body: Buffer,
): { headers: (readonly [string, string])[]; body: Buffer; broken: boolean; dangling: boolean } {
  const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
  const chunked = ['transfer-encoding', 'chunked'] as const;
  const roll = random.below(200);
  if (roll === 0) return { headers: [['content-length', '-1']], body, broken: true, dangling: true };
  if (roll === 1) return { headers: [['content-length', 'x']], body, broken: true, dangling: true };
  if (roll === 2) return { headers: [chunked, ['content-length', '3']], body: chunk, broken: true, dangling: true };
  if (roll === 3) return { headers: [chunked], body: Buffer.from('zz\r\n'), broken: true, dangling: true };
  if (roll === 4) return { headers: [['transfer-encoding', 'gzip']], body, broken: true, dangling: true };
  if (roll === 5)
    return {
      headers: [
        ['content-length', '0'],
        ['content-length', '1'],
      ],
      body,
      broken: true,
      dangling: true,
    };
  if (roll === 6)
    return { headers: [['content-length', String(4 << 20)]], body: Buffer.alloc(0), broken: false, dangling: true };
  if (body.length === 0)
    return { headers: roll < 100 ? [] : [['content-length', '0']], body, broken: false, dangling: false };
  return roll < 40
    ? { headers: [chunked], body: chunk, broken: false, dangling: false }
    : { headers: [['content-length', String(body.length)]], body, broken: false, dangling: false };
}
