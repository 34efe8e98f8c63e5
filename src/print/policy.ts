/** Roles and bindings as they are handed over (exchanges, lists, objects), or read from a cluster by a client. */
import { KubelabError } from '../errors.js';
import type { KubeObject } from '../kube/object.js';
import type { Client } from '../request/api.js';
import { isList } from './tabulate.js';

/** The objects in exchanges, lists and objects; an item of a list takes its kind from the list. */
export function objectsIn(source: unknown): KubeObject[] {
  const isExchange = typeof source === 'object' && source !== null && 'request' in source && 'body' in source;
  const value: unknown = isExchange ? source.body : source;
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (isList(value)) {
    const kind = value.kind.replace(/List$/, '');
    return value.items.map((item) => ({
      ...item,
      kind: item.kind ?? kind,
      apiVersion: item.apiVersion ?? value.apiVersion,
    }));
  }
  return isObject(value) ? [value] : [];
}

/** True for an object of the API. */
export function isObject(value: unknown): value is KubeObject {
  return typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value;
}

/** True for a client. */
export function isClient(value: unknown): value is Client {
  return typeof value === 'object' && value !== null && 'server' in value && 'identity' in value && 'whoami' in value;
}

/**
 * All roles and bindings that count in `namespace` (everywhere, when left out): four requests. Throws REQUEST_FAILED
 * when the client may not list them.
 */
export async function readPolicy(client: Client, namespace?: string): Promise<KubeObject[]> {
  const there = namespace === undefined ? {} : { namespace };
  const lists = await Promise.all([
    client.list('roles', there),
    client.list('rolebindings', there),
    client.list('clusterroles'),
    client.list('clusterrolebindings'),
  ]);
  const refused = lists.find(({ ok }) => !ok);
  if (refused) {
    throw new KubelabError(
      'REQUEST_FAILED',
      `Roles and bindings could not be read by ${client.identity.description}: ${refused.failure?.message ?? refused.body?.message ?? refused.status}`,
      { hint: refused.failure?.hint ?? 'Name a client that may: { from: admin }.' },
    );
  }
  return lists.flatMap(objectsIn);
}
