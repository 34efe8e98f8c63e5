/**
 * The reason why nothing allowed a request, and the nearest miss: a role that is not there, a rule that differs in one
 * field, a binding in another namespace, an account of another namespace. Kubernetes does not tell; learners need it.
 */
import { findKind } from '../../kube/kinds.js';
import {
  type AccessAttributes,
  apiGroupMatches,
  nonResourceURLMatches,
  type PolicyRule,
  resourceMatches,
  resourceNameMatches,
  ruleAllows,
  verbMatches,
} from '../../kube/rbac.js';
import { quote, subjectFlag } from '../../kube/shell-word.js';
import { anonymousUser } from '../../kube/user.js';
import { otherSubject } from './near-miss-subject.js';
import { bindingsInReach, describe, missingRole, rulesOf } from './rbac.js';
import type { BoundTo, RbacIndex } from './rbac-index.js';

/** A miss, and the change that would mend it. */
export interface NearMiss {
  detail: string;
  remedy: string;
}

/** The nearest miss of a request that was refused. */
export function nearMiss(index: RbacIndex, attributes: AccessAttributes): NearMiss {
  const { user, namespace } = attributes;
  if (user.username === anonymousUser) {
    return {
      detail: `The request counts as ${anonymousUser}, since no credential in it was recognised, and nothing gives this to everybody.`,
      remedy: 'Send a credential: a client certificate with its key, or the header "Authorization: Bearer TOKEN".',
    };
  }
  const held = bindingsInReach(index, user, namespace);
  const lost = held.find((bound) => rulesOf(bound) === undefined);
  if (lost) {
    return {
      detail: `${describe(lost)} gives nothing: ${missingRole(lost.binding.roleRef)}.`,
      remedy: `Make the ${lost.binding.roleRef.kind} ${JSON.stringify(lost.binding.roleRef.name)}, or delete the binding and make one to a role that is there (a roleRef cannot be changed).`,
    };
  }
  return (
    oneFieldAway(held, attributes) ??
    inOtherNamespace(index, attributes) ??
    otherSubject(index, attributes) ??
    nothing(attributes)
  );
}

/** The rank of a differing field: the lower, the nearer. */
const ranks = { name: 0, verb: 1, subresource: 2, group: 3, spelling: 4 };

function oneFieldAway(held: readonly BoundTo[], attributes: AccessAttributes): NearMiss | undefined {
  let best: { rank: number; miss: NearMiss } | undefined;
  for (const bound of held) {
    const role = `${bound.binding.roleRef.kind} ${JSON.stringify(bound.binding.roleRef.name)}`;
    for (const rule of rulesOf(bound) ?? []) {
      const found = attributes.isResourceRequest
        ? differenceOfResource(rule, attributes, role)
        : differenceOfPath(rule, attributes, role);
      if (found && (!best || found.rank < best.rank)) {
        best = {
          rank: found.rank,
          miss: { detail: `Nearest is ${describe(bound)}: ${found.detail}`, remedy: found.remedy },
        };
      }
    }
  }
  return best?.miss;
}

type Difference = (NearMiss & { rank: number }) | undefined;
const list = (values: readonly string[] | undefined): string => (values ?? []).map((v) => JSON.stringify(v)).join(', ');

