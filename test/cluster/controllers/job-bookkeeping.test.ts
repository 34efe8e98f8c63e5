/** What the job controller writes and tells of its jobs, and what it leaves alone. */
import assert from 'node:assert/strict';
import { type Job, type JobSpec, trackingFinalizer } from '../../../src/cluster/controllers/job-objects.js';
import { fields } from '../../../src/kube/fields.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { makeQuota } from '../../helpers/quota.js';
import { refusingPolicy } from '../../helpers/refusing-policy.js';
import { until } from '../../helpers/until.js';

describe('the controller of jobs', () => {
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  const jobs = '/apis/batch/v1/namespaces/books/jobs';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'books');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const start = async (name: string, command: string, spec: Partial<JobSpec> = {}, metadata = {}): Promise<void> => {
    const containers = [{ name: 'c', image: 'busybox', command: ['sh', '-c', command] }];
    const template = { metadata, spec: { restartPolicy: 'Never', containers } };
    const body = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template, ...spec } };
    const answer = await admin.post(jobs, body);
    assert.equal(answer.code, 201, answer.text);
  };
  const read = async (name: string): Promise<Job> => (await admin.get(`${jobs}/${name}`)).body as unknown as Job;
  const podsOf = async (name: string): Promise<KubeObject[]> =>
    (await admin.get(`${core}/pods?labelSelector=job-name%3D${name}`)).body.items;
  const runs = (name: string, count: number): Promise<true> =>
    until(`${count} pods of ${name}`, async () => {
      const { status } = await read(name);
      return status?.active === count && status.ready === count;
    });
  const ended = (name: string): Promise<Job> =>
    until(`${name} has ended`, async () => {
      const job = await read(name);
      return job.status?.conditions?.some(({ type }) => type === 'Complete' || type === 'Failed') && job;
    });
  const toldOf = async (name: string): Promise<string[]> => {
    const { items } = (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3D${name}`)).body;
    return items.map(({ type, reason, message, count }) => `${count} ${type} ${reason}: ${message}`);
  };
  const tells = (name: string, told: string): Promise<true> =>
    until(told, async () => (await toldOf(name)).includes(told));

  it('tells of an end in the words of its condition', async () => {
    await start('good', 'true');
    await start('bad', 'exit 1', { backoffLimit: 0 });
    await ended('good');
    await tells('good', '1 Normal Completed: Job completed');
    const { status } = await ended('bad');
    await tells('bad', `1 Warning BackoffLimitExceeded: ${status?.conditions?.[0]?.message}`);
  });

  it('counts as ready the pods that are, of those that run', async () => {
    const readinessProbe = { exec: { command: ['false'] }, periodSeconds: 1 };
    const containers = [{ name: 'c', image: 'busybox', command: ['sleep', '1000'], readinessProbe }];
    await start('unready', '', { template: { spec: { restartPolicy: 'Never', containers } } });
    await start('ready', 'sleep 1000');
    await runs('ready', 1);
    await until('its pod runs', async () => fields((await podsOf('unready'))[0]?.status).phase === 'Running');
    const { status } = await until('its count', async () => {
      const job = await read('unready');
      return job.status?.active === 1 && job;
    });
    assert.equal(status?.ready, 0);
  });

  it('writes nothing where nothing has changed', async () => {
    await start('steady', 'sleep 1000');
    await runs('steady', 1);
    const writes = () =>
      cluster.events.filter(({ verb, objectRef }) => verb === 'update' && objectRef?.name === 'steady').length;
    const before = writes();
    assert.ok(before > 0);
    await admin.patch(`${jobs}/steady`, { metadata: { labels: { looked: 'at' } } });
    // jobs are worked on one after the other
    await start('next', 'true');
    await ended('next');
    assert.equal(writes(), before);
  });

  it('tells once that a job is suspended, however often it looks', async () => {
    await start('held', 'true', { suspend: true });
    const told = '1 Normal Suspended: Job suspended';
    await tells('held', told);
    await until('the condition', async () => (await read('held')).status?.conditions);
    await admin.patch(`${jobs}/held`, { metadata: { labels: { looked: 'at' } } });
    await start('after', 'true');
    await ended('after');
    await tells('after', '1 Normal Completed: Job completed');
    assert.deepEqual(await toldOf('held'), [told]);
  });

  it('does not wait for pods that have ended and that somebody holds', async () => {
    const held = { finalizers: ['example.com/keep'] };
    await start('keeps', 'sleep 1000', { completions: 3, parallelism: 1 }, held);
    await runs('keeps', 1);
    const [first] = await podsOf('keeps');
    const path = (pod: KubeObject | undefined): string => `${core}/pods/${pod?.metadata.name}`;
    assert.equal((await admin.patch(`${path(first)}/status`, { status: { phase: 'Succeeded' } })).code, 200);
    const second = await until('another', async () =>
      (await podsOf('keeps')).find(({ metadata }) => metadata.uid !== first?.metadata.uid),
    );
    await runs('keeps', 1);
    for (const pod of [first, second]) assert.equal((await admin.delete(path(pod))).code, 200);
    const { status } = await until('the count', async () => {
      const job = await read('keeps');
      return job.status?.failed === 1 && job.status.active === 1 && job.status.terminating === 0 && job;
    });
    assert.equal(status?.succeeded, 1);
    const left = await podsOf('keeps');
    assert.equal(left.filter(({ metadata }) => metadata.deletionTimestamp).length, 2);
    for (const pod of left) await admin.patch(path(pod), { metadata: { finalizers: null } });
  });

  it('has failed when its pods have ended, and not as long as their deletion is refused', async () => {
    await start('outlived', 'sleep 1000');
    await runs('outlived', 1);
    const [pod] = await podsOf('outlived');
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['pods'] };
    const allow = await refusingPolicy(admin, { name: 'kept', rule, message: 'pods stay', namespace: 'books' });
    const deletion = `${core}/pods/${pod?.metadata.name}?dryRun=All`;
    await until('the policy holds', async () => (await admin.delete(deletion)).code === 422);
    assert.equal((await admin.patch(`${jobs}/outlived`, { spec: { activeDeadlineSeconds: 1 } })).code, 200);
    const { status } = await until('the end of its time', async () => {
      const job = await read('outlived');
      return job.status?.conditions && job;
    });
    assert.deepEqual([status?.conditions?.map(({ type }) => type), status?.active], [['FailureTarget'], 1]);
    await allow();
    assert.equal((await ended('outlived')).status?.active, undefined);
  });

  it('lets the pods of a job go that is gone, and holds those of others', async () => {
    await start('goes', 'sleep 1000');
    await runs('goes', 1);
    await admin.delete(`${jobs}/goes`, { propagationPolicy: 'Orphan' });
    await until('a pod on its own', async () => {
      const [pod] = await podsOf('goes');
      return pod && !pod.metadata.finalizers;
    });
    assert.deepEqual((await podsOf('steady'))[0]?.metadata.finalizers, [trackingFinalizer]);
  });

  it('runs a job that names it as its controller, and one that a quota has kept waiting', async () => {
    await start('named', 'true', { managedBy: 'kubernetes.io/job-controller' });
    await ended('named');
    await makeQuota(admin, core, 'none', { pods: '0' });
    await start('waits', 'true');
    const failed = /Warning FailedCreate: Error creating: pods "waits-\w*" is forbidden: exceeded quota/;
    await until('the news', async () => failed.test((await toldOf('waits')).join()));
    assert.equal((await admin.delete(`${core}/resourcequotas/none`)).code, 200);
    const { status } = await ended('waits');
    assert.equal(status?.succeeded, 1);
  });
});
