/** Keys, certificate requests and certificates of an untrusted CA: for a lesson that makes a credential by hand. */
import { generateKeyPairSync, type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { inspect } from 'node:util';
import { KubelabError } from '../errors.js';
import { refusePromises } from '../forgotten-await.js';
import type { PemHolder } from './options.js';

/** A private key that does not show itself by accident. */
export interface PrivateKey extends PemHolder {
  /** The key itself, PKCS #8 PEM. */
  readonly pem: string;
  /** Its public half, PEM. */
  readonly publicKey: string;
  /** `EC P-256` or `RSA 2048`. */
  readonly type: string;
}

/** The subject of a certificate. */
export interface SubjectOptions {
  /** CN: the user name. */
  commonName: string;
  /** Each becomes an O: the groups. */
  organizations?: string[];
}

/** A certificate with its key, and the CA that signed it. */
export interface StrangerCertificate {
  /** PEM of the certificate. */
  cert: string;
  key: PrivateKey;
  /** PEM of the CA. */
  ca: string;
}

/** How a stranger's certificate differs from an ordinary client certificate. */
export interface StrangerOptions extends SubjectOptions {
  /** Name of the CA; `stranger-ca` unless told. */
  issuer?: string;
  /** From when and until when; from five minutes ago for a day unless told. */
  notBefore?: Date;
  notAfter?: Date;
  /** Its key usages; client authentication unless told. */
  usages?: ('clientAuth' | 'serverAuth')[];
  /** Names and addresses, for a server's certificate: `localhost`, `127.0.0.1`. */
  alternativeNames?: string[];
}

/** A new private key: elliptic curve P-256, or RSA with 2048 bits. Made here, sent nowhere. */
export function newKey(type: 'ec' | 'rsa' = 'ec'): PrivateKey {
  const pair =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return hiddenKey(pem, publicKey, type === 'rsa' ? 'RSA 2048' : 'EC P-256');
}

function hiddenKey(pem: string, publicKey: string, type: string): PrivateKey {
  const key = { publicKey, type } as PrivateKey & { toJSON(): object };
  const say = (): string => `PrivateKey (${type}; its PEM is in .pem and is not shown)`;
  Object.defineProperties(key, {
    pem: { value: pem, enumerable: false },
    toString: { value: say, enumerable: false },
    toJSON: { value: () => ({ type, publicKey, pem: '<redacted>' }), enumerable: false },
    [inspect.custom]: { value: say, enumerable: false },
  });
  return key;
}

/**
 * A certificate signing request (PKCS #10) in PEM, signed with `key`. Put it as base64 into `spec.request` of a
 * CertificateSigningRequest. Throws ARGUMENT_INVALID without a name, PEM_INVALID for an invalid key.
 */
export async function certificateRequest(options: SubjectOptions & { key: string | PemHolder }): Promise<string> {
  refusePromises('certificateRequest', [options]);
  const subject = subjectOf(options);
  const keys = await cryptoKeys(pemOf(options.key));
  const { Pkcs10CertificateRequestGenerator } = await import('@peculiar/x509');
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys: keys.pair,
    signingAlgorithm: keys.algorithm,
  });
  return `${request.toString('pem')}\n`;
}

/** A certificate, its key and its CA, all made here: good in form, and signed by a CA that no cluster knows. */
export async function strangerCertificate(options: StrangerOptions): Promise<StrangerCertificate> {
  refusePromises('strangerCertificate', [options]);
  const x509 = await import('@peculiar/x509');
  const [caKey, key] = [newKey(), newKey()];
  const [caKeys, keys] = [await cryptoKeys(caKey.pem), await cryptoKeys(key.pem)];
  const notBefore = options.notBefore ?? new Date(Date.now() - 5 * 60_000);
  const notAfter = options.notAfter ?? new Date(Date.now() + 24 * 3_600_000);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    // UTF8String, as the practice cluster's own CA: Go takes names for the same only when their bytes are
    name: new x509.Name([{ CN: [{ utf8String: options.issuer ?? 'stranger-ca' }] }]),
    notBefore: new Date(Math.min(notBefore.getTime(), Date.now() - 5 * 60_000)),
    notAfter: new Date(Math.max(notAfter.getTime(), Date.now() + 24 * 3_600_000)),
    keys: caKeys.pair,
    signingAlgorithm: caKeys.algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.pair.publicKey),
    ],
  });
  const names = (options.alternativeNames ?? []).map((value) => ({
    type: /^[0-9.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  const cert = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: subjectOf(options),
    issuer: ca.subjectName,
    notBefore,
    notAfter,
    publicKey: keys.pair.publicKey,
    signingKey: caKeys.pair.privateKey,
    signingAlgorithm: caKeys.algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(
        (options.usages ?? ['clientAuth']).map((usage) => x509.ExtendedKeyUsage[usage]),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.pair.publicKey),
      ...(names.length ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { cert: `${cert.toString('pem')}\n`, key, ca: `${ca.toString('pem')}\n` };
}

function subjectOf({ commonName, organizations = [] }: SubjectOptions): { [attribute: string]: string[] }[] {
  if (typeof commonName !== 'string' || commonName === '') {
    throw new KubelabError(
      'ARGUMENT_INVALID',
      'A certificate needs a commonName: Kubernetes takes the user name from it.',
      {
        hint: "Say whom it is for: { commonName: 'jane', organizations: ['developers'], key: key }.",
      },
    );
  }
  if (!Array.isArray(organizations)) {
    throw new KubelabError('ARGUMENT_INVALID', 'organizations must be a list of texts: each becomes a group.', {
      hint: "Write organizations: ['developers'].",
    });
  }
  return [...organizations.map((name) => ({ O: [name] })), { CN: [commonName] }];
}

/** The PEM of a key given as text or as a {@link PemHolder}. */
export function pemOf(key: string | PemHolder): string {
  return typeof key === 'string' ? key : key?.pem;
}

interface CryptoKeys {
  pair: { privateKey: webcrypto.CryptoKey; publicKey: webcrypto.CryptoKey };
  algorithm: webcrypto.EcdsaParams | webcrypto.RsaHashedImportParams;
}

async function cryptoKeys(pem: string): Promise<CryptoKeys> {
  const { createPrivateKey, createPublicKey } = await import('node:crypto');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new KubelabError('PEM_INVALID', 'The key is not a private key in PEM.', {
      hint: 'Make one with newKey(), or give the PEM text that begins with -----BEGIN PRIVATE KEY-----.',
      cause,
    });
  }
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: curveOf(key), hash: 'SHA-256' };
  const { subtle } = webcrypto;
  const [privateDer, publicDer] = [
    key.export({ type: 'pkcs8', format: 'der' }),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  ];
  return {
    pair: {
      privateKey: await subtle.importKey('pkcs8', privateDer, algorithm, true, ['sign']),
      publicKey: await subtle.importKey('spki', publicDer, algorithm, true, ['verify']),
    },
    algorithm,
  };
}

function curveOf({ asymmetricKeyDetails, asymmetricKeyType }: KeyObject): string {
  const type = asymmetricKeyDetails?.namedCurve ?? String(asymmetricKeyType);
  const curve = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }[type];
  if (curve) return curve;
  throw new KubelabError('ARGUMENT_INVALID', `A key of the type ${type} cannot sign a request here.`, {
    hint: "Use newKey() or newKey('rsa').",
  });
}

// a serial number is positive: the first bit stays 0
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
