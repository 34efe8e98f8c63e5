/**
 * pods/proxy, services/proxy, nodes/proxy and pods/portforward: requests that an API server hands on. The kubelet answers a
 * little; simulated containers listen on no port, and the client gets the words of a real refusal.
 */

import { fields } from '../../../kube/fields.js';
import { goQuote } from '../../../kube/go-quote.js';
import { isInteger } from '../../../kube/integer.js';
import { kindOfResource, type ResourceKind } from '../../../kube/kinds.js';
import type { KubeObject } from '../../../kube/object.js';
import { ApiError, badRequest, notFound } from '../../../kube/status.js';
import { type ApiResponse, reach } from '../../chain/handler.js';
import { type Call, keyOf, prefixOf, type Registry } from '../../registry/deps.js';
import type { Action } from '../definition.js';
import { admitConnection } from './connections.js';

const kubeletPort = '10250';

const unavailable = (message: string): ApiError => new ApiError({ code: 503, reason: 'ServiceUnavailable', message });

const unreachable = (ip: string, port: string): ApiError =>
  unavailable(`error trying to reach service: dial tcp ${ip}:${port}: connect: connection refused`);

const items = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : []);

/** The proxied name: `[SCHEME:]NAME[:PORT]`. */
interface Target {
  scheme: string;
  name: string;
  port: string;
}

/** The verbs of `/proxy`: each gives the target's answer, or rejects with the ApiError of admission, or of a missing or silent target. */
function proxyTo(
  kind: string,
  answer: (registry: Registry, call: Call, target: Target) => ApiResponse,
): Record<string, Action> {
  const run: Action = async (registry, call) => {
    await admitConnection(registry, call, kind, { path: pathBehind(call) });
    const target = splitName(call);
    reach(call.request, 'storage');
    return answer(registry, call, target);
  };
  return { create: run, delete: run, get: run, patch: run, update: run };
}

/** Verbs of `pods/NAME/proxy`. */
export const podProxy: Record<string, Action> = proxyTo('PodProxyOptions', (registry, call, { scheme, name, port }) => {
  const object = read(registry, call, call.kind, name);
  return reached(call, podAddress(object), port || firstPort(object) || (scheme === 'https' ? '443' : '80'));
});

/** Verbs of `services/NAME/proxy`. */
export const serviceProxy: Record<string, Action> = proxyTo('ServiceProxyOptions', (registry, call, { name, port }) => {
  const address = serviceAddress(registry, call, name, port);
  return reached(call, address.ip, address.port);
});

/** Verbs of `nodes/NAME/proxy`. */
export const nodeProxy: Record<string, Action> = proxyTo('NodeProxyOptions', (registry, call, { name, port }) => {
  const object = read(registry, call, call.kind, name);
  return slashRedirect(call) ?? kubelet(registry, call, object, port || kubeletPort);
});

/** The path behind `proxy`, with a slash in front; empty where there is none (getRequestOptions). */
function pathBehind({ request: { info } }: Call): string {
  const path = info.parts.slice(3).map((part) => `/${part}`);
  return info.path.endsWith('/') ? [...path, '/'].join('') : path.join('');
}

function read(registry: Registry, { namespace }: Call, kind: ResourceKind, name: string): KubeObject {
  const object = registry.store.get(keyOf(kind, namespace, name))?.object;
  if (!object) throw notFound(kind, name);
  return object;
}

/** The answer of a pod or service; always throws where a request has a path. */
function reached(call: Call, ip: string, port: string): ApiResponse {
  const redirect = slashRedirect(call);
  if (redirect) return redirect;
  throw unreachable(ip, port);
}

/** Redirects to the path with a slash at its end, which the target's relative links need (UpgradeAwareHandler). */
function slashRedirect({ request }: Call): ApiResponse | undefined {
  const { url, info } = request;
  if (info.parts.length > 3 || info.path.endsWith('/')) return undefined;
  const cut = url.indexOf('?');
  const location = `${info.path}/${cut < 0 ? '' : url.slice(cut)}`;
  return { status: 301, headers: { location }, body: '' };
}

