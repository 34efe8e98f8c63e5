/** The rights that roles and bindings give: each subject with the binding, the role and the rules that reach it. */

import { findKind } from '../kube/kinds.js';
import type { KubeObject } from '../kube/object.js';
import {
  type AccessAttributes,
  apiGroupMatches,
  nonResourceURLMatches,
  type PolicyRule,
  type RoleRef,
  resourceMatches,
  type Subject,
  subjectMatches,
  verbMatches,
} from '../kube/rbac.js';
import { userOf } from '../kube/user.js';

/** One way from a subject to rights. */
export interface Grant {
  subject: Subject;
  binding: { kind: string; name: string; namespace: string | undefined };
  role: RoleRef;
  /** Where it holds: a namespace, or undefined for everywhere. */
  namespace: string | undefined;
  /** The role's rules, those that were asked for; undefined when the role is not among the given objects. */
  rules: PolicyRule[] | undefined;
}

/** The filter of {@link grantsOf}; a missing field does not narrow. */
export interface AccessFilter {
  user?: string;
  groups?: string[];
  namespace?: string;
  verb?: string;
  resource?: string;
}

/** Every grant in `objects` (roles and bindings of all four kinds, in any order) that passes the filter. */
export function grantsOf(objects: readonly KubeObject[], filter: AccessFilter = {}): Grant[] {
  const roles = new Map<string, PolicyRule[]>();
  for (const object of objects) {
    if (object.kind !== 'Role' && object.kind !== 'ClusterRole') continue;
    roles.set(
      roleKey(object.kind, object.metadata.name ?? '', object.metadata.namespace),
      listOf<PolicyRule>(object.rules),
    );
  }
  const user = filter.user === undefined ? undefined : userOf(filter.user, filter.groups ?? []);
  const asksForRights = filter.verb !== undefined || filter.resource !== undefined;
  const given = new Set(objects.map(({ kind }) => kind));
  const grants: Grant[] = [];
  for (const object of objects) {
    if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') continue;
    const namespace = object.kind === 'RoleBinding' ? object.metadata.namespace : undefined;
    if (filter.namespace !== undefined && namespace !== undefined && namespace !== filter.namespace) continue;
    const role = object.roleRef as RoleRef; // the server refuses a binding without one
    const known = roles.get(roleKey(role.kind, role.name, role.kind === 'Role' ? namespace : undefined));
    const rules = known?.filter((rule) => ruleConcerns(rule, filter));
    // a role that is not there allows nothing; where no roles of its kind were given, nobody knows
    if (asksForRights && (rules?.length === 0 || (rules === undefined && given.has(role.kind)))) continue;
    for (const subject of listOf<Subject>(object.subjects)) {
      if (user && !subjectMatches(subject, user, namespace ?? '')) continue;
      const binding = { kind: object.kind, name: object.metadata.name ?? '', namespace };
      grants.push({ subject, binding, role, namespace, rules });
    }
  }
  return grants;
}

/**
 * A rule in words: `get, list: pods, services (core)`. With `most`, longer lists of resources, paths and names are cut to so
 * many, of which `first` is one: `get, list: pods, services and 7 more (core)`.
 */
export function describeRule(
  rule: PolicyRule,
  { most = Number.POSITIVE_INFINITY, first }: { most?: number; first?: string } = {},
): string {
  const listed = (names: readonly string[]): string => {
    // one more takes no more room than the words that say so
    if (names.length <= most + 1) return names.join(', ');
    const sorted = [...names].sort((a, b) => Number(b === first) - Number(a === first));
    return `${sorted.slice(0, most).join(', ')} and ${names.length - most} more`;
  };
  const verbs = rule.verbs.includes('*') ? 'everything' : rule.verbs.join(', ');
  if (rule.nonResourceURLs?.length) return `${verbs}: ${listed(rule.nonResourceURLs)}`;
  const groups = (rule.apiGroups ?? []).map((group) => (group === '' ? 'core' : group === '*' ? 'all groups' : group));
  const resources = listed((rule.resources ?? []).map((r) => (r === '*' ? 'all resources' : r)));
  const names = rule.resourceNames?.length ? ` named ${listed(rule.resourceNames)}` : '';
  return `${verbs}: ${resources}${names} (${groups.join(', ')})`;
}

/** True when a rule gives every verb on every resource of every API group, as that of `cluster-admin` does. */
export function allowsEverything(rules: readonly PolicyRule[] = []): boolean {
  return rules.some(
    ({ verbs, apiGroups, resources, resourceNames }) =>
      [verbs, apiGroups, resources].every((list) => list?.includes('*')) && !resourceNames?.length,
  );
}

function ruleConcerns(rule: PolicyRule, { verb, resource }: AccessFilter): boolean {
  if (verb !== undefined && !verbMatches(rule, verb)) return false;
  if (resource === undefined) return true;
  const asked = resourceNamed(resource);
  if (asked.path !== '') return nonResourceURLMatches(rule, asked.path);
  return apiGroupMatches(rule, asked.apiGroup) && resourceMatches(rule, asked.resource, asked.subresource);
}

/** A resource as a person writes it (`pods`, `pods/exec`, `deployments.apps`), or a path (`/healthz`), taken apart. */
export function resourceNamed(text: string): Pick<AccessAttributes, 'apiGroup' | 'resource' | 'subresource' | 'path'> {
  if (text.startsWith('/')) return { apiGroup: '', resource: '', subresource: '', path: text };
  const [what = '', subresource = ''] = text.split('/');
  const kind = findKind(what);
  const resource = kind?.resource ?? what.split('.')[0] ?? what;
  return { apiGroup: kind?.group ?? what.slice(resource.length + 1), resource, subresource, path: '' };
}

function roleKey(kind: string, name: string, namespace: string | undefined): string {
  return JSON.stringify([kind, name, kind === 'Role' ? namespace : null]);
}

function listOf<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : []; // read from the API, whose schema says so
}
