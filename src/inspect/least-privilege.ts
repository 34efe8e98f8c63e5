/** The least rights that a user would have needed for its requests, and the granted rights beyond them. */
import type { AuditEvent } from '../kube/audit-event.js';
import type { KubeObject } from '../kube/object.js';
import { type PolicyRule, ruleAllows, type Subject } from '../kube/rbac.js';
import { parseServiceAccountUsername } from '../kube/user.js';
import { type AccessNeed, accessNeeds, type NeedingRequest } from './access-needs.js';
import { mergeRules, type SingleRight } from './merge-rules.js';
import { type UnusedGrant, unusedGrants } from './unused-grants.js';

/** The user, and how narrow the rules are to be. */
export interface LeastPrivilegeOptions {
  /** The user name, such as `jane` or `system:serviceaccount:lab:robot`. */
  user: string;
  /** True counts requests that were refused as needed, too. */
  includeRefused?: boolean;
  /**
   * Whether rules name objects. `auto` (unless told): where all requests with a verb named one of at most three objects, and the user
   * neither listed nor watched that resource, so that it knew the names beforehand. `always` and `never` do what they say.
   */
  resourceNames?: 'auto' | 'always' | 'never';
  /** The name of the roles; made from the user unless told. */
  name?: string;
  /** The roles and bindings of the cluster: with them the answer has the grants that were never used. */
  objects?: readonly KubeObject[];
}

/** A rule that was needed, where, and by which requests. */
export interface NeededRule {
  /** Undefined for a rule that has to hold in the whole cluster. */
  namespace: string | undefined;
  rule: PolicyRule;
  requests: NeedingRequest[];
}

/** A Role or ClusterRole. */
export type LeastRole = KubeObject & { rules: PolicyRule[] };

/** The answer of {@link leastPrivilege}. */
export interface LeastPrivilege {
  /** A ClusterRole for rules that hold everywhere, and a Role for each namespace; empty when no rule was needed. */
  roles: LeastRole[];
  /** A binding of each to the user. */
  bindings: KubeObject[];
  /** The rules of these roles, with the requests that needed them. */
  needed: NeededRule[];
  /** Rights that roles and bindings give the user and no request needed; empty without `objects`. */
  unused: UnusedGrant[];
}

const rbacGroup = 'rbac.authorization.k8s.io';
const mostNames = 3;
/** The rights of every authenticated user by the roles of each cluster: system:basic-user, system:discovery, system:public-info-viewer. */
const everybodysRules: readonly PolicyRule[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
  {
    nonResourceURLs: [
      ...['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'],
      ...['/healthz', '/livez', '/readyz', '/version', '/version/'],
    ],
    verbs: ['get'],
  },
];

/**
 * The roles that would have been enough for the requests of `user` in these audit events. Requests that RBAC refused are left
 * out; rights that every authenticated user has anyway (discovery, `whoami`) are in no role. A request of impersonation counts for
 * the impersonated user, and its caller needs the right to impersonate.
 *
 * @example
 * const { roles, unused } = leastPrivilege(await cluster.auditEvents(), { user: 'system:serviceaccount:lab:robot' });
 */
export function leastPrivilege(events: readonly AuditEvent[], options: LeastPrivilegeOptions): LeastPrivilege {
  const { user, includeRefused = false, resourceNames = 'auto', name = nameFor(user), objects = [] } = options;
  const needs = accessNeeds(events, { user, includeRefused });
  const own = needs.filter((need) => !everybodysRules.some((rule) => ruleAllows(need, rule)));
  const needed = neededRules(own, resourceNames);
  const scopes = [...new Set(needed.map(({ namespace }) => namespace))];
  const roles = scopes.map((namespace) => roleOf(name, namespace, needed));
  const groups = [...new Set(events.flatMap((event) => groupsOf(event, user)))];
  return {
    roles,
    bindings: roles.map((role) => bindingOf(role, user)),
    needed,
    unused: unusedGrants(objects, { username: user, groups }, needs),
  };
}

interface NeededRight {
  namespace: string | undefined;
  requests: NeedingRequest[];
}

function neededRules(needs: readonly AccessNeed[], mode: 'auto' | 'always' | 'never'): NeededRule[] {
  const found = new Set(needs.filter(isWholeRead).map(thingOf));
  const rights = new Map<string, SingleRight & NeededRight & { names: string[]; isWhole: boolean }>();
  for (const need of needs) {
    const namespace = need.namespace || undefined;
    const key = JSON.stringify([namespace, thingOf(need), need.verb]);
    const { verb, apiGroup, path, name, request } = need;
    const thing = need.isResourceRequest ? { apiGroup, resource: resourceOf(need) } : { path };
    const right = rights.get(key) ?? { ...thing, verb, names: [], isWhole: false, namespace, requests: [] };
    if (name && !right.names.includes(name)) right.names.push(name);
    if (!name) right.isWhole = true;
    if (!right.requests.includes(request)) right.requests.push(request);
    rights.set(key, right);
  }
  for (const [key, right] of rights) {
    const knew = right.path === undefined && !found.has(`${right.apiGroup}/${right.resource}`);
    const isNarrow = mode === 'always' || (mode === 'auto' && knew && right.names.length <= mostNames);
    if (right.isWhole || !isNarrow) right.names = [];
    // a right in all namespaces covers the same right in one
    const everywhere = rights.get(JSON.stringify([undefined, ...(JSON.parse(key) as unknown[]).slice(1)]));
    if (right === everywhere || !everywhere?.isWhole) continue;
    everywhere.requests.push(...right.requests);
    rights.delete(key);
  }
  // sort() puts undefined last, whatever it is told
  const scopes = [...new Set([...rights.values()].map(({ namespace = '' }) => namespace))].sort();
  return scopes.flatMap((scope) =>
    mergeRules([...rights.values()].filter(({ namespace = '' }) => namespace === scope)).map((merged) => ({
      namespace: scope || undefined,
      rule: merged.rule,
      requests: merged.rights.flatMap(({ requests }) => requests),
    })),
  );
}

/** A list or watch that may have shown any name. */
function isWholeRead({ verb, name }: AccessNeed): boolean {
  return (verb === 'list' || verb === 'watch') && !name;
}

function resourceOf({ resource, subresource }: AccessNeed): string {
  return subresource ? `${resource}/${subresource}` : resource;
}

function thingOf(need: AccessNeed): string {
  return need.isResourceRequest ? `${need.apiGroup}/${resourceOf(need)}` : need.path;
}

function groupsOf({ user, impersonatedUser }: AuditEvent, username: string): string[] {
  const { groups = [] } = [user, impersonatedUser].find((one) => one?.username === username) ?? {};
  return groups;
}

/** A name that an object may have, from that of a user. */
function nameFor(user: string): string {
  const name = parseServiceAccountUsername(user)?.name ?? user;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '') || 'user'
  );
}

function roleOf(name: string, namespace: string | undefined, needed: readonly NeededRule[]): LeastRole {
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    rules: needed.filter((one) => one.namespace === namespace).map(({ rule }) => rule),
  };
}

function bindingOf({ kind, metadata }: LeastRole, user: string): KubeObject {
  const account = parseServiceAccountUsername(user);
  const subject: Subject = account
    ? { kind: 'ServiceAccount', ...account }
    : { kind: 'User', apiGroup: rbacGroup, name: user };
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: rbacGroup, kind, name: metadata.name },
    subjects: [subject],
  };
}
