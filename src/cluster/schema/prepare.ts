/** What a write may not set and what it sets by itself: the create and update strategies of each kind. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject, ObjectMeta } from '../../kube/object.js';
import { type Fields, fields, list, text } from './access.js';
import { zeroStruct } from './convert.js';
import { equalJson } from './equal.js';
import { keepOtherParts } from './pod-parts.js';
import { qosClass } from './pod-qos.js';
import { typeNamed } from './schema.js';
import { allocateAddresses, keepAllocated } from './service-addresses.js';

/** Kinds whose metadata.generation counts changes of the specification. */
const withGeneration = new Set(['Deployment', 'ReplicaSet', 'Pod']);
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
      own.status = { ...fields(object.status), phase: 'Pending', qosClass: qosClass(fields(object.spec)) };
      break;
    case 'Namespace': {
      own.status = { phase: 'Active' };
      const spec = fields(object.spec);
      const finalizers = Array.isArray(spec.finalizers) ? spec.finalizers : [];
      own.spec = {
        ...spec,
        finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'],
      };
      break;
    }
    case 'Service':
      allocateAddresses(object);
      break;
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
    if (kind.kind === 'Service') keepAllocated(object, old);
  }
  if (withGeneration.has(kind.kind)) {
    const changed =
      !equalJson(object.spec, old.spec) ||
      // what a rollout writes into the annotations counts as a change of a Deployment
      (kind.kind === 'Deployment' && !equalJson(object.metadata.annotations ?? {}, old.metadata.annotations ?? {}));
    // a binding says where a pod runs; its specification is the same
    const counts = changed && subresource !== 'status' && subresource !== 'binding';
    object.metadata.generation = (old.metadata.generation ?? 0) + (counts ? 1 : 0);
    if (object.metadata.generation === 0) delete object.metadata.generation;
  }
  return object;
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

const isDecision = ({ type }: Fields): boolean => type === 'Approved' || type === 'Denied';

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

/** The status of a signing request may grow a certificate, and its decisions stay. */
function keepDecisions(object: KubeObject, old: KubeObject, now: Date | undefined): void {
  const others = list(fields(object.status).conditions).filter((c) => !isDecision(c));
  const decisions = list(fields(old.status).conditions).filter(isDecision);
  const conditions = [...structuredClone(decisions), ...others.map((c) => dated(c, old, now))];
  const rest = withoutConditions(fields(object.status));
  (object as Fields).status = conditions.length ? { ...rest, conditions } : rest;
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
