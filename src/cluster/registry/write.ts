/** Parts shared by create, update and patch: admission, defaults, validation, managed fields, the store. */
import { isDeepStrictEqual } from 'node:util';
import type { ResourceKind } from '../../kube/kinds.js';
import type { GroupVersionKind, KubeObject } from '../../kube/object.js';
import { ApiError, alreadyExists, invalidObject, isApiError } from '../../kube/status.js';
import type { AdmissionAttributes } from '../admission/admission.js';
import { trackUpdate } from '../apply/managed-fields.js';
import { reach, warn } from '../chain/handler.js';
import { formatTime } from '../clock.js';
import type { KindDefinition } from '../kinds/definition.js';
import type { Stored } from '../storage/store.js';
import { inFieldOrder } from '../wire/field-order.js';
import { ensureAuthorizedForVerb } from './authorized-verb.js';
import { type Call, copy, gvkOf, keyOf, type Registry, readableKind, storedAs } from './deps.js';
import { objectChange } from './object-change.js';
import { prepareForCreate, prepareForUpdate } from './prepare.js';
import { askedOptions, type WriteOptions } from './query-options.js';
import { asWritten, fromStorage, toStorage } from './stored-form.js';
import { validateCreate, validateUpdate } from './validate.js';

/** Runs the plug-ins of both phases, for what is not stored in the form in which it came. Rejects as {@link admit} does. */
export async function admitWhole(
  registry: Registry,
  call: Call,
  attributes: Partial<AdmissionAttributes>,
): Promise<void> {
  await admit(registry, call, attributes);
  await admit(registry, call, attributes, 'validating');
}

/** Runs the admission plug-ins of a phase, and notes their verdict for the explanation. Rejects with an ApiError 403 or 404. */
export async function admit(
  registry: Registry,
  call: Call,
  attributes: Partial<AdmissionAttributes>,
  phase: 'mutating' | 'validating' = 'mutating',
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
    options: () => askedOptions(request.query, attributes.operation === 'UPDATE' ? 'UpdateOptions' : 'CreateOptions'),
    warn: (text) => warn(request, text),
    annotate: (key, value) => {
      // an annotation that is there stays
      request.audit.annotations[key] ??= value;
    },
    ...attributes,
  };
  const { object } = attributes;
  let isChanged = false;
  if (phase === 'mutating' && object) {
    complete.change = objectChange(call, object, () => {
      isChanged = true;
    });
  }
  reach(request, 'admission');
  try {
    for (const plugin of registry.admission[phase]) await plugin(complete);
    // what a policy adds to an object is for the other plug-ins as well (admission/plugin/webhook reinvocation)
    complete.isAgain = true;
    if (isChanged) for (const plugin of registry.admission[phase]) await plugin(complete);
  } catch (error) {
    const detail = (message: string): string =>
      phase === 'validating' ? `${message} (a validating plug-in, which is asked after validation)` : message;
    if (isApiError(error))
      request.findings.push({ stage: 'admission', outcome: 'refused', detail: detail(error.message) });
    throw error;
  }
  if (phase === 'validating') return;
  request.findings.push({ stage: 'admission', outcome: 'passed', detail: 'No admission plug-in objected.' });
}

/**
 * Stores a new object: decoded, without defaults, which are set in place. With `applied` its managed fields are those of the
 * apply. Rejects with an ApiError 403 (admission), 409, 422, or 500 for an object posted with a version.
 */
export async function insert(
  registry: Registry,
  call: Call,
  object: KubeObject,
  options: WriteOptions,
  applied = false,
): Promise<KubeObject> {
  const { kind, namespace, definition } = call;
  const now = registry.clock.now();
  definition.defaults?.(object);
  const { metadata } = object;
  // as it was sent: what the path and the server add comes after it
  call.request.audit.requestObject ??= copy(object);
  if (kind.namespaced) metadata.namespace = namespace;
  else delete metadata.namespace;
  metadata.uid = registry.randomUUID();
  metadata.creationTimestamp = formatTime(now);
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  if (!applied) {
    // fields that admission or the server adds have no field manager
    metadata.managedFields = trackUpdate({
      gvk: readableKind(call),
      live: undefined,
      object,
      manager: options.fieldManager,
      subresource: call.subresource,
      now,
      resets: definition,
    });
    if (!metadata.managedFields.length) delete metadata.managedFields;
  }

  // admission comes before a name is generated, and its refusals name what was given
  const write = { operation: 'CREATE', object, dryRun: options.dryRun } as const;
  await admit(registry, call, { ...write, name: metadata.name || metadata.generateName || 'Unknown' });
  if (!metadata.name && metadata.generateName) {
    metadata.name = `${metadata.generateName.slice(0, 58)}${registry.randomSuffix(5)}`;
  }
  reach(call.request, 'validation');
  await definition.beforeCreate?.(registry, call, object, undefined, options.dryRun);
  const name = metadata.name ?? '';
  prepareForCreate(object, definition, now);
  const rights = definition.rights?.(registry, call, object, undefined) ?? [];
  const errors = [...rights, ...validateCreate(object, call)];
  if (errors.length) throw invalidObject(errorKind(kind, object), name, errors);
  warn(call.request, ...(definition.warnings?.(object, undefined) ?? []));
  // an update or apply that creates needs the verb create, too
  ensureAuthorizedForVerb(registry, call, 'create');
  await admit(registry, call, { ...write, name }, 'validating');
  reach(call.request, 'storage');
  const key = keyOf(kind, namespace, name);
  const { resourceVersion = '' } = metadata;
  if (!options.dryRun) {
    // a PUT that creates passes it over
    if (call.request.info.verb === 'create' && /^0*[1-9]\d*$/.test(resourceVersion)) {
      throw new ApiError({ code: 500, message: 'resourceVersion should not be set on objects to be created' });
    }
    delete metadata.resourceVersion;
  }
  if (options.dryRun) {
    if (registry.store.get(key)) throw taken(registry, kind, name, key);
    return inFieldOrder(asWritten(definition, object));
  }
  const written = await registry.store.create(key, toStorage(call.definition, object));
  if (!written) throw taken(registry, kind, name, key);
  // a custom resource is answered as it was stored, perhaps as another version
  if (definition.custom) return fromStorage(definition, written.object);
  return definition.storage ? { ...object, metadata: written.object.metadata } : written.object;
}

