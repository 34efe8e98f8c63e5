/** The rules for the status of a job (ValidateJobUpdateStatus). */
import { type Fields, fields, list } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';

const holds = (status: Fields, wanted: string): boolean =>
  list(status.conditions).some((condition) => condition.type === wanted && condition.status === 'True');

/** Conditions that exclude or require another one. */
const pairs: readonly [type: string, other: string, when: 'beside' | 'without', why: string][] = [
  ['Complete', 'Failed', 'beside', 'cannot set Complete=True and Failed=true conditions'],
  ['Complete', 'FailureTarget', 'beside', 'cannot set Complete=True and FailureTarget=true conditions'],
  ['Failed', 'FailureTarget', 'without', 'cannot set Failed=True condition without the FailureTarget=true condition'],
  [
    'Complete',
    'SuccessCriteriaMet',
    'without',
    'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
  ],
];

/** The faults of a status that is written for a job. */
export function validateJobStatus(job: KubeObject, old: KubeObject): FieldError[] {
  const [status, before] = [fields(job.status), fields(old.status)];
  const refused = (why: string): FieldError => ({
    reason: 'FieldValueInvalid',
    field: 'status.conditions',
    message: `Invalid value: ${why}`,
  });
  const errors = ['active', 'succeeded', 'failed', 'ready', 'terminating'].flatMap((name) =>
    nonNegative(status[name], `status.${name}`),
  );
  for (const [type, other, when, why] of pairs) {
    if (holds(status, type) && holds(status, other) === (when === 'beside')) errors.push(refused(why));
  }
  const finished = holds(status, 'Complete') || holds(status, 'Failed');
  if (finished && Number(status.active ?? 0) > 0) {
    errors.push(invalid('status.active', status.active, 'active>0 is invalid for finished job'));
  }
  if (finished && !holds(before, 'Complete') && !holds(before, 'Failed') && status.startTime === undefined) {
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  }
  const { completionTime, startTime } = status;
  if (typeof completionTime === 'string') {
    if (!holds(status, 'Complete')) {
      const why = 'cannot set completionTime when there is no Complete=True condition';
      errors.push(invalid('status.completionTime', completionTime, why));
    }
    if (typeof startTime === 'string' && Date.parse(completionTime) < Date.parse(startTime)) {
      errors.push(invalid('status.completionTime', completionTime, 'must be equal to or after `startTime`'));
    }
  }
  for (const type of ['Complete', 'Failed'].filter((name) => holds(before, name) && !holds(status, name))) {
    errors.push(refused(`cannot disable the terminal ${type}=True condition`));
  }
  return errors;
}
