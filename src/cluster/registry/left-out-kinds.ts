/** Kinds that the practice cluster leaves out and clients read unasked, as kubectl does: of them there are none. */
import type { ResourceKind } from '../../kube/kinds.js';
import { leftOutKinds } from '../../kube/left-out-kinds.js';
import { formatGroupResource } from '../../kube/object.js';

const names: ReadonlySet<string> = new Set([
  // a part of what is told of a namespace and of a node
  'resourcequotas',
  'leases.coordination.k8s.io',
  // read for `kubectl cluster-info dump`
  'replicationcontrollers',
  'daemonsets.apps',
]);

const verbs = ['get', 'list', 'watch'];

/** The row of such a kind when the verb is one that reads; undefined for all others. Discovery does not list it. */
export function leftOutKind(group: string, resource: string, verb: string): ResourceKind | undefined {
  if (!verbs.includes(verb)) return undefined;
  const row = leftOutKinds.find((k) => k.group === group && k.resource === resource);
  return row && names.has(formatGroupResource(row)) ? { ...row, verbs, subresources: [] } : undefined;
}
