/** JSON Web Tokens signed with RS256 (RFC 7515, 7519), and the set of keys that they are verified by (RFC 7517). */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

/** A token taken apart; nothing is verified yet. */
export interface DecodedJwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** The signed text. */
  input: string;
  signature: Buffer;
}

/** The parts of a compact JWS with JSON inside, white space apart; undefined for other text. */
export function decodeJwt(token: string): DecodedJwt | undefined {
  const parts = token.replace(/\s+/g, '').split('.');
  const [header = '', claims = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every(isBase64url)) return undefined;
  const [first, second] = [jsonObject(header), jsonObject(claims)];
  return first && second && isText(first.alg) && isText(first.kid)
    ? { header: first, claims: second, input: `${header}.${claims}`, signature: Buffer.from(signature, 'base64url') }
    : undefined;
}

/** Text, or not there. */
const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';

/** A single letter at the end is no byte. */
const isBase64url = (part: string): boolean => /^[\w-]*$/.test(part) && part.length % 4 !== 1;

function jsonObject(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>) // checked
      : undefined;
  } catch {
    return undefined;
  }
}

/** The id under which Kubernetes publishes a key: SHA-256 of its public half (DER), base64url. */
export function keyId(key: KeyObject): string {
  const spki = publicHalf(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64url');
}

/** A compact JWS over the claims, signed with RS256. */
export async function signJwt(claims: object, key: KeyObject): Promise<string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'RS256', kid: keyId(key) })}.${part(claims)}`;
  const signature = await promisify(sign)('sha256', Buffer.from(input), key);
  return `${input}.${signature.toString('base64url')}`;
}

/** True when the token was signed with RS256 by this key, and asks for no extension (RFC 7515, 4.1.11). */
export function verifiesJwt(jwt: DecodedJwt, publicKey: KeyObject): boolean {
  const { alg, crit } = jwt.header;
  return alg === 'RS256' && crit === undefined && verify('sha256', Buffer.from(jwt.input), publicKey, jwt.signature);
}

/** The public half of a private key. */
export function publicHalf(key: KeyObject): KeyObject {
  return createPublicKey(key);
}

/** The JSON Web Key Set with which others verify tokens of this key. */
export function jsonWebKeySet(key: KeyObject): object {
  const { n, e } = publicHalf(key).export({ format: 'jwk' });
  return { keys: [{ use: 'sig', kty: 'RSA', kid: keyId(key), alg: 'RS256', n, e }] };
}
