/** The Policy of audit.k8s.io/v1, which says how much of which request is written down; and the default policy. */
import type { AuditLevel, AuditStage } from '../../kube/audit-event.js';
import type { RequestInfo } from '../../kube/request-info.js';
import type { UserInfo } from '../../kube/user.js';

/** A rule; a list that is empty or missing matches everything. The first rule that matches decides. */
export interface AuditPolicyRule {
  level: AuditLevel;
  users?: string[];
  userGroups?: string[];
  verbs?: string[];
  resources?: { group?: string; resources?: string[]; resourceNames?: string[] }[];
  namespaces?: string[];
  nonResourceURLs?: string[];
  /** Stages left out beside those of the policy. */
  omitStages?: AuditStage[];
  /** Overrides the policy's value. */
  omitManagedFields?: boolean;
}

/** A policy; a request that no rule matches is not written. */
export interface AuditPolicy {
  rules: AuditPolicyRule[];
  omitStages?: AuditStage[];
  /** Bodies are written without their `metadata.managedFields`. */
  omitManagedFields?: boolean;
}

/** The policy's decision about one request. */
export interface AuditDecision {
  level: AuditLevel;
  omitStages: readonly AuditStage[];
  omitManagedFields: boolean;
}

const reads = ['get', 'list', 'watch'];

/**
 * The policy without another: writes with their bodies, reads and all about Secrets and reviews of tokens without. Left
 * out are the health checks of users (anonymous ones stay: they show access that is open to all), and of the control plane
 * its reads, its leases and the Events that it reports.
 */
export const defaultAuditPolicy: AuditPolicy = {
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'None',
      userGroups: ['system:authenticated'],
      nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version'],
    },
    { level: 'None', verbs: reads, userGroups: ['system:serviceaccounts:kube-system', 'system:nodes'] },
    {
      level: 'None',
      verbs: reads,
      users: ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'],
    },
    {
      level: 'None',
      userGroups: ['system:serviceaccounts:kube-system', 'system:nodes'],
      resources: [{ group: '', resources: ['events'] }, { group: 'events.k8s.io' }, { group: 'coordination.k8s.io' }],
    },
    {
      level: 'Metadata',
      resources: [
        { group: '', resources: ['secrets'] },
        { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
      ],
    },
    { level: 'Metadata', verbs: reads },
    { level: 'RequestResponse' },
  ],
};

/** The policy's decision about a request. */
export function auditDecision(
  policy: AuditPolicy,
  request: { user: Partial<UserInfo>; info: RequestInfo },
): AuditDecision {
  const rule = firstRule(policy.rules, request);
  return {
    level: rule?.level ?? 'None',
    omitStages: rule?.omitStages ? [...(policy.omitStages ?? []), ...rule.omitStages] : (policy.omitStages ?? noStages),
    omitManagedFields: rule?.omitManagedFields ?? policy.omitManagedFields ?? false,
  };
}

const noStages: AuditStage[] = [];

// loops and no closures: it is asked for every request
function firstRule(
  rules: readonly AuditPolicyRule[],
  request: { user: Partial<UserInfo>; info: RequestInfo },
): AuditPolicyRule | undefined {
  for (const rule of rules) if (ruleMatches(rule, request)) return rule;
  return undefined;
}

function haveCommon(some: readonly string[] | undefined, others: readonly string[]): boolean {
  for (const one of some ?? []) if (others.includes(one)) return true;
  return false;
}

function ruleMatches(rule: AuditPolicyRule, { user, info }: { user: Partial<UserInfo>; info: RequestInfo }): boolean {
  const { users, userGroups, verbs, namespaces, resources, nonResourceURLs } = rule;
  if (!allows(users, user.username)) return false;
  if (userGroups?.length && !haveCommon(user.groups, userGroups)) return false;
  if (!allows(verbs, info.verb)) return false;
  if (info.isResourceRequest) {
    if (nonResourceURLs?.length || !allows(namespaces, info.namespace)) return false;
    return !resources?.length || resources.some((r) => resourceMatches(r, info));
  }
  if (resources?.length || namespaces?.length) return false;
  return !nonResourceURLs?.length || nonResourceURLs.some((u) => urlMatches(u, info.path));
}

/** An empty list is about everything. */
function allows(list: readonly (string | undefined)[] | undefined, value: string | undefined): boolean {
  return !list?.length || list.includes(value);
}

function resourceMatches(
  wanted: { group?: string; resources?: string[]; resourceNames?: string[] },
  info: RequestInfo,
): boolean {
  if ((wanted.group ?? '') !== info.apiGroup) return false;
  if (!wanted.resources?.length) return true;
  const combined = info.subresource ? `${info.resource}/${info.subresource}` : info.resource;
  const fits = wanted.resources.some(
    (r) =>
      r === '*' ||
      r === combined ||
      (info.subresource !== '' && (r === `*/${info.subresource}` || r === `${info.resource}/*`)),
  );
  return fits && (!wanted.resourceNames?.length || wanted.resourceNames.includes(info.name));
}

const urlMatches = (wanted: string, path: string): boolean =>
  wanted === '*' || wanted === path || (wanted.endsWith('*') && path.startsWith(wanted.slice(0, -1)));
