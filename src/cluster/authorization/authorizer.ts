/** The one question of authorization: may this user? A decision always travels with its reason. */
import type { GroupResource } from '../../kube/object.js';
import type { AccessAttributes, PolicyRule } from '../../kube/rbac.js';
import type { UserInfo } from '../../kube/user.js';

/** A decision. `no opinion` of every authorizer is a refusal. */
export interface Decision {
  outcome: 'allow' | 'deny' | 'no opinion';
  /** `RBAC: allowed by RoleBinding "…"`; empty for system:masters. */
  reason: string;
}

/** Decides. Synchronous: rules are in memory. */
export type Authorizer = (attributes: AccessAttributes) => Decision;

/** All rules that a user has in a namespace (and cluster-wide), for SelfSubjectRulesReview and the escalation check. */
export type RuleResolver = (user: UserInfo, namespace: string) => PolicyRule[];

/** The rules of the role that a binding refers to; undefined when there is no such role. */
export type RoleRules = (roleRef: { kind: string; name: string }, namespace: string) => PolicyRule[] | undefined;

/** The functions of authorization for the registry. */
export interface Authorization {
  authorize: Authorizer;
  rulesFor: RuleResolver;
  rulesOf: RoleRules;
  /** The roles that the user's bindings name and that are not there, each once. */
  missingRoles(user: UserInfo, namespace: string): { kind: string; name: string }[];
  /** The gaps in a list of the user's rules: whether there are other rights, and why. */
  unlisted(user: UserInfo, namespace: string): { incomplete: boolean; errors: string[] };
}

/** Several errors as one text, as Kubernetes' Aggregate writes them; empty without any. */
export function aggregateText(errors: readonly string[]): string {
  const [first = '', ...others] = new Set(errors);
  return others.length ? `[${[first, ...others].join(', ')}]` : first;
}

/** The sentence of a 403: `User "jane" cannot list resource "pods" in API group "" in the namespace "lab"`. */
export function refusal(attributes: AccessAttributes): { target: GroupResource; name: string; message: string } {
  const { user, verb, path } = attributes;
  const who = `User ${JSON.stringify(user.username)}`;
  if (!attributes.isResourceRequest) {
    return {
      target: { group: '', resource: '' },
      name: '',
      message: sanitized(`${who} cannot ${verb} path ${JSON.stringify(path)}`),
    };
  }
  const resource = attributes.subresource ? `${attributes.resource}/${attributes.subresource}` : attributes.resource;
  const where = attributes.namespace
    ? `in the namespace ${JSON.stringify(attributes.namespace)}`
    : 'at the cluster scope';
  return {
    target: { group: attributes.apiGroup, resource: attributes.resource },
    name: attributes.name,
    message: sanitized(
      `${who} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(attributes.apiGroup)} ${where}`,
    ),
  };
}

/** A browser that shows the answer takes nothing in it for markup (responsewriters/errors.go). */
function sanitized(text: string): string {
  return /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text;
}
