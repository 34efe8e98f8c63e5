/** The public types of `kubelab/cluster`: the practice cluster as a library. */
import type { Clock } from '../cluster/clock.js';
import type { AuditEvent } from '../kube/audit-event.js';
import type { Client } from '../request/api.js';

/**
 * One object or several: a JavaScript object, the text of a YAML or JSON document (several are parted by `---`), or the name of
 * such a file, which is looked for from the working directory.
 */
export type GivenObjects = object | string;

/** How the cluster is to be; each part may be left out. */
export interface StartOptions {
  /** CustomResourceDefinitions. They are applied first, and the start waits until each is established. */
  crds?: readonly GivenObjects[];
  /** Objects that the cluster begins with, applied in this order as the administrator. `reset()` comes back to them. */
  objects?: readonly GivenObjects[];
  /** `memory` (unless told) keeps the audit events for `auditEvents()`; `none` keeps no events, in tests that run long. */
  audit?: 'memory' | 'none';
  /**
   * The time that the cluster goes by, for tests that move it themselves: see `manualClock`. Certificates are dated by it, so begin
   * near the present. Not for a cluster of its own process.
   */
  clock?: Clock;
  /** 1 (unless told) for a node on which pods run; 0 for none, which starts sooner: pods then stay `Pending`. */
  nodes?: 0 | 1;
  /** The port on 127.0.0.1; 0 (unless told) for any that is free. */
  port?: number;
  /** True runs the cluster in a process of its own, so that it shares neither CPU time nor memory with the tests. */
  isolated?: boolean;
  /** Called with faults of the cluster itself; each is a line on standard error without it. */
  onError?(error: unknown, where: string): void;
}

/** The caller to ask as; the administrator (group `system:masters`) unless told. */
export type Caller =
  | {
      /**
       * A user name. The request carries a client certificate of that name, so that the server finds the user itself and no right
       * to impersonate is needed. For `system:serviceaccount:NAMESPACE:NAME` it carries a token of that ServiceAccount, which must exist.
       */
      user: string;
      /** Groups of the user; a ServiceAccount's are known. */
      groups?: readonly string[];
    }
  | {
      /** A bearer token. */
      token: string;
    };

/** A running practice cluster, which answers as a kube-apiserver 1.36 does. */
export interface Cluster {
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** The CA that signed the server's certificate, as PEM. */
  readonly ca: string;
  /** The text of a kubeconfig for the administrator. */
  readonly kubeconfig: string;
  /**
   * The path of a file with the same text (mode 0600), made by the first call. It is removed by `stop()`, and also when the process
   * ends in any other way. Throws FILE_UNREADABLE where no file can be written.
   */
  kubeconfigFile(): string;
  /** The text of a kubeconfig for another caller: for code that takes a kubeconfig, such as a controller. */
  kubeconfigFor(caller: Caller): Promise<string>;
  /** A client of kubelab's helper module; it is closed by `stop()`. Rejects with REQUEST_FAILED for a ServiceAccount that is not there. */
  client(caller?: Caller): Promise<Client>;
  /** The audit events since the start or the last `reset()`, in their order, those of controllers included. */
  auditEvents(): Promise<AuditEvent[]>;
  /**
   * Puts all objects back as they were when the cluster had started, in milliseconds, and empties the audit log. Watches go on and
   * see what changed; uids stay, resource versions go up.
   */
  reset(): Promise<void>;
  /** Resolves when no controller writes any more. Deployments then make no ReplicaSets, pods do not start. */
  pauseControllers(): Promise<void>;
  /** Lets the controllers go on with all changes since. */
  resumeControllers(): Promise<void>;
  /** Ends the cluster with all its connections, and removes its file. Afterwards all methods reject with CLUSTER_NOT_RUNNING. */
  stop(): Promise<void>;
}
