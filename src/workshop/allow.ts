/** `workshop.allow`: a Role and a RoleBinding of one name, and a word on easily missed points. */
import type { Exchange } from '../request/exchange.js';
import type { CaseSubject } from './api.js';
import { home } from './fault.js';
import type { Room } from './room.js';

/**
 * Writes both, and prints whom a RoleBinding of that name gave its rights before, and whether the account is there: RBAC takes
 * either without a word. Resolves with the answer about the RoleBinding, or about the Role where that was refused.
 */
export async function allowAndTell(
  room: Room,
  name: string,
  rules: object[],
  subject: CaseSubject,
  namespace: string = home,
): Promise<Exchange> {
  const before = await room.admin.get(
    `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/${name}`,
  );
  const answer = await room.allow(name, rules, subject, namespace);
  if (!answer.ok) return answer;
  const lost = before.ok ? subjectsOf(before.body).filter((one) => one !== inWords(subject)) : [];
  if (lost.length > 0) {
    console.log(
      `The RoleBinding ${name} in ${namespace} was for ${lost.join(', ')}; it is for ${inWords(subject)} now.`,
    );
  }
  if (subject.kind === 'ServiceAccount') {
    const account = await room.admin.get(`/api/v1/namespaces/${subject.namespace}/serviceaccounts/${subject.name}`);
    if (account.status === 404) console.log(`There is no ${inWords(subject)}: this binding gives nobody anything.`);
  }
  return answer;
}

function subjectsOf({ subjects }: { subjects?: CaseSubject[] }): string[] {
  return (subjects ?? []).map(inWords);
}

function inWords({ kind, name, namespace }: CaseSubject): string {
  return `${kind} ${name}${namespace === undefined ? '' : ` of ${namespace}`}`;
}
