/** The binding or role that is missing for a right, no wider than needed, as kubectl commands. */
import type { KubeObject } from '../kube/object.js';
import { type PolicyRule, ruleAllows, type Subject, subjectMatches } from '../kube/rbac.js';
import { parseServiceAccountUsername, userOf } from '../kube/user.js';
import { type AccessQuestion, attributesOf, type WaysToAccess } from './why.js';

/** A binding, a role, or both. */
export interface MissingLink {
  /** In a sentence. */
  text: string;
  /** Each a word list of one command, for a shell still to be quoted. */
  commands: string[][];
  role: { kind: 'Role' | 'ClusterRole'; name: string; exists: boolean };
  /** The rule that the role has, or would have. */
  rule: PolicyRule;
  /** The binding's kind and name; `exists` when only its role is missing. */
  binding: { kind: 'RoleBinding' | 'ClusterRoleBinding'; name: string; exists: boolean };
}

/** The link that is missing when `found` does not allow the question; `objects` are the same roles and bindings. */
export function missingLink(
  objects: readonly KubeObject[],
  question: AccessQuestion,
  found: WaysToAccess,
): MissingLink {
  const { namespace } = question;
  const scoped = namespace !== undefined && !question.resource.startsWith('/');
  const bindingKind = scoped ? 'RoleBinding' : 'ClusterRoleBinding';
  const dangling = found.ways.find(({ outcome, lacking }) => outcome === 'near' && lacking === 'role')?.grant;
  if (dangling) {
    const { binding, role } = dangling;
    const kind = role.kind === 'Role' ? 'Role' : 'ClusterRole';
    return {
      text: `${binding.kind} ${binding.name} gives a ${kind} that is not there: ${role.name}.`,
      commands: [roleCommand(kind, role.name, question)],
      role: { kind, name: role.name, exists: false },
      rule: askedRule(question),
      binding: { kind: bindingKindOf(binding.kind), name: binding.name, exists: true },
    };
  }
  const named = found.ways.find(({ lacking, rule }) => lacking === 'rules' && rule && allowsByName(rule, question));
  const action = `${question.verb}-${question.resource.replace(/^\//, '').replace(/[^a-z0-9]+/gi, '-')}`;
  const ready = fittingRole(objects, question, scoped);
  const names = new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const kind = ready?.kind === 'ClusterRole' || !scoped ? 'ClusterRole' : 'Role';
  const role = ready ? ready.name : freeName(action, (name) => names.has(`${kind} ${name}`));
  const binding = freeName(`${subjectName(question)}-${action}`, (name) => names.has(`${bindingKind} ${name}`));
  return {
    text: named
      ? `${named.grant.role.kind} ${named.grant.role.name} allows it for what is named ${named.rule?.resourceNames?.join(', ')}, and the request names nothing: ask with fieldSelector metadata.name=${named.rule?.resourceNames?.[0]}. To ${question.verb} all of them, the role and binding below would be needed.`
      : ready
        ? `${kind} ${role} allows it, and nothing binds it to ${question.user.username}${scoped ? ` in ${namespace}` : ''}.${mistakenSubject(objects, question)}${widerRole(objects, found)}`
        : `No role allows just this${scoped ? ` in ${namespace}` : ''}: a role and a binding are missing.${widerRole(objects, found)}`,
    commands: [
      ...(ready ? [] : [roleCommand(kind, role, question)]),
      bindingCommand(bindingKind, binding, kind, role, question),
    ],
    role: { kind, name: role, exists: ready !== undefined },
    rule: ready?.rule ?? askedRule(question),
    binding: { kind: bindingKind, name: binding, exists: false },
  };
}

/** True for a rule with names that would allow a list or a watch which asks for one of them. */
function allowsByName(rule: PolicyRule, question: AccessQuestion): boolean {
  const [name] = rule.resourceNames ?? [];
  if (name === undefined || question.name !== undefined || !['list', 'watch'].includes(question.verb)) return false;
  return ruleAllows(attributesOf({ ...question, name }), rule);
}

/** A binding that holds here and names the user as a subject of another kind or namespace; empty when there is none. */
function mistakenSubject(objects: readonly KubeObject[], { user, namespace }: AccessQuestion): string {
  const account = parseServiceAccountUsername(user.username);
  const names = [user.username, ...(account ? [account.name] : [])];
  for (const { kind, metadata, subjects } of objects) {
    if (kind !== 'ClusterRoleBinding' && !(kind === 'RoleBinding' && metadata.namespace === namespace)) continue;
    const mistaken = (Array.isArray(subjects) ? (subjects as Subject[]) : []).find(
      (subject) =>
        names.includes(subject.name) &&
        !subjectMatches(subject, userOf(user.username, user.groups), metadata.namespace ?? ''),
    );
    if (!mistaken) continue;
    const place = mistaken.namespace ? ` of ${mistaken.namespace}` : '';
    const right = account ? `the ServiceAccount ${account.name} of ${account.namespace}` : `the User ${user.username}`;
    return ` ${kind} ${metadata.name} is for the ${mistaken.kind} ${mistaken.name}${place}, and the request comes from ${right}.`;
  }
  return '';
}

