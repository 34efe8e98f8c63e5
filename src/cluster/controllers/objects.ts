/** The fields of objects that the controllers read and write. Other fields stay as they are. */
import { canonicalJson } from '../../kube/equal-json.js';
import { kinds, type ResourceKind } from '../../kube/kinds.js';
import { type NamedObject, type OwnerReference, parseApiVersion, type StoredObject } from '../../kube/object.js';
import type { LabelSelector } from '../../kube/selector.js';
import type { Target } from '../client/client.js';
import type { PodTemplate } from './pod-objects.js';

/** A condition, as every status has them. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  lastProbeTime?: string | null;
  lastHeartbeatTime?: string;
  observedGeneration?: number;
}

/** core/v1 Namespace. */
export interface Namespace extends StoredObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: string; conditions?: Condition[] };
}

/** apps/v1 ReplicaSet. */
export interface ReplicaSet extends StoredObject {
  spec: { replicas?: number; minReadySeconds?: number; selector: LabelSelector; template: PodTemplate };
  status?: {
    replicas?: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    terminatingReplicas?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

/** apps/v1 Deployment. */
export interface Deployment extends StoredObject {
  spec: {
    replicas?: number;
    selector: LabelSelector;
    template: PodTemplate;
    strategy?: {
      type?: string;
      rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
    };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    paused?: boolean;
    progressDeadlineSeconds?: number;
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    terminatingReplicas?: number;
    collisionCount?: number;
    conditions?: Condition[];
  };
}

/** A taint keeps pods from a node that do not tolerate it. */
export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

/** core/v1 Node. */
export interface Node extends StoredObject {
  spec?: { unschedulable?: boolean; podCIDR?: string; taints?: Taint[] };
  status?: Record<string, unknown> & { conditions?: Condition[]; allocatable?: Record<string, string> };
}

/** certificates.k8s.io/v1 CertificateSigningRequest. */
export interface CertificateSigningRequest extends StoredObject {
  spec: {
    request: string;
    signerName: string;
    usages?: string[];
    expirationSeconds?: number;
    username?: string;
    uid?: string;
    groups?: string[];
    extra?: Record<string, string[]>;
  };
  status?: { certificate?: string; conditions?: Condition[] };
}

/** The row of a resource's plural; throws for one that the project does not have, which is a fault of the caller. */
export function kindRow(resource: string, group = ''): ResourceKind {
  const row = kinds.find((k) => k.resource === resource && k.group === group);
  if (!row) throw new Error(`no kind ${resource}.${group}`);
  return row;
}

/** The target of a call on a resource of the table of kinds. */
export function target(
  row: ResourceKind,
  { namespace, name, subresource }: { namespace?: string; name?: string; subresource?: string } = {},
): Target {
  return {
    group: row.group,
    version: row.version,
    resource: row.resource,
    ...(namespace && row.namespaced ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource ? { subresource } : {}),
  };
}

/** The target of a call on an object, or on a sub-resource of it. */
export function targetOf(row: ResourceKind, { metadata }: Pick<NamedObject, 'metadata'>, subresource?: string): Target {
  return target(row, { namespace: metadata.namespace, name: metadata.name, subresource });
}

/** The rows that the controllers use. */
export const resources: Record<
  | 'namespaces'
  | 'nodes'
  | 'pods'
  | 'secrets'
  | 'configMaps'
  | 'serviceAccounts'
  | 'services'
  | 'endpoints'
  | 'endpointSlices'
  | 'events'
  | 'newEvents'
  | 'deployments'
  | 'replicaSets'
  | 'replicationControllers'
  | 'statefulSets'
  | 'daemonSets'
  | 'controllerRevisions'
  | 'jobs'
  | 'cronJobs'
  | 'clusterRoles'
  | 'customResourceDefinitions'
  | 'signingRequests'
  | 'subjectAccessReviews',
  ResourceKind
> = {
  namespaces: kindRow('namespaces'),
  nodes: kindRow('nodes'),
  pods: kindRow('pods'),
  secrets: kindRow('secrets'),
  configMaps: kindRow('configmaps'),
  serviceAccounts: kindRow('serviceaccounts'),
  services: kindRow('services'),
  endpoints: kindRow('endpoints'),
  endpointSlices: kindRow('endpointslices', 'discovery.k8s.io'),
  events: kindRow('events'),
  newEvents: kindRow('events', 'events.k8s.io'),
  deployments: kindRow('deployments', 'apps'),
  replicaSets: kindRow('replicasets', 'apps'),
  replicationControllers: kindRow('replicationcontrollers'),
  statefulSets: kindRow('statefulsets', 'apps'),
  daemonSets: kindRow('daemonsets', 'apps'),
  controllerRevisions: kindRow('controllerrevisions', 'apps'),
  jobs: kindRow('jobs', 'batch'),
  cronJobs: kindRow('cronjobs', 'batch'),
  clusterRoles: kindRow('clusterroles', 'rbac.authorization.k8s.io'),
  customResourceDefinitions: kindRow('customresourcedefinitions', 'apiextensions.k8s.io'),
  signingRequests: kindRow('certificatesigningrequests', 'certificates.k8s.io'),
  subjectAccessReviews: kindRow('subjectaccessreviews', 'authorization.k8s.io'),
};

/** `namespace/name`, the key under which a queue knows an object; `name` alone for one without a namespace. */
export function keyOf(object: NamedObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** Namespace and name out of a key. */
export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner that manages the object; undefined without one. */
export function controllerOf(object: StoredObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller);
}

/** A reference by which `owner` manages another object. */
export function controllerReference(owner: StoredObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The row of an owner reference; undefined for a kind that is not served. */
export function kindOfReference(reference: { apiVersion: string; kind: string }): ResourceKind | undefined {
  const { group } = parseApiVersion(reference.apiVersion);
  return kinds.find((k) => k.group === group && k.kind === reference.kind && k.verbs.includes('get'));
}

/** True when both are the same JSON, whatever the order of their keys. */
export function equalJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
