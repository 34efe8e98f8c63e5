/** Containers that end, are started again, or wait for others, on a practice cluster whose clock the test moves. */
import assert from 'node:assert/strict';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import type { Container, ContainerStatus, Pod, PodStatus } from '../../../src/cluster/controllers/pod-objects.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('a container on the node', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  let admin: Api;
  let path = '';
  before(async () => {
    // of its own for every run of these tests: certificates begin at its time
    clock = manualClock(new Date(Math.floor(Date.now() / 1000) * 1000));
    cluster = await practiceCluster({ clock });
    admin = adminOf(cluster);
    path = await makeNamespace(admin, 'again');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const container = (name: string, script: string, more: Partial<Container> = {}): Container => ({
    name,
    image: 'busybox',
    command: ['sh', '-c', script],
    ...more,
  });
  const run = async (name: string, script: string, more: Partial<Pod['spec']> = {}, own: Partial<Container> = {}) => {
    const spec = { containers: [container('c', script, own)], ...more };
    const answer = await admin.post(`${path}/pods`, { metadata: { name }, spec });
    assert.equal(answer.code, 201, answer.text);
  };
  const read = async (name: string): Promise<Pod> => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
  type List = 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses';
  const seen = (name: string, what: string, test: (status: ContainerStatus, pod: PodStatus) => unknown, list?: List) =>
    until(`${what} of ${name}`, async () => {
      // a restart at once is a timer, too
      clock.advance(0);
      const { status = {} } = await read(name);
      const one = status[list ?? 'containerStatuses']?.[0];
      return one && test(one, status) ? { ...one, pod: status } : undefined;
    });
  const eventOf = (name: string, reason: string) =>
    until(`${reason} of ${name}`, async () => {
      const selector = `involvedObject.name%3D${name},reason%3D${reason}`;
      const [event] = (await admin.get(`${path}/events?fieldSelector=${selector}`)).body.items;
      return event && `${event.type} ${event.message}`;
    });
  const remove = (name: string) => admin.delete(`${path}/pods/${name}`);

  it('that fails is started again at once, and then after pauses that double up to five minutes', async () => {
    await run('loops', 'exit 3');
    const { uid } = (await read('loops')).metadata;
    const pauses: string[] = [];
    for (const [i, seconds] of [10, 20, 40, 80, 160, 300, 300].entries()) {
      const { state, lastState, ready, started, pod } = await seen('loops', `restart ${i + 1}`, (status) => {
        return status.restartCount === i + 1 && status.state.waiting?.reason === 'CrashLoopBackOff';
      });
      pauses.push(state.waiting?.message ?? '');
      const { exitCode, reason } = lastState.terminated ?? {};
      assert.deepEqual([exitCode, reason, ready, started, pod.phase], [3, 'Error', false, false, 'Running']);
      clock.advance(seconds * 1000 - 1);
      assert.equal((await seen('loops', 'state', () => true)).restartCount, i + 1);
      clock.advance(1);
    }
    const told = (pause: string) => `back-off ${pause} restarting failed container=c pod=loops_again(${uid})`;
    assert.deepEqual(pauses, ['10s', '20s', '40s', '1m20s', '2m40s', '5m0s', '5m0s'].map(told));
    const which = `c in pod loops_again(${uid})`;
    assert.equal(await eventOf('loops', 'BackOff'), `Warning Back-off restarting failed container ${which}`);
    await remove('loops');
  });

  it('that has run for more than ten minutes is started again at once, whatever was before', async () => {
    await run('sound', '', {}, { command: ['sleep', '601'] });
    for (const restarts of [0, 1, 2, 3]) {
      await seen('sound', `run ${restarts}`, (status) => status.restartCount === restarts && status.state.running);
      clock.advance(601_000);
    }
    await remove('sound');
  });

  it('that has run for less waits before it is started again a second time', async () => {
    await run('unsound', '', {}, { command: ['sleep', '599'] });
    for (const restarts of [0, 1]) {
      await seen('unsound', `run ${restarts}`, (status) => status.restartCount === restarts && status.state.running);
      clock.advance(599_000);
    }
    const paused = await seen('unsound', 'pause', (status) => status.state.waiting);
    assert.deepEqual([paused.restartCount, paused.state.waiting?.reason], [1, 'CrashLoopBackOff']);
    await remove('unsound');
  });

  it('that ends well is started again where all are, and not where only failures are', async () => {
    await run('always', 'true');
    await run('on-failure', 'true', { restartPolicy: 'OnFailure' });
    const again = await seen('always', 'restart', (status) => status.restartCount === 1 && status.state.waiting);
    assert.deepEqual([again.lastState.terminated?.reason, again.pod.phase], ['Completed', 'Running']);
    const done = await seen('on-failure', 'end', (_, pod) => pod.phase === 'Succeeded');
    assert.deepEqual([done.restartCount, done.state.terminated?.exitCode, done.lastState], [0, 0, {}]);
    await remove('always');
  });

  it('that fails is started again where failures are', async () => {
    await run('failing', 'exit 7', { restartPolicy: 'OnFailure' });
    const { lastState, pod } = await seen('failing', 'pause', ({ state, restartCount }) => {
      return state.waiting && restartCount === 1;
    });
    assert.deepEqual([lastState.terminated?.exitCode, pod.phase], [7, 'Running']);
    await remove('failing');
  });

  it('before the others is started again when it fails, and not when it ends well', async () => {
    const initContainers = [container('i', 'true'), container('j', 'exit 7')];
    await run('prepared', 'sleep 100000', { initContainers });
    const isPaused = ({ initContainerStatuses: all }: PodStatus) => {
      return all?.[1]?.state.waiting?.reason === 'CrashLoopBackOff';
    };
    const c = await seen('prepared', 'pause', (_, pod) => isPaused(pod));
    const [i, j] = c.pod.initContainerStatuses ?? [];
    assert.deepEqual([i?.restartCount, i?.state.terminated?.exitCode, i?.ready], [0, 0, true]);
    assert.deepEqual([j?.restartCount, j?.lastState.terminated?.exitCode, j?.ready], [1, 7, false]);
    assert.deepEqual([c.pod.phase, c.state.waiting?.reason], ['Pending', 'PodInitializing']);
    await remove('prepared');
  });

  it('waits for those before it, one after the other', async () => {
    const initContainers = ['i', 'j'].map((name) => container(name, '', { command: ['sleep', '60'] }));
    await run('waits', 'sleep 100000', { initContainers });
    const states = async () => {
      const { initContainerStatuses = [], containerStatuses = [] } = (await read('waits')).status ?? {};
      return [...initContainerStatuses, ...containerStatuses]
        .map(({ state }) => state.waiting?.reason ?? Object.keys(state)[0])
        .join();
    };
    await until('the first', async () => (await states()) === 'running,PodInitializing,PodInitializing');
    clock.advance(60_000);
    await until('the second', async () => (await states()) === 'terminated,running,PodInitializing');
    assert.equal((await read('waits')).status?.phase, 'Pending');
    clock.advance(60_000);
    await until('the third', async () => (await states()) === 'terminated,terminated,running');
    await remove('waits');
  });

  it('beside the others is started again by itself, and lets them run', async () => {
    const sidecar = container('s', '', { command: ['sleep', '60'], restartPolicy: 'Always' });
    await run('beside', 'sleep 100000', { initContainers: [sidecar], restartPolicy: 'Never' });
    const before = await seen('beside', 'start', ({ state }) => state.running);
    clock.advance(60_000);
    const s = await seen(
      'beside',
      'restart',
      (one) => one.restartCount === 1 && one.state.running,
      'initContainerStatuses',
    );
    assert.deepEqual([s.lastState.terminated?.exitCode, s.ready], [0, true]);
    const main = s.pod.containerStatuses?.[0];
    assert.deepEqual([main?.restartCount, main?.state], [0, before.state]);
    await remove('beside');
  });

  it('for debugging is started beside those that run, once', async () => {
    await run('debugged', 'sleep 100000');
    await seen('debugged', 'start', ({ state }) => state.running);
    const add = (...ephemeralContainers: Container[]) =>
      admin.patch(`${path}/pods/debugged/ephemeralcontainers`, { spec: { ephemeralContainers } }, 'strategic');
    assert.equal((await add(container('look', 'exit 4'))).code, 200);
    const list = 'ephemeralContainerStatuses';
    const look = await seen('debugged', 'end', ({ state }) => state.terminated, list);
    assert.deepEqual([look.state.terminated?.exitCode, look.restartCount, look.ready], [4, 0, false]);
    assert.equal((await add(container('watch', 'sleep 100000'))).code, 200);
    const { pod } = await seen(
      'debugged',
      'other',
      (_, { ephemeralContainerStatuses: all }) => all?.[1]?.state.running,
      list,
    );
    assert.deepEqual(
      pod.ephemeralContainerStatuses?.map(({ name, restartCount }) => [name, restartCount]),
      [
        ['look', 0],
        ['watch', 0],
      ],
    );
    assert.deepEqual([pod.phase, pod.containerStatuses?.[0]?.ready], ['Running', true]);
    await remove('debugged');
  });

  it('is not started before all is there that it refers to, and tells what is missing', async () => {
    const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'later', key: 'a' } } }];
    await run('refers', 'sleep 100000', {}, { env });
    const { state, pod } = await seen('refers', 'fault', (status) => status.state.waiting?.message);
    assert.deepEqual(state.waiting, { reason: 'CreateContainerConfigError', message: 'configmap "later" not found' });
    assert.equal(pod.phase, 'Pending');
    assert.equal(await eventOf('refers', 'Failed'), 'Warning Error: configmap "later" not found');
    const configMap = { metadata: { name: 'later' }, data: { a: 'x' } };
    assert.equal((await admin.post(`${path}/configmaps`, configMap)).code, 201);
    await until('its start', async () => {
      clock.advance(2_000);
      return (await read('refers')).status?.containerStatuses?.[0]?.state.running;
    });
    assert.equal((await seen('refers', 'start', () => true)).restartCount, 0);
    await remove('refers');
  });

  it('whose command is not there is tried again, and has never started', async () => {
    await run('nosuch', '', {}, { command: ['nosuch'] });
    const { state, lastState, restartCount } = await seen('nosuch', 'pause', (status) => {
      return status.state.waiting?.reason === 'CrashLoopBackOff';
    });
    assert.match(state.waiting?.message ?? '', /^back-off 10s restarting failed container=c /);
    assert.deepEqual([lastState.terminated?.reason, restartCount], ['StartError', 1]);
    await remove('nosuch');
  });

  it('is killed with its pod, which says how it ended when a finalizer holds it', async () => {
    for (const [name, script, phase] of [
      ['killed', 'sleep 100000', 'Running'],
      ['over', 'true', 'Succeeded'],
    ] as const) {
      const metadata = { name, finalizers: ['example.com/hold'] };
      const spec = { restartPolicy: 'Never', containers: [container('c', script)] };
      assert.equal((await admin.post(`${path}/pods`, { metadata, spec })).code, 201);
      await seen(name, phase, (_, pod) => pod.phase === phase);
      await remove(name);
    }
    const killed = await seen('killed', 'end', ({ state }) => state.terminated);
    assert.deepEqual([killed.state.terminated?.exitCode, killed.pod.phase], [137, 'Failed']);
    const witness = await until('the other’s end', async () => {
      const pod = await read('over');
      return pod.metadata.deletionGracePeriodSeconds === 0 && pod;
    });
    assert.equal(witness.status?.phase, 'Succeeded');
    for (const name of ['killed', 'over']) {
      await admin.patch(`${path}/pods/${name}`, { metadata: { finalizers: null } });
      await until('it is gone', async () => (await admin.get(`${path}/pods/${name}`)).code === 404);
    }
  });

  it('is not running before the hook of its start has ended, each time that it is started', async () => {
    const lifecycle = { postStart: { sleep: { seconds: 20 } } };
    await run('hooked', '', {}, { command: ['sleep', '60'], lifecycle });
    await eventOf('hooked', 'Started');
    for (const restarts of [0, 1]) {
      const { state, ready } = await seen(
        'hooked',
        'hook',
        (one) => one.restartCount === restarts && one.state.waiting,
      );
      assert.deepEqual([state.waiting?.reason, ready], ['ContainerCreating', false]);
      clock.advance(20_000);
      await seen('hooked', 'start', (one) => one.state.running && one.ready);
      clock.advance(40_000);
    }
    await remove('hooked');
  });

  it('is killed at the deadline of its pod if it runs, and a pod that has ended has none', async () => {
    const end = container('d', 'true');
    const more = { restartPolicy: 'Never', activeDeadlineSeconds: 60 };
    await run('done', 'true', more);
    await run('late', '', { ...more, containers: [container('c', '', { command: ['sleep', '1000'] }), end] });
    await seen('done', 'end', (_, pod) => pod.phase === 'Succeeded');
    await seen('late', 'end', (_, pod) => pod.containerStatuses?.[1]?.state.terminated);
    clock.advance(60_000);
    const { pod } = await seen('late', 'deadline', (_, { phase }) => phase === 'Failed');
    assert.deepEqual(
      pod.containerStatuses?.map(({ state }) => state.terminated?.exitCode),
      [137, 0],
    );
    assert.equal((await read('done')).status?.phase, 'Succeeded');
    assert.equal(await eventOf('late', 'Killing'), 'Normal Stopping container c');
    const killing = `${path}/events?fieldSelector=involvedObject.name%3Dlate,reason%3DKilling`;
    assert.equal((await admin.get(killing)).body.items.length, 1);
  });

  it('waits for a sidecar whose image cannot be had', async () => {
    const sidecar = { name: 's', image: 'registry.invalid/proxy:v1', restartPolicy: 'Always' };
    await run('unaided', 'sleep 100000', { initContainers: [sidecar] });
    const list = 'initContainerStatuses';
    const { pod } = await seen('unaided', 'fault', ({ state }) => /^ErrImage/.test(state.waiting?.reason ?? ''), list);
    const main = pod.containerStatuses?.[0];
    assert.deepEqual([pod.phase, main?.state.waiting?.reason], ['Pending', 'PodInitializing']);
    clock.advance(10_000);
    await seen('unaided', 'pause', ({ state }) => state.waiting?.reason === 'ImagePullBackOff', list);
    assert.equal((await read('unaided')).status?.containerStatuses?.[0]?.containerID, undefined);
    await remove('unaided');
  });
});
