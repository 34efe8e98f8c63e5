/** delete and deletecollection, with preconditions, grace periods, finalizers and propagation (registry/rest/delete.go). */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../kube/object.js';
import { isOn } from '../../kube/request-info.js';
import {
  conflict,
  type FieldError,
  invalid,
  isApiError,
  notFound,
  notSupported,
  objectModified,
  success,
} from '../../kube/status.js';
import { formatTime } from '../clock.js';
import type { ApiResponse } from '../handler.js';
import { decodeDeleteOptions } from '../schema/decode-options.js';
import type { Stored } from '../storage/store.js';
import { answerList, answerObject, answerStatus } from './answers.js';
import { type Call, keyOf, part, type Registry, storedAs } from './deps.js';
import { fromStorage } from './event-groups.js';
import { textBody } from './negotiation.js';
import { dryRunFaults, listOptions, refuseOptions, wholeNumber } from './query-options.js';
import { listed } from './read.js';
import { strategyOf } from './strategies.js';
import { admit, mayGo } from './write.js';

/** DeleteOptions of meta/v1, from the body and the query. */
interface DeleteOptions {
  dryRun: boolean;
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  preconditions: { uid?: string; resourceVersion?: string };
}

const orphan = 'orphan';
const foreground = 'foregroundDeletion';
const attempts = 5;

async function deleteOptions(call: Call): Promise<DeleteOptions> {
  const { request } = call;
  const given = (await request.body()).length > 0 ? await optionsOfBody(call) : optionsOfQuery(request.query);
  const { dryRun, gracePeriodSeconds: seconds, propagationPolicy: policy, orphanDependents } = given;
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined && policy !== undefined) {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(invalid('propagationPolicy', policy, why));
  }
  if (policy !== undefined && !['Foreground', 'Background', 'Orphan'].includes(policy)) {
    errors.push(notSupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']));
  }
  refuseOptions('DeleteOptions', [...errors, ...dryRunFaults(dryRun ?? [])]);
  // less than nothing means as soon as it can be done in order
  const gracePeriodSeconds = seconds !== undefined && seconds < 0 ? 1 : seconds;
  const propagationPolicy = policy ?? (orphanDependents === undefined ? undefined : oldPolicy(orphanDependents));
  return {
    dryRun: (dryRun ?? []).length > 0,
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    preconditions: given.preconditions ?? {},
  };
}

/** DeleteOptions as they are sent. */
interface SentOptions {
  dryRun?: string[];
  gracePeriodSeconds?: number;
  propagationPolicy?: string;
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
}

async function optionsOfBody({ request }: Call): Promise<SentOptions> {
  const { text, format } = await textBody(request);
  const given = decodeDeleteOptions(text, format);
  request.audit.requestObject = given;
  return given as SentOptions; // read by their types
}

/** The query holds options for a request without a body. */
function optionsOfQuery(query: URLSearchParams): SentOptions {
  const [grace, policy, orphans] = ['gracePeriodSeconds', 'propagationPolicy', 'orphanDependents'].map((name) =>
    query.get(name),
  );
  const seconds = wholeNumber(grace ?? null);
  return {
    dryRun: query.getAll('dryRun'),
    ...(seconds !== undefined && { gracePeriodSeconds: seconds }),
    ...(typeof policy === 'string' && { propagationPolicy: policy }),
    ...(typeof orphans === 'string' && { orphanDependents: isOn(orphans) }),
  };
}

const oldPolicy = (orphanDependents: boolean): string => (orphanDependents ? 'Orphan' : 'Background');

/** DELETE of one object: 200 with a Status, or with the object when it lives on for a while. */
export async function remove(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = await deleteOptions(call);
  const { object, gone } = await removeOne(registry, call, options);
  const { kind, name } = call;
  if (gone && !strategyOf(kind).returnsDeleted) {
    const { group, resource } = kind;
    const uid = object.metadata.uid;
    return answerStatus(call, 200, success({ name, ...(group && { group }), kind: resource, ...(uid && { uid }) }));
  }
  return answerObject(registry, call, 200, object);
}

