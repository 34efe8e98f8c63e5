/**
 * RBAC as pure functions: does a rule allow a request, does a subject match a user, does one set of rules cover another.
 * Follows k8s.io/kubernetes/pkg/registry/rbac/validation and k8s.io/component-helpers/auth/rbac/validation.
 */
import { serviceAccountUsername, type UserInfo } from './user.js';

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

/** A subject of a binding. */
export interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

/** The role that a binding gives. */
export interface RoleRef {
  apiGroup: string;
  kind: string;
  name: string;
}

/** A question to an authorizer. */
export interface AccessAttributes {
  user: UserInfo;
  verb: string;
  isResourceRequest: boolean;
  namespace: string;
  apiGroup: string;
  apiVersion: string;
  resource: string;
  subresource: string;
  name: string;
  path: string;
  /** The selector of a list or a watch, as it was asked for; the Node authorizer looks at it. */
  fieldSelector?: string | undefined;
}

const holds = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes(value) || list.includes('*'));

/** True when the rule names the verb, or `*`. */
export const verbMatches = (rule: PolicyRule, verb: string): boolean => holds(rule.verbs, verb);

/** True when the rule names the API group, or `*`. */
export const apiGroupMatches = (rule: PolicyRule, group: string): boolean => holds(rule.apiGroups, group);

/** True when the rule names the resource, the resource with this sub-resource, everything, or the sub-resource of all. */
export function resourceMatches(rule: PolicyRule, resource: string, subresource: string): boolean {
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return (
    holds(rule.resources, combined) || (subresource !== '' && rule.resources?.includes(`*/${subresource}`) === true)
  );
}

/** True when the rule is not narrowed to names, or names this one. */
export const resourceNameMatches = (rule: PolicyRule, name: string): boolean =>
  !rule.resourceNames?.length || rule.resourceNames.includes(name);

/** True when the rule names the path: the path itself, `*`, or a prefix that ends in `*`. */
export function nonResourceURLMatches(rule: PolicyRule, path: string): boolean {
  return (rule.nonResourceURLs ?? []).some(
    (u) => u === '*' || u === path || (u.endsWith('*') && path.startsWith(u.slice(0, -1))),
  );
}

/** True when the rule allows the request. */
export function ruleAllows(request: Omit<AccessAttributes, 'user'>, rule: PolicyRule): boolean {
  if (!request.isResourceRequest) return verbMatches(rule, request.verb) && nonResourceURLMatches(rule, request.path);
  return (
    verbMatches(rule, request.verb) &&
    apiGroupMatches(rule, request.apiGroup) &&
    resourceMatches(rule, request.resource, request.subresource) &&
    resourceNameMatches(rule, request.name)
  );
}

/** True when the subject means this user; a ServiceAccount without a namespace is one of `bindingNamespace`. */
export function subjectMatches(subject: Subject, user: UserInfo, bindingNamespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return user.username === subject.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount': {
      const namespace = subject.namespace || bindingNamespace;
      return namespace !== '' && user.username === serviceAccountUsername(namespace, subject.name);
    }
    default:
      return false;
  }
}

/**
 * The rules of `wanted`, each broken into single verbs, groups and resources, that `held` does not give: empty when no
 * right would be gained (the escalation check).
 */
export function uncoveredRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((rule) => !held.some((h) => covers(h, rule)));
}

/** A rule as rules of one verb and one resource, name or path each; the verbs of a resource follow each other. */
export function breakDown(rule: PolicyRule): PolicyRule[] {
  const single: PolicyRule[] = [];
  // a rule that is not valid has no verbs
  const verbs = rule.verbs ?? [];
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of verbs) {
        const base = { verbs: [verb], apiGroups: [group], resources: [resource] };
        if (rule.resourceNames?.length) {
          single.push(...rule.resourceNames.map((name) => ({ ...base, resourceNames: [name] })));
        } else single.push(base);
      }
    }
  }
  for (const verb of verbs) {
    single.push(...(rule.nonResourceURLs ?? []).map((url) => ({ verbs: [verb], nonResourceURLs: [url] })));
  }
  return single;
}

function covers(held: PolicyRule, single: PolicyRule): boolean {
  if (!holds(held.verbs, single.verbs[0] ?? '')) return false;
  const url = single.nonResourceURLs?.[0];
  if (url !== undefined) return nonResourceURLMatches(held, url);
  const names = held.resourceNames ?? [];
  return (
    apiGroupMatches(held, single.apiGroups?.[0] ?? '') &&
    coversResource(held, single.resources?.[0] ?? '') &&
    (names.length === 0 || single.resourceNames?.every((n) => names.includes(n)) === true)
  );
}

/** Here resources are compared as they are written: `pods/` is not `pods` (component-helpers/auth/rbac/validation/policy_comparator.go). */
function coversResource(held: PolicyRule, written: string): boolean {
  if (holds(held.resources, written)) return true;
  const slash = written.indexOf('/');
  return slash >= 0 && held.resources?.includes(`*${written.slice(slash)}`) === true;
}

/** `User "jane"`, `Group "ops"` or `ServiceAccount "robot/lab"`: name before namespace, as Kubernetes writes it. */
export function describeSubject(subject: Subject, bindingNamespace: string): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind} ${JSON.stringify(subject.name)}`;
  return `ServiceAccount "${subject.name}/${subject.namespace || bindingNamespace}"`;
}

/** How the reason of an allowed request names its binding. */
export function describeBinding(
  binding: { name: string; namespace?: string; roleRef: RoleRef },
  subject: Subject,
): string {
  const kind = binding.namespace ? 'RoleBinding' : 'ClusterRoleBinding';
  const name = binding.namespace ? `${binding.name}/${binding.namespace}` : binding.name;
  return `${kind} "${name}" of ${binding.roleRef.kind} "${binding.roleRef.name}" to ${describeSubject(subject, binding.namespace ?? '')}`;
}
