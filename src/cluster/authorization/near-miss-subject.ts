/** A binding that would allow a request, if it were not for its subject: an account of another namespace, or another kind. */
import { type AccessAttributes, describeSubject, ruleAllows } from '../../kube/rbac.js';
import { parseServiceAccountUsername, type UserInfo } from '../../kube/user.js';
import type { NearMiss } from './near-miss.js';
import { describe, rulesOf } from './rbac.js';
import type { BoundTo, RbacIndex } from './rbac-index.js';

/** The difference of the subject in the binding nearest to allowing the request; undefined without one. */
export function otherSubject(index: RbacIndex, attributes: AccessAttributes): NearMiss | undefined {
  return otherAccount(index, attributes) ?? otherKind(index, attributes);
}

function otherAccount(index: RbacIndex, attributes: AccessAttributes): NearMiss | undefined {
  const account = parseServiceAccountUsername(attributes.user.username);
  if (!account) return undefined;
  for (const bound of index.bindingsOfAccountNamed(account.name)) {
    const { binding, subject } = bound;
    if (binding.namespace !== '' && binding.namespace !== attributes.namespace) continue;
    if ((subject.namespace || binding.namespace) === account.namespace) continue;
    if (!allows(bound, attributes)) continue;
    return {
      detail: `${describe(bound)} would allow it, but is for another account of that name: this one is "${account.name}/${account.namespace}", the subject ${describeSubject(subject, binding.namespace)}.`,
      remedy: `Set the subject's namespace to ${JSON.stringify(account.namespace)}; or, if the subject's account was meant, send its token.`,
    };
  }
  return undefined;
}

/** A ServiceAccount that is bound as a User or Group of its bare name, and a CN and an O in each other's place. */
function otherKind(index: RbacIndex, attributes: AccessAttributes): NearMiss | undefined {
  const { user, namespace } = attributes;
  const account = parseServiceAccountUsername(user.username);
  const confused: Pick<UserInfo, 'username' | 'groups'>[] = account
    ? [{ username: account.name, groups: [account.name] }]
    : [{ username: '', groups: [user.username] }, ...user.groups.map((group) => ({ username: group, groups: [] }))];
  const is = account ? `the ServiceAccount "${account.name}/${account.namespace}"` : `the User "${user.username}"`;
  for (const who of confused) {
    for (const bound of new Set(['', namespace])) {
      const found = index.bindingsOf(who, bound).find((one) => allows(one, attributes));
      if (!found) continue;
      const { kind, name } = found.subject;
      return {
        detail: `${describe(found)} would allow it, but its subject is a ${kind} named "${name}"; this is ${is}${account ? '' : `, in the groups ${user.groups.join(', ')}`}.`,
        remedy: account
          ? `Write the subject as kind ServiceAccount, name "${account.name}", namespace "${account.namespace}".`
          : 'Users and groups are not each other: in a certificate CN is the user and each O a group. Have it issued with these in their places, or change the kind of the subject.',
      };
    }
  }
  return undefined;
}

function allows(bound: BoundTo, attributes: AccessAttributes): boolean {
  return rulesOf(bound)?.some((rule) => ruleAllows(attributes, rule)) === true;
}
