/** The RBAC authorizer: a request is allowed when a rule of a role that is bound to the user allows it (plugin/pkg/auth/authorizer/rbac). */
import { type AccessAttributes, describeBinding, type PolicyRule, ruleAllows } from '../../kube/rbac.js';
import type { UserInfo } from '../../kube/user.js';
import { aggregateText, type Decision } from './authorizer.js';
import type { BoundTo, RbacIndex } from './rbac-index.js';

/** The decision, with the binding that allowed it or with the roles that bindings name and that are not there. */
export function authorizeByRbac(index: RbacIndex, attributes: AccessAttributes): Decision {
  const { user, namespace } = attributes;
  const allows = (bound: BoundTo): boolean => givesRight(bound, attributes);
  const allowing =
    index.firstBinding(user, '', allows) ??
    (namespace === '' ? undefined : index.firstBinding(user, namespace, allows));
  if (allowing) return allowedBy(allowing);
  const lost = aggregateText(missingRoles(index, user, namespace).map(missingRole));
  return { outcome: 'no opinion', reason: lost && `RBAC: ${lost}` };
}

/** The roles of the user's bindings that are not there, each once. */
export function missingRoles(index: RbacIndex, user: UserInfo, namespace: string): { kind: string; name: string }[] {
  const lost = new Map<string, { kind: string; name: string }>();
  for (const bound of bindingsInReach(index, user, namespace)) {
    const { kind, name } = bound.binding.roleRef;
    if (!rulesOf(bound)) lost.set(`${kind} ${name}`, { kind, name });
  }
  return [...lost.values()];
}

const allowances = new WeakMap<BoundTo, Decision>();

/** The decision of a binding, made once: a binding that changes is another object. */
function allowedBy(bound: BoundTo): Decision {
  let decision = allowances.get(bound);
  if (!decision) {
    decision = { outcome: 'allow', reason: `RBAC: allowed by ${describe(bound)}` };
    allowances.set(bound, decision);
  }
  return decision;
}

function givesRight(bound: BoundTo, attributes: AccessAttributes): boolean {
  for (const rule of rulesOf(bound) ?? none) if (ruleAllows(attributes, rule)) return true;
  return false;
}

const none: readonly PolicyRule[] = [];

/** All rules that the user has in the namespace and cluster-wide, in the order of the bindings. */
export function rulesForUser(index: RbacIndex, user: UserInfo, namespace: string): PolicyRule[] {
  return bindingsInReach(index, user, namespace).flatMap((bound) => rulesOf(bound) ?? []);
}

/** The user's ClusterRoleBindings and, with a namespace, RoleBindings there. */
export function bindingsInReach(index: RbacIndex, user: UserInfo, namespace: string): readonly BoundTo[] {
  const everywhere = index.bindingsOf(user, '');
  return namespace === '' ? everywhere : everywhere.concat(index.bindingsOf(user, namespace));
}

/** The rules that a binding gives; undefined when its role is not there. */
export function rulesOf({ binding }: BoundTo): PolicyRule[] | undefined {
  return binding.role.rules;
}

/** `RoleBinding "x/lab" of ClusterRole "view" to User "jane"`. */
export function describe({ binding, subject }: BoundTo): string {
  return describeBinding(binding, subject);
}

/** `role.rbac.authorization.k8s.io "x" not found`. */
export function missingRole({ kind, name }: { kind: string; name: string }): string {
  return `${kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`;
}
