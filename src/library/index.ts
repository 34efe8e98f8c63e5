/** Exports of `kubelab/cluster`: the practice cluster for tests. */
export { type Clock, type ManualClock, manualClock } from '../cluster/clock.js';
export { type ErrorCode, isKubelabError, KubelabError } from '../errors.js';
export type { NeedingRequest } from '../inspect/access-needs.js';
export {
  type LeastPrivilege,
  type LeastPrivilegeOptions,
  type LeastRole,
  leastPrivilege,
  type NeededRule,
} from '../inspect/least-privilege.js';
export type { UnusedGrant } from '../inspect/unused-grants.js';
export type { AuditEvent } from '../kube/audit-event.js';
export type { Client } from '../request/api.js';
export type { Caller, Cluster, GivenObjects, StartOptions } from './api.js';
export { startCluster } from './start-cluster.js';
