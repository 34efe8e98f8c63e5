/** What create, update and patch share: admission, defaults, validation, managed fields, and the store. */
import { isDeepStrictEqual } from 'node:util';
import type { ResourceKind } from '../../kube/kinds.js';
import { type KubeObject, parseApiVersion } from '../../kube/object.js';
import { ApiError, alreadyExists, invalidObject, isApiError } from '../../kube/status.js';
import type { AdmissionAttributes } from '../admission/admission.js';
import { formatTime } from '../clock.js';
import { inGoOrder } from '../schema/convert.js';
import { applyDefaults } from '../schema/defaults.js';
import { trackUpdate } from '../schema/managed-fields.js';
import { prepareForCreate, prepareForUpdate } from '../schema/prepare.js';
import { schemaOf } from '../schema/schema.js';
import type { Stored } from '../storage/store.js';
import { validateCreate, validateUpdate } from '../validation/validate.js';
import { type Call, copy, gvkOf, keyOf, type Registry } from './deps.js';
import { toStorage } from './event-groups.js';
import type { WriteOptions } from './query-options.js';
import { strategyOf } from './strategies.js';

/** Runs the admission plug-ins and notes for the explanation what they did. */
export async function admit(registry: Registry, call: Call, attributes: Partial<AdmissionAttributes>): Promise<void> {
  const { request, kind, namespace, subresource, user } = call;
  const complete: AdmissionAttributes = {
    operation: 'CREATE',
    kind,
    namespace,
    name: call.name,
    subresource,
    user,
    dryRun: false,
    ...attributes,
  };
  try {
    for (const plugin of registry.admission) await plugin(complete);
  } catch (error) {
    if (isApiError(error)) request.findings.push({ stage: 'admission', outcome: 'refused', detail: error.message });
    throw error;
  }
  request.findings.push({ stage: 'admission', outcome: 'passed', detail: 'No admission plug-in objected.' });
}

/**
 * Stores a new object: decoded, without defaults. With `applied` its managed fields are those of the apply. Rejects with
 * an ApiError 403 (admission), 409 or 422.
 */
export async function insert(
  registry: Registry,
  call: Call,
  decoded: KubeObject,
  options: WriteOptions,
  applied = false,
): Promise<KubeObject> {
  const { kind, namespace } = call;
  const now = registry.clock.now();
  const object = applyDefaults(decoded);
  const { metadata } = object;
  if (kind.namespaced) metadata.namespace = namespace;
  else delete metadata.namespace;
  if (!metadata.name && metadata.generateName) {
    metadata.name = `${metadata.generateName.slice(0, 58)}${registry.randomSuffix(5)}`;
  }
  const name = metadata.name ?? '';
  call.request.audit.objectName = name;
  call.request.audit.requestObject = copy(object);
  metadata.uid = registry.randomUUID();
  metadata.creationTimestamp = formatTime(now);
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  if (!applied) {
    // what admission and the server itself add is nobody's
    metadata.managedFields = trackUpdate({
      gvk: gvkOf(kind),
      live: undefined,
      object,
      manager: options.fieldManager,
      subresource: call.subresource,
      now,
    });
    if (!metadata.managedFields.length) delete metadata.managedFields;
  }

  const strategy = strategyOf(kind);
  await strategy.beforeCreate?.(registry, call, object);
  await admit(registry, call, { operation: 'CREATE', object, name, dryRun: options.dryRun });
  prepareForCreate(object, kind, now);
  const errors = validateCreate(object, kind);
  if (errors.length) throw invalidObject(gvkOf(kind), name, errors);
  const key = keyOf(kind, namespace, name);
  if (options.dryRun) {
    if (registry.store.get(key)) throw taken(registry, kind, name, key);
    return inOrder(object);
  }
  // a PUT or an apply that creates passes it over
  if (call.request.info.verb === 'create' && /^0*[1-9]\d*$/.test(metadata.resourceVersion ?? '')) {
    throw new ApiError({ code: 500, message: 'resourceVersion should not be set on objects to be created' });
  }
  // the store fills in the version, in its place
  metadata.resourceVersion = '';
  const written = await registry.store.create(key, toStorage(kind, inOrder(object)));
  if (!written) throw taken(registry, kind, name, key);
  return kind.group === 'events.k8s.io' ? { ...object, metadata: written.object.metadata } : written.object;
}

