/**
 * pods/proxy, services/proxy, nodes/proxy and pods/portforward: requests that an API server hands on. The kubelet answers a
 * little; in simulated containers nothing listens, which is what a client is told, in the words of a real refusal.
 */
import { kindOfResource, type ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import { ApiError, badRequest, notFound } from '../../kube/status.js';
import type { ApiResponse } from '../handler.js';
import { type Call, keyOf, part, prefixOf, type Registry } from './deps.js';

const kubeletPort = '10250';

const unavailable = (message: string): ApiError => new ApiError({ code: 503, reason: 'ServiceUnavailable', message });

const unreachable = (ip: string, port: string): ApiError =>
  unavailable(`error trying to reach service: dial tcp ${ip}:${port}: connect: connection refused`);

const items = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : []);

/** Answers for what stands behind a pod, service or node; throws the ApiError of what is not there or does not listen. */
export function proxy(registry: Registry, call: Call): ApiResponse {
  const { scheme, name, port } = splitName(call);
  const object = registry.store.get(keyOf(call.kind, call.namespace, name))?.object;
  if (!object) throw notFound(call.kind, name);
  const usual = scheme === 'https' ? '443' : '80';
  switch (call.kind.resource) {
    case 'pods':
      throw podRefusal(object, port || firstPort(object) || usual);
    case 'services':
      throw serviceRefusal(registry, call, object, port);
    default:
      return kubelet(registry, call, object, port || kubeletPort);
  }
}

/** `[SCHEME:]NAME[:PORT]`; throws an ApiError 400. */
function splitName({ kind, name }: Call): { scheme: string; name: string; port: string } {
  const parts = name.split(':');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1) return { scheme: '', name: first, port: '' };
  if (parts.length === 2) return { scheme: '', name: first, port: second };
  if (parts.length === 3 && ['', 'http', 'https'].includes(first)) return { scheme: first, name: second, port: third };
  throw badRequest(`invalid ${kind.singular} request ${JSON.stringify(name)}`);
}

function firstPort(pod: KubeObject): string {
  const [container] = items(part(pod, 'spec').containers);
  const [port] = items(container?.ports);
  return port ? String(port.containerPort) : '';
}

function podRefusal(pod: KubeObject, port: string): ApiError {
  const { podIP } = part(pod, 'status');
  return typeof podIP === 'string' && podIP ? unreachable(podIP, port) : badRequest('address not allowed');
}

function serviceRefusal(registry: Registry, call: Call, service: KubeObject, port: string): ApiError {
  const name = service.metadata.name ?? '';
  const ports = items(part(service, 'spec').ports);
  const wanted = ports.find((p) => (port ? p.name === port || String(p.port) === port : ports.length === 1));
  if (!wanted) return unavailable(`no service port ${JSON.stringify(port)} found for service ${JSON.stringify(name)}`);
  const kind = kindOfResource('', 'endpoints') as ResourceKind; // the table has endpoints
  const endpoints = registry.store.get(keyOf(kind, call.namespace, name))?.object;
  for (const subset of items(endpoints?.subsets)) {
    const [address] = items(subset.addresses);
    const at = items(subset.ports).find((p) => (p.name ?? '') === (wanted.name ?? ''));
    if (address && at) return unreachable(String(address.ip), String(at.port));
  }
  return unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
}

/** What of the kubelet's own API is there: /healthz and /pods. */
function kubelet(registry: Registry, call: Call, node: KubeObject, port: string): ApiResponse {
  const name = node.metadata.name ?? '';
  if (port !== kubeletPort) {
    const [address] = items(part(node, 'status').addresses);
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
    .filter((pod) => part(pod, 'spec').nodeName === name);
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
