/** What is wrong with an object, found as the API server does it: decoded, with defaults, then validated. */
import { decodeObject } from '../../../src/cluster/schema/decode.js';
import { applyDefaults } from '../../../src/cluster/schema/defaults.js';
import { validateCreate, validateUpdate } from '../../../src/cluster/validation/validate.js';
import { kinds, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';

/** The row of a kind; throws when there is none. */
export function rowOf(kind: string): ResourceKind {
  const row = kinds.find((k) => k.kind === kind && !k.group.startsWith('events.'));
  if (!row) throw new Error(`no such kind: ${kind}`);
  return row;
}

/** The object as it is before it is validated; name and namespace are there unless the body says otherwise. */
export function decoded(kind: string, body: { metadata?: object; [field: string]: unknown }): KubeObject {
  const row = rowOf(kind);
  const metadata = { name: 'x', ...(row.namespaced ? { namespace: 'shop' } : {}), ...body.metadata };
  const text = JSON.stringify({ ...body, metadata });
  return applyDefaults(decodeObject(row, text, { format: 'json', fieldValidation: 'Strict' }).object);
}

/** `field: message` for each fault of a new object. */
export function faultsOf(kind: string, body: { metadata?: object; [field: string]: unknown }): string[] {
  return validateCreate(decoded(kind, body), rowOf(kind)).map((e) => `${e.field}: ${e.message}`);
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
  const faults = validateUpdate(decoded(kind, after), decoded(kind, before), rowOf(kind), subresource);
  return faults.map((e) => `${e.field}: ${e.message}`);
}
