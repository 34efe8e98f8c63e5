/** Asks one authenticator after the other: the first success wins, and a failed method does not stop the next. */
import { allAuthenticated, allUnauthenticated, anonymousUser, type UserInfo } from '../../kube/user.js';
import { whenThere } from '../chain/handler.js';
import type { AuthenticationResult, Authenticator, Credentials } from './authenticator.js';

/** The result of all methods, and for each refusal which method it was. */
export interface UnionResult {
  result: AuthenticationResult;
  refusals: { method: string; reason: string; remedy?: string }[];
}

/**
 * Authenticates by every method in order. Without success the request is refused when any credential was, and anonymous
 * when there was none. Every user but the anonymous one becomes a member of system:authenticated.
 */
export function unionAuthenticator(
  methods: readonly { name: string; authenticate: Authenticator }[],
): (credentials: Credentials) => UnionResult | Promise<UnionResult> {
  return (credentials) => {
    const refusals: UnionResult['refusals'] = [];
    const ask = (place: number): UnionResult | Promise<UnionResult> => {
      const method = methods[place];
      if (!method) return withoutSuccess(refusals);
      return whenThere(method.authenticate(credentials), (result) => {
        if (result.outcome === 'authenticated') {
          return { result: { ...result, user: inAuthenticated(result.user) }, refusals };
        }
        if (result.outcome === 'refused') {
          const { reason, remedy } = result;
          refusals.push({ method: method.name, reason, ...(remedy ? { remedy } : {}) });
        }
        return ask(place + 1);
      });
    };
    return ask(0);
  };
}

function withoutSuccess(refusals: UnionResult['refusals']): UnionResult {
  if (refusals.length > 0) {
    const reasons = refusals.map((r) => r.reason);
    return {
      result: { outcome: 'refused', reason: reasons.length === 1 ? `${reasons[0]}` : `[${reasons.join(', ')}]` },
      refusals,
    };
  }
  const user = { username: anonymousUser, groups: [allUnauthenticated] };
  return { result: { outcome: 'authenticated', user, method: 'anonymous' }, refusals };
}

const members = new WeakMap<UserInfo, UserInfo>();

/**
 * The user as a member of system:authenticated, one unchanging object for each user. The anonymous user, and a user in either
 * system group already, stays as it is (k8s.io/apiserver/pkg/authentication/group).
 */
function inAuthenticated(user: UserInfo): UserInfo {
  const { username, groups } = user;
  if (username === anonymousUser || groups.includes(allAuthenticated) || groups.includes(allUnauthenticated))
    return user;
  let member = members.get(user);
  if (!member) {
    member = { ...user, groups: [...user.groups, allAuthenticated] };
    members.set(user, member);
  }
  return member;
}
