/** Which fields a field selector may name, kind by kind, and how each is read. */
import type { GroupVersionKind, KubeObject } from '../../kube/object.js';

/** Field labels with the function that reads the value (a string, empty when it is not set). */
export function selectableFields(_kind: GroupVersionKind): ReadonlyMap<string, (object: KubeObject) => string> {
  return new Map();
}
