/** A client: turns calls of its methods into requests over one connection. */
import { inspect } from 'node:util';
import type { Connection } from '../auth/connection.js';
import { tokenOfFile } from '../auth/credential.js';
import { identityOf } from '../auth/identity.js';
import type { Surroundings } from '../auth/options.js';
import { checksOf } from '../auth/preflight.js';
import { changeConnection } from '../auth/resolve.js';
import { KubelabError } from '../errors.js';
import { refusePromises, withoutPromises } from '../forgotten-await.js';
import { kindOfResource } from '../kube/kinds.js';
import { requestInfo } from '../kube/request-info.js';
import { accessSpec, unknownResourceIn } from './access-spec.js';
import type {
  ApplyOptions,
  Client,
  ExecOptions,
  JsonBody,
  ListOptions,
  PatchOptions,
  PatchType,
  RequestDescription,
  RequestOptions,
  Requests,
  UntilOptions,
  WatchOptions,
  WriteOptions,
} from './api.js';
import type { Exchange } from './exchange.js';
import { exec } from './exec.js';
import { type Face, jupyterDisplay } from './face.js';
import { failedRequest } from './failed-request.js';
import { collectionOf, isCollectionPath, objectOf, pathOfObject } from './objects.js';
import { createResources, kindInTable, type Resources } from './resources.js';
import { isSuccess, withGetters } from './sent-exchange.js';
import { createTextStream } from './text-stream.js';
import { createTransport } from './transport.js';
import { until } from './until.js';
import { createWatch } from './watch.js';

type Send = (request: RequestDescription) => Promise<Exchange>;

/** A client over `connection`, whose exchanges show themselves by `face`. */
export function createClient(connection: Connection, face: Face, surroundings: Surroundings = {}): Client {
  const transport = createTransport(connection, face, surroundings);
  const send: Send = (request) => transport.exchange(request);
  const demand: Send = async (request) => {
    const exchange = await transport.exchange(request);
    if (!exchange.ok) throw failedRequest(exchange);
    return exchange;
  };
  const resources = createResources((path, accept) => send({ method: 'GET', path, headers: { accept } }));
  const { server, trust, source, namespace } = connection;
  const derive = (changed: Connection): Client => createClient(changed, face, surroundings);
  const client: Client = {
    ...createRequests(send, resources),
    server,
    ca: trust.ca,
    insecure: trust.insecure,
    tlsServerName: trust.serverName,
    identity: connectionIdentity(connection),
    source,
    namespace,
    must: createRequests(demand, resources),
    watch(resource: string, options: WatchOptions = {}) {
      // wrong arguments throw here, and not in the loop over the watch
      refusePromises('client.watch', [resource, options]);
      const { timeoutSeconds, allowWatchBookmarks, ...rest } = options;
      if (!isCollectionPath(resource, rest.namespace)) kindInTable(resource);
      return createWatch(transport, async () => {
        const { query, ...request } = await listRequest(resources, resource, rest);
        const how = { watch: true, timeoutSeconds, allowWatchBookmarks };
        const { timeoutSeconds: end, ...asked } = { timeoutSeconds: 60, ...withOptions(query, how) };
        return { method: 'GET', ...request, query: { ...asked, timeoutSeconds: end || undefined } };
      });
    },
    stream(path, options = {}) {
      refusePromises('client.stream', [path, options]);
      return createTextStream(transport, path, options);
    },
    ...withoutPromises('client', {
      until: (resource: string, condition: (value: JsonBody) => boolean, options: UntilOptions = {}) =>
        until({ send, resources, list: client.list, watch: client.watch }, resource, condition, options),
      exec: (pod: string, command: string | string[], options: ExecOptions = {}) =>
        exec({ transport, connection, face }, pod, command, options),
    }),
    as(user, options = {}) {
      refusePromises('client.as', [user, options]);
      return derive({
        ...changeConnection(connection, { impersonate: { ...options, user } }, surroundings),
        origins: connection.origins,
      });
    },
    with: (options) => derive(changeConnection(connection, options, surroundings)),
    close: () => transport.close(),
  };
  Object.defineProperty(client, inspect.custom, { value: () => face.client(client), enumerable: false });
  Object.defineProperty(client, jupyterDisplay, { value: () => face.bundle(client), enumerable: false });
  return client;
}

function connectionIdentity({ credential, impersonate, unchecked }: Connection): Client['identity'] {
  const { token, ...parts } = credential;
  const text = token?.kind === 'file' ? tokenOfFile(token.path, checksOf(unchecked)) : token?.text;
  return identityOf({ ...parts, ...(text ? { token: text } : {}) }, impersonate);
}

async function listRequest(
  resources: Resources,
  resource: string,
  options: ListOptions,
): Promise<Omit<RequestDescription, 'method'>> {
  const { namespace, labelSelector, fieldSelector, limit, resourceVersion, query, ...request } = options;
  const { continue: next, ...rest } = request;
  const own = { labelSelector, fieldSelector, limit, continue: next, resourceVersion };
  const isPath = isCollectionPath(resource, namespace);
  const path = isPath ? resource : collectionOf(await resources.named(resource), namespace);
  return { path, query: withOptions(query, own), ...rest };
}

