/** The parts of a 403 and its remedy. The sentence is the server's own; its parts say which rule is missing. */
import { kindOfResource } from '../kube/kinds.js';
import { subjectFlag } from '../kube/shell-word.js';
import { anonymousUser, parseServiceAccountUsername } from '../kube/user.js';

/** The parts of `User "x" cannot list resource "pods" in API group "" in the namespace "lab"`. */
export interface Refusal {
  user: string;
  verb: string;
  resource?: string;
  group?: string;
  /** Undefined at the cluster scope. */
  namespace?: string;
  path?: string;
  /** The role that a binding of theirs leads to and that is not there, in the server's words. */
  missingRole?: string;
}

/** Reads the sentence of an authorizer's 403; undefined when another stage refused. */
export function readRefusal(message: string): Refusal | undefined {
  const match =
    /User "((?:[^"\\]|\\.)*)" cannot (\S+) (?:resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)"| at the cluster scope)?|path "([^"]*)")/.exec(
      message,
    );
  if (!match) return undefined;
  const [, user = '', verb = '', resource, group, namespace, path] = match;
  const missingRole = /: RBAC: .*?((?:cluster)?role\.rbac\.authorization\.k8s\.io "[^"]*") not found/.exec(
    message,
  )?.[1];
  return {
    user,
    verb,
    ...(resource === undefined ? {} : { resource, group: group ?? '' }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(path === undefined ? {} : { path }),
    ...(missingRole === undefined ? {} : { missingRole }),
  };
}

/** The rule that would allow it and how to give it, with common mistakes. */
export function refusalRemedy(refusal: Refusal): string {
  return refusalSentences(refusal).join(' ');
}

/** The remedy by sentences: the first says which rule is missing. */
export function refusalSentences(refusal: Refusal): string[] {
  const { user, verb, resource, group = '', namespace, path } = refusal;
  if (user === anonymousUser)
    return ['Send a credential.', 'Rules can name system:anonymous, and then everybody has what they give.'];
  // 1.36 asks first for the narrow pair of verbs, and names the one that is missing
  if (/^impersonate(:|-on:|$)/.test(verb)) {
    const what = verb === 'impersonate' ? resource : 'users (or groups, serviceaccounts)';
    return [
      `A rule with the verb impersonate on ${what} for ${user}: acting as somebody is itself a right.`,
      'The rights of the other count only after that.',
    ];
  }
  if (refusal.missingRole) {
    return [
      `A binding of theirs leads to ${refusal.missingRole}, which is not there: make that role, or delete the binding and make it anew (a roleRef cannot be changed).`,
    ];
  }
  if (path !== undefined) {
    return [
      `A ClusterRole with nonResourceURLs: [${JSON.stringify(path)}] and verbs: [${JSON.stringify(verb)}], bound by a ClusterRoleBinding to ${subjectWords(user)}.`,
    ];
  }
  const rule = `apiGroups: [${JSON.stringify(group)}], resources: [${JSON.stringify(resource)}], verbs: [${JSON.stringify(verb)}]`;
  const sentences = [
    namespace === undefined
      ? `A ClusterRole with ${rule}, bound by a ClusterRoleBinding to ${subjectWords(user)}: a RoleBinding gives nothing at the cluster scope.`
      : `A Role in ${namespace} (or a ClusterRole) with ${rule}, bound by a RoleBinding in the namespace ${namespace} to ${subjectWords(user)}.`,
  ];
  const command = bindingCommand(refusal);
  if (command) sentences.push(`For reading, the ClusterRole view has it: ${command}`);
  if (resource?.includes('/'))
    sentences.push(
      `A rule for ${resource.split('/')[0]} does not include ${resource}: a sub-resource is named by itself.`,
    );
  if (verb === 'create' && !resource?.includes('/')) {
    sentences.push('A rule with resourceNames never allows create: the name is in the body.');
  }
  if (verb === 'list' || verb === 'watch') {
    sentences.push(
      `The verb get does not include ${verb}; a rule with resourceNames allows it only for fieldSelector=metadata.name=NAME.`,
    );
  }
  return sentences;
}

// `view` reads all that is in a namespace but secrets and the rules themselves
function bindingCommand({ user, verb, resource, group = '', namespace }: Refusal): string | undefined {
  if (namespace === undefined || !['get', 'list', 'watch'].includes(verb) || !resource) return undefined;
  if (resource === 'secrets' || group.includes('rbac') || group.includes('certificates') || resource.includes('/'))
    return undefined;
  if (!kindOfResource(group, resource)) return undefined;
  return `kubectl create rolebinding NAME --clusterrole=view ${subjectFlag(user)} -n ${namespace}`;
}

function subjectWords(user: string): string {
  const account = parseServiceAccountUsername(user);
  return account
    ? `the ServiceAccount ${account.name} of the namespace ${account.namespace}`
    : `the User ${user} (or a group of theirs)`;
}
