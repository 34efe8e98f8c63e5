/** The API of a cluster as one user sees it, for tests that send many requests; over TLS, on connections that are kept. */
import { Agent, type RequestOptions, request } from 'node:https';
import type { KubeObject, StoredObject } from '../../src/kube/object.js';
import type { Status } from '../../src/kube/status.js';
import { until } from './until.js';

/** An object, a list or a Status: tests read of it what they expect. */
export type Body = StoredObject & Omit<Partial<Status>, 'status' | 'metadata'> & { items: KubeObject[] };

/** What came back. `message` is the Status's, or empty; `body` is empty for what is no JSON, and the first event of a watch. */
export interface Answer {
  code: number;
  message: string;
  body: Body;
  text: string;
  headers: Record<string, string | string[] | undefined>;
}

/** One event of a watch. */
export interface Seen {
  type: string;
  object: KubeObject & { code?: number; message?: string; reason?: string };
}

/** A watch that goes on. */
export interface Watching {
  /** `TYPE name` of every event so far. */
  seen(): string[];
  events: Seen[];
  /** Resolves when there are `count` events. */
  has(count: number): Promise<Seen[]>;
  /** Resolves when the server has ended it. */
  ended: Promise<void>;
  stop(): void;
}

/** Headers and query that one request has beside its path and body. */
export interface More {
  headers?: Record<string, string>;
}

/** The calls. */
export interface Api {
  get(path: string, more?: More): Promise<Answer>;
  post(path: string, body: unknown, more?: More): Promise<Answer>;
  put(path: string, body: unknown, more?: More): Promise<Answer>;
  patch(path: string, body: unknown, type?: string, more?: More): Promise<Answer>;
  delete(path: string, body?: unknown, more?: More): Promise<Answer>;
  call(method: string, path: string, body?: unknown, more?: More): Promise<Answer>;
  watch(path: string, more?: More): Promise<Watching>;
  /** Ends its connections. */
  close(): void;
}

/** Who asks: by a certificate, a token, or as somebody whom the administrator impersonates. */
export interface Credential {
  certPem?: string;
  keyPem?: string;
  token?: string;
  as?: { user: string; groups?: string[] };
}

const patchTypes: Record<string, string> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** The API of `cluster` for the holder of a credential; anonymous without one. */
export function apiOf(cluster: { server: string; caPem: string }, credential: Credential = {}): Api {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(cluster.server);
  const { certPem, keyPem, token, as } = credential;
  const options = (method: string, path: string, headers: Record<string, string | string[]>): RequestOptions => ({
    host: hostname,
    port,
    path,
    method,
    agent,
    ca: cluster.caPem,
    ...(certPem && keyPem ? { cert: certPem, key: keyPem } : {}),
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(as ? { 'impersonate-user': as.user, ...(as.groups ? { 'impersonate-group': as.groups } : {}) } : {}),
      ...headers,
    },
  });

  const call: Api['call'] = (method, path, body, more = {}) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      // Node frames the body of a DELETE only when it is told the length
      const chunked = more.headers?.['transfer-encoding'] !== undefined;
      const length = chunked ? {} : { 'content-length': String(Buffer.byteLength(payload ?? '')) };
      const headers = {
        ...(payload === undefined ? {} : { 'content-type': 'application/json', ...length }),
        ...more.headers,
      };
      const outgoing = request(options(method, path, headers), (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const isJson = (incoming.headers['content-type'] ?? '').startsWith('application/json');
          const document = /[?&]watch=/.test(path) ? (text.split('\n{')[0] ?? '') : text;
          const parsed = (isJson && document ? JSON.parse(document) : {}) as Body;
          const { statusCode: code = 0, headers: answered } = incoming;
          resolve({ code, message: parsed.message ?? '', body: parsed, text, headers: answered });
        });
      });
      outgoing.on('error', reject);
      // a string would take the headers into its own encoding
      outgoing.end(payload === undefined ? undefined : Buffer.from(payload));
    });

  const watch: Api['watch'] = (path, more = {}) =>
    new Promise((resolve, reject) => {
      const url = `${path}${path.includes('?') ? '&' : '?'}watch=true`;
      const outgoing = request(options('GET', url, more.headers ?? {}), (incoming) => {
        const events: Seen[] = [];
        let rest = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) events.push(JSON.parse(line) as Seen);
        });
        const ended = new Promise<void>((done) => incoming.on('close', done).on('error', () => {}));
        resolve({
          events,
          seen: () => events.map(({ type, object }) => `${type} ${object.metadata?.name ?? ''}`.trim()),
          has: async (count) => {
            await until(`${count} events of ${url}`, () => events.length >= count);
            return events;
          },
          ended,
          stop: () => outgoing.destroy(),
        });
      });
      outgoing.on('error', reject);
      outgoing.end();
    });

  return {
    get: (path, more) => call('GET', path, undefined, more),
    post: (path, body, more) => call('POST', path, body, more),
    put: (path, body, more) => call('PUT', path, body, more),
    patch: (path, body, type = 'merge', more) =>
      call('PATCH', path, body, { headers: { 'content-type': patchTypes[type] ?? type, ...more?.headers } }),
    delete: (path, body, more) => call('DELETE', path, body, more),
    call,
    watch,
    close: () => agent.destroy(),
  };
}

/** The administrator's API. */
export function adminOf(cluster: { server: string; caPem: string; admin: { certPem: string; keyPem: string } }): Api {
  return apiOf(cluster, cluster.admin);
}

/** Makes a namespace and waits until it has its default account and the cluster's CA. */
export async function makeNamespace(api: Api, name: string): Promise<string> {
  const { code, text } = await api.post('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
  if (code !== 201) throw new Error(text);
  const path = `/api/v1/namespaces/${name}`;
  for (const made of ['serviceaccounts/default', 'configmaps/kube-root-ca.crt']) {
    await until(`${made} in ${name}`, async () => (await api.get(`${path}/${made}`)).code === 200);
  }
  return path;
}

/** A ConfigMap. */
export function configMap(name: string, data: Record<string, string> = {}, more: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, data };
}
