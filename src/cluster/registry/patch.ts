/** patch: JSON patch (RFC 6902), merge patch (RFC 7386), strategic merge patch, and server-side apply. */
import { applyPatch, type Operation, Pointer } from 'rfc6902';
import type { JsonObject, KubeObject } from '../../kube/object.js';
import { ApiError, badRequest, conflict, notFound, objectModified } from '../../kube/status.js';
import { type ApiResponse, warn } from '../handler.js';
import { decodeApply, decodePatched } from '../schema/decode.js';
import { fromNode, parseJson, SyntaxFault } from '../schema/json-nodes.js';
import { applyConfiguration } from '../schema/server-side-apply.js';
import { strategicMergePatch } from '../schema/strategic-merge-patch.js';
import { answerObject } from './answers.js';
import { checkNamespace } from './create.js';
import { type Call, copy, gvkOf, keyOf, type Registry } from './deps.js';
import { fromStorage } from './event-groups.js';
import { mergePatch } from './merge-patch.js';
import { patchType } from './negotiation.js';
import { type WriteOptions, writeOptions } from './query-options.js';
import { checkPreconditions } from './update.js';
import { insert, replace } from './write.js';

const attempts = 5;
/** What all copies of a JSON patch may add, as kube-apiserver has it (JSONPatchMaxCopyBytes). */
const maxCopiedBytes = 3 * 1024 * 1024;

/** Answers 200 with the object, or 201 for an apply that creates it. */
export async function patch(registry: Registry, call: Call): Promise<ApiResponse> {
  const type = patchType(call.request);
  const options = writeOptions(call.request, 'PatchOptions', type === 'apply' ? 'apply' : 'other');
  const body = (await call.request.body()).toString();
  if (type === 'apply') return apply(registry, call, body, options);

  const change = patchOf(type, body);
  call.request.audit.requestObject = change;
  const object = await patchWith(registry, call, options, (live) => patched(call, type, live, change));
  return answerObject(registry, call, 200, object);
}

/** Applies a change to the stored object, again on a lost race unless the change itself names a version. */
export async function patchWith(
  registry: Registry,
  call: Call,
  options: WriteOptions,
  change: (live: JsonObject) => JsonObject,
): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    const current = registry.store.get(keyOf(call.kind, call.namespace, call.name));
    if (!current) throw notFound(call.kind, call.name);
    const live = fromStorage(call.kind, current.object);
    // objects hold JSON and nothing else
    const { object, warnings } = decodePatched(gvkOf(call.kind), change(copy(live) as unknown as JsonObject), options);
    warn(call.request, ...warnings);
    object.metadata ??= {};
    warn(call.request, ...warnings);
    if (object.metadata.name !== call.name) {
      throw badRequest(
        `the name of the object (${object.metadata.name ?? ''}) does not match the name on the URL (${call.name})`,
      );
    }
    checkNamespace(call, object);
    checkPreconditions(call, object, current);
    const written = await replace(registry, call, current, object, options);
    if (written) return written;
    if (attempt === attempts) throw conflict(call.kind, call.name, objectModified);
  }
}

/** The patch in the body; throws an ApiError 400. */
export function patchOf(type: 'json' | 'merge' | 'strategic', body: string): JsonObject | Operation[] {
  let value: unknown;
  try {
    value = fromNode(parseJson(body));
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    throw badRequest(`error decoding patch: ${error.message}`);
  }
  if (type === 'json') {
    if (!Array.isArray(value)) throw badRequest('error decoding patch: a JSON patch is a list of operations');
    if (value.length > 10_000) {
      throw new ApiError({
        code: 413,
        reason: 'RequestEntityTooLarge',
        message: `The allowed maximum operations in a JSON patch is 10000, got ${value.length}`,
      });
    }
    return value as Operation[];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('error decoding patch: a merge patch is an object');
  }
  return value as JsonObject;
}

/** `live` with the patch applied; throws an ApiError 422 for a JSON patch that does not fit. */
export function patched(
  call: Call,
  type: 'json' | 'merge' | 'strategic',
  live: JsonObject,
  change: JsonObject | Operation[],
): JsonObject {
  if (!Array.isArray(change)) {
    if (type === 'strategic') return strategicMergePatch(gvkOf(call.kind), live, change);
    return mergePatch(live, change) as JsonObject;
  }
  const refused = new ApiError({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
    details: {},
  });
  try {
    if (change.some(isPassedOver)) throw refused;
    let copied = 0;
    for (const operation of change) {
      if (operation.op === 'copy') copied += sizeAt(live, operation.from);
      if (copied > maxCopiedBytes || applyPatch(live, [operation])[0] !== null) throw refused;
    }
  } catch {
    // the library throws for operations that are none
    throw refused;
  }
  return live;
}

/** How long the value at a pointer is as JSON: a few copies of what holds the earlier ones would fill the memory. */
function sizeAt(document: JsonObject, pointer: string): number {
  return JSON.stringify(Pointer.fromJSON(pointer).evaluate(document).value ?? null).length;
}

/** The library takes these names out of a path without a word, and would then change another place. */
function isPassedOver(operation: Operation): boolean {
  const { path, from } = operation as { path?: string; from?: string };
  return [path, from].some((pointer) => /\/(__proto__|constructor|prototype)(\/|$)/.test(pointer ?? ''));
}

async function apply(registry: Registry, call: Call, body: string, options: WriteOptions): Promise<ApiResponse> {
  const gvk = gvkOf(call.kind);
  // only what its author wrote: what Go would add is not the author's to own
  const { object: applied, warnings } = decodeApply(gvk, body, options.fieldValidation);
  warn(call.request, ...warnings);
  checkNamespace(call, applied);
  const name = applied.metadata.name ?? '';
  if (name && name !== call.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  }
  applied.metadata.name = call.name;
  call.request.audit.requestObject = copy(applied);
  const { fieldManager: manager, force } = options;
  for (let attempt = 1; ; attempt++) {
    const current = registry.store.get(keyOf(call.kind, call.namespace, call.name));
    const live = current && fromStorage(call.kind, current.object);
    if (live && applied.metadata.uid && applied.metadata.uid !== live.metadata.uid)
      checkPreconditions(call, applied, current);
    const object = applyConfiguration({
      gvk,
      live: live && copy(live),
      applied: copy(applied),
      manager,
      force,
      subresource: call.subresource,
      now: registry.clock.now(),
    });
    if (!current) {
      if (call.subresource) throw notFound(call.kind, call.name);
      const created = await insert(registry, call, object, options, true);
      return answerObject(registry, call, 201, created);
    }
    const written = await replace(registry, call, current, object, options, true);
    if (written) return answerObject(registry, call, 200, written);
    if (attempt === attempts) throw conflict(call.kind, call.name, objectModified);
  }
}
