/** Signs ServiceAccount tokens: those of TokenRequest, which end, and those of token Secrets, which do not. */
import type { KeyObject } from 'node:crypto';
import { serviceAccountUsername } from '../../kube/user.js';
import type { Clock } from '../clock.js';
import type { TokenIssuer } from './authenticator.js';
import { signJwt } from './jwt.js';
import { legacyIssuer } from './legacy-token.js';

/** An issuer that signs with `key`. Claims stand in the order of their names, as Kubernetes writes them. */
export function tokenIssuer(options: {
  key(): Promise<KeyObject>;
  issuer: string;
  clock: Clock;
  randomUUID(): string;
}): TokenIssuer {
  const { issuer } = options;
  return {
    issuer,
    issue: async ({ namespace, name, uid, audiences, expirationSeconds, boundObject, node, warnAfterSeconds }) => {
      const now = Math.floor(options.clock.now().getTime() / 1000);
      const exp = now + expirationSeconds;
      const jti = options.randomUUID();
      const bound = (kind: 'Node' | 'Pod' | 'Secret'): { name: string; uid: string } | undefined =>
        boundObject?.kind === kind ? { name: boundObject.name, uid: boundObject.uid } : undefined;
      const claims = {
        aud: audiences,
        exp,
        iat: now,
        iss: issuer,
        jti,
        'kubernetes.io': {
          namespace,
          node: bound('Node') ?? node,
          pod: bound('Pod'),
          secret: bound('Secret'),
          serviceaccount: { name, uid },
          warnafter: warnAfterSeconds === undefined ? undefined : now + warnAfterSeconds,
        },
        nbf: now,
        sub: serviceAccountUsername(namespace, name),
      };
      return { token: await signJwt(claims, await options.key()), jti, expires: new Date(exp * 1000) };
    },
    legacy: async ({ namespace, name, uid, secretName }) =>
      signJwt(
        {
          iss: legacyIssuer,
          'kubernetes.io/serviceaccount/namespace': namespace,
          'kubernetes.io/serviceaccount/secret.name': secretName,
          'kubernetes.io/serviceaccount/service-account.name': name,
          'kubernetes.io/serviceaccount/service-account.uid': uid,
          sub: serviceAccountUsername(namespace, name),
        },
        await options.key(),
      ),
  };
}
