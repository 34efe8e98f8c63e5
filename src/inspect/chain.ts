/** Certificates beside one another: the issuer of each, and whether a private key belongs to one. */
import { createPrivateKey } from 'node:crypto';
import { KubelabError } from '../errors.js';
import { type CertificateFacts, factsOf, isIssuedBy, parseCertificate, pemBlocks } from './x509.js';

/** The issuers of a certificate, each above the last, as far as the certificates at hand go. */
export interface IssuerChain {
  /** The issuers, the nearest first. */
  issuers: CertificateFacts[];
  /** True when the last of them signed itself, so that none is missing. */
  complete: boolean;
}

/**
 * The issuers of the first certificate in `pem`, looked for in `others` (PEM, any number of certificates) by name and by
 * signature. Throws PEM_INVALID when `pem` holds no certificate.
 */
export function issuerChain(pem: string, others: string): IssuerChain {
  const known = pemBlocks(others).map((block) => parseCertificate(block));
  const issuers: CertificateFacts[] = [];
  let current = parseCertificate(pem);
  // a chain longer than all that is known goes in a circle
  while (!isIssuedBy(current, current) && issuers.length <= known.length) {
    const issuer = known.find((one) => one.fingerprint256 !== current.fingerprint256 && isIssuedBy(current, one));
    if (!issuer) return { issuers, complete: false };
    issuers.push(factsOf(issuer));
    current = issuer;
  }
  return { issuers, complete: true };
}

/** True when the private key (PEM) is that of the certificate; throws PEM_INVALID when either is invalid. */
export function keyFits(certificate: string, key: string): boolean {
  const parsed = parseCertificate(certificate);
  try {
    return parsed.checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw new KubelabError('PEM_INVALID', 'The key is not a private key in PEM.', {
      hint: 'A private key in PEM begins with -----BEGIN PRIVATE KEY-----, without a password.',
      cause,
    });
  }
}
