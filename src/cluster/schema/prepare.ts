/** What a write may not set and what it sets by itself: the create and update strategies of each kind. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject, ObjectMeta } from '../../kube/object.js';
import { typeNamed } from '../types/api-types.js';
import { type Fields, fields, list, text } from './access.js';
import { zeroStruct } from './convert.js';
import { equalJson } from './equal.js';
import { mergeLabelKeys } from './label-keys.js';
import { keepOtherParts } from './pod-parts.js';
import { qosClass } from './pod-qos.js';

/** Kinds whose metadata.generation counts changes of the specification. */
const withGeneration = new Set(['Deployment', 'ReplicaSet', 'Pod', 'EndpointSlice']);
/** What a pod with scheduling gates is told from the beginning (pkg/registry/core/pod/strategy.go). */
const schedulingGated = {
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  lastTransitionTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
};
/** Kinds whose status a client may not set when it creates or replaces an object. */
const withStatus: Record<string, string> = {
  Deployment: 'apps.v1.DeploymentStatus',
  ReplicaSet: 'apps.v1.ReplicaSetStatus',
  Pod: 'core.v1.PodStatus',
  Namespace: 'core.v1.NamespaceStatus',
  Service: 'core.v1.ServiceStatus',
  CertificateSigningRequest: 'certificates.v1.CertificateSigningRequestStatus',
};

/**
 * Makes a decoded object with defaults ready to be validated and stored, in place: creationTimestamp, generation, no
 * status, stringData folded in, a namespace's finalizer and label. Name, namespace and uid are the registry's, and are
 * to be there before.
 */
export function prepareForCreate<T extends KubeObject>(object: T, kind: ResourceKind, now: Date): T {
  const { metadata } = object;
  metadata.creationTimestamp = formatSeconds(now);
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete (metadata as Fields).selfLink;
  if (withGeneration.has(kind.kind)) metadata.generation = 1;
  clearStatus(object, kind.kind);
  const own: Fields = object;
  switch (kind.kind) {
    case 'Pod':
      mergeLabelKeys(object);
      own.status = {
        ...fields(object.status),
        phase: 'Pending',
        qosClass: qosClass(fields(object.spec)),
        ...(list(fields(object.spec).schedulingGates).length ? { conditions: [schedulingGated] } : {}),
      };
      break;
    case 'ServiceAccount':
      nameSecrets(object);
      break;
    case 'EndpointSlice':
      dropTopology(object);
      break;
    case 'Namespace': {
      // a name that was generated has come since the defaults were filled in
      metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name ?? '' };
      own.status = { phase: 'Active' };
      const spec = fields(object.spec);
      const finalizers = Array.isArray(spec.finalizers) ? spec.finalizers : [];
      own.spec = {
        ...spec,
        finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'],
      };
      break;
    }
    default:
  }
  return object;
}

/**
 * Makes a decoded object with defaults ready to replace `old`, in place: what `subresource` may not change is taken from
 * `old`, and the generation grows when the specification differs. `now` dates the conditions of a signing request.
 */
export function prepareForUpdate<T extends KubeObject>(
  object: T,
  old: KubeObject,
  kind: ResourceKind,
  subresource: string,
  now?: Date,
): T {
  keepSystemMetadata(object.metadata, old.metadata);
  const own: Fields = object;
  const keep = (field: string): void => {
    if (old[field] === undefined) delete own[field];
    else own[field] = structuredClone(old[field]);
  };
  if (subresource === 'status') {
    keep('spec');
    if (kind.kind === 'Deployment') keepLabels(object.metadata, old.metadata);
    if (kind.kind === 'Pod') {
      const had = text(fields(old.status).qosClass);
      if (had !== '' && text(fields(object.status).qosClass) === '')
        own.status = { ...fields(object.status), qosClass: had };
      if (old.metadata.ownerReferences) object.metadata.ownerReferences = structuredClone(old.metadata.ownerReferences);
      else delete object.metadata.ownerReferences;
    }
    if (kind.kind === 'CertificateSigningRequest') keepDecisions(object, old, now);
  } else if (subresource === 'ephemeralcontainers' || subresource === 'resize') {
    keepOtherParts(object, old, subresource);
  } else if (subresource === 'approval') {
    keep('spec');
    approve(object, old, now);
  } else {
    // a binding writes the node into the specification, and into the status that there is one
    if (kind.kind in withStatus && subresource !== 'binding') keep('status');
    if (kind.kind === 'Node') keep('status');
    if (kind.kind === 'CertificateSigningRequest') keep('spec');
    if (kind.kind === 'Namespace' && subresource !== 'finalize') {
      own.spec = { ...fields(object.spec), finalizers: structuredClone(fields(old.spec).finalizers) };
      if (fields(object.spec).finalizers === undefined) delete fields(own.spec).finalizers;
    }
  }
  if (kind.kind === 'ServiceAccount') nameSecrets(object);
  if (kind.kind === 'EndpointSlice' && !equalJson(object.endpoints, old.endpoints)) dropTopology(object);
  if (withGeneration.has(kind.kind)) {
    const changed = kind.kind === 'EndpointSlice' ? sliceChanged(object, old) : specChanged(object, old, kind);
    // a binding says where a pod runs; its specification is the same
    const counts = changed && subresource !== 'status' && subresource !== 'binding';
    object.metadata.generation = (old.metadata.generation ?? 0) + (counts ? 1 : 0);
    if (object.metadata.generation === 0) delete object.metadata.generation;
  }
  return object;
}

