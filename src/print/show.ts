/** `show`: draws what a notebook asks to see, and writes it as text where nothing can be drawn. */
import type { JsonWebKeySet } from '../inspect/jwt.js';

/** What may be told about a table. */
export interface TableOptions {
  caption?: string;
}

/** Whose rights, and which, `show.access` is to draw. */
export interface AccessOptions {
  /**
   * Where roles and bindings are: exchanges of `list('roles')`, `list('rolebindings')`, `list('clusterroles')` and
   * `list('clusterrolebindings')`, lists, or objects, in any order.
   */
  from: unknown[];
  /** A user name such as `system:serviceaccount:default:default`; everybody when left out. */
  user?: string;
  /** The groups that the user is in; a service account's own are added. */
  groups?: string[];
  /** Only what holds in this namespace. */
  namespace?: string;
  /** Only who may do this. */
  verb?: string;
  /** Only who may do it with this: `pods`, `pods/exec`, `deployments.apps`. */
  resource?: string;
}

/** What `show` can do; each draws in a notebook and writes text elsewhere. Secrets are redacted unless `reveal`. */
export interface Show {
  /** An exchange, a client, an explanation, a list of objects, or anything else. */
  (value: unknown, options?: { reveal?: boolean }): void;
  /** A certificate (PEM): subject, issuer, dates, usages, names, fingerprint. */
  certificate(pem: string): void;
  /** A token, opened. With `jwks` (keys, or the exchange of `/openid/v1/jwks`) its signature is checked. */
  jwt(token: string, options?: { jwks?: JsonWebKeySet | object; reveal?: boolean }): Promise<void>;
  /** A kubeconfig: contexts, and what each leads to. Without a path, the one that `connect()` would take. */
  kubeconfig(path?: string, options?: { reveal?: boolean }): void;
  /** A Secret, or the exchange of one, with its data decoded. */
  secret(secret: unknown, options?: { reveal?: boolean }): void;
  /** Rows as a table; columns are the keys of the rows unless named. */
  table(rows: readonly object[], columns?: readonly string[], options?: TableOptions): void;
  /** Who may do what, as a table and as a picture: subject, binding, role, rules. */
  access(options: AccessOptions): void;
}
