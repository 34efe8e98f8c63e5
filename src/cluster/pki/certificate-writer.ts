/**
 * Writes X.509 certificates of the few shapes that a cluster begins with (RFC 5280), for keys on P-256. A library does the
 * signing of requests; loading it would double the time in which a cluster starts, and the shapes here are fixed.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/** The contents of a certificate. */
export interface CertificateRequest {
  subject: { organizations?: readonly string[]; commonName: string };
  notBefore: Date;
  notAfter: Date;
  /** Without an issuer the certificate is a CA's own. */
  issuer?: { name: { commonName: string }; key: KeyObject; publicKey: KeyObject };
  usage?: 'serverAuth' | 'clientAuth';
  /** DNS names and IP addresses. */
  names?: readonly string[];
}

/** A new key on P-256 and its certificate as PEM. */
export function writeCertificate(request: CertificateRequest): { certPem: string; key: KeyObject } {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = key.publicKey.export({ type: 'spki', format: 'der' });
  const { issuer, usage, names } = request;
  const extensions = issuer
    ? [
        keyUsage(0b10100000, 5), // digitalSignature, keyEncipherment
        extension('2.5.29.37', sequence(oid(usage === 'serverAuth' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2'))),
        extension('2.5.29.19', sequence(), true),
        extension('2.5.29.35', sequence(tlv(0x80, keyIdentifier(issuer.publicKey)))),
        ...(names?.length ? [extension('2.5.29.17', sequence(...names.map(generalName)))] : []),
      ]
    : [
        keyUsage(0b10100100, 2), // and keyCertSign
        extension('2.5.29.19', sequence(tlv(0x01, Buffer.from([0xff]))), true),
        extension('2.5.29.14', tlv(0x04, keyIdentifier(key.publicKey))),
      ];
  const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serialNumber()),
    ecdsaWithSha256,
    name(issuer?.name ?? request.subject),
    sequence(time(request.notBefore), time(request.notAfter)),
    name(request.subject),
    spki,
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, issuer?.key ?? key.privateKey);
  const der = sequence(body, ecdsaWithSha256, bitString(signature, 0));
  const lines = der.toString('base64').replace(/.{64}(?!$)/g, '$&\n');
  return {
    certPem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: key.privateKey,
  };
}

/** A positive serial number of 127 bits. */
export function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest >>= 8) length.unshift(rest & 0xff);
  const head = content.length < 0x80 ? [tag, content.length] : [tag, 0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
const bitString = (bits: Uint8Array, unused: number): Buffer => tlv(0x03, Buffer.from([unused]), bits);

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let high = arc >>> 7; high > 0; high >>>= 7) groups.unshift((high & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tlv(0x06, Buffer.from(bytes));
}

function name(subject: { organizations?: readonly string[]; commonName: string }): Buffer {
  const part = (type: string, value: string): Buffer => tlv(0x31, sequence(oid(type), tlv(0x0c, Buffer.from(value))));
  return sequence(
    ...(subject.organizations ?? []).map((organization) => part('2.5.4.10', organization)),
    part('2.5.4.3', subject.commonName),
  );
}

/** UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

function extension(type: string, value: Uint8Array, critical = false): Buffer {
  return sequence(oid(type), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));
}

const keyUsage = (bits: number, unused: number): Buffer =>
  extension('2.5.29.15', bitString(Buffer.from([bits]), unused), true);

/** SHA-1 of the public key's bits (RFC 5280 4.2.1.2, method 1). */
function keyIdentifier(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  // on P-256 the last 65 bytes are the point
  return createHash('sha1').update(spki.subarray(-65)).digest();
}

function generalName(value: string): Buffer {
  if (isIPv4(value)) return tlv(0x87, Buffer.from(value.split('.').map(Number)));
  if (isIPv6(value)) return tlv(0x87, ipv6Bytes(value));
  return tlv(0x82, Buffer.from(value));
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const words = (text: string): number[] => (text ? text.split(':').map((w) => Number.parseInt(w, 16)) : []);
  const [left, right] = [words(head), words(tail ?? '')];
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}
