/** The fields that the server sets or keeps in every write; the fields of a kind are in its definition. */
import type { KubeObject, ObjectMeta } from '../../kube/object.js';
import { formatTime } from '../clock.js';
import type { KindDefinition } from '../kinds/definition.js';
import { keepField } from '../kinds/prepare-fields.js';
import { typeNamed } from '../types/api-types.js';
import { zeroStruct } from '../wire/convert.js';

/**
 * Makes a decoded object with defaults ready to be validated and stored, in place: creationTimestamp, generation, no status,
 * and its kind's own fields. Name, namespace and uid are to be there before.
 */
export function prepareForCreate<T extends KubeObject>(object: T, definition: KindDefinition, now: Date): T {
  const { metadata } = object;
  metadata.creationTimestamp = formatTime(now);
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  dropSelfLink(metadata);
  if (definition.isNewGeneration) metadata.generation = 1;
  const type = definition.status?.type === undefined ? undefined : typeNamed(definition.status.type);
  if (type) (object as KubeObject).status = zeroStruct(type);
  definition.prepare?.create?.(object);
  return object;
}

/**
 * Makes a decoded object with defaults ready to replace `old`, in place: fields that `subresource` may not change are kept,
 * and the generation grows when the specification differs. `now` dates a signing request's conditions.
 */
export function prepareForUpdate<T extends KubeObject>(
  object: T,
  old: KubeObject,
  definition: KindDefinition,
  subresource: string,
  now: Date,
): T {
  keepSystemMetadata(object.metadata, old.metadata);
  const { prepare, isNewGeneration } = definition;
  const through = prepare?.through?.[subresource];
  if (through) through(object, old, now);
  else if (subresource === 'status') keepField(object, old, 'spec');
  else {
    if (definition.status) keepField(object, old, 'status');
    if (definition.hasFixedSpec) keepField(object, old, 'spec');
  }
  prepare?.update?.(object, old, subresource);
  if (isNewGeneration) {
    // a binding says where a pod runs; its specification is the same
    const counts = isNewGeneration(object, old) && subresource !== 'status' && subresource !== 'binding';
    object.metadata.generation = (old.metadata.generation ?? 0) + (counts ? 1 : 0);
    if (object.metadata.generation === 0) delete object.metadata.generation;
  }
  return object;
}

/** System fields that were left out are those of the stored object; some can never be taken away. */
function keepSystemMetadata(metadata: ObjectMeta, old: ObjectMeta): void {
  metadata.uid ||= old.uid;
  metadata.creationTimestamp ||= old.creationTimestamp;
  if (old.deletionTimestamp) {
    metadata.deletionTimestamp = old.deletionTimestamp;
    metadata.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  }
  if (old.generation === undefined) delete metadata.generation;
  else metadata.generation = old.generation;
  dropSelfLink(metadata);
}

/** Drops selfLink, a field of older versions. */
function dropSelfLink(metadata: ObjectMeta & { selfLink?: unknown }): void {
  delete metadata.selfLink;
}