function specChanged(object: KubeObject, old: KubeObject, { kind }: ResourceKind): boolean {
  if (!equalJson(object.spec, old.spec)) return true;
  // what a rollout writes into the annotations counts as a change of a Deployment
  return kind === 'Deployment' && !equalJson(object.metadata.annotations ?? {}, old.metadata.annotations ?? {});
}

/** An EndpointSlice has no specification: all but its metadata counts, and its labels do. */
function sliceChanged(object: KubeObject, old: KubeObject): boolean {
  const counted = ({ metadata, ...rest }: KubeObject): object => ({ ...rest, labels: metadata.labels ?? {} });
  return !equalJson(counted(object), counted(old));
}

/** Of the secrets of an account only their names are kept. */
function nameSecrets(account: KubeObject): void {
  if (!Array.isArray(account.secrets)) return;
  (account as Fields).secrets = list(account.secrets).map(({ name }) => (name === undefined ? {} : { name }));
}

/** A field of the older version that nobody writes any more. */
function dropTopology(slice: KubeObject): void {
  for (const endpoint of list(slice.endpoints)) delete endpoint.deprecatedTopology;
}

/** RFC 3339 in whole seconds. */
const formatSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

function clearStatus(object: KubeObject, kind: string): void {
  const name = withStatus[kind];
  const type = name === undefined ? undefined : typeNamed(name);
  if (type) (object as Fields).status = zeroStruct(type);
}

/** System fields that were left out are those of the stored object; some can never be taken away. */
function keepSystemMetadata(metadata: ObjectMeta, old: ObjectMeta): void {
  metadata.uid ||= old.uid;
  metadata.creationTimestamp ||= old.creationTimestamp;
  if (old.deletionTimestamp) metadata.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionTimestamp && old.deletionGracePeriodSeconds !== undefined) {
    metadata.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  }
  if (old.generation === undefined) delete metadata.generation;
  else metadata.generation = old.generation;
  delete (metadata as Fields).selfLink;
}

function keepLabels(metadata: ObjectMeta, old: ObjectMeta): void {
  if (old.labels) metadata.labels = { ...old.labels };
  else delete metadata.labels;
}

/** Of an approval, only the conditions count; those that are dated already keep their dates. */
function approve(object: KubeObject, old: KubeObject, now: Date | undefined): void {
  const conditions = list(fields(object.status).conditions).map((c) => dated(c, old, now));
  const status = structuredClone(fields(old.status));
  (object as Fields).status = conditions.length ? { ...status, conditions } : withoutConditions(status);
}

function withoutConditions(status: Fields): Fields {
  const { conditions: _, ...rest } = status;
  return rest;
}

/**
 * The decisions that were made already are those of the stored object. One that is added or taken away is not put right
 * here: validation refuses it.
 */
function keepDecisions(object: KubeObject, old: KubeObject, now: Date | undefined): void {
  const status = fields(object.status);
  let conditions = list(status.conditions);
  for (const type of ['Approved', 'Denied']) {
    const before = list(fields(old.status).conditions).filter((c) => c.type === type);
    if (conditions.filter((c) => c.type === type).length !== before.length) continue;
    conditions = conditions.map((c) => (c.type === type ? (structuredClone(before.shift()) ?? c) : c));
  }
  const rest = withoutConditions(status);
  const all = conditions.map((c) => dated(c, old, now));
  (object as Fields).status = all.length ? { ...rest, conditions: all } : rest;
}

function dated(condition: Fields, old: KubeObject, now: Date | undefined): Fields {
  const before = list(fields(old.status).conditions).find((c) => c.type === condition.type);
  const date = now ? formatSeconds(now) : undefined;
  const transition = before?.status === condition.status ? text(before?.lastTransitionTime) : '';
  return {
    ...condition,
    lastUpdateTime: text(condition.lastUpdateTime) || date || null,
    lastTransitionTime: text(condition.lastTransitionTime) || transition || date || null,
  };
}
