/** A certificate in PEM, as facts: its subject, its issuer, its usages and its dates. */
import { X509Certificate } from 'node:crypto';
import { KubelabError } from '../errors.js';
import { refusePromises } from '../forgotten-await.js';
import { legacyCertificate } from '../kube/legacy-certificate.js';

/** The parts of a distinguished name that Kubernetes reads, and the whole as text. */
export interface DistinguishedName {
  /** `O=system:masters, CN=admin`. */
  text: string;
  /** CN: the user name. */
  commonName: string | undefined;
  /** Each O: the groups. */
  organizations: string[];
  /** Every attribute by its short name (C, ST, L, O, OU, CN). */
  attributes: Record<string, string[]>;
}

/** The facts of a certificate. Dates are ISO 8601. */
export interface CertificateFacts {
  subject: DistinguishedName;
  issuer: DistinguishedName;
  serialNumber: string;
  notBefore: string;
  notAfter: string;
  /** Names and addresses that a server's certificate is good for: `DNS:kubernetes`, `IP Address:127.0.0.1`. */
  alternativeNames: string[];
  /** `clientAuth`, `serverAuth`, or the OID of another; empty when the certificate is not limited. */
  extendedKeyUsages: string[];
  isCA: boolean;
  selfSigned: boolean;
  keyType: string;
  /** Subject and authority key identifiers in hex: they tell two CAs of the same name apart. */
  keyId: string | undefined;
  authorityKeyId: string | undefined;
  fingerprint256: string;
  pem: string;
}

const usageNames: Record<string, string> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '2.5.29.37.0': 'any',
};

/** Every PEM block of one label in a text. */
export function pemBlocks(text: string, label = 'CERTIFICATE'): string[] {
  return text.match(new RegExp(`-----BEGIN ${label}-----[\\s\\S]+?-----END ${label}-----`, 'g')) ?? [];
}

/** The facts of the first certificate in `pem`; throws PEM_INVALID when there is none. */
export function decodeCertificate(pem: string): CertificateFacts {
  refusePromises('decodeCertificate', [pem]);
  return factsOf(parseCertificate(pem));
}

/** The first certificate in `pem` as Node's class, for checks of signatures; throws PEM_INVALID. */
export function parseCertificate(pem: string): X509Certificate {
  const [block] = typeof pem === 'string' ? pemBlocks(pem) : [];
  try {
    if (block) return new X509Certificate(block);
  } catch (cause) {
    throw new KubelabError('PEM_INVALID', 'The text between the PEM lines is not a certificate.', {
      hint: 'Copy the certificate again, whole, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
      cause,
    });
  }
  throw new KubelabError('PEM_INVALID', `This is not a certificate in PEM${whatItIs(pem)}.`, {
    hint: 'A certificate in PEM begins with -----BEGIN CERTIFICATE-----.',
  });
}

/** The certificates of a bundle that can be read, as TLS takes it: invalid ones are passed over. */
export function readableCertificates(bundle: string): X509Certificate[] {
  return pemBlocks(bundle).flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

function whatItIs(text: unknown): string {
  if (typeof text !== 'string') return `, it is ${text === null ? 'null' : `of the type ${typeof text}`}`;
  if (text.trim() === '') return ', it is empty';
  if (/^\s*LS0t/.test(text)) return ': it is still base64 (LS0t… stands for "---"); decode it once with fromBase64()';
  const label = /-----BEGIN ([A-Z ]+)-----/.exec(text)?.[1];
  return label ? `: it is a ${label}` : '';
}

/** The facts of a certificate that Node has parsed, such as that of a TLS connection. */
export function factsOf(certificate: X509Certificate): CertificateFacts {
  const legacy = legacyCertificate(certificate);
  const subject = distinguishedName(legacy.subject, certificate.subject);
  const issuer = distinguishedName(legacy.issuer, certificate.issuer);
  const identifiers = keyIdentifiers(certificate.raw);
  return {
    subject,
    issuer,
    serialNumber: certificate.serialNumber,
    notBefore: isoDate(certificate.validFrom),
    notAfter: isoDate(certificate.validTo),
    alternativeNames: splitNames(certificate.subjectAltName ?? ''),
    extendedKeyUsages: extendedKeyUsages(certificate).map((oid) => usageNames[oid] ?? oid),
    isCA: certificate.ca,
    selfSigned: certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey),
    keyType: keyType(certificate),
    keyId: identifiers.subject,
    authorityKeyId: identifiers.authority,
    fingerprint256: certificate.fingerprint256,
    pem: `${certificate.toString().trim()}\n`,
  };
}

/** True when `issuer` signed `certificate`, by name and by signature. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

// Node has keyUsage for the extended usages (a list of OIDs), undefined without the extension
function extendedKeyUsages(certificate: X509Certificate): string[] {
  return (certificate as { keyUsage?: string[] }).keyUsage ?? [];
}

function distinguishedName(legacy: unknown, multiline: string | undefined): DistinguishedName {
  const attributes: Record<string, string[]> = {};
  for (const [name, value] of Object.entries((legacy ?? {}) as Record<string, string | string[]>)) {
    attributes[name] = Array.isArray(value) ? value : [value];
  }
  return {
    text: (multiline ?? '').split('\n').filter(Boolean).join(', '),
    commonName: attributes.CN?.[0],
    organizations: attributes.O ?? [],
    attributes,
  };
}

function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

// names that hold a comma are quoted by Node
function splitNames(text: string): string[] {
  return text.match(/[^,\s][^,"]*(?:"(?:[^"\\]|\\.)*"[^,]*)*/g)?.map((name) => name.trim()) ?? [];
}

function keyType({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType = 'unknown', asymmetricKeyDetails: details } = publicKey;
  if (details?.modulusLength) return `${asymmetricKeyType.toUpperCase()} ${details.modulusLength}`;
  return details?.namedCurve ? `${asymmetricKeyType.toUpperCase()} ${details.namedCurve}` : asymmetricKeyType;
}

// Node tells neither identifier, so their extensions are looked up in the DER by OID (2.5.29.14 and 2.5.29.35).
function keyIdentifiers(der: Buffer): { subject: string | undefined; authority: string | undefined } {
  return {
    subject: octetsAfter(der, Buffer.from('0603551d0e', 'hex'), 0x04),
    authority: octetsAfter(der, Buffer.from('0603551d23', 'hex'), 0x80),
  };
}

function octetsAfter(der: Buffer, oid: Buffer, tag: number): string | undefined {
  const at = der.indexOf(oid);
  if (at < 0) return undefined;
  let position = at + oid.length;
  if (der[position] === 0x01) position += 3; // critical: BOOLEAN
  if (der[position] !== 0x04) return undefined; // extnValue: OCTET STRING
  position += 2;
  if (der[position] === 0x30) position += 2; // AuthorityKeyIdentifier: SEQUENCE
  if (der[position] !== tag) return undefined;
  const length = der[position + 1] ?? 0;
  const bytes = der.subarray(position + 2, position + 2 + length);
  return length > 0 && length < 0x80 && bytes.length === length ? bytes.toString('hex') : undefined;
}