function differenceOfResource(rule: PolicyRule, attributes: AccessAttributes, role: string): Difference {
  const { verb, apiGroup, resource, subresource, name } = attributes;
  const [verbs, groups, resources, names] = [
    verbMatches(rule, verb),
    apiGroupMatches(rule, apiGroup),
    resourceMatches(rule, resource, subresource),
    resourceNameMatches(rule, name),
  ];
  const wanted = subresource ? `${resource}/${subresource}` : resource;
  if (verbs && groups && resources && !names) {
    return {
      rank: ranks.name,
      detail: `its rule is for ${wanted} named ${list(rule.resourceNames)} alone, and the request ${name ? `is for ${JSON.stringify(name)}` : 'names none'}.`,
      remedy:
        verb === 'list' || verb === 'watch' || verb === 'deletecollection'
          ? `A rule with resourceNames allows ${verb} only with ?fieldSelector=metadata.name=NAME; for all of them take the names out of ${role}.`
          : !name
            ? `A rule with resourceNames never allows ${verb} here: the name is in the body, which authorization does not read. Give ${role} a rule of its own for ${verb}, without resourceNames.`
            : `Ask for one of those, or add ${JSON.stringify(name)} to the resourceNames in ${role}.`,
    };
  }
  if (!verbs && groups && resources && names) {
    const hint =
      (verb === 'list' || verb === 'watch') && verbMatches(rule, 'get')
        ? ' Reading one by name is "get", a collection "list", with ?watch=true "watch".'
        : '';
    return {
      rank: ranks.verb,
      detail: `its rule for ${wanted} has the verbs ${list(rule.verbs)}, not ${JSON.stringify(verb)}.`,
      remedy: `Add the verb ${JSON.stringify(verb)} to that rule of ${role}.${hint}`,
    };
  }
  if (verbs && groups && !resources && names) {
    const base = (rule.resources ?? []).find((r) => r.split('/')[0] === resource);
    if (base) {
      return {
        rank: ranks.subresource,
        detail: `its rule is for ${JSON.stringify(base)}, and a sub-resource is a resource of its own: the request is for ${JSON.stringify(wanted)}.`,
        remedy: `Add the resource ${JSON.stringify(wanted)} to that rule of ${role}.`,
      };
    }
    const misspelt = (rule.resources ?? []).find((r) => findKind(r)?.resource === resource);
    if (misspelt) {
      return {
        rank: ranks.spelling,
        detail: `its rule says ${JSON.stringify(misspelt)}; rules take the plural, ${JSON.stringify(resource)}, and nothing else.`,
        remedy: `Write ${JSON.stringify(resource)} in ${role}.`,
      };
    }
  }
  if (verbs && !groups && resources && names) {
    return {
      rank: ranks.group,
      detail: `its rule for ${wanted} is in the API groups ${list(rule.apiGroups)}, and the request in ${JSON.stringify(apiGroup)}.`,
      remedy: `Put ${JSON.stringify(apiGroup)} into the apiGroups of that rule of ${role}. The group stands in the path: /apis/GROUP/VERSION; /api/v1 is the group "".`,
    };
  }
  return undefined;
}

function differenceOfPath(rule: PolicyRule, attributes: AccessAttributes, role: string): Difference {
  if (!nonResourceURLMatches(rule, attributes.path) || verbMatches(rule, attributes.verb)) return undefined;
  return {
    rank: ranks.verb,
    detail: `its rule for ${attributes.path} has the verbs ${list(rule.verbs)}, not ${JSON.stringify(attributes.verb)}.`,
    remedy: `Add the verb ${JSON.stringify(attributes.verb)} to that rule of ${role}.`,
  };
}

function inOtherNamespace(index: RbacIndex, attributes: AccessAttributes): NearMiss | undefined {
  if (!attributes.isResourceRequest) return undefined;
  for (const namespace of index.namespaces()) {
    if (namespace === attributes.namespace) continue;
    for (const bound of index.bindingsOf(attributes.user, namespace)) {
      if (!rulesOf(bound)?.some((rule) => ruleAllows(attributes, rule))) continue;
      const detail = `${describe(bound)} would allow it, but counts only in the namespace ${JSON.stringify(namespace)}, where the binding lives`;
      return attributes.namespace
        ? {
            detail: `${detail}; the request is for ${JSON.stringify(attributes.namespace)}.`,
            remedy: `Make such a RoleBinding in ${JSON.stringify(attributes.namespace)}, or a ClusterRoleBinding for all namespaces.`,
          }
        : {
            detail: `${detail}; the request is for the whole cluster.`,
            remedy: findKind(attributes.resource)?.namespaced
              ? `Ask for one namespace (/namespaces/${namespace}/${attributes.resource}), or bind a ClusterRole by a ClusterRoleBinding.`
              : 'Bind the ClusterRole by a ClusterRoleBinding: a RoleBinding gives nothing at the cluster scope.',
          };
    }
  }
  return undefined;
}

function nothing(attributes: AccessAttributes): NearMiss {
  const { user, verb, namespace, name } = attributes;
  const detail = `No role that is bound to ${user.username} or to its groups (${user.groups.join(', ') || 'none'}) has a rule for this.`;
  if (!attributes.isResourceRequest) {
    return {
      detail,
      remedy: `kubectl create clusterrole NAME --verb=${verb} --non-resource-url=${quote(attributes.path)} and bind it by a ClusterRoleBinding.`,
    };
  }
  const resource = [
    attributes.apiGroup ? `${attributes.resource}.${attributes.apiGroup}` : attributes.resource,
    ...(attributes.subresource ? [attributes.subresource] : []),
  ].join('/');
  const subject = subjectFlag(user.username);
  const rule = `--verb=${verb} --resource=${resource}${name && verb !== 'create' ? ` --resource-name=${quote(name)}` : ''}`;
  return {
    detail,
    remedy: namespace
      ? `kubectl -n ${namespace} create role NAME ${rule}; kubectl -n ${namespace} create rolebinding NAME --role=NAME ${subject}`
      : `kubectl create clusterrole NAME ${rule}; kubectl create clusterrolebinding NAME --clusterrole=NAME ${subject}`,
  };
}
