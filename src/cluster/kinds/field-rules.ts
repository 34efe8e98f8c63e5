/** Rules for fields that the kinds of several groups share, in Kubernetes' words. */
import { equalJson } from '../../kube/equal-json.js';
import { fields, text } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../kube/status.js';

/** The value at a path such as `spec.controller`. */
function valueAt(object: KubeObject, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => fields(value)[key], object);
}

/** The faults of fields that a replacement may not change. */
export function unchanged(object: KubeObject, old: KubeObject, ...paths: readonly string[]): FieldError[] {
  return paths.flatMap((path) => {
    const value = valueAt(object, path);
    return equalJson(value, valueAt(old, path)) ? [] : [invalid(path, value, 'field is immutable')];
  });
}

/** The fault of a set value that is not supported. */
export function oneOf(value: unknown, path: string, supported: readonly string[]): FieldError[] {
  return value === undefined || supported.includes(text(value)) ? [] : [notSupported(path, value, supported)];
}

/** The text is missing or empty. */
export const requiredText = (value: unknown, path: string): FieldError[] =>
  text(value) === '' ? [required(path)] : [];

/** The results of `faults` for a text, as FieldErrors. */
export const named = (value: string, path: string, faults: (value: string) => readonly string[]): FieldError[] =>
  faults(value).map((fault) => invalid(path, value, fault));

/** The text is missing or empty, or has one of the `faults`. */
export const requiredName = (value: unknown, path: string, faults: Parameters<typeof named>[2]): FieldError[] =>
  text(value) === '' ? [required(path)] : named(text(value), path, faults);
