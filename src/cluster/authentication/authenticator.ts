/** The one question of authentication: who is this? Three answers, kept apart (k8s.io/apiserver/pkg/authentication). */

import type { UserInfo } from '../../kube/user.js';
import type { Headers } from '../chain/handler.js';

/** Parts of a request that hold credentials. */
export interface Credentials {
  headers: Headers;
  clientCertificates: readonly Buffer[];
}

/**
 * `authenticated`: a user. `refused`: a credential of this kind was there and is bad, with the reason that Kubernetes
 * keeps in its log. `none`: no credential of this kind was there, ask the next.
 */
export type AuthenticationResult =
  | {
      outcome: 'authenticated';
      user: UserInfo;
      audiences?: string[];
      method: string;
      /** Audit annotations about the credential. */
      annotations?: Record<string, string>;
      /** A warning for the client. */
      warning?: string;
    }
  | { outcome: 'refused'; reason: string; remedy?: string }
  | { outcome: 'none' };

/** Finds the user of a request. Never throws for a bad credential; a promise only where there is something to wait for. */
export type Authenticator = (credentials: Credentials) => AuthenticationResult | Promise<AuthenticationResult>;

/** Judges a bearer token for audiences, as TokenReview does too; an empty list means the API server's own. */
export type TokenAuthenticator = (
  token: string,
  audiences?: readonly string[],
) => AuthenticationResult | Promise<AuthenticationResult>;

/** The contents of a ServiceAccount token. */
export interface TokenClaimsRequest {
  namespace: string;
  name: string;
  uid: string;
  audiences: readonly string[];
  expirationSeconds: number;
  boundObject?: { kind: 'Pod' | 'Secret' | 'Node'; name: string; uid: string };
  /** The node of a bound pod. */
  node?: { name: string; uid: string | undefined };
  /** When uses of the token are to be noted, though it is good for longer. */
  warnAfterSeconds?: number;
}

/** Signs tokens; `legacy` makes the kind without expiry that a token Secret holds. */
export interface TokenIssuer {
  issuer: string;
  issue(request: TokenClaimsRequest): Promise<{ token: string; jti: string; expires: Date }>;
  legacy(request: { namespace: string; name: string; uid: string; secretName: string }): Promise<string>;
}
