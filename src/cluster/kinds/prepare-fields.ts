/** Changes to an object before it is written, shared by several kinds. */

import { equalJson } from '../../kube/equal-json.js';
import { type Fields, fields, isFields } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';

/** Sets a field of `object`, in place, to its value in `old`. */
export function keepField(object: KubeObject, old: KubeObject, field: string): void {
  if (old[field] === undefined) delete object[field];
  else object[field] = structuredClone(old[field]);
}

/** A write of the status changes nothing else, metadata included. */
export function keepAllButStatus(object: KubeObject, old: KubeObject): void {
  const { managedFields } = object.metadata;
  const { status } = object;
  for (const name of Object.keys(object)) delete object[name];
  Object.assign(object, structuredClone(old));
  if (managedFields) object.metadata.managedFields = managedFields;
  else delete object.metadata.managedFields;
  if (status === undefined) delete object.status;
  else object.status = status;
}

/** Sets a field of missing, null or empty text to `value`, in place. */
export function setDefault(target: Record<string, unknown>, field: string, value: unknown): void {
  const now = target[field];
  if (now === undefined || now === null || now === '') target[field] = value;
}

/** Sets fields as {@link setDefault} does, in place; the fields of a value that is an object are set one by one. */
export function setDefaults(target: Fields, values: Fields): void {
  for (const [field, value] of Object.entries(values)) {
    setDefault(target, field, isFields(value) ? {} : value);
    if (isFields(value)) setDefaults(fields(target[field]), value);
  }
}

/** Sets fields that are missing or null, in place: those that are pointers in Go, whose empty text is a value. */
export function setMissing(target: Fields, values: Fields): void {
  for (const [field, value] of Object.entries(values)) target[field] ??= value;
}

/** True when the specifications differ. */
export const hasNewSpec = (object: KubeObject, old: KubeObject): boolean => !equalJson(object.spec, old.spec);
