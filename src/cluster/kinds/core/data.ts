/** Rules that config maps and secrets share (pkg/apis/core/validation). */

import { equalJson } from '../../../kube/equal-json.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden } from '../../../kube/status.js';

/** The most bytes of data. */
export const maxSize: number = 1024 * 1024;
const fixed = 'field is immutable when `immutable` is set';

/** The faults of fields that an immutable object keeps. */
export function keptFields(object: KubeObject, old: KubeObject, names: readonly string[]): FieldError[] {
  if (old.immutable !== true) return [];
  const errors: FieldError[] = [];
  if (object.immutable !== true) errors.push(fieldForbidden('immutable', fixed));
  for (const name of names) {
    if (!equalJson(object[name] ?? {}, old[name] ?? {})) errors.push(fieldForbidden(name, fixed));
  }
  return errors;
}

/** Bytes of a base64 text. */
export const decodedSize = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
