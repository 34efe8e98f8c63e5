/** Options of the functions of `show`. */
import type { Client, ListOptions } from '../request/api.js';

/** Options of a table. */
export interface TableOptions {
  caption?: string;
}

/** A key and CAs for a certificate. */
export interface CertificateOptions {
  /** A private key (PEM, or from `newKey()`): is it the certificate's own? It is not shown. */
  key?: string | { pem: string };
  /** Certificates of CAs (PEM): did one of them sign it? */
  ca?: string;
}

/** The rights that `show.access` is to draw. */
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
  /** Only rights in this namespace. */
  namespace?: string;
  /** Only this verb. */
  verb?: string;
  /** Only this resource: `pods`, `pods/exec`, `deployments.apps`. */
  resource?: string;
}

/** Options of `show.why` beside verb and resource. */
export interface WhyOptions {
  /** The client's unless told; none for resources in no namespace. */
  namespace?: string;
  /** One object by its name. */
  name?: string;
  /**
   * Where roles and bindings are, as in `show.access`. When left out, the client of `connect()` reads them if it has the
   * same server, else the client itself.
   */
  from?: Client | unknown[];
}

/** Options of `show.least` beside the client. */
export interface LeastOptions {
  /** A user name; that of the client when left out. */
  user?: string;
  /** True counts requests that were refused as needed, too. */
  includeRefused?: boolean;
  /** Where roles and bindings are, as in `show.why`. */
  from?: Client | unknown[];
}

/** Scope of `show.matrix`. */
export interface MatrixOptions {
  /** `pods`, `pods/log`, `deployments.apps`, or paths such as `/metrics`. */
  resources: readonly string[];
  /** `get`, `list`, `create`, `update` and `delete` unless told. */
  verbs?: readonly string[];
  /** Each client's own unless told; for names, the asking client's. */
  namespace?: string;
}

/** Time and target of `show.watch`. */
export interface WatchShowOptions extends Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'> {
  /** Seconds until it ends; 10 unless told. */
  seconds?: number;
  /** The number of events that ends it earlier. */
  events?: number;
}
