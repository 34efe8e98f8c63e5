/** delete and deletecollection, with preconditions, grace periods, finalizers and propagation (registry/rest/delete.go). */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../kube/object.js';
import { conflict, isApiError, notFound, objectModified, success } from '../../kube/status.js';
import { type ApiResponse, reach, warn } from '../chain/handler.js';
import { formatTime } from '../clock.js';
import type { Stored } from '../storage/store.js';
import { answerList, answerObject, answerStatus } from './answers.js';
import { type DeleteOptions, deleteOptions } from './delete-options.js';
import { type Call, keyOf, type Registry, storedAs } from './deps.js';
import { listOptions } from './list-options.js';
import { pageOf } from './read.js';
import { fromStorage } from './stored-form.js';
import { admit, mayGo } from './write.js';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';
const attempts = 5;

/**
 * DELETE of one object: 200 with a Status, or with the object when it lives on for a while; 202 when its dependents are
 * waited for in the older words.
 */
export async function remove(registry: Registry, call: Call, isAdmitted = false): Promise<ApiResponse> {
  const options = await deleteOptions(call.request);
  warnOfOrphans(call, options);
  const { object, gone } = await removeOne(registry, call, options, isAdmitted);
  const { kind, name } = call;
  if (gone && !kind.returnsDeleted) {
    const { group, resource } = kind;
    const uid = object.metadata.uid;
    return answerStatus(call, 200, success({ name, ...(group && { group }), kind: resource, ...(uid && { uid }) }));
  }
  return answerObject(registry, call, !gone && options.orphanDependents === false ? 202 : 200, object);
}

/** DELETE of a collection: 200 with the objects that were deleted or marked for it, as they were before. */
export async function removeCollection(registry: Registry, call: Call): Promise<ApiResponse> {
  const { page, metadata } = pageOf(registry, call, listOptions(call.request, false));
  reach(call.request, 'decoding');
  const options = await deleteOptions(call.request);
  warnOfOrphans(call, options);
  for (const { object } of page) {
    const one = { ...call, name: object.metadata.name ?? '', namespace: object.metadata.namespace ?? '' };
    try {
      await removeOne(registry, one, options);
    } catch (error) {
      // somebody else was quicker
      if (!isApiError(error, 'NotFound')) throw error;
    }
  }
  const objects = page.map(({ object }) => fromStorage(call.definition, object));
  return answerList(registry, call, objects, metadata);
}

async function removeOne(
  registry: Registry,
  call: Call,
  options: DeleteOptions,
  isAdmitted = false,
): Promise<{ object: KubeObject; gone: boolean }> {
  const { kind, name, definition } = call;
  for (let attempt = 1; ; attempt++) {
    reach(call.request, 'storage');
    const current = registry.store.get(keyOf(kind, call.namespace, name));
    if (!current) throw notFound(kind, name);
    const { preconditions, dryRun, asked } = options;
    const deletion = { operation: 'DELETE', oldObject: current.object, dryRun, options: () => asked } as const;
    if (!isAdmitted) await admit(registry, call, deletion);
    reach(call.request, 'storage');
    checkDeletePreconditions(call, current, preconditions);
    const marked = beingDeleted(registry, call, current.object, options);
    // nobody is asked about an object that only waits for its end
    const waits = marked === current.object && (definition.gracePeriodSeconds ?? definition.deletion?.mark);
    if (!isAdmitted && !waits) await admit(registry, call, deletion, 'validating');
    const object = fromStorage(definition, marked ?? current.object);
    // kinds with a grace period are answered with its end, even when they are deleted at once
    const endsAtOnce = marked === undefined && definition.gracePeriodSeconds;
    const ended = endsAtOnce ? markedForDeletion(object, [], endWith(object, 0) ?? registry.clock.now(), 0) : object;
    if (options.dryRun) return { object: ended, gone: marked === undefined };
    if (marked === undefined) {
      const deleted = await registry.store.delete(current.key, current.revision);
      if (deleted) return { object: ended, gone: true };
    } else if (marked === current.object) {
      return { object, gone: false };
    } else {
      const written = await registry.store.update(current.key, marked, current.revision);
      if (written) return { object: fromStorage(definition, written.object), gone: false };
    }
    if (preconditions.resourceVersion || attempt === attempts) throw conflict(kind, name, objectModified);
  }
}

