/** The namespaces of the API server, and the controller that puts them back (pkg/controlplane/controller/systemnamespaces). */
import type { ControllerContext } from './context.js';
import { type Namespace, resources, target } from './objects.js';

/** The namespaces of a new cluster. Admission refuses to delete the first three. */
export const systemNamespaces: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** The API server looks after them so often, in milliseconds. */
const interval = 60_000;

/** Starts the API server's own controller: a minute after `kubectl delete namespace kube-node-lease` has ended it is there again. */
export function startSystemNamespaces(context: ControllerContext): void {
  const client = context.clientFor('system:apiserver');
  const queue = context.queue('system-namespaces-controller', async (name) => {
    if (!namespaces.get('', name))
      await client.create(target(resources.namespaces), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  });
  const namespaces = context.watch<Namespace>(resources.namespaces, ({ type, object }) => {
    const { name } = object.metadata;
    if (type === 'DELETED' && systemNamespaces.includes(name)) queue.addAfter(name, interval);
  });
}
