/** Makes the jobs of cron jobs when they are due, and removes old ones (pkg/controller/cronjob). */
import { nextTime, readSchedule, type Schedule, timeZoneFault } from '../../kube/cron-schedule.js';
import { goQuote } from '../../kube/go-quote.js';
import type { NamedObject, ObjectMeta, StoredObject } from '../../kube/object.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import { zonedTime } from '../../kube/zoned-time.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { endOf, holding, type Job, type JobSpec } from './job-objects.js';
import { controllerOf, controllerReference, equalJson, resources, splitKey, target } from './objects.js';
import { told } from './pod-control.js';
import { keysTo, toldByEvent } from './queue.js';
import { whileThere } from './while-there.js';

/** A job that runs, in the status. */
type Active = Record<'apiVersion' | 'kind' | 'name' | 'namespace' | 'uid' | 'resourceVersion', string>;

/** batch/v1 CronJob. */
export interface CronJob extends StoredObject {
  spec: {
    schedule: string;
    timeZone?: string;
    startingDeadlineSeconds?: number;
    concurrencyPolicy?: string;
    suspend?: boolean;
    jobTemplate: { metadata?: ObjectMeta; spec: JobSpec };
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
  };
  status?: { active?: Active[]; lastScheduleTime?: string; lastSuccessfulTime?: string };
}

const name = 'cronjob-controller';
const scheduledKey = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
/** A moment later than a job is due, so that the time has certainly come. */
const late = 100;
/** More missed times than this say that a clock is wrong. */
const manyMissed = 100;

/** The latest time at or before `now` at which a job was due and was not made; and how many were, up to {@link manyMissed}. */
export function latestDue(cron: CronJob, schedule: Schedule, now: Date): { at: Date | undefined; missed: number } {
  const { startingDeadlineSeconds: deadline, timeZone } = cron.spec;
  const last = Date.parse(cron.status?.lastScheduleTime ?? cron.metadata.creationTimestamp ?? '');
  const earliest = deadline === undefined ? last : Math.max(last, now.getTime() - deadline * 1000);
  const found: { at: Date | undefined; missed: number } = { at: undefined, missed: 0 };
  let next = nextTime(schedule, new Date(earliest), timeZone);
  while (next && next <= now) {
    found.at = next;
    found.missed++;
    // after many the latest is found from nearer
    const from = found.missed > manyMissed ? Math.max(next.getTime(), now.getTime() - 3_600_000) : next.getTime();
    next = nextTime(schedule, new Date(from), timeZone);
  }
  return found;
}

/** The schedule of the cron job; where it has none that can be kept, the reason and the words of a Warning about that. */
export function scheduleOf({
  spec: { schedule: text, timeZone },
}: CronJob): Schedule | { reason: string; fault: string } {
  const zoneFault = timeZone === undefined ? undefined : timeZoneFault(timeZone);
  if (zoneFault !== undefined) {
    return { reason: 'UnknownTimeZone', fault: `invalid timeZone: ${goQuote(timeZone ?? '')}: ${zoneFault}` };
  }
  const schedule = readSchedule(text);
  if (typeof schedule !== 'string') return schedule;
  return { reason: 'UnparseableSchedule', fault: `unparseable schedule: ${goQuote(text)} : ${schedule}` };
}

/** The jobs that have ended and are more than the history may have, of each kind of end the oldest first. */
export function outdatedJobs({ spec }: CronJob, jobs: readonly Job[]): Job[] {
  const limits = { Complete: spec.successfulJobsHistoryLimit, Failed: spec.failedJobsHistoryLimit };
  return Object.entries(limits).flatMap(([type, limit]) => {
    if (limit === undefined) return [];
    const since = ({ status, metadata }: Job) => `${status?.startTime ?? ''} ${metadata.name}`;
    const ended = jobs.filter((job) => endOf(job)?.type === type).sort((a, b) => (since(a) < since(b) ? -1 : 1));
    return ended.slice(0, Math.max(0, ended.length - limit)).filter(({ metadata }) => !metadata.deletionTimestamp);
  });
}

