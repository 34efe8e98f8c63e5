/** The library's calls to a cluster, wherever that runs: in this process (`local-engine.ts`) or in a child (`isolated-engine.ts`). */
import type { Clock } from '../cluster/clock.js';
import type { CertifiedKey } from '../cluster/pki/cluster-pki.js';
import type { AuditEvent } from '../kube/audit-event.js';

/** How the cluster is to be, defaults filled in. */
export interface EngineOptions {
  port: number;
  hasNode: boolean;
  keepsAudit: boolean;
  clock?: Clock;
  onError(error: unknown, where: string): void;
}

/** The facts of a cluster that has started. */
export interface EngineFacts {
  server: string;
  caPem: string;
  admin: CertifiedKey;
  kubeconfig: string;
}

/** A cluster's calls. */
export interface EngineCalls {
  certificateFor(user: string, groups: readonly string[]): Promise<CertifiedKey>;
  auditEvents(): Promise<AuditEvent[]>;
  /** Makes `reset` come back to the present objects; the audit log begins here. */
  markStart(): Promise<void>;
  reset(): Promise<void>;
  pauseControllers(): Promise<void>;
  resumeControllers(): Promise<void>;
  stop(): Promise<void>;
}

/** A running cluster. */
export interface Engine extends EngineFacts, EngineCalls {}
