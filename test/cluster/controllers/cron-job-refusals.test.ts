/** What keeps cron jobs from making and removing jobs, and what they make of jobs that others have changed. */
import assert from 'node:assert/strict';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import { type CronJob, scheduleOf } from '../../../src/cluster/controllers/cron-job-controller.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { makeQuota } from '../../helpers/quota.js';
import { refusingPolicy } from '../../helpers/refusing-policy.js';
import { until } from '../../helpers/until.js';

describe('a cron job that is kept from its work', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  const path = '/apis/batch/v1/namespaces/kept';
  const minute = 60_000;
  before(async () => {
    clock = manualClock(new Date());
    cluster = await practiceCluster({ clock });
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'kept');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const pod = { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['true'] }] };
  const start = async (name: string, more: Partial<CronJob['spec']> = {}): Promise<KubeObject> => {
    const spec = { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: pod } } }, ...more };
    const body = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name }, spec };
    const { code, text, body: made } = await admin.post(`${path}/cronjobs`, body);
    assert.equal(code, 201, text);
    return made;
  };
  const change = async (name: string, spec: object): Promise<void> =>
    assert.equal((await admin.patch(`${path}/cronjobs/${name}`, { spec })).code, 200);
  const statusOf = async (name: string): Promise<CronJob['status']> =>
    ((await admin.get(`${path}/cronjobs/${name}`)).body as unknown as CronJob).status;
  const jobsOf = async (name: string): Promise<KubeObject[]> =>
    (await admin.get(`${path}/jobs`)).body.items.filter(({ metadata }) =>
      metadata.ownerReferences?.some((owner) => owner.name === name),
    );
  const toldOf = async (name: string): Promise<string[]> => {
    const { items } = (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3D${name}`)).body;
    return items.map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  };
  /** Moves the clock a little at a time until the condition holds. */
  const inTime = <T>(what: string, step: number, condition: () => Promise<T | undefined | false>): Promise<T> =>
    until(what, async () => {
      const found = await condition();
      if (found === undefined || found === false) clock.advance(step);
      return found;
    });
  /** A job of the cron job that somebody else ran, in another controller's hands. */
  const ran = async (owner: KubeObject, name: string, status?: object, more: object = {}): Promise<void> => {
    const { uid = '' } = owner.metadata;
    const reference = { apiVersion: 'batch/v1', kind: 'CronJob', name: owner.metadata.name, uid, controller: true };
    const metadata = { name, ownerReferences: [reference], ...more };
    const spec = { managedBy: 'example.com/other', template: { spec: pod } };
    const made = await admin.post(`${path}/jobs`, { apiVersion: 'batch/v1', kind: 'Job', metadata, spec });
    assert.equal(made.code, 201, made.text);
    if (status === undefined) return;
    const { code, text } = await admin.patch(`${path}/jobs/${name}/status`, { status });
    assert.equal(code, 200, text);
  };
  const at = (minutes: number): string => new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString().replace('.000', '');
  const complete = (from: number, to: number) => {
    const message = 'done';
    const holds = { status: 'True', reason: 'CompletionsReached', message, lastTransitionTime: at(to) };
    const conditions = ['SuccessCriteriaMet', 'Complete'].map((type) => ({ type, ...holds }));
    return { startTime: at(from), completionTime: at(to), succeeded: 1, conditions };
  };

  it('by a quota tells of it and tries again, though its template has no labels', async () => {
    await makeQuota(admin, core, 'none', { 'count/jobs.batch': '0' });
    await start('refused');
    const failed =
      /^Warning FailedCreate: Error creating job: jobs\.batch "refused-\d+" is forbidden: exceeded quota: none/;
    await inTime('the news', 10_000, async () => (await toldOf('refused')).some((told) => failed.test(told)));
    assert.deepEqual([await jobsOf('refused'), (await statusOf('refused'))?.lastScheduleTime], [[], undefined]);
    assert.equal((await admin.delete(`${core}/resourcequotas/none`)).code, 200);
    const job = await inTime('a job', 1000, async () => (await jobsOf('refused'))[0]);
    await change('refused', { suspend: true });
    assert.deepEqual(Object.keys(job.metadata.annotations ?? {}), ['batch.kubernetes.io/cronjob-scheduled-timestamp']);
    await inTime('the news', 0, async () =>
      (await toldOf('refused')).includes(`Normal SuccessfulCreate: Created job ${job.metadata.name}`),
    );
    // one time is not too many
    assert.ok(!(await toldOf('refused')).some((told) => told.includes('TooManyMissedTimes')));
  });

  it('by a policy tells which job it could not remove, and removes it later', async () => {
    const rule = { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['DELETE'], resources: ['jobs'] };
    const lift = await refusingPolicy(admin, { name: 'keep', rule, message: 'jobs are kept' });
    const cron = await start('full', { suspend: true, successfulJobsHistoryLimit: 0 });
    await until('the policy', async () => (await admin.delete(`${path}/jobs/none?dryRun=All`)).code !== 200);
    await ran(cron, 'past', complete(1, 2));
    const failed = /^Warning FailedDelete: Deleted job: .*jobs are kept$/;
    await inTime('the news', 10, async () => (await toldOf('full')).some((told) => failed.test(told)));
    assert.equal((await admin.get(`${path}/jobs/past`)).code, 200);
    await lift();
    await inTime('its end', 100, async () => (await admin.get(`${path}/jobs/past`)).code === 404);
    await inTime('the news', 0, async () =>
      (await toldOf('full')).includes('Normal SuccessfulDelete: Deleted job past'),
    );
  });

  it('by its schedule, which no day fulfils, makes no job', async () => {
    await start('never', { schedule: '0 0 31 2 *' });
    const other = await start('other', { suspend: true });
    await ran(other, 'other-job');
    await inTime('the work on both', 10_000, async () => (await toldOf('other')).length > 0);
    assert.deepEqual([await jobsOf('never'), await toldOf('never')], [[], []]);
  });

  it('notes the latest success, whichever job had it, and writes nothing where nothing changes', async () => {
    const cron = await start('watched', { suspend: true });
    const scheduled = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
    await ran(cron, 'long', complete(1, 9), { annotations: { [scheduled]: at(1) } });
    await ran(cron, 'short', complete(3, 5));
    await inTime('the latest', 0, async () => (await statusOf('watched'))?.lastSuccessfulTime === at(9));
    // one that nobody made for it, and that has ended, is no news
    await admin.patch(`${path}/jobs/long`, { metadata: { annotations: null } });
    await ran(cron, 'unexpected');
    const news = 'Warning UnexpectedJob: Saw a job that the controller did not create or forgot: ';
    await inTime('the news', 0, async () => (await toldOf('watched')).includes(`${news}unexpected`));
    assert.ok(!(await toldOf('watched')).some((told) => told.endsWith('long')));
    const writes = () =>
      cluster.events.filter(({ verb, objectRef }) => verb === 'update' && objectRef?.name === 'watched');
    const { length } = writes();
    await admin.patch(`${path}/cronjobs/watched`, { metadata: { labels: { looked: 'at' } } });
    await ran(await start('next', { suspend: true }), 'next-job');
    // a key is worked on after the one before
    await inTime('the next one', 0, async () => (await toldOf('next')).length > 0);
    assert.equal(writes().length, length);
    assert.equal((await statusOf('watched'))?.lastSuccessfulTime, at(9));
  });

  it('by somebody who has the name of the next job keeps those that run, and makes the one after it', async () => {
    const spec = { managedBy: 'example.com/other', template: { spec: pod } };
    await start('beside', { jobTemplate: { spec } as unknown as CronJob['spec']['jobTemplate'] });
    const active = async () => (await statusOf('beside'))?.active?.map(({ name }) => name) ?? [];
    const [first = ''] = await inTime('a job', 10_000, async () => {
      const names = await active();
      return names.length > 0 && names;
    });
    const taken = `beside-${Number(first.replace('beside-', '')) + 1}`;
    const foreign = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: taken }, spec };
    assert.equal((await admin.post(`${path}/jobs`, foreign)).code, 201);
    const both = await inTime('the one after it', 10_000, async () => {
      const names = await active();
      return names.length > 1 && names;
    });
    await change('beside', { suspend: true });
    assert.deepEqual([both[0], both.includes(taken)], [first, false]);
  });

  it('for a hundred times has not missed too many', async () => {
    await start('late', { suspend: true });
    const now = Math.floor(clock.now().getTime() / minute);
    const last = async (missed: number): Promise<void> => {
      const status = { lastScheduleTime: new Date((now - missed) * minute).toISOString() };
      assert.equal((await admin.patch(`${path}/cronjobs/late/status`, { status })).code, 200);
    };
    await last(100);
    await change('late', { suspend: false });
    await inTime('a job', 0, async () => (await jobsOf('late'))[0]);
    const scheduled = async () => Date.parse((await statusOf('late'))?.lastScheduleTime ?? '') / minute;
    await inTime('the status', 0, async () => (await scheduled()) === now);
    await change('late', { suspend: true });
    assert.ok(!(await toldOf('late')).some((told) => told.includes('TooManyMissedTimes')));
    await last(101);
    await change('late', { suspend: false });
    await inTime('the warning', 0, async () =>
      (await toldOf('late')).some((told) => told.includes('TooManyMissedTimes')),
    );
    await change('late', { suspend: true });
  });
});

describe('the schedule of a cron job', () => {
  const read = (schedule: string, timeZone?: string) =>
    scheduleOf({ spec: { schedule, ...(timeZone === undefined ? {} : { timeZone }) } } as CronJob);

  it('is read, whether it has a zone or none', () => {
    for (const zone of [undefined, 'Asia/Kolkata']) assert.ok(!('fault' in read('0 7 * * *', zone)));
  });

  it('that cannot be read is told with its fault, and a zone that nobody knows before it', () => {
    const fault = 'unparseable schedule: "7 *" : expected exactly 5 fields, found 2: [7 *]';
    assert.deepEqual(read('7 *'), { reason: 'UnparseableSchedule', fault });
    const zone = 'invalid timeZone: "Mars/Base": unknown time zone Mars/Base';
    assert.deepEqual(read('7 *', 'Mars/Base'), { reason: 'UnknownTimeZone', fault: zone });
  });
});
