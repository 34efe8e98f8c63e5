/** `connect()` for programs and, with another face, for notebooks. */
import type { ConnectOptions, Surroundings } from '../auth/options.js';
import { podConnection, resolveConnection } from '../auth/resolve.js';
import type { Client } from './api.js';
import { createClient } from './client.js';
import { type Face, plainFace } from './face.js';

/** Opens a way to an API server. */
export interface Connect {
  /**
   * A client. Without options: the kubeconfig of `KUBECONFIG`, else the running practice cluster, else `~/.kube/config`.
   * Throws a KubelabError that says which setting is wrong; sends nothing yet.
   */
  (options?: ConnectOptions, surroundings?: Surroundings): Promise<Client>;
  /** A client from the files that Kubernetes mounts into every pod; throws NOT_IN_POD outside of one. */
  inPod(options?: ConnectOptions, surroundings?: Surroundings): Promise<Client>;
}

/** A `connect` whose exchanges show themselves by `face`. */
export function createConnect(face: Face): Connect {
  const open = async (options?: ConnectOptions, surroundings?: Surroundings): Promise<Client> =>
    createClient(resolveConnection(options, surroundings), face, surroundings);
  return Object.assign(open, {
    inPod: async (options?: ConnectOptions, surroundings?: Surroundings): Promise<Client> =>
      createClient(podConnection(options, surroundings), face, surroundings),
  });
}

/** `connect()` for programs: the exchanges tell themselves in one line. */
export const connect: Connect = createConnect(plainFace);
