/** Who a client says it is, read from its credential alone; what the server makes of it is the server's matter. */
import type { Impersonation } from './options.js';

/** The ways in which a request can carry an identity. */
export type IdentityMethod =
  | 'anonymous'
  | 'client certificate'
  | 'bearer token'
  | 'client certificate and bearer token'
  | 'exec plugin'
  | 'authorization header';

/** Who a request says it is from. Holds no secret: neither key nor token. */
export interface Identity {
  method: IdentityMethod;
  /** The user name that the credential claims: a certificate's CN, a token's `sub`. Undefined when it tells none. */
  user: string | undefined;
  /** The groups that it claims: a certificate's O fields, a service account's groups. */
  groups: string[];
  /** Facts of the client certificate. */
  certificate?: { subject: string; issuer: string; notBefore: string; notAfter: string; fingerprint256: string };
  /** Facts of a token that is a JWT. */
  token?: { issuer?: string; subject?: string; audiences: string[]; issuedAt?: string; expires?: string };
  /** Whom it acts as. */
  impersonating?: Impersonation;
  /** All of that in one line. */
  description: string;
}
