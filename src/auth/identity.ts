/** The identity that a client claims, read from its credential alone; the server's view of it is the server's matter. */

import { decodeJwt, type JwtFacts, looksLikeJwt } from '../inspect/jwt.js';
import { decodeCertificate } from '../inspect/x509.js';
import { serviceAccountGroups } from '../kube/user.js';
import type { CertificatePair, Credential, ExecConfig } from './connection.js';
import type { Impersonation } from './options.js';

/** The ways in which a request can carry an identity. */
export type IdentityMethod =
  | 'anonymous'
  | 'client certificate'
  | 'bearer token'
  | 'client certificate and bearer token'
  | 'exec plugin'
  | 'authorization header';

/** The identity that a request claims. Holds no secret: neither key nor token. */
export interface Identity {
  method: IdentityMethod;
  /** The user name that the credential claims: a certificate's CN, a token's `sub`. Undefined when it tells none. */
  user: string | undefined;
  /** The groups that it claims: a certificate's O fields, a service account's groups. */
  groups: string[];
  /** Facts of the client certificate. */
  certificate?: { subject: string; issuer: string; notBefore: string; notAfter: string; fingerprint256: string };
  /** Facts of a token that is a JWT. */
  token?: { issuer?: string; subject?: string; audiences: string[]; issuedAt?: string; expires?: string };
  /** The user it acts as. */
  impersonating?: Impersonation;
  /** These facts in one line. */
  description: string;
}

/** The identity of a certificate, a token or both, as far as they tell; `extra` says how it came to be sent. */
export function identityOf(
  parts: { certificate?: CertificatePair; token?: string; exec?: ExecConfig; half?: Credential['half'] },
  impersonating?: Impersonation,
): Identity {
  const own = parts.exec && !parts.certificate && !parts.token ? pluginIdentity(parts.exec) : claimedIdentity(parts);
  if (!impersonating) return own;
  const { user, groups } = impersonating;
  const named = groups?.length ? `groups ${groups.join(', ')}` : 'no groups named';
  return { ...own, impersonating, description: `${user} (${named}), impersonated by ${callerWords(own)}` };
}

/** The impersonating caller, with its own groups in parentheses, so that none is taken for the other's. */
function callerWords({ user, method, groups, description }: Identity): string {
  if (user === undefined) return description;
  return `${user} (${method}${groups.length ? `, groups ${groups.join(', ')}` : ''})`;
}

function pluginIdentity(exec: ExecConfig): Identity {
  const description = `whoever the plugin ${exec.command} signs in`;
  return { method: 'exec plugin', user: undefined, groups: [], description };
}

function claimedIdentity({
  certificate,
  token,
  half,
}: {
  certificate?: CertificatePair;
  token?: string;
  half?: Credential['half'];
}): Identity {
  const fromCertificate = certificate && certificateIdentity(certificate.cert);
  const fromToken = token === undefined ? undefined : tokenIdentity(token);
  if (fromCertificate && fromToken) {
    // the API server looks at the certificate first and takes the first method that succeeds
    return {
      ...fromCertificate,
      method: 'client certificate and bearer token',
      ...(fromToken.token ? { token: fromToken.token } : {}),
      description: `${fromCertificate.description}; a bearer token is sent too, and counts only if the certificate does not`,
    };
  }
  return (
    fromCertificate ??
    fromToken ?? {
      method: 'anonymous',
      user: undefined,
      groups: [],
      description: half
        ? `nobody: the ${half} was given without its ${half === 'key' ? 'certificate' : 'key'}, and TLS sends neither`
        : 'nobody: no credential is sent',
    }
  );
}

let latest: { pem: string; facts: ReturnType<typeof decodeCertificate> | undefined } = { pem: '', facts: undefined };

/** Undefined for a text that is no certificate, which a client takes unchecked. */
function factsIn(pem: string): ReturnType<typeof decodeCertificate> | undefined {
  try {
    return decodeCertificate(pem);
  } catch {
    return undefined;
  }
}

function certificateIdentity(pem: string): Identity {
  // a client sends the same one with every request
  if (latest.pem !== pem) latest = { pem, facts: factsIn(pem) };
  if (!latest.facts) {
    const description = 'a client certificate that cannot be read';
    return { method: 'client certificate', user: undefined, groups: [], description };
  }
  const { subject, issuer, notBefore, notAfter, fingerprint256 } = latest.facts;
  const groups = subject.organizations;
  return {
    method: 'client certificate',
    user: subject.commonName,
    groups,
    certificate: { subject: subject.text, issuer: issuer.text, notBefore, notAfter, fingerprint256 },
    description: `${subject.commonName ?? 'nobody (no CN)'} by client certificate${groups.length ? `, groups ${groups.join(', ')}` : ''}`,
  };
}

function jwtFacts(token: string): JwtFacts | undefined {
  try {
    // white space around a token that is sent unchecked is no part of what it claims
    return looksLikeJwt(token.trim()) ? decodeJwt(token) : undefined;
  } catch {
    return undefined;
  }
}

function tokenIdentity(token: string): Identity {
  const facts = jwtFacts(token);
  if (!facts) {
    return {
      method: 'bearer token',
      user: undefined,
      groups: [],
      description: 'the bearer of a token that is not a JWT, so it tells nothing by itself',
    };
  }
  const { issuer, subject, audiences, issuedAt, expires, serviceAccount } = facts;
  return {
    method: 'bearer token',
    user: subject,
    groups: serviceAccount ? serviceAccountGroups(serviceAccount.namespace) : [],
    token: { issuer, subject, audiences, issuedAt, expires },
    description: `${subject ?? 'nobody (no sub)'} by bearer token`,
  };
}
