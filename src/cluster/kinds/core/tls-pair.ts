/** Faults of Go's tls.X509KeyPair: a certificate and a key that do not match, and PEM texts that hold neither. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

interface Block {
  type: string;
  pem: string;
}

/** The pair's fault; undefined for a valid pair. */
export function tlsPairFault(certificate: string, key: string): string | undefined {
  const certificates = blocksOf(certificate);
  const first = certificates.find(({ type }) => type === 'CERTIFICATE');
  if (!first) return noCertificate(certificates.map(({ type }) => type));
  const keys = blocksOf(key);
  const privateKey = keys.find(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  if (!privateKey) return noKey(keys.map(({ type }) => type));
  const parsed = parse(first, privateKey);
  if (typeof parsed === 'string') return parsed;
  if (parsed.certificate.publicKey.asymmetricKeyType !== parsed.key.asymmetricKeyType) {
    return 'tls: private key type does not match public key type';
  }
  return parsed.certificate.checkPrivateKey(parsed.key) ? undefined : 'tls: private key does not match public key';
}

function blocksOf(text: string): Block[] {
  const pattern = /-----BEGIN ([^\n-]+)-----\r?\n[\s\S]*?-----END \1-----/g;
  return [...text.matchAll(pattern)].map(([pem, type = '']) => ({ type, pem }));
}

function noCertificate(skipped: readonly string[]): string {
  const where = 'in certificate input';
  if (skipped.length === 0) return `tls: failed to find any PEM data ${where}`;
  if (skipped.length === 1 && skipped[0]?.endsWith('PRIVATE KEY')) {
    return `tls: failed to find certificate PEM data ${where}, but did find a private key; PEM inputs may have been switched`;
  }
  return `tls: failed to find "CERTIFICATE" PEM block ${where} after skipping PEM blocks of the following types: [${skipped.join(' ')}]`;
}

function noKey(skipped: readonly string[]): string {
  if (skipped.length === 0) return 'tls: failed to find any PEM data in key input';
  if (skipped.length === 1 && skipped[0] === 'CERTIFICATE') {
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  }
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`;
}

function parse(first: Block, key: Block): { certificate: X509Certificate; key: KeyObject } | string {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(first.pem);
  } catch {
    return 'x509: malformed certificate';
  }
  try {
    return { certificate, key: createPrivateKey(key.pem) };
  } catch {
    return 'tls: failed to parse private key';
  }
}
