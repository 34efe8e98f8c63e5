/**
 * The sender of a request, and the credential that proved it. The server found out both; user agents, headers and names that a
 * client may choose count for nothing.
 */
import { anonymousUser, credentialIdKey, parseServiceAccountUsername, type UserInfo } from '../kube/user.js';
import type { CredentialKind, IdentityCondition } from './rubric.js';
import type { SeenRequest } from './seen-request.js';
import { quoted } from './show-text.js';

/**
 * The kind of credential that `user` came with. A front proxy may say anything of the users it brings, also a
 * credential-id; but only for a ServiceAccount that proved itself does the server add the account's uid. A client's own
 * record holds no uids.
 */
export function credentialOf(user: Partial<UserInfo>, source: 'server' | 'client'): CredentialKind {
  const { username = '', uid, extra } = user;
  if (username === '' || username === anonymousUser) return 'none';
  const ids = extra?.[credentialIdKey] ?? [];
  const id = ids.length === 1 ? (ids[0] ?? '') : '';
  if (/^X509SHA256=[0-9a-f]{64}$/.test(id)) return 'certificate';
  const isAccount = parseServiceAccountUsername(username) !== undefined;
  if (isAccount && source === 'server' && !uid) return 'front proxy';
  if (/^JTI=./.test(id)) return 'token';
  return isAccount && ids.length === 0 ? 'token secret' : 'front proxy';
}

/** True when the condition asks nothing about the sender. */
export function anybody({ user, credential, impersonated }: IdentityCondition): boolean {
  return user === undefined && credential === undefined && impersonated === undefined;
}

/** True when the sender is the one that the condition asks for. Acting as a user does not make the sender that user. */
export function fitsIdentity(condition: IdentityCondition, { event, credential }: SeenRequest): boolean {
  if (anybody(condition)) return true;
  const { impersonatedUser } = event;
  if ((impersonatedUser !== undefined) !== (condition.impersonated ?? false)) return false;
  const { username } = impersonatedUser ?? event.user;
  if (condition.user !== undefined && username !== condition.user) return false;
  return condition.credential === undefined || [condition.credential].flat().includes(credential);
}

const proof: Record<CredentialKind, string> = {
  certificate: 'with a client certificate',
  token: 'with its token',
  'token secret': 'with the token of a Secret',
  'front proxy': 'by the word of a front proxy',
  none: 'without a credential',
};

/**
 * `"minikube-user" with a client certificate`; accounts of the namespace `home` go by their bare name, but for `default`. The credential is told
 * only when `withProof` is set: where the condition does not ask for one, it may be the answer to the task's question.
 */
export function describeCaller({ event, credential }: SeenRequest, home: string, withProof: boolean): string {
  const { user, impersonatedUser } = event;
  const proven = withProof ? ` ${proof[credential]}` : '';
  const caller = user.username ? `${userName(user.username, home)}${proven}` : 'nobody who was recognised';
  return impersonatedUser ? `${caller}, acting as ${userName(impersonatedUser.username, home)}` : caller;
}

/** `"activity-sa" with its token`; an empty text when any sender will do. */
export function describeWanted(condition: IdentityCondition, home: string): string {
  if (anybody(condition)) return '';
  const { user, credential, impersonated } = condition;
  const kinds = credential === undefined ? [] : [credential].flat();
  // a token is a token, wherever it lay
  const ways = kinds.includes('token') ? kinds.filter((kind) => kind !== 'token secret') : kinds;
  const how = ways.map((kind) => proof[kind]).join(' or ');
  const who = user === undefined ? '' : userName(user, home);
  if (impersonated) return `somebody ${how}, acting as ${who || 'another'}`.replace(' ,', ',');
  return [who || 'somebody', how].filter(Boolean).join(' ');
}

function userName(username: string, home: string): string {
  const account = parseServiceAccountUsername(username);
  if (!account) return quoted(username);
  // every namespace has an account `default`
  const isPlain = account.namespace === home && account.name !== 'default';
  return quoted(isPlain ? account.name : `${account.namespace}/${account.name}`);
}
