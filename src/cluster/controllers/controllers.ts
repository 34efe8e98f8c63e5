/** All controllers of the practice cluster, started together; each acts under its own identity. */
import type { ClientFor } from '../client.js';
import type { Clock } from '../clock.js';
import type { ContainerRuntime } from '../container.js';

/** Signs certificates with the cluster's CA. */
export interface CertificateSigner {
  /** PEM of the certificate for a PEM request, valid for `notAfterSeconds` from now, with these key usages. */
  sign(csrPem: string, options: { usages: readonly string[]; notAfterSeconds: number }): Promise<string>;
}

/** What the controllers are handed. */
export interface ControllersOptions {
  clientFor: ClientFor;
  clock: Clock;
  signer: CertificateSigner;
  /** The CA that `kube-root-ca.crt` and token Secrets hold. */
  caPem: string;
  /** Makes the token without expiry that a token Secret holds. */
  issueLegacyToken(request: { namespace: string; name: string; uid: string; secretName: string }): Promise<string>;
  /** The flags of this API server, as its own pod in kube-system shows them. */
  apiServerFlags: readonly string[];
  runtime: ContainerRuntime;
  /** Characters out of `bcdfghjklmnpqrstvwxz2456789`. */
  randomSuffix(length: number): string;
  /** Told of faults that a controller could not mend; they are retried and never thrown. */
  onError(error: unknown, controller: string): void;
}

/** The running controllers. */
export interface Controllers {
  /** Resolves when the node is ready and the defaults of every namespace stand. */
  ready: Promise<void>;
  stop(): void;
}
