/** Bodies of requests read as Kubernetes reads them: into the types of a kind, with Go's words for what does not fit. */
import type { GroupVersionKind, JsonObject, KubeObject } from '../../kube/object.js';

/** How unknown and duplicate fields are answered: dropped, dropped with a warning each, or refused (KEP-2885). */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** How a body is read. */
export interface DecodeOptions {
  format: 'json' | 'yaml';
  fieldValidation: FieldValidation;
}

/** An object of the kind asked for, and one sentence for each field that was dropped under `Warn`. */
export interface Decoded {
  object: KubeObject;
  warnings: string[];
}

/**
 * The object in `body`, with unknown fields dropped and empty ones left out as Go leaves them out; defaults are not
 * filled in. Throws an ApiError 400 that says what is wrong: syntax, kind or version, type of a field, base64, unknown
 * and duplicate fields when they are not allowed.
 */
export function decodeObject(_kind: GroupVersionKind, body: string, _options: DecodeOptions): Decoded {
  return { object: JSON.parse(body) as KubeObject, warnings: [] };
}

/**
 * Like {@link decodeObject} for an object that a patch has made (JSON, merge or strategic). Throws an ApiError 422 for
 * the field `patch`, as the API server does.
 */
export function decodePatched(
  _kind: GroupVersionKind,
  value: JsonObject,
  _options: Pick<DecodeOptions, 'fieldValidation'>,
): Decoded {
  return { object: value as unknown as KubeObject, warnings: [] };
}