function checkDeletePreconditions(call: Call, current: Stored, preconditions: DeleteOptions['preconditions']): void {
  const { metadata } = current.object;
  const check = call.definition.deletion?.checkPreconditions;
  if (check) {
    check(call, metadata, preconditions);
    return;
  }
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
 * The object marked for deletion when it is held (by finalizers, a pod's grace period, a namespace's contents); the very same
 * object when it is marked already; undefined when it can go at once.
 */
function beingDeleted(
  registry: Registry,
  call: Call,
  object: KubeObject,
  options: DeleteOptions,
): KubeObject | undefined {
  const now = registry.clock.now();
  const { metadata } = object;
  const { deletion, gracePeriodSeconds } = call.definition;
  if (deletion?.mark) {
    const deletionTimestamp = formatTime(now);
    if (mayGo(call.definition, { ...object, metadata: { ...metadata, deletionTimestamp } })) return undefined;
    return metadata.deletionTimestamp ? object : deletion.mark(object, deletionTimestamp);
  }
  const finalizers = finalizersFor(call, metadata.finalizers ?? [], options);
  if (metadata.deletionTimestamp) {
    const before = metadata.deletionGracePeriodSeconds ?? 0;
    // a grace period can only be shortened; kinds without one can still change their propagation policy
    const grace = gracePeriodSeconds ? options.gracePeriodSeconds : 0;
    if (grace === undefined || (gracePeriodSeconds && grace >= before)) return object;
    if (grace === 0 && finalizers.length === 0) return undefined;
    if (grace === before && isDeepStrictEqual(finalizers, metadata.finalizers)) return object;
    return markedForDeletion(object, finalizers, endWith(object, grace) ?? now, grace);
  }
  const grace = gracePeriodSeconds?.(object, options.gracePeriodSeconds) ?? 0;
  if (grace === 0 && finalizers.length === 0) return undefined;
  return markedForDeletion(object, finalizers, new Date(now.getTime() + grace * 1000), grace);
}

/** The end of an object that is being deleted, with another grace period; undefined for one that is not. */
function endWith({ metadata }: KubeObject, grace: number): Date | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds: before = 0 } = metadata;
  return deletionTimestamp === undefined
    ? undefined
    : new Date(Date.parse(deletionTimestamp) - (before - grace) * 1000);
}

function markedForDeletion(object: KubeObject, finalizers: string[], end: Date, grace: number): KubeObject {
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
      deletionTimestamp: formatTime(end),
      deletionGracePeriodSeconds: grace,
      ...(finalizers.length && { finalizers }),
    },
  };
}

/** True where the client names no policy for the dependents. */
const hasNoPolicy = ({ propagationPolicy, orphanDependents }: DeleteOptions): boolean =>
  propagationPolicy === undefined && orphanDependents === undefined;

function warnOfOrphans({ definition, request }: Call, options: DeleteOptions): void {
  const warning = definition.deletion?.orphansByDefault?.warning;
  if (warning !== undefined && hasNoPolicy(options)) warn(request, warning);
}

function finalizersFor({ definition }: Call, finalizers: readonly string[], options: DeleteOptions): string[] {
  if (definition.deletion?.hasNoDependents) return [...finalizers];
  const { orphanDependents, propagationPolicy: asked = oldPolicy(orphanDependents) } = options;
  // a policy that an earlier request has set stays
  const isForeground = finalizers.includes(foreground);
  const policy = asked ?? (definition.deletion?.orphansByDefault && !isForeground ? 'Orphan' : undefined);
  const added = policy === 'Orphan' ? orphan : policy === 'Foreground' ? foreground : undefined;
  if (policy === undefined || (added && finalizers.includes(added))) return [...finalizers];
  const others = finalizers.filter((f) => f !== orphan && f !== foreground);
  return added ? [...others, added] : others;
}

const oldPolicy = (orphanDependents: boolean | undefined): string | undefined =>
  orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background';
