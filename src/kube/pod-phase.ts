/** The phase of a pod, as far as others go by it. */
import { fields } from './fields.js';
import type { KubeObject } from './object.js';

/** True for a pod that has succeeded or failed: it does not run again. */
export function hasEnded({ status }: KubeObject): boolean {
  const { phase } = fields(status);
  return phase === 'Succeeded' || phase === 'Failed';
}
