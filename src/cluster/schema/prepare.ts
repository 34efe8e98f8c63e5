/** What a write may not set and what it sets by itself: the create and update strategies of each kind. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';

/**
 * Makes a decoded object with defaults ready to be validated and stored, in place: creationTimestamp, generation, no
 * status, stringData folded in, a namespace's finalizer and label. Name, namespace and uid are the registry's.
 */
export function prepareForCreate<T extends KubeObject>(object: T, _kind: ResourceKind, _now: Date): T {
  return object;
}

/**
 * Makes a decoded object with defaults ready to replace `old`, in place: what `subresource` may not change is taken from
 * `old`, and the generation grows when the specification differs.
 */
export function prepareForUpdate<T extends KubeObject>(
  object: T,
  _old: KubeObject,
  _kind: ResourceKind,
  _subresource: string,
): T {
  return object;
}
