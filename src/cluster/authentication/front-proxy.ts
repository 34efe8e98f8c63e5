/**
 * An authenticating proxy: a client with the front proxy's certificate names in headers the user it speaks for
 * (k8s.io/apiserver/pkg/authentication/request/headerrequest).
 */
import { X509Certificate } from 'node:crypto';
import { credentialIdKey, type UserInfo } from '../../kube/user.js';
import type { Headers } from '../chain/handler.js';
import type { Clock } from '../clock.js';
import type { AuthenticationResult, Authenticator } from './authenticator.js';
import { subjectOf } from './client-certificate.js';
import { extraOf, headerValue, headerValues } from './headers.js';
import { verifyChain } from './verify-chain.js';

/** An authenticator for the headers of clients whose certificate `caPem` has signed for one of `allowedNames`. */
export function frontProxyAuthenticator(options: {
  caPem: string;
  allowedNames: readonly string[];
  clock: Clock;
}): Authenticator {
  const roots = [new X509Certificate(options.caPem)];
  return ({ headers, clientCertificates }): AuthenticationResult => {
    const user = userOf(headers);
    if (!user) return { outcome: 'none' };
    // without a certificate the headers are anybody's: they say nothing
    if (clientCertificates.length === 0) return { outcome: 'none' };
    const verdict = verifyChain(clientCertificates, roots, options.clock.now());
    if (!verdict.valid) {
      return {
        outcome: 'refused',
        reason: verdict.reason,
        remedy: `X-Remote-User counts only from a client with a certificate of the front proxy's CA (${roots[0]?.subject}).`,
      };
    }
    const { commonName } = subjectOf(verdict.leaf);
    if (!options.allowedNames.includes(commonName)) {
      return {
        outcome: 'refused',
        reason: `x509: subject with cn=${commonName} is not in the allowed list`,
        remedy: `The front proxy's certificate must be for one of: ${options.allowedNames.join(', ')}.`,
      };
    }
    return { outcome: 'authenticated', user, method: 'front proxy' };
  };
}

const extraPrefix = 'x-remote-extra-';

function userOf(headers: Headers): UserInfo | undefined {
  const username = headerValue(headers, 'x-remote-user')?.trim();
  if (!username) return undefined;
  // a real API server takes its word for the credential of its users, too; here graders go by what this server saw itself
  const { [credentialIdKey]: _, ...extra } = extraOf(headers, extraPrefix);
  return {
    username,
    groups: headerValues(headers, 'x-remote-group').filter(Boolean),
    ...(Object.keys(extra).length ? { extra } : {}),
  };
}
