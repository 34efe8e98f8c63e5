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
    assert.deepEqual(cluster.faults, []);
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

  it('fails when a container is started again as often as it allows, where its pod does that', async () => {
    await start('stubborn', 'exit 3', { backoffLimit: 1 }, 'OnFailure');
    const job = await ended('stubborn');
    assert.equal(conditionsOf(job)?.[1], 'Failed=True BackoffLimitExceeded');
    assert.deepEqual([job.status?.failed, job.status?.active, job.status?.terminating], [1, undefined, 0]);
    // its end is that of the pod, which goes with its containers
    await until('no pod', async () => (await podsOf('stubborn')).length === 0);
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
    const held = await until('the condition, and the end of the pod', async () => {
      const job = await read('paused');
      const { active, terminating } = job.status ?? {};
      return conditionsOf(job)?.includes('Suspended=True JobSuspended') && !active && !terminating && job;
    });
    const { failed, startTime, ready, terminating } = held.status ?? {};
    assert.deepEqual([failed, startTime, ready, terminating], [undefined, undefined, 0, 0]);
    await admin.patch(`${jobs}/paused`, { spec: { suspend: false } });
    await until('another pod', async () => (await podsOf('paused')).length === 1);
    const { status } = await until('the pod that is ready', async () => {
      const job = await read('paused');
      return job.status?.ready === 1 && job;
    });
    assert.deepEqual([status?.active, status?.terminating], [1, 0]);
    assert.ok(status?.startTime);
    assert.deepEqual(conditionsOf(await read('paused')), ['Suspended=False JobResumed']);
    const told = await until('the news', async () => {
      const events = await eventsOf('paused');
      return events.includes('Normal Resumed') && events;
    });
    assert.deepEqual(
      told.filter((one) => !one.includes('Successful')),
      ['Normal Suspended', 'Normal Resumed'],
    );
  });

  it('that is suspended from the beginning has not begun, and its time does not run', async () => {
    await start('held', 'true', { suspend: true, activeDeadlineSeconds: 1 });
    const held = await until('the condition', async () => {
      const job = await read('held');
      return job.status?.conditions && job;
    });
    assert.deepEqual(conditionsOf(held), ['Suspended=True JobSuspended']);
    assert.equal(held.status?.startTime, undefined);
    assert.deepEqual(await podsOf('held'), []);
  });

  it('takes pods away when it wants fewer at a time, and does not count them as failed', async () => {
    await start('fewer', 'sleep 1000', { completions: 5, parallelism: 3 });
    await until('three pods', async () => (await read('fewer')).status?.active === 3);
    await admin.patch(`${jobs}/fewer`, { spec: { parallelism: 1 } });
    await until('one pod', async () => (await podsOf('fewer')).length === 1);
    const job = await until('the count', async () => {
      const one = await read('fewer');
      return one.status?.active === 1 && one.status.terminating === 0 && one;
    });
    assert.deepEqual([job.status?.failed, job.status?.succeeded], [undefined, undefined]);
    await until('the news', async () => {
      const events = await eventsOf('fewer');
      return events.filter((event) => event === 'Normal SuccessfulDelete').length === 2;
    });
  });

  it('counts a pod that somebody deletes as failed, and makes another', async () => {
    await start('replaced', 'sleep 1000');
    const first = await until('a pod', async () => (await podsOf('replaced'))[0]);
    await admin.delete(`${core}/pods/${first.metadata.name}`);
    const job = await until('another', async () => {
      const one = await read('replaced');
      return one.status?.failed === 1 && one.status.active === 1 && one;
    });
    assert.deepEqual(job.status?.uncountedTerminatedPods, {});
    // the first counts as failed from its deletion on, and is there until its end
    await until('the other alone', async () => {
      const [pod, ...more] = await podsOf('replaced');
      return pod && pod.metadata.uid !== first.metadata.uid && more.length === 0;
    });
  });

  it('does not count an end that its policy ignores, as that of a pod that is evicted', async () => {
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }];
    await start('moved', 'sleep 1000', { backoffLimit: 0, podFailurePolicy: { rules } });
    const first = await until('a pod that runs', async () => {
      const [pod] = await podsOf('moved');
      return (pod?.status as { phase?: string } | undefined)?.phase === 'Running' && pod;
    });
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: first.metadata.name } };
    assert.equal((await admin.post(`${core}/pods/${first.metadata.name}/eviction`, eviction)).code, 201);
    await until('another', async () => {
      const [pod, ...more] = await podsOf('moved');
      return pod && pod.metadata.uid !== first.metadata.uid && more.length === 0;
    });
    const { status } = await until('the count', async () => {
      const one = await read('moved');
      return one.status?.active === 1 && one.status.terminating === 0 && one;
    });
    assert.deepEqual([status?.failed, status?.conditions], [undefined, undefined]);
    await admin.delete(`${core}/pods/${(await podsOf('moved'))[0]?.metadata.name}`);
    const job = await ended('moved');
    assert.deepEqual([job.status?.failed, job.status?.conditions?.[0]?.reason], [1, 'BackoffLimitExceeded']);
  });

  it('with indexes goes on with the others when one has failed as often as it may', async () => {
    await start('some', 'test $JOB_COMPLETION_INDEX != 1', {
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 3,
      backoffLimitPerIndex: 0,
    });
    const job = await ended('some');
    assert.deepEqual(conditionsOf(job), ['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes']);
    const { succeeded, failed, completedIndexes, failedIndexes } = job.status ?? {};
    assert.deepEqual([succeeded, failed, completedIndexes, failedIndexes], [2, 1, '0,2', '1']);
    const counts = (await podsOf('some')).map(
      ({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-index-failure-count'],
    );
    assert.deepEqual(counts, ['0', '0', '0']);
  });

  it('tries an index again as often as it may, and says in the pod how often it has failed', async () => {
    await start('tries', 'exit 1', {
      completionMode: 'Indexed',
      completions: 1,
      parallelism: 1,
      backoffLimitPerIndex: 1,
    });
    const job = await ended('tries');
    assert.deepEqual([job.status?.failed, job.status?.failedIndexes], [2, '0']);
    const counts = (await podsOf('tries')).map(
      ({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-index-failure-count'],
    );
    assert.deepEqual(counts.sort(), ['0', '1']);
  });

  it('is complete by its policy for success, and ends the pods that still run', async () => {
    await start('leader', 'test $JOB_COMPLETION_INDEX = 0 || sleep 1000', {
      completionMode: 'Indexed',
      completions: 2,
      parallelism: 2,
      successPolicy: { rules: [{ succeededIndexes: '0' }] },
    });
    const job = await ended('leader');
    assert.deepEqual(conditionsOf(job), ['SuccessCriteriaMet=True SuccessPolicy', 'Complete=True SuccessPolicy']);
    assert.equal(job.status?.completedIndexes, '0');
    const { active, terminating, failed, completionTime } = job.status ?? {};
    assert.deepEqual([active, terminating, failed], [undefined, 0, undefined]);
    assert.ok(completionTime);
    const left = await podsOf('leader');
    assert.deepEqual(
      left.map(({ metadata }) => [metadata.labels?.['batch.kubernetes.io/job-completion-index'], metadata.finalizers]),
      [['0', undefined]],
    );
  });

  it('goes with its pods when it is deleted, before or after them', async () => {
    for (const propagationPolicy of ['Foreground', 'Background']) {
      await start('gone', 'sleep 1000', { completions: 2, parallelism: 2 });
      await until('its pods', async () => (await read('gone')).status?.active === 2);
      assert.equal((await admin.delete(`${jobs}/gone`, { propagationPolicy })).code, 200);
      await until('its end', async () => (await admin.get(`${jobs}/gone`)).code === 404);
      await until('no pod', async () => (await podsOf('gone')).length === 0);
    }
  });

  it('keeps the finalizers that its template has for its pods', async () => {
    const containers = [{ name: 'c', image: 'busybox', command: ['true'] }];
    const metadata = { finalizers: ['example.com/keep'] };
    const template = { metadata, spec: { restartPolicy: 'Never', containers } };
    const body = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'keeps' }, spec: { template } };
    assert.equal((await admin.post(jobs, body)).code, 201);
    await ended('keeps');
    const [pod] = await podsOf('keeps');
    assert.deepEqual(pod?.metadata.finalizers, ['example.com/keep']);
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

  it('lets go of the pods of a job that had its name before, while it runs and when it has ended', async () => {
    for (const command of ['sleep 1000', 'true']) {
      const name = `again-${command.length}`;
      await start(name, command);
      await until('its pod', async () => (await podsOf(name)).length === 1);
      if (command === 'true') await ended(name);
      const before = { apiVersion: 'batch/v1', kind: 'Job', name, uid: 'before', controller: true };
      const containers = [{ name: 'c', image: 'busybox', command: ['sleep', '1000'] }];
      const metadata = { name: `${name}-left`, ownerReferences: [before], finalizers: [trackingFinalizer] };
      const made = await admin.post(`${core}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers } });
      assert.equal(made.code, 201, made.text);
      await until(
        'the end of a pod without its job',
        async () => (await admin.get(`${core}/pods/${name}-left`)).code === 404,
      );
      assert.equal((await admin.delete(`${jobs}/${name}`, { propagationPolicy: 'Background' })).code, 200);
    }
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
});
