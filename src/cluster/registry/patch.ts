/** patch: JSON patch (RFC 6902), merge patch (RFC 7386), strategic merge patch, and server-side apply. */
import type { Json, JsonObject, KubeObject } from '../../kube/object.js';
import { conflict, notFound, objectModified, refusedGenerically } from '../../kube/status.js';
import { decodeApply, duplicateWarnings } from '../apply/decode-apply.js';
import { applyConfiguration } from '../apply/server-side-apply.js';
import { strategicMergePatch } from '../apply/strategic-merge-patch.js';
import { type ApiResponse, reach, warn } from '../chain/handler.js';
import { decodePatched } from '../wire/decode.js';
import { answerObject } from './answers.js';
import { checkIdentity, dropDoubleOwners } from './create.js';
import { type Call, copy, gvkOf, keyOf, type Registry, readableKind } from './deps.js';
import { applyJsonPatch, JsonPatchFault } from './json-patch.js';
import { mergePatch } from './merge-patch.js';
import { patchTypeOf } from './negotiation.js';
import { type Patch, readPatch } from './patch-body.js';
import { type WriteOptions, writeOptions } from './query-options.js';
import { fromStorage } from './stored-form.js';
import { checkVersion } from './update.js';
import { type AdmitChange, insert, replace } from './write.js';

const attempts = 5;
/** The time of a patch's check, behind admission, in warnings. */
const afterAdmission = ' after mutating admission happens';

/** An object after a change, with the patch's own faults and form. */
export interface Changed {
  value: Json;
  strict?: readonly string[];
  strategic?: JsonObject;
}

/** Answers 200 with the object, or 201 for an apply that creates it. */
export async function patch(registry: Registry, call: Call): Promise<ApiResponse> {
  const type = patchTypeOf(call);
  const options = writeOptions(call.request, 'PatchOptions', type === 'apply' ? 'apply' : 'other');
  const body = (await call.request.body()).toString();
  if (type === 'apply') return apply(registry, call, body, options);

  const change = (live: JsonObject): Changed => {
    // read when there is something to patch: a missing object is told of first
    const read = readPatch(type, body, options.fieldValidation);
    // a patch does not say which kind it is of, so its secrets cannot be taken out of it later
    if (!call.definition.withoutSecrets) {
      call.request.audit.requestObject = 'change' in read ? read.change : read.operations;
    }
    return patched(call, live, read);
  };
  const object = await patchWith(registry, call, options, change);
  return answerObject(registry, call, 200, object);
}

/**
 * Applies a change to the stored object, again on a lost race unless the change itself names a version. A change that is
 * admitted as another object asks the mutating plug-ins by itself, and brings the validating ones as `admitChange`.
 */
export async function patchWith(
  registry: Registry,
  call: Call,
  options: WriteOptions,
  change: (live: JsonObject) => Changed | Promise<Changed>,
  admitChange?: AdmitChange,
): Promise<KubeObject> {
  const { fieldValidation } = options;
  for (let attempt = 1; ; attempt++) {
    reach(call.request, 'storage');
    const current = registry.store.get(keyOf(call.kind, call.namespace, call.name));
    if (!current) throw notFound(call.kind, call.name);
    reach(call.request, 'decoding');
    // objects hold JSON and nothing else
    const { value, ...more } = await change(
      copy(fromStorage(call.definition, current.object)) as unknown as JsonObject,
    );
    const { object, warnings } = decodePatched(readableKind(call), value, { fieldValidation, ...more });
    warn(call.request, ...warnings);
    object.metadata ??= {};
    checkIdentity(call, object);
    reach(call.request, 'storage');
    checkVersion(call, object, current);
    dropDoubleOwners(call, object, afterAdmission);
    const written = await replace(registry, call, current, object, options, { admitChange });
    if (written) return written;
    if (attempt === attempts) throw conflict(call.kind, call.name, objectModified);
  }
}

/** `live` with the patch applied; throws an ApiError for a patch that does not fit. */
export function patched(call: Call, live: JsonObject, patch: Patch): Changed {
  const { strict } = patch;
  if ('change' in patch) {
    if (patch.type === 'merge') return { value: mergePatch(live, patch.change), strict };
    const change = structuredClone(patch.change);
    return { value: strategicMergePatch(gvkOf(call.kind), live, change), strict, strategic: change };
  }
  try {
    return { value: applyJsonPatch(live, patch.operations), strict };
  } catch (error) {
    if (error instanceof JsonPatchFault) throw refusedGenerically();
    throw error;
  }
}

async function apply(registry: Registry, call: Call, body: string, options: WriteOptions): Promise<ApiResponse> {
  const gvk = readableKind(call);
  // only what its author wrote: what Go would add is not the author's to own
  const { object: applied, duplicates } = decodeApply(gvk, body);
  call.request.audit.requestObject = copy(applied);
  const { fieldManager: manager, force } = options;
  for (let attempt = 1; ; attempt++) {
    // the fields are held against those of other managers, which are kept with the object
    reach(call.request, 'storage');
    const current = registry.store.get(keyOf(call.kind, call.namespace, call.name));
    const live = current && fromStorage(call.definition, current.object);
    const object = applyConfiguration({
      gvk,
      live: live && copy(live),
      applied: copy(applied),
      manager,
      force,
      subresource: call.subresource,
      now: registry.clock.now(),
      resets: call.definition,
    });
    reach(call.request, 'decoding');
    warn(call.request, ...duplicateWarnings(duplicates, options.fieldValidation));
    if (!current && object.metadata.uid) {
      reach(call.request, 'storage');
      const why = `uid mismatch: the provided object specified uid ${object.metadata.uid}, and no existing object was found`;
      throw conflict(call.kind, call.name, why);
    }
    checkIdentity(call, object);
    reach(call.request, 'storage');
    if (current) checkVersion(call, object, current);
    if (!current) {
      if (call.subresource) throw notFound(call.kind, call.name);
      const created = await insert(registry, call, object, options, true);
      return answerObject(registry, call, 201, created);
    }
    const written = await replace(registry, call, current, object, options, { applied: true });
    if (written) return answerObject(registry, call, 200, written);
    if (attempt === attempts) throw conflict(call.kind, call.name, objectModified);
  }
}
