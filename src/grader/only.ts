/** The judgement of an `only` condition: RBAC grants a user no rights beyond those that a task asks for. */
import { kindOfResource, kinds } from '../kube/kinds.js';
import { type PolicyRule, uncoveredRules } from '../kube/rbac.js';
import { systemMasters, userOf } from '../kube/user.js';
import { type Case, type Finding, stateFinding } from './finding.js';
import { byBinding, countsIn, describeUser, grantsTo } from './grants.js';
import { namedResource } from './resource-name.js';
import type { OnlyCondition } from './rubric.js';
import { quoted, sentence, shown } from './show-text.js';

/** The finding about the rights of a user beyond `may`. Rights that the user had from the beginning are left out. */
export function judgeOnly({ user, groups = [], may }: OnlyCondition, { objects, before }: Case): Finding {
  const who = describeUser(user, groups);
  const asked = userOf(user, groups);
  if (asked.groups.includes(systemMasters)) return stateFinding(0, `${who} may do everything`, 'state');
  const earlier = grantsTo(asked, before);
  const wanted = may.map(({ namespace = '', ...right }) => ({ namespace, rules: [ruleOf(right)] }));
  const beyond = grantsTo(asked, objects).flatMap((grant) => {
    const { namespace } = grant;
    const held = [...wanted, ...earlier].filter((one) => countsIn(one, namespace)).flatMap(({ rules }) => rules);
    return uncoveredRules(held, grant.rules)
      .filter((rule) => isEffective(rule, namespace))
      .map((rule) => `${who} may also ${describeRule(rule, namespace)}${byBinding(grant)}`);
  });
  // the same one each time, in whatever order the rules stand
  const [first] = beyond.sort();
  return first === undefined
    ? stateFinding(Number.POSITIVE_INFINITY, sentence(`${who} may do nothing else`), 'state')
    : stateFinding(0, sentence(first), 'state');
}

function ruleOf({ verbs, resource, name }: OnlyCondition['may'][number]): PolicyRule {
  const named = namedResource(resource);
  return {
    verbs: [...verbs],
    apiGroups: [named.group],
    resources: [named.subresource ? `${named.resource}/${named.subresource}` : named.resource],
    ...(name === undefined ? {} : { resourceNames: [name] }),
  };
}

/** False for a rule that grants nothing: paths within a namespace, and `deployments` in a group that has none, as "extensions". */
function isEffective(
  { nonResourceURLs, apiGroups: [group = ''] = [], resources = [] }: PolicyRule,
  where: string,
): boolean {
  if (nonResourceURLs) return where === '';
  const [resource = ''] = resources[0]?.split('/') ?? [];
  const isOfAnother = kinds.some((kind) => kind.resource === resource) && !kindOfResource(group, resource);
  return group === '*' || !isOfAnother;
}

function describeRule(
  { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule,
  where: string,
): string {
  const [verb = ''] = verbs;
  const does = verb === '*' ? 'do anything to' : shown(verb);
  if (nonResourceURLs) return `${does} ${shown(nonResourceURLs[0] ?? '')}`;
  const [group = ''] = apiGroups ?? [];
  const resource = `${shown(resources?.[0] ?? '')}${group === '' ? '' : `.${shown(group)}`}`;
  const object = resourceNames?.[0] === undefined ? '' : ` ${quoted(resourceNames[0])}`;
  return `${does} ${resource}${object} in ${where === '' ? 'the whole cluster' : quoted(where)}`;
}