/**
 * The other way, where a role that is bound already lacks no more than the rule; Kubernetes' own roles are not to be changed.
 */
function widerRole(objects: readonly KubeObject[], { ways }: WaysToAccess): string {
  const own = new Set(objects.filter(isKubernetesOwn).map(({ kind, metadata }) => `${kind} ${metadata.name}`));
  const near = ways.find(
    ({ outcome, lacking, grant: { role } }) =>
      outcome === 'near' && lacking === 'rules' && !own.has(`${role.kind} ${role.name}`),
  )?.grant;
  if (!near) return '';
  return ` Or the rule is added to ${near.role.kind} ${near.role.name}, for all to whom it is bound.`;
}

/** True for a role that Kubernetes makes (view, edit, admin, system:…). */
function isKubernetesOwn({ metadata }: KubeObject): boolean {
  return (
    metadata.labels?.['kubernetes.io/bootstrapping'] !== undefined || metadata.name?.startsWith('system:') === true
  );
}

/**
 * The narrowest role that allows it already, and its rule that does. Kubernetes' own ClusterRoles (view, edit, admin,
 * system:…) are passed over: they give much more than was asked.
 */
function fittingRole(
  objects: readonly KubeObject[],
  question: AccessQuestion,
  scoped: boolean,
): { kind: string; name: string; rule: PolicyRule } | undefined {
  const asked = attributesOf(question);
  const fitting = objects.flatMap((object) => {
    const { kind, metadata, rules } = object;
    if (kind !== 'ClusterRole' && !(kind === 'Role' && scoped && metadata.namespace === question.namespace)) return [];
    if (isKubernetesOwn(object)) return [];
    const rule = rulesOf(rules).find(
      (one) => ruleAllows(asked, one) && !one.verbs.includes('*') && !one.resources?.includes('*'),
    );
    return rule ? [{ kind, name: metadata.name ?? '', rule, width: width(object) }] : [];
  });
  const [narrowest] = fitting.sort((a, b) => a.width - b.width);
  return narrowest;
}

/** The rule that allows the question and no more. */
function askedRule(question: AccessQuestion): PolicyRule {
  const { verb, resource, subresource, apiGroup, path, name } = attributesOf(question);
  if (path) return { verbs: [verb], nonResourceURLs: [path] };
  return {
    verbs: [verb],
    apiGroups: [apiGroup],
    resources: [subresource ? `${resource}/${subresource}` : resource],
    ...(name ? { resourceNames: [name] } : {}),
  };
}

/** How much a role gives: verbs times resources, over its rules. */
function width({ rules }: KubeObject): number {
  return rulesOf(rules).reduce((sum, rule) => sum + rule.verbs.length * (rule.resources?.length ?? 1), 0);
}

function rulesOf(rules: unknown): PolicyRule[] {
  return Array.isArray(rules) ? (rules as PolicyRule[]) : []; // read from the API, whose schema says so
}

function roleCommand(kind: 'Role' | 'ClusterRole', name: string, question: AccessQuestion): string[] {
  const { resource, subresource, apiGroup, path } = attributesOf(question);
  const what = path
    ? [`--non-resource-url=${path}`]
    : [
        `--resource=${resource}${apiGroup ? `.${apiGroup}` : ''}${subresource ? `/${subresource}` : ''}`,
        ...(question.name ? [`--resource-name=${question.name}`] : []),
      ];
  const place = kind === 'Role' ? ['-n', question.namespace ?? 'default'] : [];
  return ['kubectl', 'create', kind.toLowerCase(), name, `--verb=${question.verb}`, ...what, ...place];
}

function bindingCommand(
  kind: MissingLink['binding']['kind'],
  name: string,
  roleKind: 'Role' | 'ClusterRole',
  role: string,
  { user, namespace }: AccessQuestion,
): string[] {
  const account = parseServiceAccountUsername(user.username);
  const subject = account ? `--serviceaccount=${account.namespace}:${account.name}` : `--user=${user.username}`;
  const place = kind === 'RoleBinding' ? ['-n', namespace ?? 'default'] : [];
  return ['kubectl', 'create', kind.toLowerCase(), name, `--${roleKind.toLowerCase()}=${role}`, subject, ...place];
}

function bindingKindOf(kind: string): MissingLink['binding']['kind'] {
  return kind === 'RoleBinding' ? 'RoleBinding' : 'ClusterRoleBinding';
}

function subjectName({ user }: AccessQuestion): string {
  const name = parseServiceAccountUsername(user.username)?.name ?? user.username;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'user'
  );
}

function freeName(wanted: string, taken: (name: string) => boolean): string {
  let name = wanted;
  for (let n = 2; taken(name); n++) name = `${wanted}-${n}`;
  return name;
}
