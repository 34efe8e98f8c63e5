/** Asks one authenticator after the other: the first success wins, and a failed method does not stop the next. */
import { allAuthenticated, allUnauthenticated, anonymousUser } from '../../kube/user.js';
import type { AuthenticationResult, Authenticator, Credentials } from './authenticator.js';

/** The result of all methods, and for each refusal which method it was. */
export interface UnionResult {
  result: AuthenticationResult;
  refusals: { method: string; reason: string; remedy?: string }[];
}

/**
 * Authenticates by every method in order. Without success the request is refused when any credential was, and anonymous
 * when there was none. Everybody but the anonymous user becomes a member of system:authenticated.
 */
export function unionAuthenticator(
  methods: readonly { name: string; authenticate: Authenticator }[],
): (credentials: Credentials) => Promise<UnionResult> {
  return async (credentials) => {
    const refusals: UnionResult['refusals'] = [];
    for (const { name, authenticate } of methods) {
      const result = await authenticate(credentials);
      if (result.outcome === 'authenticated') {
        const { user } = result;
        const groups = user.groups.includes(allAuthenticated) ? user.groups : [...user.groups, allAuthenticated];
        return { result: { ...result, user: { ...user, groups } }, refusals };
      }
      if (result.outcome === 'refused') {
        refusals.push({ method: name, reason: result.reason, ...(result.remedy ? { remedy: result.remedy } : {}) });
      }
    }
    if (refusals.length > 0) {
      const reasons = refusals.map((r) => r.reason);
      return {
        result: { outcome: 'refused', reason: reasons.length === 1 ? `${reasons[0]}` : `[${reasons.join(', ')}]` },
        refusals,
      };
    }
    const user = { username: anonymousUser, groups: [allUnauthenticated] };
    return { result: { outcome: 'authenticated', user, method: 'anonymous' }, refusals };
  };
}
