/**
 * Privilege escalation: writing a role needs every permission in it, or `escalate` on roles; binding a role needs its
 * permissions, or `bind` on that role (k8s.io/kubernetes/pkg/registry/rbac/escalation_check.go).
 */
import { isDeepStrictEqual } from 'node:util';
import { goQuote } from '../../../kube/go-quote.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type PolicyRule, type RoleRef, uncoveredRules } from '../../../kube/rbac.js';
import { ApiError, badRequest, forbidden, notFound } from '../../../kube/status.js';
import { systemMasters } from '../../../kube/user.js';
import { aggregateText } from '../../authorization/authorizer.js';
import type { Call, Registry } from '../../registry/deps.js';

const group = 'rbac.authorization.k8s.io';
const quoted = (values: readonly string[]): string => `[${values.map(goQuote).join(' ')}]`;

/** Checks a role that is written. Throws a 403 ApiError. */
export function checkRole(registry: Registry, call: Call, object: KubeObject, old?: KubeObject): void {
  if (isMaster(call) || may(registry, call, 'escalate', call.kind.resource, call.name)) return;
  if (old && changesNoRights(object, old)) return;
  confirm(registry, call, object, rulesIn(object));
  // an aggregating role takes in whatever will be labelled for it
  if ((aggregates(object) || (old && aggregates(old))) && uncovered(registry, call, everything).length > 0) {
    const why = 'must have cluster-admin privileges to use the aggregationRule';
    note(call, why, 'Name the rules in the role itself, or have somebody with all rights write it.');
    throw forbidden({ group, resource: call.kind.resource }, givenName(call, object), why);
  }
}

const everything: PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Checks a binding that is written. Throws a 403 ApiError, or that of a role that cannot be looked up. */
export function checkRoleBinding(registry: Registry, call: Call, object: KubeObject, old?: KubeObject): void {
  const roleRef = object.roleRef as RoleRef | undefined;
  if (isMaster(call) || (old && changesNoRights(object, old))) return;
  const { kind = '', name = '' } = roleRef ?? {};
  // it is looked up before anybody validates it
  if (kind !== 'Role' && kind !== 'ClusterRole') {
    throw new ApiError({ code: 500, message: `unsupported role reference kind: ${goQuote(kind)}` });
  }
  const resource = kind === 'Role' ? 'roles' : 'clusterroles';
  if (may(registry, call, 'bind', resource, name)) return;
  if (kind === 'Role' && call.namespace === '') throw badRequest('Namespace parameter required.');
  if (name === '') throw badRequest('Name parameter required.');
  const faults = pathSegmentFaults(name);
  if (faults.length > 0) throw badRequest(`Name parameter invalid: ${goQuote(name)}: ${faults.join(';')}`);
  const rules = registry.authorization.rulesOf({ kind, name }, call.namespace);
  if (!rules) {
    note(
      call,
      `the ${kind} ${JSON.stringify(name)} that the binding gives is not there, so nobody knows whether ${call.user.username} may give it.`,
      'Make the role first, or name one that is there.',
    );
    // the look-up in the store is part of this request, and names its resource
    throw notFound({ group, resource: call.kind.resource }, name);
  }
  confirm(registry, call, object, rules);
}

/** The name that the client gave; Kubernetes generates one behind this check. */
const givenName = ({ name, request }: Call, { metadata }: KubeObject): string =>
  metadata.generateName ? name || (request.audit.sent?.name ?? '') : (metadata.name ?? '');

const isMaster = (call: Call): boolean => call.user.groups.includes(systemMasters);

const rulesIn = (object: KubeObject): PolicyRule[] => (object.rules as PolicyRule[] | null | undefined) ?? [];

function aggregates({ aggregationRule }: KubeObject): boolean {
  const { clusterRoleSelectors } = (aggregationRule ?? {}) as { clusterRoleSelectors?: unknown[] };
  return (clusterRoleSelectors?.length ?? 0) > 0;
}

/** True when at most the fields that the garbage collector writes differ (pkg/registry/rbac/helpers.go). */
function changesNoRights(object: KubeObject, old: KubeObject): boolean {
  const bare = ({ metadata, ...rest }: KubeObject): object => {
    const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _fields, ...kept } = metadata;
    return { ...rest, metadata: kept };
  };
  // JSON leaves out what is undefined, as the store does
  return isDeepStrictEqual(plain(bare(object)), plain(bare(old)));
}

const plain = (object: object): unknown => JSON.parse(JSON.stringify(object));

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

const uncovered = (registry: Registry, { user, namespace }: Call, wanted: readonly PolicyRule[]): PolicyRule[] =>
  uncoveredRules(registry.authorization.rulesFor(user, namespace), wanted);

function confirm(registry: Registry, call: Call, object: KubeObject, wanted: readonly PolicyRule[]): void {
  const { user } = call;
  const missing = uncovered(registry, call, wanted);
  if (missing.length === 0) return;
  const lines = [...new Set(compact(missing).map(describe))].sort();
  const { resource } = call.kind;
  const way = resource.endsWith('bindings') ? 'bind on that role' : `escalate on ${resource}`;
  note(
    call,
    `${user.username} would give rights that they do not hold: ${lines.join('; ')}.`,
    `Give ${user.username} these rights first, or the verb ${way}; or leave them out.`,
  );
  const missingRole = (role: { name: string }): string => `${resource}.${group} ${JSON.stringify(role.name)} not found`;
  const lost = aggregateText(registry.authorization.missingRoles(user, call.namespace).map(missingRole));
  throw forbidden(
    { group, resource: call.kind.resource },
    givenName(call, object),
    `user ${goQuote(user.username)} (groups=${quoted(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}${lost ? `; resolution errors: [${lost}]` : ''}`,
  );
}

/** Names RBAC's registry as the refuser in the explanation: behind admission, and before the rules of the kind. */
function note({ request }: Call, why: string, remedy: string): void {
  request.findings.push({ stage: 'validation', outcome: 'refused', detail: `RBAC's own registry: ${why}`, remedy });
}

/** Rules of one resource that differ in their verbs alone, as one; those of paths stay as they are (policy_compact.go). */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const merged = new Map<string, PolicyRule>();
  const others: PolicyRule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs?.length) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = merged.get(key);
    if (known) known.verbs.push(...rule.verbs);
    else merged.set(key, { ...rule, verbs: [...rule.verbs] });
  }
  return [...others, ...merged.values()];
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
