/** Exports of `kubelab` for notebooks. Re-exports only. */
export type { Identity } from './auth/identity.js';
export { type Impostor, impostor, type StolenRequest } from './auth/impostor.js';
export {
  certificateRequest,
  newKey,
  type PrivateKey,
  type StrangerCertificate,
  strangerCertificate,
} from './auth/make-credentials.js';
export type { ConnectOptions, WithOptions } from './auth/options.js';
export type { CheckedItem, CheckOptions, CheckResult } from './check/api.js';
export { check } from './check/check.js';
export { KubelabError } from './errors.js';
export { fromBase64, toBase64 } from './inspect/base64.js';
export { decodeJwt, type JwtFacts } from './inspect/jwt.js';
export { type CertificateFacts, decodeCertificate } from './inspect/x509.js';
export type {
  CertificateSigningRequest,
  ClusterRole,
  ConfigMap,
  Deployment,
  Event,
  ListOf,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
} from './kube/object-types.js';
export { connect } from './print/connect.js';
export { type Show, show } from './print/show.js';
export type {
  Client,
  ExecResult,
  JsonBody,
  StreamOptions,
  TextStream,
  UntilOptions,
  WaitTimeout,
  Watch,
  WatchEvent,
} from './request/api.js';
export type { Connect } from './request/connect.js';
export type { Exchange, Explained, Failure, TlsFacts } from './request/exchange.js';
export { waitingReason } from './request/waiting-reason.js';
export type { CaseSubject, FaultChoice, IssuedCertificate, Workshop, WorkshopCase } from './workshop/api.js';
export { openWorkshop } from './workshop/open.js';
