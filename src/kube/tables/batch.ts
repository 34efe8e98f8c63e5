/** The tables of Jobs and CronJobs. */

import { type Fields, fields, list, number, text } from '../fields.js';
import { ageOf, humanDuration } from '../human-duration.js';
import type { KubeObject } from '../object.js';
import { containerCells, formatSelector, templateColumns } from './apps.js';
import { age, ageColumn, column, nameColumn, none, type Printer } from './printer.js';

/** The specification of the jobs that a CronJob makes. */
export const jobOf = (object: KubeObject): Fields => fields(fields(fields(object.spec).jobTemplate).spec);

/** The table of CronJobs. */
export const cronJobPrinter: Printer = {
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
};

/** The table of Jobs. */
export const jobPrinter: Printer = {
  columns: [
    nameColumn,
    column('Status', 'How far it is.'),
    column('Completions', 'Pods that have succeeded, of those wanted.'),
    column('Duration', 'How long it has been running, or ran.'),
    ageColumn,
    ...templateColumns,
  ],
  cells: (object, now) => {
    const spec = fields(object.spec);
    const [done, lasted] = [completions(object), duration(object, now)];
    const selector = formatSelector(fields(spec.selector));
    return [object.metadata.name, state(object), done, lasted, age(object, now), ...containerCells(spec), selector];
  },
};

function completions({ spec, status }: KubeObject): string {
  const succeeded = number(fields(status).succeeded) ?? 0;
  const wanted = number(fields(spec).completions);
  if (wanted !== undefined) return `${succeeded}/${wanted}`;
  const parallelism = number(fields(spec).parallelism) ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration({ status }: KubeObject, now: Date): string {
  const { startTime, completionTime } = fields(status);
  if (typeof startTime !== 'string') return '';
  const end = typeof completionTime === 'string' ? Date.parse(completionTime) : now.getTime();
  return humanDuration(end - Date.parse(startTime));
}

function state({ metadata, status }: KubeObject): string {
  const holds = (type: string): boolean =>
    list(fields(status).conditions).some((condition) => condition.type === type && text(condition.status) === 'True');
  const ended = ['Complete', 'Failed'].find(holds);
  if (ended !== undefined) return ended;
  if (metadata.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}