/** Starts the cron job controller. */
export function startCronJobController(context: ControllerContext): void {
  const { clock } = context;
  const client = context.clientOf(name);
  const record = eventRecorder(client, clock, name, (e) => context.onError(e, name));

  const remove = async (cron: CronJob, job: Pick<NamedObject, 'metadata'>): Promise<void> => {
    const { namespace = '', name: jobName } = job.metadata;
    try {
      await client.delete(target(resources.jobs, { namespace, name: jobName }), { propagationPolicy: 'Background' });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return;
      record(cron, 'Warning', 'FailedDelete', `Deleted job: ${told(error)}`);
      throw toldByEvent(error);
    }
    record(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${jobName}`);
  };

  /** The status without the jobs that have ended or are gone. */
  const observed = (cron: CronJob, jobs: readonly Job[]): NonNullable<CronJob['status']> => {
    const { active = [], ...status } = cron.status ?? {};
    const running: Active[] = [];
    for (const entry of active) {
      const job = jobs.find(({ metadata }) => metadata.uid === entry.uid);
      const end = job && endOf(job);
      if (job && !end) running.push(entry);
      else if (end) {
        record(cron, 'Normal', 'SawCompletedJob', `Saw completed job: ${entry.name}, condition: ${end.type}`);
      } else record(cron, 'Normal', 'MissingJob', `Active job went missing: ${entry.name}`);
    }
    for (const job of jobs.filter((one) => !endOf(one) && !one.metadata.annotations?.[scheduledKey])) {
      const message = `Saw a job that the controller did not create or forgot: ${job.metadata.name}`;
      record(cron, 'Warning', 'UnexpectedJob', message);
    }
    const times = jobs.filter((job) => holding(job.status, 'Complete')).map((job) => job.status?.completionTime ?? '');
    const latest = [status.lastSuccessfulTime ?? '', ...times].sort().at(-1);
    if (latest) status.lastSuccessfulTime = latest;
    return { ...status, ...(running.length ? { active: running } : {}) };
  };

  /** The job for this time; undefined where a job of somebody else has its name. */
  const create = async (cron: CronJob, due: Date): Promise<Job | undefined> => {
    const { namespace = '', name: own } = cron.metadata;
    const { metadata, spec } = cron.spec.jobTemplate;
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        // the same time gives the same name, so that no job is made twice
        name: `${own}-${Math.trunc(due.getTime() / 60_000)}`,
        namespace,
        labels: metadata?.labels,
        annotations: { ...metadata?.annotations, [scheduledKey]: zonedTime(due, cron.spec.timeZone ?? 'UTC') },
        ownerReferences: [controllerReference(cron)],
      },
      spec,
    };
    try {
      const created = await client.create<Job>(target(resources.jobs, { namespace }), job);
      record(cron, 'Normal', 'SuccessfulCreate', `Created job ${created.metadata.name}`);
      return created;
    } catch (error) {
      if (isApiError(error, 'AlreadyExists')) {
        const found = await client.get<Job>(target(resources.jobs, { namespace, name: job.metadata.name }));
        return controllerOf(found)?.uid === cron.metadata.uid ? found : undefined;
      }
      if (!isNamespaceTerminating(error)) {
        record(cron, 'Warning', 'FailedCreate', `Error creating job: ${told(error)}`);
      }
      throw toldByEvent(error);
    }
  };

  /** Makes the job that is due, if its policy has room for it; the status then. */
  const run = async (
    cron: CronJob,
    schedule: Schedule,
    status: NonNullable<CronJob['status']>,
  ): Promise<NonNullable<CronJob['status']>> => {
    const { at, missed } = latestDue(cron, schedule, clock.now());
    if (missed > manyMissed) {
      const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      record(cron, 'Warning', 'TooManyMissedTimes', `too many missed start times. ${advice}`);
    }
    if (!at) return status;
    const { concurrencyPolicy } = cron.spec;
    let active = status.active ?? [];
    if (concurrencyPolicy === 'Forbid' && active.length > 0) {
      const why = 'Not starting job because prior execution is running and concurrency policy is Forbid';
      record(cron, 'Normal', 'JobAlreadyActive', why);
      return status;
    }
    if (concurrencyPolicy === 'Replace') {
      for (const { name: jobName, namespace } of active) await remove(cron, { metadata: { name: jobName, namespace } });
      active = [];
    }
    const job = await create(cron, at);
    if (!job) return { ...status, ...(active.length > 0 ? { active } : {}) };
    const { metadata } = job;
    const { name: jobName, namespace = '', uid, resourceVersion = '' } = metadata;
    const entry = { kind: 'Job', namespace, name: jobName, uid, apiVersion: 'batch/v1', resourceVersion };
    return { ...status, active: [...active, entry], lastScheduleTime: formatTime(at) };
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name: own } = splitKey(key);
    const cron = crons.get(namespace, own);
    if (!cron) return;
    const owned = jobs.list(namespace).filter((job) => controllerOf(job)?.uid === cron.metadata.uid);
    for (const job of outdatedJobs(cron, owned)) await remove(cron, job);
    let status = observed(cron, owned);
    const { suspend, timeZone } = cron.spec;
    const schedule = scheduleOf(cron);
    // the API server refuses most of these: a zone may be one that an earlier Node.js knew
    if ('fault' in schedule) record(cron, 'Warning', schedule.reason, schedule.fault);
    else if (!suspend && !cron.metadata.deletionTimestamp) {
      status = await run(cron, schedule, status);
      const now = clock.now();
      const next = nextTime(schedule, now, timeZone);
      if (next) queue.addAfter(key, next.getTime() - now.getTime() + late);
    }
    if (equalJson(status, cron.status ?? {})) return;
    await client.update(target(resources.cronJobs, { namespace, name: own, subresource: 'status' }), {
      ...cron,
      status,
    });
  };

  const queue = context.queue(name, async (key) => {
    // jobs that are not listed yet would be taken for gone
    await jobs.synced;
    await whileThere(() => sync(key));
  });
  const crons = context.watch<CronJob>(resources.cronJobs, keysTo(queue));
  const jobs = context.watch<Job>(resources.jobs, ({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'CronJob') queue.add(`${object.metadata.namespace}/${owner.name}`);
  });
}
