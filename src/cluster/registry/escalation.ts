/**
 * Nobody gives what they do not hold: who writes a role must have its rights, or `escalate` on roles; who binds one must
 * have its rights, or `bind` on that role (k8s.io/kubernetes/pkg/registry/rbac/escalation_check.go).
 */
import type { KubeObject } from '../../kube/object.js';
import { type PolicyRule, type RoleRef, uncoveredRules } from '../../kube/rbac.js';
import { forbidden, notFound } from '../../kube/status.js';
import { systemMasters } from '../../kube/user.js';
import type { Call, Registry } from './deps.js';

const group = 'rbac.authorization.k8s.io';
const quoted = (values: readonly string[]): string => `[${values.map((v) => JSON.stringify(v)).join(' ')}]`;

/** Checks a role that is written. */
export function checkRole(registry: Registry, call: Call, object: KubeObject, old?: KubeObject): void {
  const rules = rulesIn(object);
  if (old && JSON.stringify(rules) === JSON.stringify(rulesIn(old)) && sameAggregation(object, old)) return;
  if (isMaster(call) || may(registry, call, 'escalate', call.kind.resource, call.name)) return;
  confirm(registry, call, object, rules);
  // an aggregating role takes in whatever will be labelled for it
  if (object.aggregationRule !== undefined) confirm(registry, call, object, everything);
}

const everything: PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Checks a binding that is written. */
export function checkRoleBinding(registry: Registry, call: Call, object: KubeObject, old?: KubeObject): void {
  const roleRef = object.roleRef as RoleRef | undefined;
  if (old && JSON.stringify([roleRef, object.subjects]) === JSON.stringify([old.roleRef, old.subjects])) return;
  if (isMaster(call) || !roleRef?.name) return;
  const resource = roleRef.kind === 'Role' ? 'roles' : 'clusterroles';
  if (may(registry, call, 'bind', resource, roleRef.name)) return;
  const rules = registry.authorization.rulesOf(roleRef, call.namespace);
  if (!rules) throw notFound({ group, resource }, roleRef.name);
  confirm(registry, call, object, rules);
}

const isMaster = (call: Call): boolean => call.user.groups.includes(systemMasters);

const rulesIn = (object: KubeObject): PolicyRule[] => (object.rules as PolicyRule[] | null | undefined) ?? [];

const sameAggregation = (a: KubeObject, b: KubeObject): boolean =>
  JSON.stringify(a.aggregationRule) === JSON.stringify(b.aggregationRule);

function may(registry: Registry, call: Call, verb: string, resource: string, name: string): boolean {
  return (
    registry.authorization.authorize({
      user: call.user,
      verb,
      isResourceRequest: true,
      namespace: resource === 'clusterroles' && call.kind.kind === 'ClusterRoleBinding' ? '' : call.namespace,
      apiGroup: group,
      apiVersion: call.kind.version,
      resource,
      subresource: '',
      name,
      path: call.request.info.path,
    }).outcome === 'allow'
  );
}

function confirm(registry: Registry, call: Call, object: KubeObject, wanted: readonly PolicyRule[]): void {
  const { user } = call;
  const missing = uncoveredRules(registry.authorization.rulesFor(user, call.namespace), wanted);
  if (missing.length === 0) return;
  const lines = compact(missing).map(describe).sort();
  throw forbidden(
    { group, resource: call.kind.resource },
    object.metadata.name ?? '',
    `user ${JSON.stringify(user.username)} (groups=${quoted(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`,
  );
}

/** Rules that differ in their verbs alone, as one. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const merged = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames, rule.nonResourceURLs]);
    const known = merged.get(key);
    if (known) known.verbs.push(...rule.verbs.filter((verb) => !known.verbs.includes(verb)));
    else merged.set(key, { ...rule, verbs: [...rule.verbs] });
  }
  return [...merged.values()];
}

function describe(rule: PolicyRule): string {
  const parts: [string, string[] | undefined][] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  return `{${parts.flatMap(([name, values]) => (values?.length ? [`${name}:${quoted(values)}`] : [])).join(', ')}}`;
}
