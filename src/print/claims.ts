/**
 * The claims of a token, each with its purpose: those of RFC 7519, and those that Kubernetes puts into a token of a
 * service account (https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/).
 */
import { own } from '../kube/fields.js';
import { fromNow } from './age.js';
import type { Cell } from './view.js';

/** A claim by its path; its value, and its meaning below. */
export interface ClaimRow {
  name: string;
  value: Cell;
}

const meanings: Record<string, string> = {
  iss: 'issuer: who wrote the token; an API server takes those of its own issuer',
  sub: 'subject: whom the token speaks for; this becomes the user name',
  aud: 'audience: for whom it is meant; another recipient has to refuse it',
  exp: 'expiry: refused from then on',
  iat: 'issued at',
  nbf: 'not before: refused until then',
  jti: 'id of this one token, seen in audit events',
  'kubernetes.io.namespace': 'namespace of the service account',
  'kubernetes.io.serviceaccount.name': 'name of the service account',
  'kubernetes.io.serviceaccount.uid': 'its uid: a new account of the same name does not count',
  'kubernetes.io.pod.name': 'the token ends with this pod',
  'kubernetes.io.pod.uid': 'uid of that pod',
  'kubernetes.io.secret.name': 'the token ends with this Secret',
  'kubernetes.io.secret.uid': 'uid of that Secret',
  'kubernetes.io.node.name': 'the node that the pod runs on, or that the token is bound to',
  'kubernetes.io.node.uid': 'uid of that node',
  'kubernetes.io.warnafter': 'from then on its use is counted as stale, and not yet refused',
  'kubernetes.io/serviceaccount/namespace': 'namespace of the service account (a token of a Secret)',
  'kubernetes.io/serviceaccount/secret.name': 'the Secret that the token is kept in; it ends with it',
  'kubernetes.io/serviceaccount/service-account.name': 'name of the service account',
  'kubernetes.io/serviceaccount/service-account.uid': 'its uid: a new account of the same name does not count',
};
const times = new Set(['exp', 'iat', 'nbf', 'kubernetes.io.warnafter']);

/** A row for each claim, nested ones by their path; times are counted from `now` in milliseconds. */
export function claimRows(claims: object, now: number, prefix = ''): ClaimRow[] {
  return Object.entries(claims).flatMap(([name, value]: [string, unknown]): ClaimRow[] => {
    const path = prefix ? `${prefix}.${name}` : name;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return claimRows(value, now, path);
    const meaning = own(meanings, path) ?? 'not a claim that Kubernetes reads';
    const { text, tone } = claimValue(path, value, now);
    return [{ name: path, value: { text: `${text}\n${meaning}`, tone } }];
  });
}

function claimValue(path: string, value: unknown, now: number): Exclude<Cell, string> {
  const plain = { text: Array.isArray(value) ? value.map(String).join('\n') : String(value), tone: 'plain' as const };
  if (!times.has(path) || typeof value !== 'number') return plain;
  const date = new Date(value * 1000);
  if (Number.isNaN(date.getTime())) return plain;
  const wrong = path === 'exp' ? value * 1000 <= now : path === 'nbf' && value * 1000 > now;
  return {
    text: `${value}: ${date.toISOString()}, ${fromNow(value * 1000, now)}`,
    tone: wrong ? 'bad' : 'plain',
  };
}