/** `[SCHEME:]NAME[:PORT]`; throws an ApiError 400. */
function splitName({ kind, name }: Call): Target {
  const parts = name.split(':');
  const [first = '', second = '', third = ''] = parts;
  const found =
    parts.length === 3 ? { scheme: first, name: second, port: third } : { scheme: '', name: first, port: second };
  if (parts.length <= 3 && found.name && ['', 'http', 'https'].includes(found.scheme)) return found;
  throw badRequest(`invalid ${kind.singular} request ${goQuote(name)}`);
}

function firstPort(pod: KubeObject): string {
  const [container] = items(fields(pod.spec).containers);
  const [port] = items(container?.ports);
  return port ? String(port.containerPort) : '';
}

function podAddress(pod: KubeObject): string {
  const { podIP } = fields(pod.status);
  if (typeof podIP !== 'string' || !podIP) throw badRequest('address not allowed');
  return podIP;
}

/** The service is read only for the name of a port that is given by number. */
function serviceAddress(registry: Registry, call: Call, name: string, port: string): { ip: string; port: string } {
  let portName = port;
  if (isInteger(port)) {
    const ports = items(fields(read(registry, call, call.kind, name).spec).ports);
    const wanted = ports.find((p) => p.port === Number(port));
    if (!wanted) throw unavailable(`no service port ${Number(port)} found for service ${goQuote(name)}`);
    portName = String(wanted.name ?? '');
  }
  const endpoints = kindOfResource('', 'endpoints') as ResourceKind; // the table has endpoints
  const found = registry.store.get(keyOf(endpoints, call.namespace, name))?.object;
  // the look-up is part of this request, and names its resource
  if (!found) throw notFound(call.kind, name);
  const subsets = items(found.subsets);
  for (const subset of subsets) {
    const [address] = items(subset.addresses);
    const at = items(subset.ports).find((p) => (p.name ?? '') === portName);
    if (address && at) return { ip: String(address.ip), port: String(at.port) };
  }
  // without any subset the service is named, otherwise all that the path says
  throw unavailable(`no endpoints available for service ${goQuote(subsets.length > 0 ? call.name : name)}`);
}

/** The kubelet's own API, of which /healthz and /pods exist. */
function kubelet(registry: Registry, call: Call, node: KubeObject, port: string): ApiResponse {
  const name = node.metadata.name ?? '';
  if (port !== kubeletPort) {
    const [address] = items(fields(node.status).addresses);
    throw unreachable(String(address?.address ?? name), port);
  }
  const { method, info } = call.request;
  const path = `/${info.parts.slice(3).join('/')}`;
  const plain = { 'content-type': 'text/plain; charset=utf-8' };
  if (path === '/healthz') return { status: 200, headers: plain, body: 'ok' };
  if (path !== '/pods' && path !== '/pods/') return { status: 404, headers: plain, body: '404 page not found\n' };
  if (method !== 'GET') return { status: 405, headers: plain, body: '405: Method Not Allowed' };
  const pods = kindOfResource('', 'pods') as ResourceKind; // the table has pods
  const here = registry.store
    .list(prefixOf(pods, ''))
    .map(({ object }) => object)
    .filter((pod) => fields(pod.spec).nodeName === name);
  const list = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: here };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(list) };
}

/** Always throws: 404 without the pod, 400 without an upgrade, 503 because nothing listens in a simulated container. */
export function portForward(registry: Registry, { request, kind, namespace, name }: Call): never {
  const pod = registry.store.get(keyOf(kind, namespace, name))?.object;
  if (!pod) throw notFound(kind, name);
  if (!request.upgrade) throw badRequest('Upgrade request required');
  throw unavailable('error upgrading connection: in the containers of the practice cluster nothing listens on a port');
}
