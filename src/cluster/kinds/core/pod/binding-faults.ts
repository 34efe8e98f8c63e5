/** The rules for a Binding, which says on what node a pod runs. */

import { fields, text } from '../../../../kube/fields.js';
import type { KubeObject } from '../../../../kube/object.js';
import { type FieldError, notSupported, required } from '../../../../kube/status.js';

/** The faults of a Binding. */
export function validatePodBinding(binding: KubeObject): FieldError[] {
  const target = fields(binding.target);
  const kind = text(target.kind);
  const errors: FieldError[] = [];
  if (kind !== '' && kind !== 'Node') errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if (text(target.name) === '') errors.push(required('target.name'));
  return errors;
}
