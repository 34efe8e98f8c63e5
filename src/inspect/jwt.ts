/** A JSON Web Token, opened: header, claims, and their meaning for Kubernetes. */
import { KubelabError } from '../errors.js';
import { refusePromises } from '../forgotten-await.js';

/** A set of public keys, as `/openid/v1/jwks` answers it. */
export interface JsonWebKeySet {
  keys: object[];
}

/** The facts in a token; none is proven before its signature is checked. Dates are ISO 8601. */
export interface JwtFacts {
  header: { alg?: string; kid?: string; typ?: string; [name: string]: unknown };
  /** All claims as they stand in the token. */
  claims: {
    iss?: string;
    sub?: string;
    aud?: string | string[];
    exp?: number;
    iat?: number;
    nbf?: number;
    jti?: string;
    [name: string]: unknown;
  };
  issuer: string | undefined;
  subject: string | undefined;
  audiences: string[];
  issuedAt: string | undefined;
  notBefore: string | undefined;
  expires: string | undefined;
  /** True when `exp` has passed. */
  expired: boolean;
  /** The service account that it is for, from the `kubernetes.io` claim. */
  serviceAccount: { namespace: string; name: string; uid: string | undefined } | undefined;
  /** The object whose end is the token's end. */
  boundTo: { kind: string; name: string; uid: string | undefined } | undefined;
}

/** A token without the spaces and the `Bearer` that it is often copied with. */
function bareToken(text: string): string {
  return text.trim().replace(/^bearer\s+/i, '');
}

/** True for three parts of base64url of which the first is a JSON object. */
export function looksLikeJwt(text: string): boolean {
  return /^eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*$/.test(text);
}

/**
 * Opens a token without checking it. `now` is the time in milliseconds. Throws ARGUMENT_INVALID when it is not a JWT;
 * the message never holds the token.
 */
export function decodeJwt(token: string, now: number = Date.now()): JwtFacts {
  refusePromises('decodeJwt', [token]);
  const parts = typeof token === 'string' ? bareToken(token).split('.') : [];
  const [header, claims] = [jsonPart(parts[0]), jsonPart(parts[1])];
  if (parts.length !== 3 || !header || !claims) throw noJwt(token, parts.length);
  const kubernetes = objectOf(claims['kubernetes.io']);
  const account = objectOf(kubernetes?.serviceaccount);
  const bound = (['pod', 'secret', 'node'] as const).find((kind) => objectOf(kubernetes?.[kind]));
  const boundTo = bound && objectOf(kubernetes?.[bound]);
  const expires = claims.exp;
  return {
    header,
    claims,
    issuer: textOf(claims.iss),
    subject: textOf(claims.sub),
    audiences: [claims.aud ?? []].flat().map(String),
    issuedAt: dateOf(claims.iat),
    notBefore: dateOf(claims.nbf),
    expires: dateOf(expires),
    expired: typeof expires === 'number' && expires * 1000 <= now,
    serviceAccount: account && {
      namespace: String(kubernetes?.namespace ?? ''),
      name: String(account.name ?? ''),
      uid: textOf(account.uid),
    },
    boundTo: bound && boundTo && { kind: capital(bound), name: String(boundTo.name ?? ''), uid: textOf(boundTo.uid) },
  };
}

/** Header and claims as they stand in the token, in base64url; its signature, which makes it a credential, is left out. */
export function encodedParts(token: string): { header: string; claims: string } {
  const [header = '', claims = ''] = bareToken(token).split('.');
  return { header, claims };
}

/** The result of checking a signature. */
export interface JwtVerification {
  valid: boolean;
  /** The key that fitted, or why none did. */
  detail: string;
}

/**
 * Checks a token's signature against public keys (RFC 7515), and nothing but the signature: dates and audience are told
 * by {@link decodeJwt}. Loads jose when called.
 */
export async function verifyJwt(token: string, jwks: object): Promise<JwtVerification> {
  if (!Array.isArray((jwks as Partial<JsonWebKeySet>)?.keys)) {
    throw new KubelabError('ARGUMENT_INVALID', 'A JWKS is an object with a list `keys`; this is none.', {
      hint: "Ask the cluster for it: await client.get('/openid/v1/jwks').",
    });
  }
  const { compactVerify, createLocalJWKSet, errors } = await import('jose');
  const { header } = decodeJwt(token);
  try {
    await compactVerify(
      bareToken(token),
      createLocalJWKSet(jwks as JsonWebKeySet & { keys: Record<string, unknown>[] }),
    );
    return { valid: true, detail: `signed (${header.alg}) by the key ${header.kid ?? 'without an id'} of the JWKS` };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) {
      return { valid: false, detail: `the JWKS has no key ${header.kid ?? ''}: another cluster signed this token` };
    }
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      return { valid: false, detail: `the key ${header.kid ?? ''} did not sign this text: the token was altered` };
    }
    return { valid: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

function noJwt(token: unknown, parts: number): KubelabError {
  const encoded = typeof token === 'string' && /^\s*ZXlK/.test(token);
  return new KubelabError(
    'ARGUMENT_INVALID',
    encoded
      ? 'This token is still base64 of a token (ZXlK… stands for "eyJ").'
      : `This is not a JSON Web Token: that is three parts of base64url with dots between, and this has ${parts || 'no'}.`,
    { hint: encoded ? 'Decode it once with fromBase64().' : 'Give the whole token, without quotes or line breaks.' },
  );
}

function jsonPart(part: string | undefined): Record<string, unknown> | undefined {
  try {
    return objectOf(JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function dateOf(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number') return undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
