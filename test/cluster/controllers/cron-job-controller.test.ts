/** Cron jobs on a practice cluster whose clock the test moves. */
import assert from 'node:assert/strict';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import { type CronJob, latestDue, outdatedJobs } from '../../../src/cluster/controllers/cron-job-controller.js';
import type { Job } from '../../../src/cluster/controllers/job-objects.js';
import { readSchedule, type Schedule } from '../../../src/kube/cron-schedule.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('a cron job', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  const path = '/apis/batch/v1/namespaces/timed';
  before(async () => {
    // of its own for every run of these tests: certificates begin at its time
    clock = manualClock(new Date());
    cluster = await practiceCluster({ clock });
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'timed');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const start = async (name: string, command: string, more: Partial<CronJob['spec']> = {}): Promise<void> => {
    const pod = {
      restartPolicy: 'Never',
      containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', command] }],
    };
    const jobTemplate = { metadata: { labels: { from: name } }, spec: { template: { spec: pod } } };
    const spec = { schedule: '* * * * *', jobTemplate, ...more };
    const answer = await admin.post(`${path}/cronjobs`, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec,
    });
    assert.equal(answer.code, 201, answer.text);
  };
  const read = async (name: string) => (await admin.get(`${path}/cronjobs/${name}`)).body as unknown as CronJob;
  const jobsOf = async (name: string): Promise<KubeObject[]> =>
    (await admin.get(`${path}/jobs?labelSelector=from%3D${name}`)).body.items;
  /** Moves the clock a little at a time until the condition holds. */
  const inTime = <T>(what: string, step: number, condition: () => Promise<T | undefined | false>): Promise<T> =>
    until(what, async () => {
      const found = await condition();
      if (found === undefined || found === false) clock.advance(step);
      return found;
    });
  const minute = 60_000;
  const stop = (name: string) => admin.patch(`${path}/cronjobs/${name}`, { spec: { suspend: true } });
  const eventsOf = async (name: string): Promise<string[]> =>
    (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3D${name}`)).body.items.map(
      (event) => `${event.type} ${event.reason}`,
    );

  it('makes a job when it is due, and notes it until it has ended', async () => {
    await start('tick', 'true');
    const job = await inTime('a job', 10_000, async () => (await jobsOf('tick'))[0]);
    const lastScheduleTime = await inTime('the status', 0, async () => (await read('tick')).status?.lastScheduleTime);
    assert.equal(job.metadata.name, `tick-${Date.parse(lastScheduleTime) / minute}`);
    assert.equal(job.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'], lastScheduleTime);
    assert.equal(job.metadata.ownerReferences?.[0]?.kind, 'CronJob');
    await stop('tick');
    const status = await inTime('its end', 100, async () => {
      const { status: now } = await read('tick');
      return now?.lastSuccessfulTime !== undefined && !now.active && now;
    });
    assert.equal(status.lastScheduleTime, lastScheduleTime);
    await inTime('the news', 0, async () => (await eventsOf('tick')).includes('Normal SawCompletedJob'));
  });

  it('notes on the job when it was due, in the time zone of the schedule', async () => {
    await start('zoned', 'true', { timeZone: 'Asia/Kolkata' });
    const job = await inTime('a job', 10_000, async () => (await jobsOf('zoned'))[0]);
    const due = job.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'] ?? '';
    assert.match(due, /\+05:30$/);
    assert.equal(job.metadata.name, `zoned-${Date.parse(due) / minute}`);
    await stop('zoned');
  });

  it('that has missed very many times makes the latest job, and says that it missed them', async () => {
    await start('behind', 'true', { suspend: true });
    const lastScheduleTime = new Date(clock.now().getTime() - 200 * minute).toISOString();
    assert.equal((await admin.patch(`${path}/cronjobs/behind/status`, { status: { lastScheduleTime } })).code, 200);
    const dueAt = Math.floor(clock.now().getTime() / minute);
    await admin.patch(`${path}/cronjobs/behind`, { spec: { suspend: false } });
    const job = await inTime('a job', 0, async () => (await jobsOf('behind'))[0]);
    assert.equal(job.metadata.name, `behind-${dueAt}`);
    await stop('behind');
    const { message } = await inTime('the warning', 0, async () => {
      const { items } = (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3Dbehind`)).body;
      return items.find(({ reason }) => reason === 'TooManyMissedTimes') as { message?: string } | undefined;
    });
    const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    assert.equal(message, `too many missed start times. ${advice}`);
  });

  it('keeps as many old jobs as it is told', async () => {
    // of its own, for a run without the tests before it: its jobs are nothing to the other
    await start('other', 'true');
    await inTime('a job', 10_000, async () => (await jobsOf('other'))[0]);
    await stop('other');
    await start('short', 'true', { successfulJobsHistoryLimit: 1 });
    const first = (await inTime('a job', 10_000, async () => (await jobsOf('short'))[0])).metadata.name;
    const names = async () => (await jobsOf('short')).map(({ metadata }) => metadata.name);
    await inTime('the next alone', 10_000, async () => {
      const now = await names();
      return now.length > 0 && !now.includes(first);
    });
    await stop('short');
    await inTime('the news', 0, async () => (await eventsOf('short')).includes('Normal SuccessfulDelete'));
    assert.equal((await jobsOf('other')).length, 1);
  });

  it('waits for the one before where it forbids two', async () => {
    await start('alone', 'sleep 100000', { concurrencyPolicy: 'Forbid' });
    await inTime('a job', 10_000, async () => (await jobsOf('alone'))[0]);
    await inTime('the news', 10_000, async () => (await eventsOf('alone')).includes('Normal JobAlreadyActive'));
    const [job, ...others] = await jobsOf('alone');
    assert.deepEqual(others, []);
    // what it knows of the one that runs stays
    const { active, lastScheduleTime = '' } = (await read('alone')).status ?? {};
    assert.deepEqual([active?.length, active?.[0]?.uid], [1, job?.metadata.uid]);
    assert.equal(job?.metadata.name, `alone-${Date.parse(lastScheduleTime) / minute}`);
    await stop('alone');
  });

  it('ends the one before where it replaces it', async () => {
    await start('newer', 'sleep 100000', { concurrencyPolicy: 'Replace' });
    const first = (await inTime('a job', 10_000, async () => (await jobsOf('newer'))[0])).metadata.name;
    const [second] = await inTime('another alone', 10_000, async () => {
      const jobs = await jobsOf('newer');
      return jobs.length === 1 && jobs[0]?.metadata.name !== first && jobs;
    });
    // the status never names the job when the cron job is suspended before that
    await inTime('the status', 0, async () => {
      const active = (await read('newer')).status?.active ?? [];
      return active.length === 1 && active[0]?.uid === second?.metadata.uid;
    });
    await stop('newer');
    await inTime('the news', 0, async () => (await eventsOf('newer')).includes('Normal SuccessfulDelete'));
    assert.ok(!(await eventsOf('newer')).includes('Normal MissingJob'));
    await inTime('the end of its pods', 100, async () => {
      const { items } = (await admin.get(`${core}/pods?labelSelector=job-name%3D${first}`)).body;
      return items.length === 0;
    });
  });

  it('makes jobs beside each other where nothing else is said, and none while it is suspended or going', async () => {
    await start('asleep', 'true', { suspend: true });
    await start('going', 'true', { suspend: true });
    assert.equal((await admin.patch(`${path}/cronjobs/going`, { metadata: { finalizers: ['a.b/c'] } })).code, 200);
    assert.equal((await admin.delete(`${path}/cronjobs/going`)).code, 200);
    assert.equal((await admin.patch(`${path}/cronjobs/going`, { spec: { suspend: false } })).code, 200);
    await start('many', 'sleep 100000');
    await inTime('two jobs', 10_000, async () => (await jobsOf('many')).length > 1);
    const { jobs, active } = await inTime('the status', 0, async () => {
      const made = (await jobsOf('many')).map(({ metadata }) => metadata);
      const { status } = await read('many');
      return status?.active?.length === made.length && { jobs: made, active: status.active };
    });
    await stop('many');
    assert.deepEqual(
      active.map(({ resourceVersion, ...entry }) => [entry, typeof resourceVersion]),
      jobs.map(({ name, uid }) => [{ apiVersion: 'batch/v1', kind: 'Job', name, namespace: 'timed', uid }, 'string']),
    );
    assert.deepEqual([await jobsOf('asleep'), await jobsOf('going')], [[], []]);
    await admin.patch(`${path}/cronjobs/going`, { metadata: { finalizers: null } });
    await inTime('the news', 0, async () => (await eventsOf('many')).includes('Normal SuccessfulCreate'));
  });

  it('finds the job again that it made and forgot, and notices when one went missing', async () => {
    // of its own: it stands alone when the tests before it are left out
    await start('forgets', 'sleep 100000');
    await inTime('a job', 10_000, async () => (await jobsOf('forgets'))[0]);
    const { active = [], lastScheduleTime = '' } = await inTime('the job of this minute', 0, async () => {
      const { status: now } = await read('forgets');
      const isOfNow = Date.parse(now?.lastScheduleTime ?? '') === Math.floor(clock.now().getTime() / minute) * minute;
      return isOfNow && now;
    });
    await stop('forgets');
    const before = new Date(Date.parse(lastScheduleTime) - minute).toISOString();
    const latest = active.at(-1);
    const forgotten = { lastScheduleTime: before, active: active.filter(({ uid }) => uid !== latest?.uid) };
    assert.equal((await admin.patch(`${path}/cronjobs/forgets/status`, { status: forgotten })).code, 200);
    const deadline = { suspend: false, startingDeadlineSeconds: 100_000 };
    assert.equal((await admin.patch(`${path}/cronjobs/forgets`, { spec: deadline })).code, 200);
    await inTime('the job again', 0, async () => {
      const { status: now } = await read('forgets');
      return now?.active?.some(({ uid }) => uid === latest?.uid);
    });
    await stop('forgets');
    await admin.delete(`${path}/jobs/${latest?.name}?propagationPolicy=Background`);
    await inTime('its end in the status', 0, async () => {
      const { status: now } = await read('forgets');
      return !now?.active?.some(({ uid }) => uid === latest?.uid);
    });
    await inTime('the news', 0, async () => (await eventsOf('forgets')).includes('Normal MissingJob'));
  });

  it('leaves a job of somebody else that has the name, and tells of one that somebody made for it', async () => {
    await start('taken', 'true', { suspend: true });
    const due = Math.floor(clock.now().getTime() / minute) + 1;
    const { spec, metadata } = await read('taken');
    const foreign = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: `taken-${due}` }, spec: {} };
    const template = spec.jobTemplate.spec.template;
    const made = await admin.post(`${path}/jobs`, { ...foreign, spec: { suspend: true, template } });
    assert.equal(made.code, 201, made.text);
    await admin.patch(`${path}/cronjobs/taken`, { spec: { suspend: false } });
    await inTime('a job of its own', 10_000, async () => (await jobsOf('taken'))[0]);
    await stop('taken');
    assert.equal((await admin.get(`${path}/jobs/taken-${due}`)).body.metadata.uid, made.body.metadata.uid);
    assert.ok(!(await eventsOf('taken')).includes('Warning FailedCreate'));
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'taken', uid: metadata.uid, controller: true };
    const byHand = { name: 'by-hand', ownerReferences: [owner] };
    await admin.post(`${path}/jobs`, { ...foreign, metadata: byHand, spec: { suspend: true, template } });
    await inTime('the news', 0, async () => {
      const { items } = (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3Dtaken`)).body;
      const news = items.filter(({ reason }) => reason === 'UnexpectedJob');
      const message = 'Saw a job that the controller did not create or forgot: by-hand';
      return news.length > 0 && news.every((event) => event.type === 'Warning' && event.message === message);
    });
    assert.ok(!(await eventsOf('many')).includes('Warning UnexpectedJob'));
  });
});

describe('the job that is due', () => {
  const schedule = readSchedule('0 * * * *') as Schedule;
  const cron = (spec: Partial<CronJob['spec']>, lastScheduleTime?: string) =>
    ({ metadata: { creationTimestamp: '2026-01-01T00:30:00Z' }, spec, status: { lastScheduleTime } }) as CronJob;
  const at = (text: string) => new Date(text);

  it('is the latest since the last one, or since the beginning', () => {
    assert.equal(latestDue(cron({}), schedule, at('2026-01-01T00:59:59Z')).at, undefined);
    assert.deepEqual(latestDue(cron({}), schedule, at('2026-01-01T03:10:00Z')), {
      at: at('2026-01-01T03:00:00Z'),
      missed: 3,
    });
    assert.equal(latestDue(cron({}, '2026-01-01T03:00:00Z'), schedule, at('2026-01-01T03:10:00Z')).at, undefined);
  });
  it('is none that is too late to be begun', () => {
    assert.equal(latestDue(cron({ startingDeadlineSeconds: 60 }), schedule, at('2026-01-01T03:10:00Z')).at, undefined);
  });
  it('is found among very many', () => {
    const { at: due, missed } = latestDue(cron({}), schedule, at('2027-01-01T00:30:00Z'));
    assert.deepEqual(due, at('2027-01-01T00:00:00Z'));
    assert.ok(missed > 100 && missed < 110);
  });
  it('is the one of this very moment, and of a deadline that has just not passed', () => {
    assert.deepEqual(latestDue(cron({}), schedule, at('2026-01-01T01:00:00Z')).at, at('2026-01-01T01:00:00Z'));
    const late = cron({ startingDeadlineSeconds: 601 });
    assert.deepEqual(latestDue(late, schedule, at('2026-01-01T03:10:00Z')), {
      at: at('2026-01-01T03:00:00Z'),
      missed: 1,
    });
    // a deadline makes none due that was made already
    const done = cron({ startingDeadlineSeconds: 9999 }, '2026-01-01T03:00:00Z');
    assert.equal(latestDue(done, schedule, at('2026-01-01T03:10:00Z')).at, undefined);
  });
  it('goes by the time zone of the schedule', () => {
    const daily = readSchedule('0 7 * * *') as Schedule;
    const zoned = cron({ timeZone: 'Asia/Kolkata' });
    assert.deepEqual(latestDue(zoned, daily, at('2026-01-01T07:00:00Z')).at, at('2026-01-01T01:30:00Z'));
  });
});

describe('the jobs of a cron job that go', () => {
  const job = (name: string, end?: string, startTime?: string): Job => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, uid: '1' },
    spec: { selector: {}, template: { spec: { containers: [] } } },
    status: { ...(startTime ? { startTime } : {}), ...(end ? { conditions: [{ type: end, status: 'True' }] } : {}) },
  });
  const gone = (spec: object, ...jobs: Job[]) =>
    outdatedJobs({ spec } as CronJob, jobs).map(({ metadata }) => metadata.name);
  const limits = { successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 };

  it('are the oldest that are more than the limit of their end', () => {
    const jobs = [job('c', 'Complete', 't3'), job('a', 'Complete', 't1'), job('b', 'Complete', 't2')];
    assert.deepEqual(gone(limits, ...jobs), ['a', 'b']);
    assert.deepEqual(gone(limits, ...jobs, job('f', 'Failed', 't4')), ['a', 'b', 'f']);
    assert.deepEqual(gone({ ...limits, successfulJobsHistoryLimit: 3 }, ...jobs), []);
    assert.deepEqual(gone({ ...limits, successfulJobsHistoryLimit: 0 }, ...jobs), ['a', 'b', 'c']);
  });

  it('are by their names the first where they began together, and never began comes first', () => {
    assert.deepEqual(gone(limits, job('b', 'Complete', 't'), job('a', 'Complete', 't')), ['a']);
    assert.deepEqual(gone(limits, job('a', 'Complete', 't'), job('b', 'Complete')), ['b']);
  });

  it('are none that run, none without a limit, and none that are going already', () => {
    assert.deepEqual(gone(limits, job('a'), job('b')), []);
    assert.deepEqual(gone({}, job('a', 'Complete'), job('b', 'Failed')), []);
    const going = job('a', 'Failed');
    going.metadata.deletionTimestamp = 't';
    assert.deepEqual(gone(limits, going, job('b', 'Failed')), ['b']);
  });
});
