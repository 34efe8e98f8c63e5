/** Kinds that the practice cluster leaves out and clients read unasked, as kubectl does: of them there are none. */
import type { ResourceKind } from '../../kube/kinds.js';

const row = (group: string, resource: string, kind: string, namespaced = true): ResourceKind => ({
  group,
  version: 'v1',
  resource,
  kind,
  singular: kind.toLowerCase(),
  namespaced,
  verbs: ['get', 'list', 'watch'],
});

const rows: readonly ResourceKind[] = [
  // asked for when an object is of a kind that nobody knows
  row('apiextensions.k8s.io', 'customresourcedefinitions', 'CustomResourceDefinition', false),
  // a part of what is told of a namespace and of a node
  row('', 'resourcequotas', 'ResourceQuota'),
  row('', 'limitranges', 'LimitRange'),
  row('coordination.k8s.io', 'leases', 'Lease'),
  // read for `kubectl cluster-info dump`
  row('', 'replicationcontrollers', 'ReplicationController'),
  row('apps', 'daemonsets', 'DaemonSet'),
];

/** The row of such a kind when the verb is one that reads; undefined for all others. Discovery does not list it. */
export function leftOutKind(group: string, resource: string, verb: string): ResourceKind | undefined {
  return rows.find((k) => k.group === group && k.resource === resource && k.verbs.includes(verb));
}
