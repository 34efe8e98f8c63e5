/** CronJob. */
import { readSchedule, timeZoneFault } from '../../../kube/cron-schedule.js';
import { type Fields, fields, list, number, text } from '../../../kube/fields.js';
import { ageOf } from '../../../kube/human-duration.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, notSupported, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import { containerCells, formatSelector, templateColumns } from '../apps/columns.js';
import { defaultTemplate, warnOfTemplateIn } from '../apps/template.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefault } from '../prepare-fields.js';
import { age, ageColumn, column, nameColumn, none } from '../printer.js';
import { validateJobSpec } from './job-validation.js';

const jobOf = (object: KubeObject): Fields => fields(fields(fields(object.spec).jobTemplate).spec);

/** What the server knows of it. */
export const cronJob: KindDefinition = {
  printer: {
    columns: [
      nameColumn,
      column('Schedule', 'When a job is made.'),
      column('Timezone', 'The time zone of the schedule.'),
      column('Suspend', 'Whether no jobs are made for now.', { type: 'boolean' }),
      column('Active', 'Its jobs that run.', { type: 'integer' }),
      column('Last Schedule', 'How long ago a job was made.'),
      ageColumn,
      ...templateColumns,
    ],
    cells: (object, now) => {
      const [spec, status, job] = [fields(object.spec), fields(object.status), jobOf(object)];
      return [
        object.metadata.name,
        text(spec.schedule),
        text(spec.timeZone) || none,
        spec.suspend === undefined ? '<unset>' : spec.suspend === true ? 'True' : 'False',
        list(status.active).length,
        status.lastScheduleTime === undefined ? none : ageOf(status.lastScheduleTime, now),
        age(object, now),
        ...containerCells(job),
        formatSelector(fields(job.selector)),
      ];
    },
  },
  defaults: (object) => {
    const spec = fields(object.spec);
    setDefault(spec, 'concurrencyPolicy', 'Allow');
    setDefault(spec, 'suspend', false);
    setDefault(spec, 'successfulJobsHistoryLimit', 3);
    setDefault(spec, 'failedJobsHistoryLimit', 1);
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
    const schedule = text(fields(object.spec).schedule);
    const help = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
    return [
      ...warnOfTemplateIn(object, old, jobOf(object), 'spec.jobTemplate.spec.'),
      ...(schedule.includes('TZ')
        ? [`CRON_TZ or TZ used in spec.schedule is not officially supported, see ${help} for more details`]
        : []),
    ];
  },
};

/** The name of a job is this one and eleven characters. */
const longestName = 52;
const policies = ['Allow', 'Forbid', 'Replace'];

/** `old` is looked at where a rule came later than objects that break it. */
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
