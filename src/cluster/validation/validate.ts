/**
 * What is wrong with an object: the rules for all kinds in metadata.ts, those of one family of kinds in the
 * other files, and here which of them apply.
 */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import type { FieldError } from '../../kube/status.js';
import { validateSigningRequest, validateSigningRequestUpdate } from './certificates.js';
import { validateConfigMap, validateConfigMapUpdate, validateSecret, validateSecretUpdate } from './config.js';
import {
  validateEndpointSlice,
  validateEndpointSliceUpdate,
  validateEvent,
  validateNamespace,
  validateNode,
} from './core.js';
import { validateMetadata, validateMetadataUpdate, validateReplacedMetadata } from './metadata.js';
import { validatePod, validatePodUpdate } from './pod.js';
import { validateBinding, validateBindingUpdate, validateClusterRole, validateRole } from './rbac.js';
import { validateAccessReview, validateTokenRequest } from './reviews.js';
import { validateService, validateServiceUpdate } from './service.js';
import { validateDeployment, validateReplicaSet, validateSelectorUpdate } from './workloads.js';

/** The rules of one kind beside those for metadata. */
interface Rules {
  /** False for requests that are no stored objects: their metadata is not looked at. */
  metadata?: false;
  /** Holds for a new object and for its replacement. */
  always?(object: KubeObject): FieldError[];
  /** Holds for a new object alone. */
  create?(object: KubeObject): FieldError[];
  /** Holds for a replacement alone. */
  update?(object: KubeObject, old: KubeObject, subresource: string): FieldError[];
  /** In which order Kubernetes holds a replacement against these, some of them twice; {@link usual} without it. */
  order?: readonly Step[];
}

/** The rules for metadata (`meta`), for its changes (`change`), and those of the kind. */
type Step = 'meta' | 'change' | 'always' | 'update';

const usual: readonly Step[] = ['change', 'update', 'meta', 'always'];
const ofCluster: readonly Step[] = ['meta', 'always', 'change', 'update'];

const rules: Record<string, Rules> = {
  Pod: { create: validatePod, update: validatePodUpdate, order: ['change', 'meta', 'update'] },
  Deployment: { always: validateDeployment, update: validateSelectorUpdate, order: ['change', 'always', 'update'] },
  ReplicaSet: {
    always: validateReplicaSet,
    update: validateSelectorUpdate,
    order: ['meta', 'always', 'change', 'always', 'update'],
  },
  ConfigMap: { always: validateConfigMap, update: validateConfigMapUpdate },
  Secret: { always: validateSecret, update: validateSecretUpdate },
  Service: { always: validateService, update: validateServiceUpdate },
  EndpointSlice: {
    always: validateEndpointSlice,
    update: validateEndpointSliceUpdate,
    order: ['meta', 'always', 'update'],
  },
  Namespace: { always: validateNamespace, order: ofCluster },
  Node: { always: validateNode, order: ofCluster },
  Event: { create: validateEvent, order: ['update'] },
  Role: { always: validateRole, order: ofCluster },
  ClusterRole: { always: validateClusterRole, order: ofCluster },
  RoleBinding: { always: validateBinding, update: validateBindingUpdate, order: ofCluster },
  ClusterRoleBinding: { always: validateBinding, update: validateBindingUpdate, order: ofCluster },
  CertificateSigningRequest: {
    create: validateSigningRequest,
    update: validateSigningRequestUpdate,
    order: ['meta', 'update', 'change'],
  },
  Endpoints: { order: ['change'] },
  TokenRequest: { metadata: false, create: validateTokenRequest },
  TokenReview: { metadata: false },
  SelfSubjectReview: { metadata: false },
  SelfSubjectRulesReview: { metadata: false },
  SelfSubjectAccessReview: { metadata: false, create: validateAccessReview },
  SubjectAccessReview: { metadata: false, create: validateAccessReview },
  LocalSubjectAccessReview: { metadata: false, create: validateAccessReview },
  Binding: { metadata: false },
  Eviction: { metadata: false },
  Scale: { metadata: false },
};

/** The faults of an object that is to be created, in Kubernetes' order; empty when there are none. */
export function validateCreate(object: KubeObject, kind: ResourceKind): FieldError[] {
  const own = rules[object.kind] ?? {};
  return [
    ...(own.metadata === false ? [] : validateMetadata(object, kind)),
    ...(own.always?.(object) ?? []),
    ...(own.create?.(object) ?? []),
  ];
}

/**
 * The faults of an object that is to replace `old`; `subresource` is `''` for the object itself. What several of
 * Kubernetes' checks find stands there for each.
 */
export function validateUpdate(
  object: KubeObject,
  old: KubeObject,
  kind: ResourceKind,
  subresource: string,
): FieldError[] {
  const own = rules[object.kind] ?? {};
  if (own.metadata === false) return own.always?.(object) ?? [];
  const steps: Record<Step, () => FieldError[]> = {
    meta: () => validateMetadata(object, kind),
    change: () => validateMetadataUpdate(object.metadata, old.metadata),
    always: () => own.always?.(object) ?? [],
    update: () => own.update?.(object, old, subresource) ?? [],
  };
  const { order = usual } = own;
  // the specification is the stored one when a sub-resource is written
  const taken = subresource === '' ? order : order.filter((step) => step === 'change' || step === 'update');
  return [...validateReplacedMetadata(object.metadata, old.metadata, kind), ...taken.flatMap((step) => steps[step]())];
}
