/** A settled way to a server: from the options or a kubeconfig, with every file read and checked. */
import type { Impersonation } from './options.js';

/** A bearer token, or the file that holds it now. */
export type TokenSource = { kind: 'text'; text: string } | { kind: 'file'; path: string };

/** A certificate and its key, both PEM. */
export interface CertificatePair {
  cert: string;
  key: string;
}

/** A credential plugin as a kubeconfig describes it (client.authentication.k8s.io/v1). */
export interface ExecConfig {
  apiVersion: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  installHint?: string;
  /** The cluster in `KUBERNETES_EXEC_INFO`; undefined unless `provideClusterInfo`. */
  cluster?: object;
}

/** The proof of an identity. Nothing in it: anonymous. */
export interface Credential {
  certificate?: CertificatePair;
  token?: TokenSource;
  exec?: ExecConfig;
  /** The half of a pair that was given alone and unchecked: TLS sends neither. */
  half?: 'certificate' | 'key';
}

/** How the server is checked. */
export interface Trust {
  /** PEM; Node's own list without it. */
  ca?: string;
  insecure: boolean;
  serverName?: string;
}

/** Paths that the parts came from, for commands that do the same. */
export interface Origins {
  ca?: string;
  cert?: string;
  key?: string;
  token?: string;
  kubeconfig?: string;
  context?: string;
}

/** All that is needed to send a request. */
export interface Connection {
  server: string;
  trust: Trust;
  credential: Credential;
  impersonate?: Impersonation;
  proxyUrl?: string;
  namespace: string;
  source: string;
  origins: Origins;
  reveal: boolean;
  /** True when certificates, keys and tokens are sent as they were given. */
  unchecked?: boolean;
  timeout: number;
  userAgent: string;
}
