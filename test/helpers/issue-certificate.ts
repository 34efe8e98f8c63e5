/** Certificates of every kind, by the authorities of a practice cluster or by others. */
import { createPrivateKey, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3_600_000;

/** Who signs: a name and keys. */
export interface Authority {
  name: string;
  keys: webcrypto.CryptoKeyPair;
}

/** What a certificate shall say; days from now. */
export interface Wanted {
  subject: string;
  ca?: boolean;
  usage?: x509.ExtendedKeyUsage[];
  from?: number;
  to?: number;
  serial?: string;
  /** New ones without them. */
  keys?: webcrypto.CryptoKeyPair;
}

/** A certificate by `authority`, or by itself, with its key (both PEM), and what signs in its name. */
export async function issue(
  authority: Authority | undefined,
  wanted: Wanted,
): Promise<{ pem: string; key: string; own: Authority }> {
  const keys = wanted.keys ?? (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']));
  const by = authority ?? { name: wanted.subject, keys };
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: wanted.serial ?? '41',
    subject: wanted.subject,
    issuer: by.name,
    notBefore: new Date(Date.now() + (wanted.from ?? -1) * day),
    notAfter: new Date(Date.now() + (wanted.to ?? 1) * day),
    publicKey: keys.publicKey,
    signingKey: by.keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(wanted.ca ?? false, undefined, true),
      ...(wanted.usage ? [new x509.ExtendedKeyUsageExtension(wanted.usage)] : []),
    ],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
  return { pem: `${certificate.toString('pem')}\n`, key, own: { name: wanted.subject, keys } };
}

/** The authority `name` of a practice cluster whose keys are in `pki`, with the subject that its certificate has. */
export async function authorityOf(pki: string, name: string, subject: string): Promise<Authority> {
  const der = createPrivateKey(readFileSync(join(pki, `${name}.key`))).export({ type: 'pkcs8', format: 'der' });
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  return { name: subject, keys: { privateKey, publicKey: privateKey } };
}
