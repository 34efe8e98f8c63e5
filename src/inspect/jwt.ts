/** A JSON Web Token, opened: header, claims, and what they mean for Kubernetes. */

/** A set of public keys, as `/openid/v1/jwks` answers it. */
export interface JsonWebKeySet {
  keys: object[];
}

/** What a token says; nothing of it is proven before its signature is checked. Dates are ISO 8601. */
export interface JwtFacts {
  header: { alg?: string; kid?: string; typ?: string; [name: string]: unknown };
  /** All claims as they stand in the token. */
  claims: { iss?: string; sub?: string; aud?: string | string[]; exp?: number; iat?: number; nbf?: number; jti?: string; [name: string]: unknown };
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
