/** PKCS #10 certificate requests (RFC 2986) as far as the API server looks at them: the PEM block, the DER, the signature. */
import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
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

const md5WithRsa = '2a864886f70d010104';
const rsaPss = '2a864886f70d01010a';
const pssOptions = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const pssHashes: Readonly<Record<string, string>> = {
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};
const unimplemented = 'x509: cannot verify signature: algorithm unimplemented';

/** The content of an element in hexadecimal, by which an OID is known. */
const contentOf = (der: Buffer, { content, end }: Element): string => der.subarray(content, end).toString('hex');

/** The fault of a PEM certificate request in base64, in Go's words; undefined for a valid request. */
export function certificateRequestFault(base64: string): string | undefined {
  const pem = Buffer.from(base64, 'base64').toString('latin1');
  const [block] = pemBlocks(pem);
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  try {
    return signatureFault(block.der);
  } catch (error) {
    // what remains are signatures of another kind than the key's
    return error instanceof DerFault ? error.message : unimplemented;
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
  const publicKey = readKey(der, key);
  const algorithmId = contentOf(der, oid);
  if (algorithmId === md5WithRsa) return 'x509: cannot verify signature: insecure algorithm MD5-RSA';
  const hash = algorithmId === rsaPss ? pssHash(der, algorithm) : hashes[algorithmId];
  if (hash === undefined) return unimplemented;
  // the first byte of a BIT STRING counts its unused bits; a signature has none
  if (der[signature.content] !== 0) throw new DerFault('asn1: syntax error: invalid padding bits in BIT STRING');
  const bytes = der.subarray(signature.content + 1, signature.end);
  const scheme = algorithmId === rsaPss ? pssOptions : {};
  if (verify(hash, der.subarray(info.start, info.end), { key: publicKey, ...scheme }, bytes)) return undefined;
  return unverified[publicKey.asymmetricKeyType ?? ''] ?? unimplemented;
}

/** The hash that the parameters of an RSASSA-PSS signature name. */
function pssHash(der: Buffer, algorithm: Element): string | undefined {
  const parameters = children(der, algorithm)[1];
  const hash = parameters && children(der, parameters)[0];
  if (hash?.tag !== 0xa0) return undefined;
  const oid = children(der, readElement(der, hash.content, hash.end))[0];
  return oid && pssHashes[contentOf(der, oid)];
}

/** The fault of a signature that is not that of the key, by the type of the key. */
const unverified: Readonly<Record<string, string>> = {
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
  rsa: 'crypto/rsa: verification error',
};

/** The curves of Go's crypto/elliptic, by the hexadecimal content of their OIDs: P-224, P-256, P-384, P-521. */
const ellipticCurves = ['2b81040021', '2a8648ce3d030107', '2b81040022', '2b81040023'];
const ellipticKey = '2a8648ce3d0201';

/** Throws a DerFault for a key that Go cannot read. */
function readKey(der: Buffer, element: Element): KeyObject {
  const [algorithm] = children(der, element);
  const [kind, curve] = algorithm ? children(der, algorithm) : [];
  const isElliptic = kind !== undefined && contentOf(der, kind) === ellipticKey;
  if (isElliptic) {
    if (curve?.tag !== 0x06) throw new DerFault('x509: invalid ECDSA parameters');
    if (!ellipticCurves.includes(contentOf(der, curve))) throw new DerFault('x509: unsupported elliptic curve');
  }
  try {
    return createPublicKey({ key: der.subarray(element.start, element.end), format: 'der', type: 'spki' });
  } catch {
    throw new DerFault(isElliptic ? 'x509: failed to unmarshal elliptic curve point' : unimplemented);
  }
}
