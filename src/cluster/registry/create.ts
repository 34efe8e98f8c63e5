/** create: POST to a collection. */
import type { KubeObject } from '../../kube/object.js';
import { badRequest, isApiError } from '../../kube/status.js';
import { type ApiResponse, warn } from '../handler.js';
import { decodeObject } from '../schema/decode.js';
import { answerObject } from './answers.js';
import { type Call, gvkOf, type Registry } from './deps.js';
import { textBody } from './negotiation.js';
import { type WriteOptions, writeOptions } from './query-options.js';
import { insert } from './write.js';

/** The decoded body of a create or update; the client is warned of what is odd in it, whatever becomes of it. */
export async function readBody(call: Call, options: WriteOptions): Promise<KubeObject> {
  const { text, format } = await textBody(call.request);
  const { object, warnings } = decodeObject(gvkOf(call.kind), text, {
    format,
    fieldValidation: options.fieldValidation,
  });
  warn(call.request, ...warnings);
  object.metadata ??= {};
  return object;
}

/** Throws the 400 for an object that says another namespace than the path. */
export function checkNamespace(call: Call, object: KubeObject): void {
  const { namespace } = object.metadata;
  if (call.kind.namespaced && namespace && namespace !== call.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** Answers 201 with the object. */
export async function create(registry: Registry, call: Call): Promise<ApiResponse> {
  const options = writeOptions(call.request, 'CreateOptions');
  const object = await readBody(call, options);
  checkNamespace(call, object);
  try {
    return answerObject(registry, call, 201, await insert(registry, call, object, options));
  } catch (error) {
    // a generated name that is taken is no fault of the client's: once more, with another
    if (!isApiError(error, 'AlreadyExists') || !object.metadata.generateName) throw error;
    delete object.metadata.name;
    return answerObject(registry, call, 201, await insert(registry, call, object, options));
  }
}
