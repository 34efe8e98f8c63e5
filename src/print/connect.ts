/** The `connect` of notebooks: that of request/, whose exchanges get the face of this folder. */
import type { ConnectOptions, Surroundings } from '../auth/options.js';
import type { Client } from '../request/api.js';

/** Opens a way to an API server. */
export interface Connect {
  /**
   * A client. Without options: the kubeconfig of `KUBECONFIG`, else the running practice cluster, else `~/.kube/config`.
   * Throws a KubelabError that says what is wrong with what was given; sends nothing yet.
   */
  (options?: ConnectOptions, surroundings?: Surroundings): Promise<Client>;
  /** A client from the files that Kubernetes mounts into every pod; throws NOT_IN_POD outside of one. */
  inPod(options?: ConnectOptions, surroundings?: Surroundings): Promise<Client>;
}
