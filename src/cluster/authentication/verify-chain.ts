/**
 * Judges a client's certificate as Go's crypto/x509 does for an API server: a chain to one of the roots, signatures, dates,
 * and the clientAuth usage. Node's TLS layer is told to let everything pass, so all of that is done here.
 */
import { X509Certificate } from 'node:crypto';

/** The verdict: for a good chain, the time in which all of it is valid. */
export type ChainVerdict =
  | { valid: true; leaf: X509Certificate; notBefore: number; notAfter: number }
  | { valid: false; leaf?: X509Certificate; reason: string; remedy: string };

const clientAuth = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';
const maxDepth = 8;
/** Go's limit: certificates that could all have signed each other make more ways than can be tried. */
const maxSignatureChecks = 100;

/** The verdict on `chain` (DER, leaf first) at `now`. `asked` names the CA in the remedy. */
export function verifyChain(chain: readonly Buffer[], roots: readonly X509Certificate[], now: Date): ChainVerdict {
  let certificates: X509Certificate[];
  try {
    certificates = chain.map((der) => new X509Certificate(der));
  } catch {
    return {
      valid: false,
      reason: 'x509: malformed certificate',
      remedy: 'Send a certificate that openssl x509 can read.',
    };
  }
  const [leaf, ...intermediates] = certificates;
  if (!leaf) return { valid: false, reason: 'x509: no certificate', remedy: 'Send a client certificate.' };
  const fail = (reason: string, remedy: string): ChainVerdict => ({ valid: false, leaf, reason, remedy });

  const checks = { left: maxSignatureChecks };
  const path = pathToRoot(leaf, intermediates, roots, [], checks);
  if (checks.left <= 0) {
    return fail(
      'x509: signature check attempts limit reached while verifying certificate chain',
      'Send the certificate with its intermediates, each once, and nothing else.',
    );
  }
  if (!('path' in path)) {
    const names = roots.map((r) => r.subject.replaceAll('\n', ', ')).join(' or ');
    return fail(
      `x509: certificate signed by unknown authority${path.hint}`,
      path.hint
        ? `The issuer has the right name and another key: the certificate is of another cluster, or of this one before it was made anew. Take the certificate of this cluster.`
        : `Its issuer is "${leaf.issuer.replaceAll('\n', ', ')}"; this server accepts what ${names} has signed.`,
    );
  }
  for (const certificate of path.path) {
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    const where = certificate === leaf ? 'The certificate' : 'A certificate in the chain';
    if (now.getTime() < from) {
      return fail(
        `x509: certificate has expired or is not yet valid: current time ${iso(now)} is before ${iso(new Date(from))}`,
        `${where} is valid from ${iso(new Date(from))} on. Compare the clocks, or ask for one that is valid now.`,
      );
    }
    if (now.getTime() > to) {
      return fail(
        `x509: certificate has expired or is not yet valid: current time ${iso(now)} is after ${iso(new Date(to))}`,
        `${where} was valid until ${iso(new Date(to))}. Ask for a new one (a certificate signing request).`,
      );
    }
  }
  // an extended key usage narrows, and counts on every certificate, the root among them (checkChainForKeyUsage)
  for (const certificate of path.path) {
    const usages = certificate.keyUsage as string[] | undefined; // Node's type says always there; without the extension it is not
    if (usages && !usages.includes(clientAuth) && !usages.includes(anyUsage)) {
      return fail(
        'x509: certificate specifies an incompatible key usage',
        'The certificate is not for clients: ask for one with the usage "client auth" (extended key usage clientAuth).',
      );
    }
  }
  return {
    valid: true,
    leaf,
    notBefore: Math.max(...path.path.map((c) => Date.parse(c.validFrom))),
    notAfter: Math.min(...path.path.map((c) => Date.parse(c.validTo))),
  };
}

/** `SN=…, SKID=…, AKID=…` in front of the reason, as the API server logs it; key ids are left out. */
export function describeFailure(leaf: X509Certificate | undefined, reason: string): string {
  return leaf ? `verifying certificate SN=${BigInt(`0x${leaf.serialNumber}`)} failed: ${reason}` : reason;
}

function pathToRoot(
  certificate: X509Certificate,
  intermediates: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  below: readonly X509Certificate[],
  checks: { left: number },
): { path: X509Certificate[] } | { hint: string } {
  const path = [...below, certificate];
  let hint = '';
  for (const root of roots) {
    if (certificate.raw.equals(root.raw)) return { path };
    if (certificate.issuer !== root.subject) continue;
    if (verifies(certificate, root, checks)) return { path: [...path, root] };
    const algorithm =
      root.publicKey.asymmetricKeyType === 'rsa'
        ? 'crypto/rsa: verification error'
        : 'x509: ECDSA verification failure';
    const commonName = /CN=(.*)/.exec(root.subject)?.[1] ?? '';
    hint ||= ` (possibly because of "${algorithm}" while trying to verify candidate authority certificate "${commonName}")`;
  }
  if (path.length >= maxDepth) return { hint };
  for (const issuer of intermediates) {
    if (path.includes(issuer) || !issuer.ca || !verifies(certificate, issuer, checks)) continue;
    const found = pathToRoot(issuer, intermediates, roots, path, checks);
    if ('path' in found) return found;
    hint ||= found.hint;
  }
  return { hint };
}

function verifies(certificate: X509Certificate, issuer: X509Certificate, checks: { left: number }): boolean {
  if (certificate.issuer !== issuer.subject || checks.left <= 0) return false;
  checks.left--;
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false; // a key of another kind than the signature
  }
}

const iso = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
