/**
 * What is wrong with an object: the rules for all kinds in metadata.ts, those of one family of kinds in the
 * other files, and here which of them apply.
 */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import type { FieldError } from '../../kube/status.js';
import { validateSigningRequest, validateSigningRequestUpdate } from './certificates.js';
import { validateConfigMap, validateConfigMapUpdate, validateSecret, validateSecretUpdate } from './config.js';
import { validateEndpointSlice, validateEndpointSliceUpdate, validateEndpoints } from './endpoints.js';
import { validateEvent, validateNewEvent, validateNewEventUpdate } from './event.js';
import { validateMetadata, validateMetadataUpdate, validateReplacedMetadata } from './metadata.js';
import { validateNamespace, validateNamespaceFinalize, validateNamespaceStatus } from './namespace.js';
import { validateNode, validateNodeUpdate } from './node.js';
import { validatePod, validatePodUpdate } from './pod.js';
import { validateBinding, validateBindingUpdate, validateClusterRole, validateRole } from './rbac.js';
import { validateAccessReview, validateTokenRequest } from './reviews.js';
import { validateService, validateServiceStatus, validateServiceUpdate } from './service.js';
import {
  validateDeployment,
  validateDeploymentStatus,
  validateReplicaSet,
  validateReplicaSetStatus,
  validateSelectorUpdate,
} from './workloads.js';

/**
 * A part of what is looked at when an object replaces another: its metadata as that of a new object, its metadata against
 * the old one's, and the two kinds of rules of its own.
 */
type Part = 'new metadata' | 'metadata' | 'always' | 'update';

/** The rules of one kind beside those for metadata. */
interface Rules {
  /** False for requests that are no stored objects: their metadata is not looked at. */
  metadata?: false;
  /** Holds for a new object and for its replacement; `old` is what is replaced. */
  always?(object: KubeObject, old?: KubeObject): FieldError[];
  /** Holds for a new object alone. */
  create?(object: KubeObject): FieldError[];
  /** Holds for a replacement alone. */
  update?(object: KubeObject, old: KubeObject, subresource: string): FieldError[];
  /** In which order a replacement is looked at; Kubernetes looks at some things twice, and names their faults twice. */
  order?: readonly Part[];
  /** What holds for a replacement through a sub-resource, where that is not `update`. */
  through?: Record<string, (object: KubeObject, old: KubeObject) => FieldError[]>;
}

const usual: readonly Part[] = ['metadata', 'update', 'always'];
const likeNew: readonly Part[] = ['metadata', 'update', 'new metadata', 'always'];
const asNewFirst: readonly Part[] = ['new metadata', 'always', 'metadata', 'update'];

const rules: Record<string, Rules> = {
  Pod: { create: validatePod, update: validatePodUpdate, order: ['metadata', 'new metadata', 'update'] },
  Deployment: {
    always: validateDeployment,
    update: validateSelectorUpdate,
    order: ['metadata', 'always', 'update'],
    through: { status: validateDeploymentStatus },
  },
  ReplicaSet: {
    always: validateReplicaSet,
    update: validateSelectorUpdate,
    order: asNewFirst,
    through: { status: validateReplicaSetStatus },
  },
  ConfigMap: { always: validateConfigMap, update: validateConfigMapUpdate, order: likeNew },
  Secret: { always: validateSecret, update: validateSecretUpdate, order: likeNew },
  ServiceAccount: { order: likeNew },
  Service: { always: validateService, update: validateServiceUpdate, through: { status: validateServiceStatus } },
  Endpoints: { always: validateEndpoints, order: likeNew },
  EndpointSlice: {
    always: validateEndpointSlice,
    update: validateEndpointSliceUpdate,
    order: ['new metadata', 'always', 'update'],
  },
  Namespace: {
    always: validateNamespace,
    order: ['new metadata', 'always', 'metadata'],
    through: { status: validateNamespaceStatus, finalize: validateNamespaceFinalize },
  },
  Node: {
    always: validateNode,
    update: validateNodeUpdate,
    order: asNewFirst,
    through: { status: validateNodeUpdate },
  },
  Role: { always: validateRole, order: asNewFirst },
  ClusterRole: { always: validateClusterRole, order: asNewFirst },
  RoleBinding: { always: validateBinding, update: validateBindingUpdate, order: asNewFirst },
  ClusterRoleBinding: { always: validateBinding, update: validateBindingUpdate, order: asNewFirst },
  CertificateSigningRequest: {
    create: validateSigningRequest,
    update: validateSigningRequestUpdate,
    order: ['new metadata', 'update', 'metadata'],
  },
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

/** The rules of an Event: the older group leaves all but its namespace to the client. */
const eventRules: Record<string, Rules> = {
  '': { always: validateEvent, order: ['always'] },
  'events.k8s.io': {
    always: validateEvent,
    create: validateNewEvent,
    update: validateNewEventUpdate,
    order: ['always', 'metadata', 'update'],
  },
};

const rulesOf = (object: KubeObject, { group }: ResourceKind): Rules =>
  (object.kind === 'Event' ? eventRules[group] : rules[object.kind]) ?? {};

/** The faults of an object that is to be created, in Kubernetes' order; empty when there are none. */
export function validateCreate(object: KubeObject, kind: ResourceKind): FieldError[] {
  const own = rulesOf(object, kind);
  const metadata = own.metadata === false ? [] : validateMetadata(object, kind);
  const [always, create] = [own.always?.(object) ?? [], own.create?.(object) ?? []];
  if (object.kind !== 'Event') return [...metadata, ...always, ...create];
  // the metadata of an Event of the older group is looked at when all else is right
  return kind.group === '' && always.length ? always : [...always, ...metadata, ...create];
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
  const own = rulesOf(object, kind);
  if (own.metadata === false) return own.always?.(object) ?? [];
  const parts: Record<Part, () => FieldError[]> = {
    'new metadata': () => validateMetadata(object, kind),
    metadata: () => validateMetadataUpdate(object.metadata, old.metadata),
    always: () => own.always?.(object, old) ?? [],
    update: () => own.update?.(object, old, subresource) ?? [],
  };
  const run = (...names: readonly Part[]): FieldError[] => names.flatMap((name) => parts[name]());
  // what all kinds have in common is looked at before the rules of each (rest.BeforeUpdate)
  const common = validateReplacedMetadata(object.metadata, old.metadata, kind);
  if (subresource === '') return [...common, ...run(...(own.order ?? usual))];
  const through = own.through?.[subresource];
  return [...common, ...run('metadata'), ...(through ? through(object, old) : run('update'))];
}
