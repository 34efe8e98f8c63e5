/** The cluster as the column of a page shows it. */
import { grantsOf } from '../inspect/access.js';
import { grantsByRole, type RoleGrants } from '../inspect/role-grants.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { KubeObject } from '../kube/object.js';
import type { RoleRef, Subject } from '../kube/rbac.js';
import { podStatus } from '../kube/tables/pod.js';
import { accessView } from '../print/access-view.js';
import { auditRow } from '../print/audit-view.js';
import { renderHtml } from '../print/html.js';
import { redactText } from '../redact-text.js';
import { type ClusterNow, type FollowedResource, followedResources } from './cluster-feed.js';
import type { ShownBinding, ShownCluster, ShownRequest } from './protocol.js';
import { requestId } from './request-id.js';

/** The cluster in a namespace; without one, in that of the kubeconfig. */
export function shownCluster(now: ClusterNow, wanted: string): ShownCluster {
  const namespaces = namespacesOf(now);
  const namespace = [wanted, now.home].find((name) => namespaces.includes(name)) ?? namespaces[0] ?? now.home;
  const inIt = (resource: FollowedResource): KubeObject[] | undefined =>
    objectsOf(now, resource)?.filter(({ metadata }) => metadata.namespace === namespace);
  const accounts = inIt('serviceaccounts')?.map(nameOf).sort();
  const pods = inIt('pods')?.map((pod) => ({ name: nameOf(pod), ...statusOf(pod) }));
  const [own, everywhere] = [inIt('rolebindings'), objectsOf(now, 'clusterrolebindings')];
  const bindings =
    (own ?? everywhere)
      ? [...(own ?? []), ...(everywhere ?? [])].filter((binding) => !isKubernetesOwn(nameOf(binding)))
      : undefined;
  return {
    ...{ state: now.state, notes: notesOf(now), namespace, namespaces, accounts },
    pods: pods?.sort((a, b) => (a.name < b.name ? -1 : 1)),
    bindings: bindings?.map(shownBinding),
    access: now.state === 'connecting' || !bindings ? '' : renderHtml(accessOf(now, namespace)),
  };
}

/** The requests, the latest first. */
export function shownRequests(requests: readonly AuditEvent[] | undefined): ShownRequest[] | undefined {
  return requests?.map((event) => ({ id: requestId(event), ...auditRow(event) })).reverse();
}

/** The role that a binding gives, with its rules; undefined for a binding that is gone. */
export function grantsOfBinding(now: ClusterNow, id: string): RoleGrants | undefined {
  const mine = policyOf(now).filter((object) => !object.kind.endsWith('Binding') || idOf(object) === id);
  return grantsByRole(grantsOf(mine))[0];
}

function accessOf(now: ClusterNow, namespace: string): ReturnType<typeof accessView> {
  const grants = grantsOf(policyOf(now), { namespace }).filter(({ binding }) => !isKubernetesOwn(binding.name));
  return accessView(grants, `do what in ${namespace}`, false);
}

function policyOf(now: ClusterNow): KubeObject[] {
  const resources: FollowedResource[] = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];
  return resources.flatMap((resource) => objectsOf(now, resource) ?? []);
}

function objectsOf({ lists }: ClusterNow, resource: FollowedResource): KubeObject[] | undefined {
  const list = lists[resource];
  return list.type === 'there' ? [...list.objects.values()] : undefined;
}

/** The namespaces, or those of found objects where no list is allowed. */
function namespacesOf(now: ClusterNow): string[] {
  const known = objectsOf(now, 'namespaces')?.map(nameOf);
  const found = followedResources.flatMap((resource) =>
    (objectsOf(now, resource) ?? []).flatMap(({ metadata }) => metadata.namespace ?? []),
  );
  const own = (name: string): boolean => /^kube-/.test(name);
  return [...new Set(known ?? [now.home, ...found])].sort(
    (a, b) => Number(own(a)) - Number(own(b)) || (a < b ? -1 : 1),
  );
}

function notesOf({ state, why, lists }: ClusterNow): string[] {
  if (state === 'away') {
    return [
      `The cluster does not answer. What stands below is what was seen last. The next Run starts the practice cluster again; another cluster is looked for until it answers. (${why.split('\n')[0] ?? ''})`,
    ];
  }
  const named = followedResources.map((resource) => ({ resource, list: lists[resource] }));
  const refused = named.filter(({ list }) => list.type === 'refused').map(({ resource }) => resource);
  const limited = named.flatMap(({ resource, list }) => (list.type === 'there' && list.only ? [resource] : []));
  const cut = named.flatMap(({ resource, list }) => (list.type === 'there' && list.cut ? [resource] : []));
  const only = named.flatMap(({ list }) => (list.type === 'there' && list.only ? [list.only] : []))[0] ?? '';
  return [
    ...(refused.length > 0 ? [`Your credential may not list ${refused.join(', ')}, so they are not shown.`] : []),
    ...(limited.length > 0 ? [`Your credential may list ${limited.join(', ')} in the namespace ${only} alone.`] : []),
    ...(cut.length > 0 ? [`There are more ${cut.join(', ')} than the 500 that are followed here.`] : []),
  ];
}

function shownBinding(binding: KubeObject): ShownBinding {
  const role = binding.roleRef as RoleRef; // the server refuses a binding without one
  const subjects = Array.isArray(binding.subjects) ? (binding.subjects as Subject[]) : [];
  return {
    ...{ id: idOf(binding), name: nameOf(binding), role: `${role.kind} ${role.name}` },
    subjects:
      redactText(subjects.map((subject) => subjectOf(subject, binding.metadata.namespace)).join(', ')) || 'nobody',
    everywhere: binding.metadata.namespace === undefined,
  };
}

function subjectOf({ kind, name, namespace }: Subject, home = ''): string {
  if (kind === 'ServiceAccount') return `${namespace || home}:${name}`;
  return kind === 'Group' ? `group ${name}` : name;
}

/** Kubernetes' own bindings: they are the same in every cluster, and many. */
function isKubernetesOwn(binding: string): boolean {
  return /^(system|kubeadm):/.test(binding);
}

function idOf({ kind, metadata }: KubeObject): string {
  return `binding ${kind}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name ?? '';
}

/** A pod's state in the word that `kubectl get pods` has for it, and whether that is as it should be. */
function statusOf(pod: KubeObject): { status: string; tone: 'good' | 'bad' | 'warn' | 'quiet' } {
  const status = podStatus(pod) || 'Unknown';
  if (status === 'Running') return { status, tone: 'good' };
  if (status === 'Completed' || status === 'Succeeded') return { status, tone: 'quiet' };
  return { status, tone: UNDER_WAY.test(status) ? 'warn' : 'bad' };
}

/** The statuses of a pod that is about to run or to end. */
const UNDER_WAY = /^(Pending|SchedulingGated|ContainerCreating|PodInitializing|NotReady|Terminating|Init:\d+\/\d+)$/;
