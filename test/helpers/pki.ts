/** Certificate authorities and certificates for tests, made with @peculiar/x509: good ones and each kind of bad one. */
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate and its key, both PEM. */
export interface Issued {
  cert: string;
  key: string;
}

/** What a certificate shall say. */
export interface IssueOptions {
  cn?: string;
  o?: string[];
  usages?: ('clientAuth' | 'serverAuth')[];
  names?: string[];
  notBefore?: Date;
  notAfter?: Date;
}

/** A CA that issues certificates. */
export interface TestCa {
  cert: string;
  issue(options: IssueOptions): Promise<Issued>;
  /** An intermediate CA. */
  issueCa(name: string): Promise<TestCa>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3_600_000;

async function newPair(): Promise<{ keys: webcrypto.CryptoKeyPair; pem: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const body = der
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd();
  return { keys, pem: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n` };
}

const serial = (): string => `4${randomBytes(8).toString('hex').slice(1)}`;

/** A new CA of that name; two of one name have different keys. */
export async function makeCa(name = 'test-ca'): Promise<TestCa> {
  const { keys } = await newPair();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [name] }],
    notBefore: new Date(Date.now() - 400 * day),
    notAfter: new Date(Date.now() + 400 * day),
    keys,
    signingAlgorithm: algorithm,
    extensions: await extensionsOfCa(keys),
  });
  return testCa(ca, keys);
}

const extensionsOfCa = async ({ publicKey }: webcrypto.CryptoKeyPair): Promise<x509.Extension[]> => [
  new x509.BasicConstraintsExtension(true, undefined, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
  await x509.SubjectKeyIdentifierExtension.create(publicKey),
];

function testCa(ca: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): TestCa {
  return {
    async issueCa(name) {
      const own = await newPair();
      const cert = await x509.X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: [{ CN: [name] }],
        issuer: ca.subjectName,
        notBefore: ca.notBefore,
        notAfter: ca.notAfter,
        publicKey: own.keys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          ...(await extensionsOfCa(own.keys)),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      return testCa(cert, own.keys);
    },
    cert: `${ca.toString('pem')}\n`,
    async issue({ cn, o = [], usages = ['clientAuth'], names = [], notBefore, notAfter }) {
      const own = await newPair();
      const cert = await x509.X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: [...o.map((name) => ({ O: [name] })), ...(cn === undefined ? [] : [{ CN: [cn] }])],
        issuer: ca.subjectName,
        notBefore: notBefore ?? new Date(Date.now() - day),
        notAfter: notAfter ?? new Date(Date.now() + day),
        publicKey: own.keys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          ...(usages.length ? [new x509.ExtendedKeyUsageExtension(usages.map((u) => x509.ExtendedKeyUsage[u]))] : []),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
          ...(names.length
            ? [
                new x509.SubjectAlternativeNameExtension(
                  names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value })),
                ),
              ]
            : []),
        ],
      });
      return { cert: `${cert.toString('pem')}\n`, key: own.pem };
    },
  };
}

/** The certificate of a server at localhost and 127.0.0.1. */
export function serverCertificate(ca: TestCa, options: IssueOptions = {}): Promise<Issued> {
  return ca.issue({
    cn: 'kube-apiserver',
    usages: ['serverAuth'],
    names: ['localhost', '127.0.0.1', 'kubernetes'],
    ...options,
  });
}

/** An unsigned look-alike of a JWT with these claims. */
export function fakeJwt(claims: object, header: object = { alg: 'RS256', kid: 'k1' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${randomBytes(24).toString('base64url')}`;
}