/** DELETE of a collection: 200 with the objects as they were listed before. */
export async function removeCollection(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = await deleteOptions(call);
  const { objects, metadata } = listed(registry, call, listOptions(call.request, false));
  for (const { metadata } of objects) {
    const one = { ...call, name: metadata.name ?? '', namespace: metadata.namespace ?? '' };
    try {
      await removeOne(registry, one, options);
    } catch (error) {
      // somebody else was quicker
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }
  return answerList(registry, call, objects, metadata);
}

async function removeOne(
  registry: Registry,
  call: Call,
  options: DeleteOptions,
): Promise<{ object: KubeObject; gone: boolean }> {
  const { kind, name } = call;
  for (let attempt = 1; ; attempt++) {
    const current = registry.store.get(keyOf(kind, call.namespace, name));
    if (!current) throw notFound(kind, name);
    const { preconditions } = options;
    await admit(registry, call, { operation: 'DELETE', oldObject: current.object, dryRun: options.dryRun });
    checkDeletePreconditions(call, current, preconditions);
    const marked = beingDeleted(registry, call, current.object, options);
    const object = fromStorage(kind, marked ?? current.object);
    if (options.dryRun) return { object, gone: marked === undefined };
    if (marked === undefined) {
      const deleted = await registry.store.delete(current.key, current.revision);
      if (deleted) return { object, gone: true };
    } else if (marked === current.object) {
      return { object, gone: false };
    } else {
      const written = await registry.store.update(current.key, marked, current.revision);
      if (written) return { object: fromStorage(kind, written.object), gone: false };
    }
    if (preconditions.resourceVersion || attempt === attempts) throw conflict(kind, name, objectModified);
  }
}

function checkDeletePreconditions(call: Call, current: Stored, preconditions: DeleteOptions['preconditions']): void {
  const { metadata } = current.object;
  // the kind stands where a resource should: so does Kubernetes
  const subject = { group: storedAs(call.kind).group, resource: call.kind.kind };
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      subject,
      call.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      subject,
      call.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

/**
 * The object marked for deletion when something holds it (finalizers, a pod's grace period, a namespace's contents);
 * the very same object when it is marked already; undefined when it can go at once.
 */
function beingDeleted(
  registry: Registry,
  call: Call,
  object: KubeObject,
  options: DeleteOptions,
): KubeObject | undefined {
  const now = registry.clock.now();
  const { metadata } = object;
  if (call.kind.resource === 'namespaces' && call.kind.group === '') {
    if (mayGo({ ...object, metadata: { ...metadata, deletionTimestamp: formatTime(now) } })) return undefined;
    if (metadata.deletionTimestamp) return object;
    const status = { ...part(object, 'status'), phase: 'Terminating' };
    return { ...object, metadata: { ...metadata, deletionTimestamp: formatTime(now) }, status };
  }
  const finalizers = finalizersFor(metadata.finalizers ?? [], options.propagationPolicy);
  const strategy = strategyOf(call.kind);
  if (metadata.deletionTimestamp) {
    const before = metadata.deletionGracePeriodSeconds ?? 0;
    // what is left of a grace period can only be shortened; without one the policy can still be changed
    const grace = strategy.gracePeriodSeconds ? options.gracePeriodSeconds : 0;
    if (grace === undefined || (strategy.gracePeriodSeconds && grace >= before)) return object;
    if (grace === 0 && finalizers.length === 0) return undefined;
    if (grace === before && isDeepStrictEqual(finalizers, metadata.finalizers)) return object;
    const end = new Date(Date.parse(metadata.deletionTimestamp) - (before - grace) * 1000);
    return marked(object, finalizers, end, grace);
  }
  const grace = strategy.gracePeriodSeconds?.(object, options.gracePeriodSeconds) ?? 0;
  if (grace === 0 && finalizers.length === 0) return undefined;
  return marked(object, finalizers, new Date(now.getTime() + grace * 1000), grace);
}

function marked(object: KubeObject, finalizers: string[], end: Date, grace: number): KubeObject {
  const { metadata } = object;
  const { finalizers: _finalizers, ...rest } = metadata;
  // a specification that will not be changed any more counts as a new generation
  const { generation } = metadata;
  const isFirst = generation !== undefined && !metadata.deletionTimestamp;
  return {
    ...object,
    metadata: {
      ...rest,
      ...(isFirst && { generation: generation + 1 }),
      ...(finalizers.length && { finalizers }),
      deletionTimestamp: formatTime(end),
      deletionGracePeriodSeconds: grace,
    },
  };
}

function finalizersFor(finalizers: readonly string[], policy: string | undefined): string[] {
  const added = policy === 'Orphan' ? orphan : policy === 'Foreground' ? foreground : undefined;
  if (policy === undefined || (added && finalizers.includes(added))) return [...finalizers];
  const others = finalizers.filter((f) => f !== orphan && f !== foreground);
  return added ? [...others, added] : others;
}
