/** Connections to a pod: who may open one, and the admission of it. */
import type { Fields } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { isOn } from '../../../../kube/request-info.js';
import { ensureAuthorizedForVerb } from '../../../registry/authorized-verb.js';
import { admitWhole } from '../../../registry/write.js';
import type { Action } from '../../definition.js';

/**
 * A sub-resource that connects, by GET as by POST: a WebSocket begins with a GET, and a right to read is no right to work in a pod. The
 * plug-ins see the options of the query as an object of `kind` (endpoints/handlers/rest.go, ConnectResource).
 */
export function connection(kind: string, connect: Action): Record<string, Action> {
  const run: Action = async (registry, call) => {
    ensureAuthorizedForVerb(registry, call, 'create');
    // options have no metadata
    const object = { kind, apiVersion: 'v1', ...connectOptions(call.request.query) } as unknown as KubeObject;
    await admitWhole(registry, call, { operation: 'CONNECT', object });
    return connect(registry, call);
  };
  return { create: run, get: run };
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
