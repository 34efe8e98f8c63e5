/** JSON merge patch (RFC 7386), as the library of Kubernetes applies it. */
import type { Json, JsonObject } from '../../kube/object.js';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * `target` with `change` merged in: null removes, objects are merged, all else replaces. Neither is changed. The fields of
 * each object that is merged, or stands in a new list, come out in the order of their names, as faults show them.
 */
export function mergePatch(target: Json | undefined, change: Json): Json {
  if (Array.isArray(change)) return change.map((item) => mergePatch(undefined, item));
  if (!isObject(change)) return change;
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}
