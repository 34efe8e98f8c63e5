/** Why a user may do something, or may not: every binding that reaches the user, and its gap. */
import type { KubeObject } from '../kube/object.js';
import {
  type AccessAttributes,
  apiGroupMatches,
  type PolicyRule,
  resourceMatches,
  resourceNameMatches,
  ruleAllows,
  verbMatches,
} from '../kube/rbac.js';
import { systemMasters, type UserInfo } from '../kube/user.js';
import { describeRule, type Grant, grantsOf, resourceNamed } from './access.js';

/** The question: may this user do this? */
export interface AccessQuestion {
  user: UserInfo;
  verb: string;
  /** `pods`, `pods/exec`, `deployments.apps`, or a path such as `/healthz`. */
  resource: string;
  /** Undefined for the cluster scope. */
  namespace?: string | undefined;
  name?: string | undefined;
}

/** One binding that reaches the user, and its outcome. */
export interface Way {
  grant: Grant;
  /** `near` lacks one thing; `other` is about something else. */
  outcome: 'allows' | 'near' | 'other';
  /** In a few words: the rule that allows, or the gap. */
  why: string;
  /** Where it ends when it does not allow: at the binding (another namespace), the role (not there) or its rules. */
  lacking?: 'binding' | 'role' | 'rules';
  /** The rule that decides: the one that allows it, or the one that lacks a single thing; undefined when no rule comes near. */
  rule?: PolicyRule;
}

/** The answer of roles and bindings to a question. */
export interface WaysToAccess {
  allowed: boolean;
  /** True for a member of system:masters, who needs no rule. */
  superuser: boolean;
  ways: Way[];
}

/** The ways of `objects` (roles and bindings, in any order); ways that allow come first, then the near ones. */
export function waysToAccess(objects: readonly KubeObject[], question: AccessQuestion): WaysToAccess {
  const { username, groups } = question.user;
  const ways = grantsOf(objects, { user: username, groups }).map((grant) => judged(grant, question));
  const order: Record<Way['outcome'], number> = { allows: 0, near: 1, other: 2 };
  ways.sort((a, b) => order[a.outcome] - order[b.outcome]);
  const superuser = groups.includes(systemMasters);
  return { allowed: superuser || ways[0]?.outcome === 'allows', superuser, ways };
}

/** The question as an authorizer gets it. */
export function attributesOf({ verb, resource, namespace, name }: AccessQuestion): Omit<AccessAttributes, 'user'> {
  const parts = resourceNamed(resource);
  return {
    ...parts,
    verb,
    isResourceRequest: parts.path === '',
    namespace: namespace ?? '',
    apiVersion: '',
    name: name ?? '',
  };
}

function judged(grant: Grant, question: AccessQuestion): Way {
  const { rules, role, namespace } = grant;
  const asked = attributesOf(question);
  if (rules === undefined) {
    const near = namespace === undefined || namespace === asked.namespace;
    return { grant, outcome: near ? 'near' : 'other', lacking: 'role', why: `there is no ${role.kind} ${role.name}` };
  }
  const allowing = rules.find((rule) => ruleAllows(asked, rule));
  if (namespace !== undefined && namespace !== asked.namespace) {
    const where = asked.namespace ? `not in ${asked.namespace}` : 'not at the cluster scope';
    return {
      grant,
      outcome: allowing ? 'near' : 'other',
      lacking: 'binding',
      why: allowing ? `it allows this in ${namespace}, ${where}` : `it holds in ${namespace}, ${where}`,
      ...(allowing ? { rule: allowing } : {}),
    };
  }
  if (allowing) return { grant, outcome: 'allows', why: `allows it: ${describeRule(allowing)}`, rule: allowing };
  for (const rule of rules) {
    const why = lackOf(rule, asked);
    if (why !== undefined) return { grant, outcome: 'near', lacking: 'rules', why, rule };
  }
  return { grant, outcome: 'other', lacking: 'rules', why: 'no rule is about this' };
}

/** The one thing that a rule lacks; undefined when it lacks more. */
function lackOf(rule: PolicyRule, asked: Omit<AccessAttributes, 'user'>): string | undefined {
  if (!asked.isResourceRequest) return undefined;
  const group = apiGroupMatches(rule, asked.apiGroup);
  const resource = resourceMatches(rule, asked.resource, asked.subresource);
  const verb = verbMatches(rule, asked.verb);
  const full = asked.subresource ? `${asked.resource}/${asked.subresource}` : asked.resource;
  const names = (rule.resourceNames ?? []).join(', ');
  if (group && resource && verb && !resourceNameMatches(rule, asked.name)) return `only for what is named ${names}`;
  const named = names && ` named ${names}`;
  if (group && resource && !verb) return `${full}${named}: ${rule.verbs.join(', ')}, and not ${asked.verb}`;
  if (resource && verb && !group)
    return `${full} in the API group ${groupWords(rule.apiGroups)}, not ${groupWords([asked.apiGroup])}`;
  if (group && verb && asked.subresource && resourceMatches(rule, asked.resource, ''))
    return `${asked.resource}, which does not include ${full}`;
  return undefined;
}

const groupWords = (groups: readonly string[] = []): string => groups.map((group) => group || 'core').join(', ');
