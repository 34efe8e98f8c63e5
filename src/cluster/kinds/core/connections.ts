/** Connections to a pod, a service or a node: the admission of them, and who may open one into a pod. */
import type { Fields } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { isOn } from '../../../kube/request-info.js';
import { badRequest } from '../../../kube/status.js';
import { ensureAuthorizedForVerb } from '../../registry/authorized-verb.js';
import type { Call, Registry } from '../../registry/deps.js';
import { admitWhole } from '../../registry/write.js';
import type { Action } from '../definition.js';

/**
 * A sub-resource that opens a stream into a pod, by GET as by POST: a WebSocket begins with a GET, and the right to read is not the
 * right to work in a pod. Behind admission, as in Kubernetes, the user needs the verb `create` as well.
 */
export function connection(kind: string, connect: Action): Record<string, Action> {
  const run: Action = async (registry, call) => {
    await admitConnection(registry, call, kind, connectOptions(call.request.query));
    ensureAuthorizedForVerb(registry, call, 'create');
    return connect(registry, call);
  };
  return { create: run, get: run };
}

/**
 * Admits a connection whatever its method: plug-ins see its options as an object of `kind` (endpoints/handlers/rest.go,
 * ConnectResource). Rejects with an ApiError: 400 for a dry run, or the refusal of a plug-in.
 */
export async function admitConnection(registry: Registry, call: Call, kind: string, options: Fields): Promise<void> {
  if (call.request.query.has('dryRun')) throw badRequest('dryRun is not supported');
  // options have no metadata
  const object = { kind, apiVersion: 'v1', ...options } as unknown as KubeObject;
  await admitWhole(registry, call, { operation: 'CONNECT', object });
}

function connectOptions(query: URLSearchParams): Fields {
  const flags = ['stdin', 'stdout', 'stderr', 'tty'].filter((name) => isOn(query.get(name)));
  const container = query.get('container');
  const command = query.getAll('command');
  const ports = query.getAll('ports').map(Number);
  return {
    ...Object.fromEntries(flags.map((name) => [name, true])),
    ...(container ? { container } : {}),
    ...(command.length > 0 ? { command } : {}),
    ...(ports.length > 0 ? { ports } : {}),
  };
}
