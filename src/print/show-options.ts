/** What may be told to the functions of `show`. */
import type { Client, ListOptions } from '../request/api.js';

/** What may be told about a table. */
export interface TableOptions {
  caption?: string;
}

/** What a certificate is held against. */
export interface CertificateOptions {
  /** A private key (PEM, or what `newKey()` gives): is it the certificate's own? It is not shown. */
  key?: string | { pem: string };
  /** Certificates of CAs (PEM): did one of them sign it? */
  ca?: string;
}

/** Whose rights, and which, `show.access` is to draw. */
export interface AccessOptions {
  /**
   * Where roles and bindings are: a client that may list them (that of `connect()` when left out), or exchanges of
   * `list('roles')`, `list('rolebindings')`, `list('clusterroles')` and `list('clusterrolebindings')`, lists, or
   * objects, in any order.
   */
  from?: Client | unknown[];
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

/** What `show.why` is asked about beside verb and resource. */
export interface WhyOptions {
  /** That of the client unless told; none for what is in no namespace. */
  namespace?: string;
  /** One object by its name. */
  name?: string;
  /**
   * Where roles and bindings are, as in `show.access`. When left out, the client of `connect()` reads them if it has the
   * same server, else the client itself.
   */
  from?: Client | unknown[];
}

/** Whose requests `show.least` looks at, beside the client. */
export interface LeastOptions {
  /** A user name; that of the client when left out. */
  user?: string;
  /** True counts requests that were refused as needed, too. */
  includeRefused?: boolean;
  /** Where roles and bindings are, as in `show.why`. */
  from?: Client | unknown[];
}

/** What `show.matrix` asks. */
export interface MatrixOptions {
  /** `pods`, `pods/log`, `deployments.apps`, or paths such as `/metrics`. */
  resources: readonly string[];
  /** `get`, `list`, `create`, `update` and `delete` unless told. */
  verbs?: readonly string[];
  /** That of each client unless told; for names, that of the client that asks. */
  namespace?: string;
}

/** How long `show.watch` looks, and at what. */
export interface WatchShowOptions extends Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'> {
  /** Seconds until it ends; 10 unless told. */
  seconds?: number;
  /** It ends earlier when it has seen so many events. */
  events?: number;
}
