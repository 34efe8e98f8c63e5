/** Admission: plug-ins that refuse or change a write which RBAC has allowed. One plug-in a file, in a fixed order. */
import type { Fields } from '../../kube/fields.js';
import type { ResourceKind } from '../../kube/kinds.js';
import type { JsonObject, KubeObject } from '../../kube/object.js';
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
  /** Gives the CreateOptions, UpdateOptions or DeleteOptions (meta.k8s.io/v1) that the client sent; a connection has none. */
  options?(): Fields;
  /** How policies change the object; undefined where there is none. */
  change?: ObjectChange | undefined;
  /** True when all plug-ins are asked once more, since a policy has changed the object. */
  isAgain?: boolean;
  /** Sends the client a warning; the request goes on all the same. */
  warn?(text: string): void;
  /** Adds a note to the audit event. */
  annotate?(key: string, value: string): void;
}

/** Changes of an object in place. Both give the reason why the object cannot be changed so, and change nothing then. */
export interface ObjectChange {
  /** Lays fields over the object, as server-side apply merges them. */
  merge(applied: Fields): string | undefined;
  /** Applies a JSON patch (RFC 6902). A test in it that fails is no fault, and nothing is changed either. */
  patch(operations: readonly JsonObject[]): string | undefined;
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
  node(name: string): KubeObject | undefined;
  pod(namespace: string, name: string): KubeObject | undefined;
  storageClasses(): readonly KubeObject[];
  ingressClasses(): readonly KubeObject[];
  service(namespace: string, name: string): KubeObject | undefined;
  /** The configurations of webhooks. */
  webhooks(kind: 'validating' | 'mutating'): readonly KubeObject[];
  /** The bindings of policies. */
  policyBindings(kind: 'validating' | 'mutating'): readonly KubeObject[];
  policy(kind: 'validating' | 'mutating', name: string): KubeObject | undefined;
  /** All objects of a kind, in one namespace where the kind has namespaces. */
  objectsOf(apiVersion: string, kind: string, namespace: string): readonly KubeObject[];
}

/** Asks whether a user may do something beside the write itself. */
export type Authorize = (attributes: AccessAttributes) => { outcome: 'allow' | 'deny' | 'no opinion'; reason: string };
