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
import { validateMetadata, validateMetadataUpdate } from './metadata.js';
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
}

const rules: Record<string, Rules> = {
  Pod: { create: validatePod, update: validatePodUpdate },
  Deployment: { always: validateDeployment, update: validateSelectorUpdate },
  ReplicaSet: { always: validateReplicaSet, update: validateSelectorUpdate },
  ConfigMap: { always: validateConfigMap, update: validateConfigMapUpdate },
  Secret: { always: validateSecret, update: validateSecretUpdate },
  Service: { always: validateService, update: validateServiceUpdate },
  EndpointSlice: { always: validateEndpointSlice, update: validateEndpointSliceUpdate },
  Namespace: { always: validateNamespace },
  Node: { always: validateNode },
  Event: { create: validateEvent },
  Role: { always: validateRole },
  ClusterRole: { always: validateClusterRole },
  RoleBinding: { always: validateBinding, update: validateBindingUpdate },
  ClusterRoleBinding: { always: validateBinding, update: validateBindingUpdate },
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
  _kind: ResourceKind,
  subresource: string,
): FieldError[] {
  const own = rules[object.kind] ?? {};
  if (own.metadata === false) return own.always?.(object) ?? [];
  return [
    ...validateMetadataUpdate(object.metadata, old.metadata),
    ...(own.update?.(object, old, subresource) ?? []),
    // the specification is the stored one when a sub-resource is written
    ...(subresource === '' ? (own.always?.(object) ?? []) : []),
  ];
}
