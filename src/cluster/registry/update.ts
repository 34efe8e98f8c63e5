/** update: PUT of a whole object or of one of its sub-resources. */

import { goQuote } from '../../kube/go-quote.js';
import type { KubeObject } from '../../kube/object.js';
import { ApiError, conflict, invalid, invalidObject, notFound, objectModified } from '../../kube/status.js';
import { type ApiResponse, reach } from '../chain/handler.js';
import type { Stored } from '../storage/store.js';
import { answerObject } from './answers.js';
import { checkIdentity, readBody } from './create.js';
import { type Call, copy, keyOf, type Registry, storedAs } from './deps.js';
import { type WriteOptions, writeOptions } from './query-options.js';
import { insert, replace } from './write.js';

const attempts = 5;

/** Answers 200 with the object, or 201 where an update may create. */
export async function update(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'UpdateOptions');
  const object = await readBody(call, options);
  call.request.audit.requestObject = copy(object);
  checkIdentity(call, object);
  reach(call.request, 'storage');
  const current = registry.store.get(keyOf(call.kind, call.namespace, call.name));
  if (!current) {
    if (call.subresource || !call.definition.createOnUpdate) throw notFound(call.kind, call.name);
    const { uid, resourceVersion = '' } = object.metadata;
    if (uid) throw unmetPrecondition(call, ['UID', uid, ''], options.dryRun);
    readVersion(resourceVersion);
    return answerObject(registry, call, 201, await insert(registry, call, object, options));
  }
  return answerObject(registry, call, 200, await put(registry, call, object, options));
}

/** Replaces the object that the call names; tries again on a lost race when the object names no version. */
async function put(registry: Registry, call: Call, object: KubeObject, options: WriteOptions): Promise<KubeObject> {
  if (call.definition.needsVersion && !hasVersion(object)) {
    // the resource stands where a kind should: so does Kubernetes
    const subject = { ...call.kind, kind: call.kind.resource };
    throw invalidObject(subject, call.name, [
      invalid('metadata.resourceVersion', 0, 'must be specified for an update'),
    ]);
  }
  for (let attempt = 1; ; attempt++) {
    const current = registry.store.get(keyOf(call.kind, call.namespace, call.name));
    if (!current) throw notFound(call.kind, call.name);
    checkPreconditions(call, object, current, options.dryRun);
    const written = await replace(registry, call, current, copy(object), options);
    if (written) return written;
    if (hasVersion(object) || attempt === attempts) throw conflict(call.kind, call.name, objectModified);
  }
}

/** True for an object that names the version it is to replace. */
const hasVersion = ({ metadata }: KubeObject): boolean => !['', '0'].includes(metadata.resourceVersion ?? '');

/** Throws the 409 for an object of another version or uid than the stored one, and the 500 for a malformed version. */
function checkPreconditions(call: Call, object: KubeObject, current: Stored, dryRun: boolean): void {
  const { uid } = object.metadata;
  const { metadata } = current.object;
  if (uid && uid !== metadata.uid) throw unmetPrecondition(call, ['UID', uid, metadata.uid], dryRun);
  checkVersion(call, object, current);
}

/** The 409 for an object of another uid or version than was wanted; a dry run sees a key without the store's own prefix. */
export function unmetPrecondition(
  call: Call,
  [field, wanted, found = '']: readonly [field: 'UID' | 'ResourceVersion', wanted: string, found: string | undefined],
  dryRun: boolean,
): ApiError {
  const { resource } = storedAs(call.kind);
  const prefix = dryRun ? '' : '/registry';
  const key = [prefix, call.definition.folder ?? resource, ...(call.namespace ? [call.namespace] : []), call.name];
  return conflict(
    call.kind,
    call.name,
    `StorageError: invalid object, Code: 4, Key: ${key.join('/')}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${field} in precondition: ${wanted}, ${field} in object meta: ${found}`,
  );
}

/** The number of a version; throws the 500 for other text. */
function readVersion(resourceVersion: string): number {
  if (/^\d*$/.test(resourceVersion)) return Number(resourceVersion);
  const message = `strconv.ParseUint: parsing ${goQuote(resourceVersion)}: invalid syntax`;
  throw new ApiError({ code: 500, message });
}

/** Throws the 409 for an object of another version than the stored one; 0 and '' fit any. */
export function checkVersion(call: Call, object: KubeObject, current: Stored): void {
  const { resourceVersion = '' } = object.metadata;
  if (readVersion(resourceVersion) !== 0 && resourceVersion !== current.object.metadata.resourceVersion) {
    throw conflict(call.kind, call.name, objectModified);
  }
}
