/** Admission: plug-ins that refuse or change a write which RBAC has allowed. One plug-in a file, in a fixed order. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import type { AccessAttributes } from '../../kube/rbac.js';
import type { UserInfo } from '../../kube/user.js';

/** The write that is to be admitted. */
export interface AdmissionAttributes {
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  kind: ResourceKind;
  namespace: string;
  name: string;
  subresource: string;
  /** The new object; plug-ins may change it in place. Undefined for DELETE. */
  object?: KubeObject;
  oldObject?: KubeObject;
  user: UserInfo;
  dryRun: boolean;
  /** Sends the client a warning; the request goes on all the same. */
  warn?(text: string): void;
  /** Adds a note to the audit event. */
  annotate?(key: string, value: string): void;
}

/** A plug-in; throws an ApiError to refuse. */
export type AdmissionPlugin = (attributes: AdmissionAttributes) => void | Promise<void>;

/** The plug-ins by their phase: before an object is validated, and behind that. */
export interface Admission {
  mutating: readonly AdmissionPlugin[];
  validating: readonly AdmissionPlugin[];
}

/** Objects that plug-ins may read. */
export interface AdmissionReads {
  namespace(name: string): KubeObject | undefined;
  serviceAccount(namespace: string, name: string): KubeObject | undefined;
  limitRanges(namespace: string): readonly KubeObject[];
  priorityClasses(): readonly KubeObject[];
  runtimeClass(name: string): KubeObject | undefined;
  storageClasses(): readonly KubeObject[];
  ingressClasses(): readonly KubeObject[];
  service(namespace: string, name: string): KubeObject | undefined;
  /** The configurations of webhooks. */
  webhooks(kind: 'validating' | 'mutating'): readonly KubeObject[];
  /** The bindings of validating policies. */
  policyBindings(): readonly KubeObject[];
  policy(name: string): KubeObject | undefined;
  /** All objects of a kind, in one namespace where the kind has namespaces. */
  objectsOf(apiVersion: string, kind: string, namespace: string): readonly KubeObject[];
}

/** Asks whether a user may do something beside the write itself. */
export type Authorize = (attributes: AccessAttributes) => { outcome: 'allow' | 'deny' | 'no opinion'; reason: string };