/** The 409 for the name of an object, perhaps one on its way out. */
function taken(registry: Registry, kind: ResourceKind, name: string, key: string): ApiError {
  const error = alreadyExists(kind, name);
  if (registry.store.get(key)?.object.metadata.deletionTimestamp === undefined) return error;
  return new ApiError({ ...error.status, code: error.code, message: `object is being deleted: ${error.message}` });
}

/**
 * The validating admission of a change of which plug-ins see another object than the stored one, as a Scale. The mutating
 * plug-ins have been asked before the change was made. Rejects as {@link admit} does.
 */
export type AdmitChange = (object: KubeObject, old: KubeObject) => Promise<void>;

/**
 * Replaces `current` by a decoded object without defaults. Gives the object as stored, or undefined after another write in
 * the meantime. An object whose last finalizer went while it was being deleted is removed.
 */
export async function replace(
  registry: Registry,
  call: Call,
  current: Stored,
  object: KubeObject,
  options: WriteOptions,
  { applied = false, admitChange }: { applied?: boolean; admitChange?: AdmitChange | undefined } = {},
): Promise<KubeObject | undefined> {
  const { kind, name, subresource, definition } = call;
  const now = registry.clock.now();
  const old = fromStorage(definition, current.object);
  definition.defaults?.(object);
  // a binding is an object of its own: what it does to the pod has no manager
  if (!applied && subresource !== 'binding') {
    // fields that the server keeps or sets by itself change no field manager
    const managedFields = trackUpdate({
      gvk: readableKind(call),
      live: old,
      object,
      manager: options.fieldManager,
      subresource,
      now,
      resets: definition,
    });
    if (managedFields.length) object.metadata.managedFields = managedFields;
    else delete object.metadata.managedFields;
  }
  keepWhatWritesMayNotSet(object, old);
  const write = { operation: 'UPDATE', object, oldObject: old, dryRun: options.dryRun } as const;
  if (!admitChange) await admit(registry, call, write);
  reach(call.request, 'validation');
  prepareForUpdate(object, old, definition, subresource, now);
  await definition.beforeUpdate?.(registry, call, object, old, options.dryRun);
  const rights = definition.rights?.(registry, call, object, old) ?? [];
  const errors = [...rights, ...validateUpdate(object, old, call)];
  if (errors.length) throw invalidObject(errorKind(kind, object), name, errors);
  if (subresource === '') warn(call.request, ...(definition.warnings?.(object, old) ?? []));
  await (admitChange?.(object, old) ?? admit(registry, call, write, 'validating'));
  reach(call.request, 'storage');
  const inStore = toStorage(call.definition, object);
  // a write that changes nothing makes no new version
  if (isDeepStrictEqual(strip(inStore), strip(current.object))) return old;
  if (options.dryRun) return inFieldOrder(asWritten(definition, object));
  if (mayGo(definition, inStore)) {
    // watches see it go as it was, and never without its last finalizer (ShouldDeleteDuringUpdate in registry/generic/registry)
    return (await registry.store.delete(current.key, current.revision)) && inFieldOrder(object);
  }
  const written = await registry.store.update(current.key, inStore, current.revision);
  return written && fromStorage(definition, written.object);
}

/** The kind that a 422 names: inside the API server, events of both groups are of one type. */
function errorKind(kind: ResourceKind, object: KubeObject): GroupVersionKind {
  return { ...gvkOf(kind), kind: object.kind, group: storedAs(kind).group };
}

/** Sets the identity to the server's. */
function keepWhatWritesMayNotSet(object: KubeObject, old: KubeObject): void {
  const { metadata } = object;
  const { uid, creationTimestamp, namespace, resourceVersion, generation } = old.metadata;
  Object.assign(metadata, {
    namespace,
    uid: metadata.uid || uid,
    creationTimestamp,
    resourceVersion,
    generation,
  });
  for (const [field, value] of Object.entries(metadata)) {
    if (value === undefined) delete (metadata as Record<string, unknown>)[field];
  }
}

/** The object as it is compared: without the times of its writes. */
function strip(object: KubeObject): object {
  const { resourceVersion: _resourceVersion, managedFields, ...metadata } = object.metadata;
  const owners = managedFields?.map(({ time: _time, ...entry }) => entry);
  // JSON leaves out what is undefined, as the store does
  return JSON.parse(JSON.stringify({ ...object, metadata: { ...metadata, managedFields: owners ?? [] } })) as object;
}

/** True for an object that is being deleted and is held no more. */
export function mayGo({ deletion }: KindDefinition, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (!deletionTimestamp || finalizers?.length || deletionGracePeriodSeconds) return false;
  return !deletion?.isHeld?.(object);
}
