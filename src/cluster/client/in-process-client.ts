/**
 * The API for components inside this process. Their requests go through the same stages as all others, only not over a
 * socket, and the user is known, since no outsider can call this.
 */
import { arch } from 'node:os';
import type { JsonObject, KubeList, KubeObject } from '../../kube/object.js';
import { queryOf, requestInfo } from '../../kube/request-info.js';
import { ApiError, isApiError, type Status } from '../../kube/status.js';
import { nodesGroup, parseServiceAccountUsername, systemMasters, type UserInfo, userOf } from '../../kube/user.js';
import { goArchitecture, kubernetesVersion } from '../../kube/version.js';
import type { ApiRequest, ApiResponse, Handler } from '../chain/handler.js';
import type { Clock } from '../clock.js';
import { nodeIP } from '../controllers/node.js';
import { type ClientFor, type ClusterClient, type Target, WriteRefusal } from './client.js';
import { startInformer } from './informer.js';

/** The parts of the clients. */
export interface InProcessOptions {
  /** The stages behind authentication. */
  handle: Handler;
  clock: Clock;
  randomUUID(): string;
  /** Ends all watches. */
  signal: AbortSignal;
  /** The uid of a service account, when it is there. */
  uidOf(namespace: string, name: string): string | undefined;
  onError(error: unknown): void;
}

/** The user as whom the API server calls itself. */
export const apiServerUser = 'system:apiserver';

/** Sends one request of `user`; the answer may be a stream. */
export type Send = (
  method: string,
  path: string,
  options?: { body?: object; contentType?: string; signal?: AbortSignal },
) => Promise<ApiResponse>;

/** Clients by user name. */
export function inProcessClients(options: InProcessOptions): ClientFor {
  const clients = new Map<string, ClusterClient>();
  return (username) => {
    let client = clients.get(username);
    if (!client) {
      client = clientOver(sender(options, username), options);
      clients.set(username, client);
    }
    return client;
  };
}

function clientOver(send: Send, options: InProcessOptions): ClusterClient {
  const json = async <T>(method: string, path: string, body?: object, contentType?: string): Promise<T> => {
    const response = await send(method, path, { ...(body ? { body } : {}), ...(contentType ? { contentType } : {}) });
    return decoded(response) as T; // of the shape that the path's resource has
  };
  return {
    get: (target) => json('GET', targetPath(target)),
    list: async <T extends KubeObject>(target: Target, query: Record<string, string> = {}) => {
      const search = new URLSearchParams(query).toString();
      return itemsOf(await json<KubeList<T>>('GET', `${targetPath(target)}${search ? `?${search}` : ''}`));
    },
    create: (target, object) => {
      // the name of the object is in its body, except that a sub-resource has its parent's in the path
      const { name, ...collection } = target;
      return json('POST', targetPath(target.subresource && name ? target : collection), object);
    },
    update: (target, object) => json('PUT', targetPath(target), object),
    patch: (target, patch) => json('PATCH', targetPath(target), patch, 'application/merge-patch+json'),
    apply: (target, object, manager) => {
      const query = new URLSearchParams({ fieldManager: manager, force: 'true' });
      return json('PATCH', `${targetPath(target)}?${query}`, object, 'application/apply-patch+yaml');
    },
    delete: async (target, body?: JsonObject) => {
      await json('DELETE', targetPath(target), body);
    },
    deleteCollection: async (target, body?: JsonObject) => {
      await json('DELETE', targetPath(target), body);
    },
    informer: (target, onEvent) =>
      startInformer({
        path: targetPath(target),
        send,
        clock: options.clock,
        signal: options.signal,
        onError: options.onError,
        ...(onEvent ? { onEvent } : {}),
      }),
  };
}

/** The path of a collection or object. */
function targetPath(target: Target): string {
  const { group, version, resource, namespace, name, subresource } = target;
  const segments = [
    ...(group ? ['apis', group, version] : ['api', version]),
    ...(namespace ? ['namespaces', namespace] : []),
    resource,
    ...(name ? [name] : []),
    ...(subresource ? [subresource] : []),
  ];
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

/** The items of a list, each with the kind that a list tells only once. */
export function itemsOf<T extends KubeObject>(list: KubeList<T>): T[] {
  const kind = list.kind.replace(/List$/, '');
  return (list.items ?? []).map((item) => ({
    ...item,
    apiVersion: item.apiVersion ?? list.apiVersion,
    kind: item.kind ?? kind,
  }));
}

/** The body of a good answer; throws the ApiError that a bad one carries. */
export function decoded(response: ApiResponse): unknown {
  const text = response.body?.toString() ?? '';
  // a path that no router knows is answered in plain text
  if (response.status === 404 && !text.startsWith('{')) {
    throw new ApiError({ code: 404, reason: 'NotFound', message: text.trim() });
  }
  if (response.status < 400) return text ? JSON.parse(text) : undefined;
  throw new ApiError(statusOf(response));
}

/** The Status of a bad answer, as an ApiError takes it. */
function statusOf({ status, body }: ApiResponse): ConstructorParameters<typeof ApiError>[0] {
  const { code = status, message, reason, details } = JSON.parse(body?.toString() || '{}') as Partial<Status>;
  return {
    code,
    ...(message ? { message } : {}),
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
  };
}

/** True when a list must be read again, since its continue token or version is gone. */
export const isGone = (error: unknown): boolean => isApiError(error, 'Expired') || isApiError(error, 'Gone');

function sender(options: InProcessOptions, username: string): Send {
  return async (method, path, { body, contentType = 'application/json', signal } = {}) => {
    const request: ApiRequest = {
      auditID: options.randomUUID(),
      method,
      url: path,
      query: queryOf(path),
      headers: {
        accept: 'application/json',
        'user-agent': userAgent(username),
        ...(body ? { 'content-type': contentType } : {}),
      },
      info: requestInfo(method, path),
      body: async () => Buffer.from(body ? JSON.stringify(body) : ''),
      clientCertificates: [],
      // the control plane runs on the node; no connection to the port comes from there
      sourceIPs: [nodeIP],
      receivedAt: options.clock.now(),
      signal: signal ?? options.signal,
      user: componentUser(options, username),
      audit: { annotations: {} },
      findings: [],
      reached: [],
    };
    const response = await options.handle(request);
    const isByAdmission = request.findings.some(({ stage, outcome }) => stage === 'admission' && outcome === 'refused');
    if (isByAdmission && response.status >= 400) throw new WriteRefusal(statusOf(response));
    return response;
  };
}

function componentUser(options: InProcessOptions, username: string): UserInfo {
  const account = parseServiceAccountUsername(username);
  const uid = account && options.uidOf(account.namespace, account.name);
  const own = username === apiServerUser ? [systemMasters] : username.startsWith('system:node:') ? [nodesGroup] : [];
  return { ...userOf(username, own), ...(uid ? { uid } : {}) };
}

/**
 * The User-Agent of a component as client-go writes it, with this program where the commit would be. The name in front of
 * the slash is also the manager of the fields that it writes.
 */
function userAgent(username: string): string {
  const agent = (component: string): string =>
    `${component}/${kubernetesVersion} (linux/${goArchitecture(arch())}) kubernetes/kubelab`;
  if (username.startsWith('system:node:')) return agent('kubelet');
  if (username === apiServerUser) return agent('kube-apiserver');
  if (username === 'system:kube-scheduler') return `${agent('kube-scheduler')}/scheduler`;
  // without a service account of its own there is only the controller of tokens
  const controller = parseServiceAccountUsername(username) ? username : 'tokens-controller';
  return `${agent('kube-controller-manager')}/${controller}`;
}
