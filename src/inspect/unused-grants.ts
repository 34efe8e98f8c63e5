/** Rights that roles and bindings give a user and no request needed. */
import type { KubeObject } from '../kube/object.js';
import { breakDown, type PolicyRule, type RoleRef, ruleAllows } from '../kube/rbac.js';
import { allAuthenticated, allUnauthenticated, type UserInfo } from '../kube/user.js';
import { type Grant, grantsOf } from './access.js';
import type { AccessNeed } from './access-needs.js';
import { mergeRules, type SingleRight } from './merge-rules.js';

/** The unused part of one rule of a role that is bound to the user. */
export interface UnusedGrant {
  role: RoleRef;
  binding: Grant['binding'];
  /** The rule as the role has it. */
  rule: PolicyRule;
  /** The parts of it that no request needed: the whole rule, or some of its verbs, resources and names. */
  unused: PolicyRule[];
  /** The parts of it with a `*`, of which requests needed some and cannot have needed all. */
  wider: PolicyRule[];
}

/** Groups to which Kubernetes gives everybody's rights, which no role of a cluster's own can take away. */
const everybody = new Set([allAuthenticated, allUnauthenticated, 'system:serviceaccounts']);

/** The rules that reach this user other than through the groups of everybody, and have a part that none of `needs` used, or a `*`. */
export function unusedGrants(
  objects: readonly KubeObject[],
  { username, groups }: Pick<UserInfo, 'username' | 'groups'>,
  needs: readonly AccessNeed[],
): UnusedGrant[] {
  const grants = grantsOf(objects, { user: username, groups }).filter(
    ({ subject }) => subject.kind !== 'Group' || !everybody.has(subject.name),
  );
  return grants.flatMap(({ role, binding, namespace, rules = [] }) =>
    rules.flatMap((rule) => {
      const here = needs.filter((need) => namespace === undefined || need.namespace === namespace);
      const singles = breakDown(rule);
      const used = singles.filter((single) => here.some((need) => ruleAllows(need, single)));
      const unused = singles.filter((single) => !used.includes(single));
      const wider = used.filter(hasStar);
      return unused.length + wider.length > 0
        ? [{ role, binding, rule, unused: merged(unused), wider: merged(wider) }]
        : [];
    }),
  );
}

function hasStar({ verbs, apiGroups = [], resources = [], nonResourceURLs = [] }: PolicyRule): boolean {
  return [...verbs, ...apiGroups, ...resources, ...nonResourceURLs].some((word) => word.includes('*'));
}

function merged(singles: readonly PolicyRule[]): PolicyRule[] {
  const byName = singles.map((single): SingleRight => {
    const [verb = ''] = single.verbs;
    const [path] = single.nonResourceURLs ?? [];
    if (path !== undefined) return { verb, names: [], path };
    const { apiGroups: [apiGroup = ''] = [], resources: [resource = ''] = [], resourceNames: names = [] } = single;
    return { verb, names, apiGroup, resource };
  });
  return mergeRules(byName).map(({ rule }) => rule);
}
