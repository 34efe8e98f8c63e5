import assert from 'node:assert/strict';
import type { Container, Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

describe('a pod on the node', () => {
  const { cluster, api: admin } = clusterForTests('worked');
  const path = '/api/v1/namespaces/worked';

  const run = (name: string, container: Partial<Container>, more: Partial<Pod['spec']> = {}) => {
    const spec = { restartPolicy: 'Always', containers: [{ name: 'c', image: 'nginx', ...container }], ...more };
    return admin.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
  };
  const podOf = async (name: string): Promise<Pod> => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
  const statusOf = async (name: string) => (await podOf(name)).status?.containerStatuses?.[0];
  const isRunning = (name: string) =>
    until(`${name} runs`, async () => (await podOf(name)).status?.phase === 'Running');
  /** The pod's events, as soon as all of `wanted` are among them: a pod's status can be written before its event. */
  const eventsOf = async (name: string, ...wanted: (string | RegExp)[]): Promise<string[]> => {
    const selector = `fieldSelector=involvedObject.name%3D${name}`;
    let events: string[] = [];
    const isPresent = (text: string | RegExp) =>
      events.some((event) => (text instanceof RegExp ? text.test(event) : text === event));
    await until(
      () =>
        `missing events of ${name}: ${wanted.filter((text) => !isPresent(text)).join(', ')}; present:\n${events.join('\n')}\n`,
      async () => {
        const { body } = await admin.get(`${path}/events?${selector}`);
        events = body.items.map((event) => `${event.type} ${event.reason}: ${event.message}`);
        return wanted.every(isPresent);
      },
    );
    return events;
  };

  it('whose image cannot be pulled says so, waits, and runs when it gets another', async () => {
    await run('lost', { image: 'registry.invalid/web:v1' });
    await until('the pause', async () => (await statusOf('lost'))?.state.waiting?.reason === 'ImagePullBackOff');
    const { message } = (await statusOf('lost'))?.state.waiting ?? {};
    assert.match(
      message ?? '',
      /^Back-off pulling image "registry\.invalid\/web:v1": ErrImagePull: rpc error: code = /,
    );
    assert.equal((await podOf('lost')).status?.phase, 'Pending');
    await eventsOf(
      'lost',
      'Normal Pulling: Pulling image "registry.invalid/web:v1"',
      /^Warning Failed: Failed to pull image "registry\.invalid\/web:v1": rpc error/,
      'Warning Failed: Error: ErrImagePull',
      'Normal BackOff: Back-off pulling image "registry.invalid/web:v1"',
      'Warning Failed: Error: ImagePullBackOff',
    );
    await admin.patch(`${path}/pods/lost`, { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } }, 'strategic');
    await isRunning('lost');
    assert.equal((await statusOf('lost'))?.restartCount, 0);
  });

  it('whose image has no possible name says that', async () => {
    await run('misnamed', { image: 'NGINX' });
    const reason = async () => (await statusOf('misnamed'))?.state.waiting?.reason;
    await until('the fault', async () => (await reason()) === 'InvalidImageName');
    const inspected = /^Warning InspectFailed: Failed to apply default image tag "NGINX"/;
    await eventsOf('misnamed', 'Warning Failed: Error: InvalidImageName', inspected);
  });

  it('that gets another image while it runs starts that container again', async () => {
    await run('changed', { image: 'nginx:1.25' });
    await isRunning('changed');
    await admin.patch(
      `${path}/pods/changed`,
      { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } },
      'strategic',
    );
    const after = await until('the other', async () => {
      const status = await statusOf('changed');
      return status?.image === 'docker.io/library/nginx:1.27' && status.state.running && status;
    });
    assert.equal(after.restartCount, 1);
    assert.equal(after.lastState.terminated?.exitCode, 137);
    await eventsOf('changed', 'Normal Killing: Container c definition changed, will be restarted');
  });

  it('whose command is not there has never run', async () => {
    await run('nosuch', { image: 'busybox', command: ['nosuch'] }, { restartPolicy: 'Never' });
    await until('its end', async () => (await podOf('nosuch')).status?.phase === 'Failed');
    const { terminated } = (await statusOf('nosuch'))?.state ?? {};
    assert.deepEqual(
      [terminated?.reason, terminated?.exitCode, terminated?.startedAt],
      ['StartError', 128, '1970-01-01T00:00:00Z'],
    );
    const events = await eventsOf('nosuch', /^Warning Failed: Error: failed to create containerd task/);
    assert.ok(!events.some((event) => event.startsWith('Normal Started')));
  });

  it('has no address until its volumes are there', async () => {
    const volumes = [{ name: 'v', configMap: { name: 'later' } }];
    await run('waits', { volumeMounts: [{ name: 'v', mountPath: '/v' }] }, { volumes });
    const fault = 'MountVolume.SetUp failed for volume "v" : configmap "later" not found';
    await eventsOf('waits', `Warning FailedMount: ${fault}`);
    const { status } = await podOf('waits');
    assert.equal(status?.podIP, undefined);
    assert.equal(status?.conditions?.find(({ type }) => type === 'PodReadyToStartContainers')?.status, 'False');
    await admin.post(`${path}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later' } });
    await isRunning('waits');
    assert.match((await podOf('waits')).status?.podIP ?? '', /^10\.244\./);
  });

  it('runs a sidecar beside the others, and ends it with them', async () => {
    const sidecar = { name: 's', image: 'nginx', restartPolicy: 'Always' };
    const init = { name: 'i', image: 'busybox', command: ['true'] };
    await run(
      'both',
      { image: 'busybox', command: ['true'] },
      { restartPolicy: 'Never', initContainers: [sidecar, init] },
    );
    await until('its end', async () => (await podOf('both')).status?.phase === 'Succeeded');
    const [s, i] = (await podOf('both')).status?.initContainerStatuses ?? [];
    assert.equal(s?.state.terminated?.exitCode, 0);
    assert.equal(i?.ready, true);
  });

  it('whose init container fails has failed with it where nothing is started again', async () => {
    const init = { name: 'i', image: 'busybox', command: ['sh', '-c', 'exit 3'] };
    await run('halted', {}, { restartPolicy: 'Never', initContainers: [init] });
    await until('its end', async () => (await podOf('halted')).status?.phase === 'Failed');
    const [i] = (await podOf('halted')).status?.initContainerStatuses ?? [];
    assert.deepEqual([i?.state.terminated?.exitCode, i?.restartCount], [3, 0]);
    assert.equal((await statusOf('halted'))?.state.waiting?.reason, 'PodInitializing');
  });

  it('is ready when its command says so', async () => {
    const readinessProbe = { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 1 };
    const command = ['sh', '-c', 'sleep 1; touch /tmp/ready; sleep 1000'];
    await run('probed', { image: 'busybox', command, readinessProbe });
    await isRunning('probed');
    assert.deepEqual([(await statusOf('probed'))?.ready, (await statusOf('probed'))?.started], [false, true]);
    await until('its readiness', async () => (await statusOf('probed'))?.ready);
    await eventsOf('probed', /^Warning Unhealthy: Readiness probe failed: cat: .*\/tmp\/ready/);
  });

  it('is started again when its command says that it does not live', async () => {
    const livenessProbe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 };
    await run('sick', { image: 'busybox', command: ['sleep', '1000'], livenessProbe });
    await until('a restart', async () => ((await statusOf('sick'))?.restartCount ?? 0) > 0);
    assert.equal((await statusOf('sick'))?.lastState.terminated?.exitCode, 137);
    await eventsOf('sick', 'Normal Killing: Container c failed liveness probe, will be restarted');
  });

  it('fails when it has been there longer than its deadline', async () => {
    await run('bounded', { image: 'busybox', command: ['sleep', '1000'] }, { activeDeadlineSeconds: 2 });
    await isRunning('bounded');
    await until('its end', async () => (await podOf('bounded')).status?.phase === 'Failed');
    const { status } = await podOf('bounded');
    const message = 'Pod was active on the node longer than the specified deadline';
    assert.deepEqual([status?.reason, status?.message], ['DeadlineExceeded', message]);
    const { state, restartCount } = status?.containerStatuses?.[0] ?? {};
    assert.deepEqual([state?.terminated?.exitCode, state?.terminated?.reason, restartCount], [137, 'Error', 0]);
    assert.equal(status?.conditions?.find(({ type }) => type === 'Ready')?.reason, 'PodFailed');
    await eventsOf('bounded', `Normal DeadlineExceeded: ${message}`, 'Normal Killing: Stopping container c');
  });

  it('that waits for its next start fails at its deadline with its last end', async () => {
    await run('looping', { image: 'busybox', command: ['false'] });
    await until('the pause', async () => (await statusOf('looping'))?.state.waiting?.reason === 'CrashLoopBackOff');
    assert.equal((await admin.patch(`${path}/pods/looping`, { spec: { activeDeadlineSeconds: 2 } })).code, 200);
    await until('its end', async () => (await podOf('looping')).status?.phase === 'Failed');
    assert.equal((await statusOf('looping'))?.state.terminated?.exitCode, 1);
  });

  it('that has ended has no deadline any more', async () => {
    await run('quick', { image: 'busybox', command: ['true'] }, { restartPolicy: 'Never' });
    await until('its end', async () => (await podOf('quick')).status?.phase === 'Succeeded');
    assert.equal((await admin.patch(`${path}/pods/quick`, { spec: { activeDeadlineSeconds: 1 } })).code, 200);
    await until('the look at it', async () => (await podOf('quick')).status?.observedGeneration === 2);
    assert.equal((await podOf('quick')).status?.phase, 'Succeeded');
  });

  it('with a readiness gate is ready when somebody has set its condition', async () => {
    await run('gated', {}, { readinessGates: [{ conditionType: 'example.com/fed' }] });
    await isRunning('gated');
    const ready = async () => (await podOf('gated')).status?.conditions?.find(({ type }) => type === 'Ready');
    assert.equal((await ready())?.reason, 'ReadinessGatesNotReady');
    const say = (status: string) =>
      admin.patch(
        `${path}/pods/gated/status`,
        { status: { conditions: [{ type: 'example.com/fed', status }] } },
        'strategic',
      );
    assert.equal((await say('True')).code, 200);
    await until('its readiness', async () => (await ready())?.status === 'True');
    assert.equal((await say('False')).code, 200);
    await until('the closed gate', async () => (await ready())?.status === 'False');
  });

  it('runs a hook at the start of a container, and starts it again when the hook fails', async () => {
    const hook = (script: string) => ({ postStart: { exec: { command: ['sh', '-c', script] } } });
    await run('greets', {
      image: 'busybox',
      command: ['sleep', '1000'],
      lifecycle: hook('echo hello > /tmp/greeting'),
    });
    await run('breaks', { image: 'busybox', command: ['sleep', '1000'], lifecycle: hook('exit 1') });
    await isRunning('greets');
    await until('the pause', async () => (await statusOf('breaks'))?.state.waiting?.reason === 'CrashLoopBackOff');
    const { restartCount = 0, lastState } = (await statusOf('breaks')) ?? {};
    assert.ok(restartCount > 0);
    assert.equal(lastState?.terminated?.exitCode, 137);
    const failed = 'Warning FailedPostStartHook: PostStartHook failed';
    await eventsOf('breaks', failed, 'Normal Killing: FailedPostStartHook');
    const ofGreets = await eventsOf('greets', 'Normal Started: Container started');
    assert.ok(!ofGreets.some((event) => event.startsWith('Warning')));
  });

  it('runs a hook at the end of a container, within its grace period', async () => {
    await run('leaves', { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'exit 1'] } } } });
    const preStop = { exec: { command: ['sleep', '600'] } };
    await run('lingers', { lifecycle: { preStop } }, { terminationGracePeriodSeconds: 1 });
    for (const name of ['leaves', 'lingers']) await isRunning(name);
    for (const name of ['leaves', 'lingers']) await admin.delete(`${path}/pods/${name}`);
    for (const name of ['leaves', 'lingers']) {
      await until(`the end of ${name}`, async () => (await admin.get(`${path}/pods/${name}`)).code === 404);
    }
    const killing = 'Normal Killing: Stopping container c';
    const events = await eventsOf('leaves', 'Warning FailedPreStopHook: PreStopHook failed', killing);
    assert.equal(events.filter((event) => event === killing).length, 1);
  });

  it('has an address that no other has', async () => {
    const { items } = (await admin.get(`${path}/pods?fieldSelector=status.phase%3DRunning`)).body;
    const addresses = items.map(({ status }) => (status as Pod['status'])?.podIP);
    assert.ok(addresses.length > 1);
    assert.equal(new Set(addresses).size, addresses.length);
  });

  it('made none of the controllers fail', () => assert.deepEqual(cluster.faults, []));
});
