/** Changes to an object before it is written, shared by several kinds. */

import { equalJson } from '../../kube/equal-json.js';
import type { KubeObject } from '../../kube/object.js';

/** Sets a field of `object`, in place, to its value in `old`. */
export function keepField(object: KubeObject, old: KubeObject, field: string): void {
  if (old[field] === undefined) delete object[field];
  else object[field] = structuredClone(old[field]);
}

/** Sets a field of missing, null or empty text to `value`, in place. */
export function setDefault(target: Record<string, unknown>, field: string, value: unknown): void {
  const now = target[field];
  if (now === undefined || now === null || now === '') target[field] = value;
}

/** True when the specifications differ. */
export const hasNewSpec = (object: KubeObject, old: KubeObject): boolean => !equalJson(object.spec, old.spec);
