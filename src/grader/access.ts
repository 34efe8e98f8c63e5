/** What RBAC grants to somebody, by the roles and bindings that are there. */
import type { KubeObject } from '../kube/object.js';
import {
  type AccessAttributes,
  type PolicyRule,
  type RoleRef,
  ruleAllows,
  type Subject,
  subjectMatches,
} from '../kube/rbac.js';
import { systemMasters, userOf } from '../kube/user.js';
import { type Case, type Finding, stateFinding } from './finding.js';
import { namedResource } from './resource-name.js';
import type { AccessCondition } from './rubric.js';
import { quoted, sentence } from './show-text.js';

/** The finding about an access condition. A right that was there from the beginning counts for nothing. */
export function judgeAccess(condition: AccessCondition, { objects, before }: Case): Finding {
  const attributes = attributesOf(condition);
  const by = bindingThatAllows(attributes, objects);
  const allowed = by !== undefined;
  const told = sentence(`${describeAccess(condition, allowed)}${by && !condition.allowed ? by : ''}`);
  if (allowed !== condition.allowed) return stateFinding(0, told, 'state');
  if (allowed && bindingThatAllows(attributes, before) !== undefined)
    return stateFinding(0, sentence(`${told}, as from the beginning`), 'state');
  return stateFinding(Number.POSITIVE_INFINITY, told, 'state');
}

/**
 * The binding by which a role allows it, as words behind a sentence (` by RoleBinding "b" in "lab"`); undefined when none does,
 * and empty for members of system:masters, who may do everything.
 */
function bindingThatAllows(attributes: AccessAttributes, objects: readonly KubeObject[]): string | undefined {
  const { user } = attributes;
  if (user.groups.includes(systemMasters)) return '';
  const found = objects.find((binding) => {
    if (binding.kind !== 'ClusterRoleBinding' && binding.kind !== 'RoleBinding') return false;
    const { namespace = '' } = binding.metadata;
    if (binding.kind === 'RoleBinding' && namespace !== attributes.namespace) return false;
    const bound = listOf<Subject>(binding.subjects).some((subject) => subjectMatches(subject, user, namespace));
    return (
      bound && rulesOf(binding.roleRef as RoleRef, namespace, objects).some((rule) => ruleAllows(attributes, rule))
    ); // the server refuses a binding without one
  });
  if (!found) return undefined;
  const { name = '', namespace } = found.metadata;
  return ` by the ${found.kind} ${quoted(name)}${namespace ? ` in ${quoted(namespace)}` : ''}`;
}

function rulesOf(role: RoleRef, namespace: string, objects: readonly KubeObject[]): PolicyRule[] {
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === role.kind && metadata.name === role.name && (kind === 'ClusterRole' || metadata.namespace === namespace),
  );
  return listOf<PolicyRule>(found?.rules);
}

function attributesOf({
  user,
  groups = [],
  verb,
  resource,
  namespace = '',
  name = '',
}: AccessCondition): AccessAttributes {
  // rules about paths look at no resource, and the others at no path
  const named = namedResource(resource);
  return {
    user: userOf(user, groups),
    verb,
    isResourceRequest: !resource.startsWith('/'),
    namespace,
    apiGroup: named.group,
    apiVersion: '',
    resource: named.resource,
    subresource: named.subresource,
    name,
    path: resource,
  };
}

function describeAccess(
  { user, groups = [], verb, resource, namespace, name }: AccessCondition,
  allowed: boolean,
): string {
  const member = groups.length > 0 ? ` of ${groups.map((group) => quoted(group)).join(', ')}` : '';
  const object = name === undefined ? '' : ` ${quoted(name)}`;
  const where = namespace ? ` in ${quoted(namespace)}` : resource.startsWith('/') ? '' : ' in the whole cluster';
  return `${quoted(user)}${member} ${allowed ? 'may' : 'may not'} ${verb} ${resource}${object}${where}`;
}

function listOf<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : []; // read from the API, whose schema says so
}
