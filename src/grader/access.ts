/** The judgement of an access condition: RBAC at the end allows a user one request, or does not. */
import type { KubeObject } from '../kube/object.js';
import { type AccessAttributes, ruleAllows } from '../kube/rbac.js';
import { systemMasters, userOf } from '../kube/user.js';
import { type Case, type Finding, stateFinding } from './finding.js';
import { byBinding, countsIn, describeUser, grantsTo } from './grants.js';
import { namedResource } from './resource-name.js';
import type { AccessCondition } from './rubric.js';
import { quoted, sentence } from './show-text.js';

/** The finding about an access condition. A right that was there from the beginning counts for nothing. */
export function judgeAccess(condition: AccessCondition, { objects, before }: Case): Finding {
  const attributes = attributesOf(condition);
  const by = whatAllows(attributes, objects);
  const allowed = by !== undefined;
  const told = sentence(`${describeAccess(condition, allowed)}${by && !condition.allowed ? by : ''}`);
  if (allowed !== condition.allowed) return stateFinding(0, told, 'state');
  if (allowed && whatAllows(attributes, before) !== undefined)
    return stateFinding(0, sentence(`${told}, as from the beginning`), 'state');
  return stateFinding(Number.POSITIVE_INFINITY, told, 'state');
}

/** The binding by which a role allows it, as words behind a sentence; undefined when none does, and empty for system:masters. */
function whatAllows(attributes: AccessAttributes, objects: readonly KubeObject[]): string | undefined {
  if (attributes.user.groups.includes(systemMasters)) return '';
  const found = grantsTo(attributes.user, objects).find(
    (grant) => countsIn(grant, attributes.namespace) && grant.rules.some((rule) => ruleAllows(attributes, rule)),
  );
  return found && byBinding(found);
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
  const object = name === undefined ? '' : ` ${quoted(name)}`;
  const where = namespace ? ` in ${quoted(namespace)}` : resource.startsWith('/') ? '' : ' in the whole cluster';
  return `${describeUser(user, groups)} ${allowed ? 'may' : 'may not'} ${verb} ${resource}${object}${where}`;
}
