/** Client certificates: CN is the user name, every O a group (k8s.io/apiserver/pkg/authentication/request/x509). */
import { createHash, X509Certificate } from 'node:crypto';
import { legacyCertificate } from '../../kube/legacy-certificate.js';
import { credentialIdKey, type UserInfo } from '../../kube/user.js';
import type { Clock } from '../clock.js';
import type { AuthenticationResult, Authenticator } from './authenticator.js';
import { describeFailure, verifyChain } from './verify-chain.js';

/** An authenticator for certificates that `caPem` has signed. */
export function clientCertificateAuthenticator(options: { caPem: string; clock: Clock }): Authenticator {
  const roots = [new X509Certificate(options.caPem)];
  // one connection hands over the same buffer with every request
  const known = new WeakMap<Buffer, { user: UserInfo; notBefore: number; notAfter: number }>();
  return ({ clientCertificates }): AuthenticationResult => {
    const [der] = clientCertificates;
    if (!der) return { outcome: 'none' };
    const now = options.clock.now();
    const seen = known.get(der);
    if (seen && seen.notBefore <= now.getTime() && now.getTime() <= seen.notAfter) {
      return { outcome: 'authenticated', user: seen.user, method: 'client certificate' };
    }
    const verdict = verifyChain(clientCertificates, roots, now);
    if (!verdict.valid) {
      return { outcome: 'refused', reason: describeFailure(verdict.leaf, verdict.reason), remedy: verdict.remedy };
    }
    const subject = subjectOf(verdict.leaf);
    if (!subject.commonName) {
      return {
        outcome: 'refused',
        reason: 'x509: the subject of the certificate has no common name (CN)',
        remedy: 'The CN is the user name: ask for a certificate with a subject such as /O=developers/CN=jane.',
      };
    }
    const user: UserInfo = {
      username: subject.commonName,
      groups: subject.organizations,
      extra: { [credentialIdKey]: [`X509SHA256=${createHash('sha256').update(der).digest('hex')}`] },
    };
    known.set(der, { user, notBefore: verdict.notBefore, notAfter: verdict.notAfter });
    return { outcome: 'authenticated', user, method: 'client certificate' };
  };
}

/** CN (the last one) and every O of a certificate's subject, unescaped. */
export function subjectOf(certificate: X509Certificate): { commonName: string; organizations: string[] } {
  const subject = legacyCertificate(certificate).subject as unknown as Record<string, string | string[] | undefined>; // Node gives a list where a part is repeated
  const all = (part: string): string[] => [subject[part] ?? []].flat();
  return { commonName: all('CN').at(-1) ?? '', organizations: all('O') };
}
