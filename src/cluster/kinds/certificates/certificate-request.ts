/** PKCS #10 certificate requests (RFC 2986) as far as the API server looks at them: the PEM block, the DER, the signature. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { pemBlocks } from '../../validation/pem.js';

/** One DER element: where its content lies. */
interface Element {
  tag: number;
  start: number;
  content: number;
  end: number;
}

class DerFault extends Error {}

function readElement(der: Buffer, at: number, limit: number): Element {
  const tag = der[at];
  let length = der[at + 1];
  if (tag === undefined || length === undefined || at + 2 > limit)
    throw new DerFault('asn1: syntax error: data truncated');
  let content = at + 2;
  if (length >= 0x80) {
    const count = length - 0x80;
    if (count === 0 || count > 4) throw new DerFault('asn1: structure error: length too large');
    if (content + count > limit) throw new DerFault('asn1: syntax error: data truncated');
    length = der.readUIntBE(content, count);
    content += count;
  }
  if (content + length > limit) throw new DerFault('asn1: syntax error: data truncated');
  return { tag, start: at, content, end: content + length };
}

function children(der: Buffer, parent: Element): Element[] {
  if (parent.tag !== 0x30) throw new DerFault("asn1: structure error: tags don't match");
  const elements: Element[] = [];
  for (let at = parent.content; at < parent.end; ) {
    const element = readElement(der, at, parent.end);
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** Hash by the hexadecimal content of the signature algorithm's OID; an empty name where the key itself decides. */
const hashes: Record<string, string | null> = {
  '2a864886f70d010105': 'sha1',
  '2a8648ce3d0401': 'sha1',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2b6570': null,
};

/** The fault of a PEM certificate request in base64, in Go's words; undefined for a valid request. */
export function certificateRequestFault(base64: string): string | undefined {
  const pem = Buffer.from(base64, 'base64').toString('latin1');
  const [block] = pemBlocks(pem);
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  try {
    return signatureFault(block.der);
  } catch (error) {
    // what remains are signatures of another kind than the key's
    return error instanceof DerFault ? error.message : 'x509: cannot verify signature: algorithm unimplemented';
  }
}

function signatureFault(der: Buffer): string | undefined {
  const whole = readElement(der, 0, der.length);
  if (whole.end < der.length) return 'asn1: syntax error: trailing data';
  const [info, algorithm, signature] = children(der, whole);
  const truncated = 'asn1: syntax error: sequence truncated';
  if (!info || !algorithm || !signature || signature.tag !== 0x03) return truncated;
  const key = children(der, info)[2];
  const oid = children(der, algorithm)[0];
  if (!key || !oid) return truncated;
  if (oid.tag !== 0x06) throw new DerFault("asn1: structure error: tags don't match");
  const hash = hashes[der.subarray(oid.content, oid.end).toString('hex')];
  if (hash === undefined) return 'x509: cannot verify signature: algorithm unimplemented';
  const publicKey = readKey(der, key);
  // the first byte of a BIT STRING counts its unused bits; a signature has none
  if (der[signature.content] !== 0) throw new DerFault('asn1: syntax error: invalid padding bits in BIT STRING');
  const bytes = der.subarray(signature.content + 1, signature.end);
  if (verify(hash, der.subarray(info.start, info.end), publicKey, bytes)) return undefined;
  return unverified[publicKey.asymmetricKeyType ?? ''] ?? 'x509: cannot verify signature: algorithm unimplemented';
}

/** The fault of a signature that is not that of the key, by the type of the key. */
const unverified: Readonly<Record<string, string>> = {
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
  rsa: 'crypto/rsa: verification error',
};

const ellipticCurves = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1'];
const ellipticKey = '2a8648ce3d0201';

/** Throws a DerFault for a key that Go cannot read. */
function readKey(der: Buffer, { start, end }: Element): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: der.subarray(start, end), format: 'der', type: 'spki' });
  } catch {
    const isElliptic = der.subarray(start, end).toString('hex').includes(ellipticKey);
    throw new DerFault(`x509: ${isElliptic ? 'failed to unmarshal elliptic curve point' : 'unsupported public key'}`);
  }
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve && !ellipticCurves.includes(curve)) throw new DerFault('x509: unsupported elliptic curve');
  return key;
}
