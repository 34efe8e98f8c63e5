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
import { validateCommonMetadata, validateMetadata, validateMetadataUpdate } from './metadata.js';
import { validatePod, validatePodUpdate } from './pod.js';
import { validateBinding, validateBindingUpdate, validateClusterRole, validateRole } from './rbac.js';
import { validateAccessReview, validateTokenRequest } from './reviews.js';
import { validateService, validateServiceUpdate } from './service.js';
import { validateDeployment, validateReplicaSet, validateSelectorUpdate } from './workloads.js';

/** What is looked at when an object is replaced: its metadata by itself, beside the old one's, and the rules of its kind. */
type Step = 'metadata' | 'changed metadata' | 'always' | 'update';

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
  /**
   * What a replacement is held against, in Kubernetes' order: ValidateUpdate of its strategy. Most kinds go over the same
   * thing more than once, and a fault is a cause each time.
   */
  steps?: readonly Step[];
}

const changesFirst: readonly Step[] = ['changed metadata', 'update', 'metadata', 'always'];
const wholeFirst: readonly Step[] = ['metadata', 'always', 'changed metadata', 'update'];
const wholeTwice: readonly Step[] = ['metadata', 'always', ...wholeFirst];

const rules: Record<string, Rules> = {
  Pod: { create: validatePod, update: validatePodUpdate, steps: ['changed metadata', 'metadata', 'update'] },
  Deployment: {
    always: validateDeployment,
    update: validateSelectorUpdate,
    steps: ['changed metadata', 'always', 'update'],
  },
  ReplicaSet: {
    always: validateReplicaSet,
    update: validateSelectorUpdate,
    steps: ['metadata', 'always', 'changed metadata', 'always', 'update'],
  },
  ConfigMap: { always: validateConfigMap, update: validateConfigMapUpdate, steps: changesFirst },
  Secret: { always: validateSecret, update: validateSecretUpdate, steps: changesFirst },
  ServiceAccount: { steps: ['changed metadata', 'metadata'] },
  Service: { always: validateService, update: validateServiceUpdate, steps: changesFirst },
  EndpointSlice: {
    always: validateEndpointSlice,
    update: validateEndpointSliceUpdate,
    steps: ['metadata', 'always', 'update'],
  },
  Namespace: { always: validateNamespace, steps: wholeFirst },
  Node: { always: validateNode, steps: wholeFirst },
  Event: { create: validateEvent },
  Role: { always: validateRole, steps: wholeTwice },
  ClusterRole: { always: validateClusterRole, steps: wholeTwice },
  RoleBinding: { always: validateBinding, update: validateBindingUpdate, steps: wholeTwice },
  ClusterRoleBinding: { always: validateBinding, update: validateBindingUpdate, steps: wholeTwice },
  CertificateSigningRequest: { create: validateSigningRequest, update: validateSigningRequestUpdate },
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

/** The faults of an object that is to replace `old`; `subresource` is `''` for the object itself. */
export function validateUpdate(
  object: KubeObject,
  old: KubeObject,
  kind: ResourceKind,
  subresource: string,
): FieldError[] {
  const own = rules[object.kind] ?? {};
  if (own.metadata === false) return own.always?.(object) ?? [];
  const changed = validateMetadataUpdate(object.metadata, old.metadata);
  const faultsOf = (step: Step): FieldError[] => {
    switch (step) {
      case 'metadata':
        return validateMetadata(object, kind);
      case 'changed metadata':
        return changed;
      case 'always':
        return own.always?.(object) ?? [];
      default:
        return own.update?.(object, old, subresource) ?? [];
    }
  };
  // the specification is the stored one when a sub-resource is written
  const steps: readonly Step[] = subresource === '' ? (own.steps ?? changesFirst) : ['changed metadata', 'update'];
  return [...validateCommonMetadata(object.metadata, old.metadata, kind), ...steps.flatMap(faultsOf)];
}
