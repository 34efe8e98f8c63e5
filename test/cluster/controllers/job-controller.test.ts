/** Jobs on a practice cluster: their pods run, end, and are counted. */
import assert from 'node:assert/strict';
import { type Job, type JobSpec, trackingFinalizer } from '../../../src/cluster/controllers/job-objects.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('a job', () => {
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  const jobs = '/apis/batch/v1/namespaces/work/jobs';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'work');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
  });

  const start = async (name: string, command: string, spec: Partial<JobSpec> = {}, restartPolicy = 'Never') => {
    const containers = [{ name: 'c', image: 'busybox', command: ['sh', '-c', command] }];
    const body = { metadata: { name }, spec: { template: { spec: { restartPolicy, containers } }, ...spec } };
    const answer = await admin.post(jobs, { apiVersion: 'batch/v1', kind: 'Job', ...body });
    assert.equal(answer.code, 201, answer.text);
  };
  const read = async (name: string): Promise<Job> => (await admin.get(`${jobs}/${name}`)).body as unknown as Job;
  const podsOf = async (name: string): Promise<KubeObject[]> =>
    (await admin.get(`${core}/pods?labelSelector=job-name%3D${name}`)).body.items;
  const conditionsOf = ({ status }: Job) => status?.conditions?.map((c) => `${c.type}=${c.status} ${c.reason}`);
  const ended = (name: string): Promise<Job> =>
    until(`${name} has ended`, async () => {
      const job = await read(name);
      const isOver = job.status?.conditions?.some(({ type }) => type === 'Complete' || type === 'Failed');
      return isOver && job;
    });
  const eventsOf = async (name: string): Promise<string[]> => {
    const { body } = await admin.get(`${core}/events?fieldSelector=involvedObject.name%3D${name}`);
    return body.items.map((event) => `${event.type} ${event.reason}`);
  };

  it('is complete when as many pods have succeeded as it asks for', async () => {
    await start('three', 'echo done', { completions: 3, parallelism: 2 });
    const { status, metadata } = await ended('three');
    assert.deepEqual(conditionsOf(await read('three')), [
      'SuccessCriteriaMet=True CompletionsReached',
      'Complete=True CompletionsReached',
    ]);
    assert.equal(status?.succeeded, 3);
    assert.deepEqual([status?.active, status?.ready, status?.terminating], [undefined, 0, 0]);
    assert.deepEqual(status?.uncountedTerminatedPods, {});
    assert.ok(status?.startTime && status.completionTime);
    assert.equal(metadata.generation, 1);
    const pods = await podsOf('three');
    assert.equal(pods.length, 3);
    assert.deepEqual(
      pods.flatMap((pod) => pod.metadata.finalizers ?? []),
      [],
    );
    await until('the news', async () => (await eventsOf('three')).includes('Normal Completed'));
  });

  it('fails when its pods fail more often than it allows', async () => {
    await start('bad', 'exit 3', { backoffLimit: 1 });
    const job = await ended('bad');
    assert.deepEqual(conditionsOf(job), [
      'FailureTarget=True BackoffLimitExceeded',
      'Failed=True BackoffLimitExceeded',
    ]);
    assert.equal(job.status?.failed, 2);
    assert.equal(job.status?.completionTime, undefined);
    await until('the news', async () => (await eventsOf('bad')).includes('Warning BackoffLimitExceeded'));
  });

  it('fails at once for an exit code that its policy names', async () => {
    const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }];
    await start('picky', 'exit 42', { podFailurePolicy: { rules } });
    const job = await ended('picky');
    assert.equal(job.status?.failed, 1);
    assert.match(
      job.status?.conditions?.[0]?.message ?? '',
      /^Container c for pod work\/picky-\w{5} failed with exit code 42 matching FailJob rule at index 0$/,
    );
  });

  it('with indexes gives each pod its own', async () => {
    await start('parts', 'echo part $JOB_COMPLETION_INDEX', {
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
    });
    const { status } = await ended('parts');
    assert.deepEqual([status?.succeeded, status?.completedIndexes], [3, '0-2']);
    const pods = (await podsOf('parts')).sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
    const logs = await Promise.all(
      pods.map(async (pod) => (await admin.get(`${core}/pods/${pod.metadata.name}/log`)).text),
    );
    assert.deepEqual(logs, ['part 0\n', 'part 1\n', 'part 2\n']);
  });

  it('that is suspended loses its pods, and gets others when it goes on', async () => {
    await start('paused', 'sleep 1000');
    const first = await until('a pod', async () => (await podsOf('paused'))[0]);
    assert.deepEqual(first.metadata.finalizers, [trackingFinalizer]);
    await admin.patch(`${jobs}/paused`, { spec: { suspend: true } });
    await until('no pod', async () => (await podsOf('paused')).length === 0);
    const held = await until('the condition', async () => {
      const job = await read('paused');
      return conditionsOf(job)?.includes('Suspended=True JobSuspended') && !job.status?.active && job;
    });
    assert.equal(held.status?.failed, undefined);
    await admin.patch(`${jobs}/paused`, { spec: { suspend: false } });
    await until('another pod', async () => (await podsOf('paused')).length === 1);
    assert.deepEqual(conditionsOf(await read('paused')), ['Suspended=False JobResumed']);
  });

  it('that takes too long fails, and its pods are ended', async () => {
    await start('slow', 'sleep 1000', { activeDeadlineSeconds: 1 });
    const job = await ended('slow');
    assert.deepEqual(conditionsOf(job), ['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded']);
    await until('no pod', async () => (await podsOf('slow')).length === 0);
  });

  it('goes with its pods some time after its end', async () => {
    await start('brief', 'true', { ttlSecondsAfterFinished: 0 });
    await until('its end', async () => (await admin.get(`${jobs}/brief`)).code === 404);
    await until('no pod', async () => (await podsOf('brief')).length === 0);
  });

  it('leaves its pods behind, which nothing holds any more, when it is deleted without a policy', async () => {
    await start('left', 'sleep 1000');
    await until('a pod', async () => (await podsOf('left')).length === 1);
    const answer = await admin.delete(`${jobs}/left`);
    assert.match(String(answer.headers.warning), /child pods are preserved by default when jobs are deleted/);
    const pod = await until('a pod on its own', async () => {
      const [one] = await podsOf('left');
      return one && !one.metadata.ownerReferences && !one.metadata.finalizers && one;
    });
    assert.equal(pod.metadata.deletionTimestamp, undefined);
  });

  it('of another controller is left alone', async () => {
    await start('foreign', 'true', { managedBy: 'example.com/queue' });
    await start('own', 'true');
    await ended('own');
    assert.deepEqual((await read('foreign')).status, {});
    assert.deepEqual(await podsOf('foreign'), []);
  });

  it('made none of the controllers fail', () => assert.deepEqual(cluster.faults, []));
});
