/** create: POST to a collection. */
import type { KubeObject } from '../../kube/object.js';
import { ApiError, badRequest, isApiError, nameUndeterminable } from '../../kube/status.js';
import { type ApiResponse, warn } from '../chain/handler.js';
import { decodeObject } from '../wire/decode.js';
import { answerObject } from './answers.js';
import { type Call, copy, type Registry, readableKind } from './deps.js';
import { textBody } from './negotiation.js';
import { type WriteOptions, writeOptions } from './query-options.js';
import { insert } from './write.js';

/** The decoded body of a create or update; the client is warned about it. */
export async function readBody(call: Call, options: WriteOptions): Promise<KubeObject> {
  const { text, format } = await textBody(call.request, call.kind.kind);
  const { object, warnings } = decodeObject(readableKind(call), text, {
    format,
    fieldValidation: options.fieldValidation,
  });
  warn(call.request, ...warnings);
  const { namespace, name, uid, resourceVersion } = object.metadata;
  call.request.audit.sent = { namespace, name, uid, resourceVersion };
  dropDoubleOwners(call, object);
  return object;
}

/** Keeps one of equal owner references, and warns the client; `when` is a part of that warning. */
export function dropDoubleOwners(call: Call, object: KubeObject, when = ''): void {
  const { ownerReferences } = object.metadata;
  if (!ownerReferences) return;
  const kept = new Map(ownerReferences.map((owner) => [JSON.stringify(owner), owner]));
  if (kept.size === ownerReferences.length) return;
  const first = new Set(kept.keys());
  const doubles = ownerReferences.filter((owner) => !first.delete(JSON.stringify(owner))).map(({ uid }) => uid);
  object.metadata.ownerReferences = [...kept.values()];
  warn(
    call.request,
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${doubles.join(', ')}`,
  );
}

/** Throws the 400 for an object with another namespace than the path. */
export function checkNamespace(call: Call, object: KubeObject): void {
  const { namespace } = object.metadata;
  if (call.kind.namespaced && namespace && namespace !== call.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** Throws the 400 for an object of another namespace or name than the path's, or without a name. */
export function checkIdentity(call: Call, object: KubeObject): void {
  checkNamespace(call, object);
  const { name } = object.metadata;
  if (!name) throw nameUndeterminable(call.name);
  if (name !== call.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  }
}

/** How often a name is generated, where others have those before (maxNameGenerationCreateAttempts in generic/registry/store.go). */
const MOST_NAMES = 8;

/** Answers 201 with the object. */
export async function create(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const object = await readBody(call, options);
  checkNamespace(call, object);
  const { name, generateName } = object.metadata;
  for (let left = name ? 1 : MOST_NAMES; ; left--) {
    try {
      // each name is tried with the object as it was sent
      const tried = name ? object : copy(object);
      return answerObject(registry, call, 201, await insert(registry, call, tried, options));
    } catch (error) {
      if (!isApiError(error, 'AlreadyExists') || !generateName) throw error;
      if (left === 1) throw notGenerated(error);
    }
  }
}

/** The 409 for an object with a prefix for its name, in the words that it has whether or not a name was given, too. */
function notGenerated({ status, code }: ApiError): ApiError {
  return new ApiError({
    ...status,
    code,
    message: `${status.message}, the server was not able to generate a unique name for the object`,
    details: { ...status.details, retryAfterSeconds: 1 },
  });
}