/** The parameters of a query with those of options. An option that is left out removes no parameter. */
function withOptions(query: RequestOptions['query'], options: RequestOptions['query'] = {}): RequestOptions['query'] {
  return { ...query, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) };
}

const patchContentTypes: Record<PatchType, string> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

function patchRequest(path: string, body: unknown, options: PatchOptions): RequestDescription {
  const {
    type = isOperations(body) ? 'json' : defaultPatchType(path),
    fieldManager,
    force,
    headers,
    query,
    ...rest
  } = options;
  if (!Object.hasOwn(patchContentTypes, type)) {
    throw new KubelabError('ARGUMENT_INVALID', `There is no patch of the type ${JSON.stringify(type)}.`, {
      hint: "Use 'merge', 'json', 'strategic' or 'apply'.",
    });
  }
  const manager = type === 'apply' ? { fieldManager: 'kubelab' } : {};
  return {
    method: 'PATCH',
    path,
    body,
    headers: { 'content-type': patchContentTypes[type], ...headers },
    query: withOptions({ ...manager, ...query }, { fieldManager, force: force || undefined }),
    ...rest,
  };
}

function isOperations(body: unknown): boolean {
  return Array.isArray(body) || (typeof body === 'string' && body.trimStart().startsWith('['));
}

// custom resources know no strategic merge: the server would answer 415
function defaultPatchType(path: string): PatchType {
  const info = requestInfo('PATCH', String(path));
  return kindOfResource(info.apiGroup, info.resource) ? 'strategic' : 'merge';
}

function createRequests(send: Send, resources: Resources): Requests {
  return withoutPromises('client', {
    get: (path, options = {}) => send({ ...options, method: 'GET', path }),
    post: (path, body, options = {}) => send({ ...options, method: 'POST', path, body }),
    put: (path, body, options = {}) => send({ ...options, method: 'PUT', path, body }),
    delete: (path, options = {}) => send({ ...options, method: 'DELETE', path }),
    request: async (request) => send(request),
    patch: async (path, body, options = {}) => send(patchRequest(path, body, options)),
    list: async (resource: string, options: ListOptions = {}) =>
      send({ method: 'GET', ...(await listRequest(resources, resource, options)) }),
    async create(source: unknown, options: WriteOptions = {}) {
      const { namespace = 'default', fieldManager, query, ...rest } = options;
      const body = objectOf(source);
      return send({
        ...rest,
        method: 'POST',
        path: pathOfObject(body, await resources.ofObject(body), namespace, false),
        body,
        query: withOptions({ fieldManager: 'kubelab', ...query }, { fieldManager }),
      });
    },
    async apply(source: unknown, options: ApplyOptions = {}) {
      const { namespace = 'default', fieldManager, force, ...rest } = options;
      const body = objectOf(source);
      const patch: PatchOptions = {
        ...rest,
        type: 'apply',
        ...(fieldManager ? { fieldManager } : {}),
        ...(force ? { force } : {}),
      };
      const path = pathOfObject(body, await resources.ofObject(body), namespace, true);
      return send(patchRequest(path, body, patch));
    },
    async whoami(options = {}) {
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      const exchange = await send({
        ...options,
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body,
      });
      return withGetters(exchange, {
        get user() {
          return isSuccess(exchange) ? exchange.body?.status?.userInfo : undefined;
        },
      });
    },
    async can(verb, resource, { namespace, name, ...rest } = {}) {
      const unknown = unknownResourceIn(verb, resource);
      const found = unknown === undefined ? undefined : await resources.named(unknown);
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: accessSpec(verb, resource, namespace, name, found),
      };
      const exchange = await send({
        ...rest,
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body,
      });
      return withGetters(exchange, {
        get allowed() {
          return isSuccess(exchange) && exchange.body?.status?.allowed === true;
        },
        get reason() {
          return String(exchange.body?.status?.reason ?? '');
        },
      });
    },
    async token(serviceAccount, { namespace = 'default', audiences, seconds, boundTo, ...rest } = {}) {
      if (typeof serviceAccount !== 'string' || serviceAccount === '') {
        throw new KubelabError('ARGUMENT_INVALID', 'token() needs the name of a service account.', {
          hint: "Write client.token('robot', { namespace: 'lab' }).",
        });
      }
      const spec = {
        ...(audiences ? { audiences } : {}),
        ...(seconds === undefined ? {} : { expirationSeconds: seconds }),
        ...(boundTo ? { boundObjectRef: { apiVersion: 'v1', ...boundTo } } : {}),
      };
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(serviceAccount)}/token`;
      const exchange = await send({ ...rest, method: 'POST', path, body });
      return withGetters(exchange, {
        get token() {
          return isSuccess(exchange) ? exchange.body?.status?.token : undefined;
        },
        get expires() {
          return isSuccess(exchange) ? exchange.body?.status?.expirationTimestamp : undefined;
        },
      });
    },
  });
}
