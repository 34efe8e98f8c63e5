/** PodDisruptionBudget: how many of some pods may be evicted at once. */

import { fields } from '../../../kube/fields.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import { validateConditions } from '../../validation/conditions.js';
import { intOrPercent, nonNegative, validateLabelSelector } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { oneOf } from '../field-rules.js';
import { internalValue } from '../internal-value.js';
import { hasNewSpec } from '../prepare-fields.js';

/** The definition of PodDisruptionBudgets. */
export const disruptionBudget: KindDefinition = {
  needsVersion: true,
  isNewGeneration: hasNewSpec,
  status: { type: 'policy.v1.PodDisruptionBudgetStatus' },
  validation: {
    // their metadata is validated like any object's, after their own rules and only when those find nothing
    nameFaults: pathSegmentFaults,
    anyFinalizer: true,
    ofNew: (object, metadata) => {
      const errors = validate(object);
      return errors.length > 0 ? errors : metadata();
    },
    always: validate,
    order: ['always'],
    through: {
      status: ({ status }) => [
        ...validateConditions(fields(status).conditions, 'status.conditions'),
        ...['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'].flatMap((field) =>
          nonNegative(fields(status)[field], `status.${field}`),
        ),
      ],
    },
  },
};

function validate({ spec }: KubeObject): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = fields(spec);
  const errors: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    errors.push(
      invalid(
        'spec',
        internalValue('policy.v1.PodDisruptionBudgetSpec', spec),
        'minAvailable and maxUnavailable cannot be both set',
      ),
    );
  }
  for (const [field, value] of Object.entries({ minAvailable, maxUnavailable })) {
    if (value === undefined) continue;
    errors.push(...intOrPercent(value, `spec.${field}`));
    if (/^\d+%$/.test(String(value)) && Number.parseInt(String(value), 10) > 100) {
      errors.push(invalid(`spec.${field}`, value, 'must not be greater than 100%'));
    }
  }
  return [
    ...errors,
    ...validateLabelSelector(selector, 'spec.selector'),
    ...oneOf(unhealthyPodEvictionPolicy, 'spec.unhealthyPodEvictionPolicy', ['AlwaysAllow', 'IfHealthyBudget']),
  ];
}
