/** CronJob. */

import { readSchedule, timeZoneFault } from '../../../kube/cron-schedule.js';
import { type Fields, fields, number, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import { jobOf } from '../../../kube/tables/batch.js';
import { nonNegative } from '../../validation/field-checks.js';
import { defaultTemplate, warnOfTemplateIn } from '../apps/template.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefaults } from '../prepare-fields.js';
import { validateJobSpec } from './job-validation.js';

/** The definition of CronJobs. */
export const cronJob: KindDefinition = {
  defaults: (object) => {
    const spec = fields(object.spec);
    setDefaults(spec, { concurrencyPolicy: 'Allow', suspend: false });
    setDefaults(spec, { successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
    defaultTemplate(jobOf(object));
  },
  isNewGeneration: hasNewSpec,
  status: { type: 'batch.v1.CronJobStatus' },
  validation: {
    always: validate,
    create: ({ metadata: { name = '' } }) =>
      name.length > longestName
        ? [invalid('metadata.name', name, `must be no more than ${longestName} characters`)]
        : [],
    order: ['metadata', 'always'],
    through: { status: () => [] },
  },
  warnings: (object, old) => {
    const hasZone = old && text(fields(object.spec).schedule).includes('TZ');
    return [
      ...warnOfTemplateIn(object, old, jobOf(object), 'spec.jobTemplate.spec.'),
      ...(hasZone ? [zoneInSchedule] : []),
    ];
  },
};

/** The path says `spec` twice in Kubernetes, too. */
const zoneInSchedule =
  'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';

/** The longest name; jobs' names add eleven characters. */
const longestName = 52;
const policies = ['Allow', 'Forbid', 'Replace'];

/** `old` counts where stored objects may break a newer rule. */
function validate(object: KubeObject, old?: KubeObject): FieldError[] {
  const [spec, before] = [fields(object.spec), fields(old?.spec)];
  const policy = text(spec.concurrencyPolicy);
  const job = jobOf(object);
  const path = 'spec.jobTemplate.spec';
  return [
    ...validateSchedule(spec, text(before.schedule).includes('TZ')),
    ...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...(old === undefined || before.timeZone !== spec.timeZone ? validateTimeZone(spec.timeZone) : []),
    ...(policies.includes(policy) ? [] : [notSupported('spec.concurrencyPolicy', policy, policies)]),
    ...validateJobSpec(job, path),
    ...(job.selector === undefined
      ? []
      : [invalid(`${path}.selector`, job.selector, '`selector` will be auto-generated')]),
    ...(job.manualSelector === true ? [notSupported(`${path}.manualSelector`, true, ['nil', 'false'])] : []),
    ...nonNegative(number(spec.successfulJobsHistoryLimit), 'spec.successfulJobsHistoryLimit'),
    ...nonNegative(number(spec.failedJobsHistoryLimit), 'spec.failedJobsHistoryLimit'),
  ];
}

function validateSchedule({ schedule: given, timeZone }: Fields, mayHaveZone: boolean): FieldError[] {
  const schedule = text(given);
  if (schedule === '') return [required('spec.schedule')];
  const read = readSchedule(schedule);
  const faults = typeof read === 'string' ? [read] : [];
  if (schedule.includes('TZ')) {
    if (!mayHaveZone) faults.push('cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
    else if (timeZone !== undefined) faults.push('cannot use both timeZone field and TZ or CRON_TZ in schedule');
  }
  return faults.map((fault) => invalid('spec.schedule', schedule, fault));
}

function validateTimeZone(timeZone: unknown): FieldError[] {
  if (timeZone === undefined || timeZone === null) return [];
  const fault = timeZoneFault(text(timeZone));
  return fault === undefined ? [] : [invalid('spec.timeZone', timeZone, fault)];
}
