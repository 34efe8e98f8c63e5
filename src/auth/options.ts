/** The options of `connect()` and `client.with()`: the ways in, and the fields of each. */

/** A private key as `newKey()` gives it, or anything else that holds PEM under that name. */
export interface PemHolder {
  readonly pem: string;
}

/** The user to act as, beside the credential (the `Impersonate-*` headers). */
export interface Impersonation {
  user: string;
  groups?: string[];
  uid?: string;
  extra?: Record<string, string[]>;
}

/** A credential. Texts or paths of files; `token` is a path when it begins with `/`, `./`, `../` or `~/`. */
export interface CredentialOptions {
  /** Client certificate, PEM or the path of a PEM file; needs `key`. */
  cert?: string;
  /** Private key of `cert`, PEM, a `newKey()`, or the path of a PEM file. */
  key?: string | PemHolder;
  /** Bearer token, or the path of a file that holds one (read again when it changes). */
  token?: string;
}

/** Options of every way in. */
export interface CommonOptions {
  /** True shows tokens, keys and the data of Secrets in outputs. Off unless asked for: notebooks are saved and shared. */
  reveal?: boolean;
  /** Milliseconds until a request counts as not answered; 30 000 unless told. */
  timeout?: number;
  /** The `User-Agent` header; `kubelab` unless told. */
  userAgent?: string;
  /** Act as another user (needs the `impersonate` verb). */
  impersonate?: Impersonation;
  /**
   * True leaves the checks of certificates, keys and tokens out, so that a wrong one is sent and its failure can be seen. A
   * value that cannot be sent fails in the words of TLS.
   */
  unchecked?: boolean;
  /** The name that the server's certificate must carry, when it is not that of the URL. */
  tlsServerName?: string;
}

/**
 * One way in, and only one: nothing (the kubeconfig of `KUBECONFIG`, else the running practice cluster, else
 * `~/.kube/config`), a kubeconfig, or a server with a CA and a credential.
 */
export interface ConnectOptions extends CommonOptions, CredentialOptions {
  /** A kubeconfig: the path of the file, or its text. */
  kubeconfig?: string;
  /** A context of the kubeconfig; its `current-context` unless told. */
  context?: string;
  /** `https://HOST:PORT` of an API server (or `http://127.0.0.1:8001` of a `kubectl proxy`). */
  server?: string;
  /** The CA that must have signed the server's certificate: PEM or a path; `'system'` (or nothing) is Node's own list. */
  ca?: string;
  /** True skips the check of the server's certificate. Shows a warning: any server that answers gets the token. */
  insecure?: boolean;
}

/** Changes by `client.with()` in the client that it derives; a credential given here replaces the whole old one. */
export interface WithOptions extends CommonOptions, CredentialOptions {
  /** True drops every credential. */
  anonymous?: boolean;
  /** Another CA, or `'system'` for Node's own list (which knows no practice cluster). */
  ca?: string;
  insecure?: boolean;
  /** Another address, with all else the same. */
  server?: string;
}

/** Replacements of the real surroundings, from tests and hosts. */
export interface Surroundings {
  env?: Record<string, string | undefined>;
  /** The home folder; that of the user unless told. */
  homeFolder?: string;
  /** The time in milliseconds; `Date.now` unless told. */
  now?: () => number;
  /** Where warnings go; `console.warn` unless told. */
  warn?: (text: string) => void;
  /** Folder of a pod's mounted credential; `/var/run/secrets/kubernetes.io/serviceaccount` unless told. */
  podFolder?: string;
}
