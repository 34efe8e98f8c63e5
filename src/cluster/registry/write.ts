/** What create, update and patch share: admission, defaults, validation, managed fields, and the store. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../kube/object.js';
import { ApiError, alreadyExists, invalidObject, isApiError } from '../../kube/status.js';
import type { AdmissionAttributes, Plugins } from '../admission/admission.js';
import { formatTime } from '../clock.js';
import { warn } from '../handler.js';
import { applyDefaults } from '../schema/defaults.js';
import { trackUpdate } from '../schema/managed-fields.js';
import { prepareForCreate, prepareForUpdate } from '../schema/prepare.js';
import type { Stored } from '../storage/store.js';
import { validateCreate, validateUpdate } from '../validation/validate.js';
import { warningsOnCreate, warningsOnUpdate } from '../validation/warnings.js';
import { type Call, copy, gvkOf, keyOf, type Registry } from './deps.js';
import { toStorage } from './event-groups.js';
import type { WriteOptions } from './query-options.js';
import { strategyOf } from './strategies.js';

/** Runs the admission plug-ins, all or those of one `phase`, and notes for the explanation what they did. */
export async function admit(
  registry: Registry,
  call: Call,
  attributes: Partial<AdmissionAttributes>,
  phase?: keyof Plugins,
): Promise<void> {
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
  const { mutating, validating } = registry.admission;
  try {
    for (const plugin of phase ? registry.admission[phase] : [...mutating, ...validating]) await plugin(complete);
  } catch (error) {
    if (isApiError(error)) request.findings.push({ stage: 'admission', outcome: 'refused', detail: error.message });
    throw error;
  }
  if (phase === 'mutating') return;
  request.findings.push({ stage: 'admission', outcome: 'passed', detail: 'No admission plug-in objected.' });
}

/**
 * Stores a new object: decoded, without defaults. With `applied` its managed fields are those of the apply. Rejects with
 * an ApiError 403 (admission), 409, 422, or 500 for an object posted with a version.
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
  call.request.audit.objectName = metadata.name ?? '';
  call.request.audit.requestObject = copy(object);
  metadata.uid = registry.randomUUID();
  metadata.creationTimestamp = formatTime(now);
  // in the name of a collection, a version of what is not there yet cannot be meant; it is said last
  const versioned = !call.name && /^0*[1-9]\d*$/.test(metadata.resourceVersion ?? '');
  delete metadata.resourceVersion;
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

  // a name is made up later
  const attributes: Partial<AdmissionAttributes> = {
    operation: 'CREATE',
    object,
    name: metadata.name || metadata.generateName || 'Unknown',
    dryRun: options.dryRun,
  };
  await admit(registry, call, attributes, 'mutating');
  if (!metadata.name && metadata.generateName) {
    metadata.name = `${metadata.generateName.slice(0, 58)}${registry.randomSuffix(5)}`;
  }
  const name = metadata.name ?? '';
  await strategyOf(kind).beforeCreate?.(registry, call, object);
  prepareForCreate(object, kind, now);
  const errors = validateCreate(object, kind);
  if (errors.length) throw invalidObject(gvkOf(kind), name, errors);
  await admit(registry, call, attributes, 'validating');
  warn(call.request, ...warningsOnCreate(object));
  const key = keyOf(kind, namespace, name);
  if (options.dryRun) {
    if (registry.store.get(key)) throw alreadyExists(kind, name);
    return object;
  }
  if (versioned)
    throw new ApiError({ code: 500, message: 'resourceVersion should not be set on objects to be created' });
  const written = await registry.store.create(key, toStorage(kind, object));
  if (!written) throw alreadyExists(kind, name);
  return kind.group === 'events.k8s.io' ? { ...object, metadata: written.object.metadata } : written.object;
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
  keepWhatWritesMayNotSet(object, old, applied);
  const attributes = { operation: 'UPDATE', object, oldObject: old, dryRun: options.dryRun } as const;
  await admit(registry, call, attributes, 'mutating');
  prepareForUpdate(object, old, kind, subresource, now);
  await strategyOf(kind).beforeUpdate?.(registry, call, object, old);
  const errors = validateUpdate(object, old, kind, subresource);
  if (errors.length) throw invalidObject(gvkOf(kind), name, errors);
  await admit(registry, call, attributes, 'validating');
  if (subresource === '') warn(call.request, ...warningsOnUpdate(object, old));
  if (!applied) {
    object.metadata.managedFields = trackUpdate({
      gvk: gvkOf(kind),
      live: old,
      object,
      manager: options.fieldManager,
      subresource,
      now,
    });
    if (!object.metadata.managedFields.length) delete object.metadata.managedFields;
  }
  const inStore = toStorage(kind, object);
  // a write that changes nothing makes no new version
  if (isDeepStrictEqual(strip(inStore), strip(old))) return old;
  if (options.dryRun) return object;
  const written = await registry.store.update(current.key, inStore, current.revision);
  if (!written) return undefined;
  if (mayGo(written.object)) await registry.store.delete(written.key, written.revision);
  return written.object;
}

/** Identity and life of an object are the server's. */
function keepWhatWritesMayNotSet(object: KubeObject, old: KubeObject, applied: boolean): void {
  const { metadata } = object;
  const { uid, creationTimestamp, namespace, resourceVersion } = old.metadata;
  Object.assign(metadata, {
    namespace,
    uid,
    creationTimestamp,
    resourceVersion,
    generation: old.metadata.generation,
  });
  for (const [field, value] of Object.entries(metadata)) {
    if (value === undefined) delete (metadata as Record<string, unknown>)[field];
  }
  if (!applied && metadata.managedFields === undefined && old.metadata.managedFields) {
    metadata.managedFields = old.metadata.managedFields;
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
