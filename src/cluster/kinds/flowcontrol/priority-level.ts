import { type Fields, fields } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import type { KindDefinition } from '../definition.js';
import { oneOf } from '../field-rules.js';
import { hasNewSpec, setDefaults } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';
import { suggestedLevels } from './suggested.js';

/** The definition of PriorityLevelConfigurations. */
export const priorityLevel: KindDefinition = {
  defaults: ({ spec }) => fillIn(fields(spec)),
  initial: suggestedLevels,
  isNewGeneration: hasNewSpec,
  status: { type: 'flowcontrol.v1.PriorityLevelConfigurationStatus' },
  validation: { always: validate, order: asNewFirst },
};

function fillIn({ limited, exempt }: Fields): void {
  for (const [part, shares] of [
    [limited, 30],
    [exempt, 0],
  ] as const) {
    setDefaults(fields(part), { nominalConcurrencyShares: shares, lendablePercent: 0 });
  }
  const response = fields(fields(limited).limitResponse);
  if (response.type !== 'Queue' || response.queuing === undefined) return;
  setDefaults(fields(response.queuing), { queues: 64, handSize: 8, queueLengthLimit: 50 });
}

function validate({ spec }: KubeObject): FieldError[] {
  const { type, limited, exempt } = fields(spec);
  const errors = oneOf(type ?? '', 'spec.type', ['Exempt', 'Limited']);
  if (type === 'Exempt' && limited !== undefined) {
    errors.push(fieldForbidden('spec.limited', 'must be nil if the type is not Limited'));
  }
  if (type === 'Limited' && exempt !== undefined) {
    errors.push(fieldForbidden('spec.exempt', 'must be nil if the type is Limited'));
  }
  if (type !== 'Limited') return errors;
  if (limited === undefined) return [...errors, required('spec.limited', 'must not be empty when type is Limited')];
  const response = fields(fields(limited).limitResponse);
  const path = 'spec.limited.limitResponse';
  errors.push(...nonNegative(fields(limited).nominalConcurrencyShares, 'spec.limited.nominalConcurrencyShares'));
  errors.push(...oneOf(response.type ?? '', `${path}.type`, ['Queue', 'Reject']));
  if (response.type === 'Reject' && response.queuing !== undefined) {
    errors.push(fieldForbidden(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  }
  if (response.type === 'Queue' && response.queuing === undefined) {
    errors.push(required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
  }
  return errors;
}