/** The 409 for a name that an object has, which may be on its way out. */
function taken(registry: Registry, kind: ResourceKind, name: string, key: string): ApiError {
  const error = alreadyExists(kind, name);
  if (registry.store.get(key)?.object.metadata.deletionTimestamp === undefined) return error;
  return new ApiError({ ...error.status, code: error.code, message: `object is being deleted: ${error.message}` });
}

/**
 * Replaces `current` by a decoded object without defaults. Gives the object as stored, or undefined when somebody else
 * wrote it meanwhile. An object whose last finalizer went while it was being deleted is removed.
 */
export async function replace(
  registry: Registry,
  call: Call,
  current: Stored,
  decoded: KubeObject,
  options: WriteOptions,
  applied = false,
): Promise<KubeObject | undefined> {
  const { kind, name, subresource } = call;
  const now = registry.clock.now();
  const old = current.object;
  const object = applyDefaults(decoded);
  if (!applied) {
    // what the server keeps or sets by itself is not counted
    const managedFields = trackUpdate({
      gvk: gvkOf(kind),
      live: old,
      object,
      manager: options.fieldManager,
      subresource,
      now,
    });
    if (managedFields.length) object.metadata.managedFields = managedFields;
    else delete object.metadata.managedFields;
  }
  keepWhatWritesMayNotSet(object, old);
  prepareForUpdate(object, old, kind, subresource, now);
  const strategy = strategyOf(kind);
  await strategy.beforeUpdate?.(registry, call, object, old);
  await admit(registry, call, { operation: 'UPDATE', object, oldObject: old, dryRun: options.dryRun });
  const errors = validateUpdate(object, old, kind, subresource);
  if (errors.length) throw invalidObject(gvkOf(kind), name, errors);
  const ordered = inOrder(object);
  const inStore = toStorage(kind, ordered);
  // a write that changes nothing makes no new version
  if (isDeepStrictEqual(strip(inStore), strip(old))) return old;
  if (options.dryRun) return ordered;
  const written = await registry.store.update(current.key, inStore, current.revision);
  if (!written) return undefined;
  if (mayGo(written.object)) await registry.store.delete(written.key, written.revision);
  return written.object;
}

/** The object as people see it: what was added to it on the way stands in its place. */
function inOrder(object: KubeObject): KubeObject {
  const { group, version } = parseApiVersion(object.apiVersion);
  const type = schemaOf({ group, version, kind: object.kind });
  return type ? inGoOrder(object, type) : object;
}

/** Identity of an object is the server's. */
function keepWhatWritesMayNotSet(object: KubeObject, old: KubeObject): void {
  const { metadata } = object;
  const { uid, creationTimestamp, namespace, resourceVersion, generation } = old.metadata;
  Object.assign(metadata, {
    namespace,
    uid: metadata.uid || uid,
    creationTimestamp,
    resourceVersion,
    generation,
    generateName: metadata.generateName ?? old.metadata.generateName,
  });
  for (const [field, value] of Object.entries(metadata)) {
    if (value === undefined) delete (metadata as Record<string, unknown>)[field];
  }
}

/** The object as it is compared: without what only says when it was written. */
function strip(object: KubeObject): object {
  const { resourceVersion: _resourceVersion, managedFields, ...metadata } = object.metadata;
  const owners = managedFields?.map(({ time: _time, ...entry }) => entry);
  // JSON leaves out what is undefined, as the store does
  return JSON.parse(JSON.stringify({ ...object, metadata: { ...metadata, managedFields: owners ?? [] } })) as object;
}

/** True for an object that is being deleted and that nothing holds any more. */
export function mayGo(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (!deletionTimestamp || finalizers?.length || deletionGracePeriodSeconds) return false;
  const spec = object.spec as { finalizers?: unknown[] } | undefined;
  return object.kind !== 'Namespace' || !spec?.finalizers?.length;
}
