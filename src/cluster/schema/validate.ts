/** What is wrong with an object: the rules for all kinds here, those of one kind in the files beside this one. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import type { FieldError } from '../../kube/status.js';

/** The faults of an object that is to be created, in Kubernetes' order; empty when there are none. */
export function validateCreate(_object: KubeObject, _kind: ResourceKind): FieldError[] {
  return [];
}

/** The faults of an object that is to replace `old`; `subresource` is `''` for the object itself. */
export function validateUpdate(
  _object: KubeObject,
  _old: KubeObject,
  _kind: ResourceKind,
  _subresource: string,
): FieldError[] {
  return [];
}
