/** What is wrong with an object, found as the API server does it: decoded, with defaults, then validated. */

import type { KindDefinition } from '../../../src/cluster/kinds/definition.js';
import { definitionOf } from '../../../src/cluster/kinds/definitions.js';
import { validateCreate, validateUpdate } from '../../../src/cluster/registry/validate.js';
import { decodeObject } from '../../../src/cluster/wire/decode.js';
import { kinds, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';

/** The row of a kind; throws when there is none. */
export function rowOf(kind: string): ResourceKind {
  const row = kinds.find((k) => k.kind === kind && !k.group.startsWith('events.'));
  if (!row) throw new Error(`no such kind: ${kind}`);
  return row;
}

/** The definition of a kind. */
export const definitionOfKind = (kind: string): KindDefinition => definitionOf(rowOf(kind));

/** What a validation is told of the kind. */
export const ruledBy = (kind: string, subresource = '') => ({
  kind: rowOf(kind),
  definition: definitionOfKind(kind),
  subresource,
});

/** The object with the defaults of its kind. */
export function withDefaults(object: KubeObject): KubeObject {
  definitionOfKind(object.kind).defaults?.(object);
  return object;
}

/** What a client is warned of. */
export const warningsOf = (object: KubeObject, old?: KubeObject): string[] =>
  definitionOfKind(object.kind).warnings?.(object, old) ?? [];

/** The object as it is before it is validated; name and namespace are there unless the body says otherwise. */
export function decoded(kind: string, body: { metadata?: object; [field: string]: unknown }): KubeObject {
  const row = rowOf(kind);
  const metadata = { name: 'x', ...(row.namespaced ? { namespace: 'shop' } : {}), ...body.metadata };
  const text = JSON.stringify({ ...body, metadata });
  return withDefaults(decodeObject(row, text, { format: 'json', fieldValidation: 'Strict' }).object);
}

/** `field: message` for each fault of a new object. */
export function faultsOf(kind: string, body: { metadata?: object; [field: string]: unknown }): string[] {
  return validateCreate(decoded(kind, body), ruledBy(kind)).map((e) => `${e.field}: ${e.message}`);
}

/** `field: message` for each fault of an object that is to replace another, once for what is found more than once. */
export function updateFaultsOf(
  kind: string,
  before: { metadata?: object; [field: string]: unknown },
  after: { metadata?: object; [field: string]: unknown },
  subresource = '',
): string[] {
  return [...new Set(updateCausesOf(kind, before, after, subresource))];
}

/** `field: message` for each cause that the answer has when an object is to replace another. */
export function updateCausesOf(
  kind: string,
  before: { metadata?: object; [field: string]: unknown },
  after: { metadata?: object; [field: string]: unknown },
  subresource = '',
): string[] {
  const faults = validateUpdate(decoded(kind, after), decoded(kind, before), ruledBy(kind, subresource));
  return faults.map((e) => `${e.field}: ${e.message}`);
}
