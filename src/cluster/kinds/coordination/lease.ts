/** Lease: the current leader, and since when. */

import { fields, number } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';

/** The definition of Leases. */
export const lease: KindDefinition = {
  createOnUpdate: true,
  validation: { always: validate },
};

function validate(object: KubeObject): FieldError[] {
  const { leaseDurationSeconds, leaseTransitions, holderIdentity } = fields(object.spec);
  const seconds = number(leaseDurationSeconds);
  return [
    ...(seconds !== undefined && seconds <= 0
      ? [invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0')]
      : []),
    ...nonNegative(leaseTransitions, 'spec.leaseTransitions'),
    ...(holderIdentity === '' ? [invalid('spec.holderIdentity', '', 'must not be empty')] : []),
  ];
}
