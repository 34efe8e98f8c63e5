/** The grants of a user, by the roles and bindings that are there. Objects of these kinds in other API groups grant nothing. */
import type { KubeObject } from '../kube/object.js';
import { parseApiVersion } from '../kube/object.js';
import { type PolicyRule, type RoleRef, type Subject, subjectMatches } from '../kube/rbac.js';
import type { UserInfo } from '../kube/user.js';
import { quoted } from './show-text.js';

/** The rules that one binding gives. */
export interface Grant {
  binding: KubeObject;
  /** The namespace where the rules count; empty for the whole cluster. */
  namespace: string;
  rules: PolicyRule[];
}

/** The grants to the user, also by way of a group. Members of system:masters need none. */
export function grantsTo(user: UserInfo, objects: readonly KubeObject[]): Grant[] {
  const ofRbac = objects.filter(({ apiVersion }) => parseApiVersion(apiVersion).group === 'rbac.authorization.k8s.io');
  return ofRbac.flatMap((binding): Grant[] => {
    if (binding.kind !== 'ClusterRoleBinding' && binding.kind !== 'RoleBinding') return [];
    const { namespace = '' } = binding.metadata;
    const isBound = listOf<Subject>(binding.subjects).some((subject) => subjectMatches(subject, user, namespace));
    // the server refuses a binding without a roleRef
    return isBound ? [{ binding, namespace, rules: rulesOf(binding.roleRef as RoleRef, namespace, ofRbac) }] : [];
  });
}

/** True when the grant counts in this namespace; an empty one stands for objects outside of namespaces. */
export function countsIn(grant: Pick<Grant, 'namespace'>, namespace: string): boolean {
  return grant.namespace === '' || grant.namespace === namespace;
}

/** Words behind a sentence: ` by the RoleBinding "b" in "lab"`. */
export function byBinding({ binding: { kind, metadata } }: Grant): string {
  const { name = '', namespace } = metadata;
  return ` by the ${kind} ${quoted(name)}${namespace ? ` in ${quoted(namespace)}` : ''}`;
}

/** `"ann" of "readers"`: a user with the groups that a condition names. */
export function describeUser(user: string, groups: readonly string[]): string {
  return `${quoted(user)}${groups.length > 0 ? ` of ${groups.map((group) => quoted(group)).join(', ')}` : ''}`;
}

function rulesOf(role: RoleRef, namespace: string, objects: readonly KubeObject[]): PolicyRule[] {
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === role.kind && metadata.name === role.name && (kind === 'ClusterRole' || metadata.namespace === namespace),
  );
  return listOf<PolicyRule>(found?.rules);
}

function listOf<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : []; // read from the API, whose schema says so
}
