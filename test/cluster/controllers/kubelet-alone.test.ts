/** A kubelet whose clock the test moves, and whose containers it sees, on a cluster without a node of its own. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import { type ControllerContext, controllerContext } from '../../../src/cluster/controllers/context.js';
import { startKubelet } from '../../../src/cluster/controllers/kubelet.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { createRuntime, type NodeRuntime } from '../../../src/cluster/pod/runtime.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';
import { stays } from '../../helpers/working-pod.js';

const second = 1000;

describe('a kubelet', () => {
  let clock: ManualClock;
  let runtime: NodeRuntime;
  let cluster: TestCluster;
  let context: ControllerContext;
  let admin: Api;
  let path = '';
  const faults: string[] = [];
  before(async () => {
    clock = manualClock(new Date());
    runtime = createRuntime({ clock, server: () => ({ host: '127.0.0.1', port: 1 }), randomUUID });
    cluster = await practiceCluster({ hasNode: false });
    admin = adminOf(cluster);
    path = await makeNamespace(admin, 'alone');
    context = controllerContext({
      clientFor: cluster.clientFor,
      clock,
      whenUsed: (_row, start) => start(),
      randomSuffix: () => '',
      onError: (error, where) => faults.push(`${where}: ${(error as Error).message}`),
    });
    await startKubelet(context, { runtime, apiServerFlags: [] });
  });
  after(async () => {
    context?.stop();
    runtime?.stop();
    admin?.close();
    await cluster?.stop();
    assert.deepEqual([faults, cluster.faults], [[], []]);
  });

  const make = async (name: string, spec: object = {}, metadata: object = {}): Promise<string> => {
    const pod = { metadata: { name, ...metadata }, spec: { containers: [stays()], nodeName: 'kubelab', ...spec } };
    const { code, text, body } = await admin.post(`${path}/pods`, pod);
    assert.equal(code, 201, text);
    return body.metadata.uid ?? '';
  };
  const read = async (name: string): Promise<Pod | undefined> => {
    const { code, body } = await admin.get(`${path}/pods/${name}`);
    return code === 200 ? (body as unknown as Pod) : undefined;
  };
  const runs = (name: string): Promise<Pod> =>
    until(`${name} runs`, async () => {
      const pod = await read(name);
      return pod?.status?.phase === 'Running' && pod;
    });
  const remove = (name: string, query = '') => admin.delete(`${path}/pods/${name}${query}`);
  const isGone = (name: string) => until(`the end of ${name}`, async () => (await read(name)) === undefined);
  const told = async (name: string, reason: string): Promise<number> => {
    const selector = `involvedObject.name%3D${name},reason%3D${reason}`;
    const { items } = (await admin.get(`${path}/events?fieldSelector=${selector}`)).body;
    return items.reduce((sum, { count }) => sum + Number(count), 0);
  };
  /** The kubelet looks at pods in their order: when this one runs, it has looked at those before it. */
  const passes = async (name: string): Promise<void> => {
    await make(name);
    await runs(name);
    await remove(name, '?gracePeriodSeconds=0');
    await isGone(name);
  };
  const slow = (seconds: number) => [stays('c', { lifecycle: { preStop: { sleep: { seconds } } } })];

  it('ends what runs of a pod with the pod, also when somebody takes it away at once', async () => {
    for (const query of ['', '?gracePeriodSeconds=0']) {
      const uid = await make('ends');
      await runs('ends');
      assert.equal(runtime.find(uid, 'c')?.running, true);
      await remove('ends', query);
      await isGone('ends');
      await until('nothing is left', () => runtime.find(uid, 'c') === undefined);
    }
  });

  it('ends what runs of a pod that a finalizer holds', async () => {
    const uid = await make('held', {}, { finalizers: ['example.com/hold'] });
    await runs('held');
    await remove('held');
    await until('its end', async () => (await read('held'))?.status?.phase === 'Failed');
    await until('nothing is left', () => runtime.find(uid, 'c') === undefined);
    await admin.patch(`${path}/pods/held`, { metadata: { finalizers: null } });
    await isGone('held');
  });

  it('waits for the hooks of a pod that goes, and tells of each container once', async () => {
    const uid = await make('hooked', { containers: slow(20), terminationGracePeriodSeconds: 30 });
    await runs('hooked');
    await remove('hooked');
    await until('the news', async () => (await told('hooked', 'Killing')) === 1);
    assert.equal((await admin.patch(`${path}/pods/hooked`, { metadata: { labels: { a: 'b' } } })).code, 200);
    clock.advance(20 * second - 1);
    await passes('meanwhile');
    assert.ok((await read('hooked'))?.metadata.deletionTimestamp);
    assert.equal(runtime.find(uid, 'c')?.running, true);
    clock.advance(1);
    await isGone('hooked');
    assert.deepEqual([await told('hooked', 'Killing'), await told('hooked', 'FailedPreStopHook')], [1, 0]);
  });

  it('waits no longer for hooks than whoever deletes the pod says', async () => {
    await make('short', { containers: slow(20) });
    await runs('short');
    await remove('short', '?gracePeriodSeconds=5');
    await until('the news', async () => (await told('short', 'Killing')) === 1);
    clock.advance(5 * second - 1);
    await passes('before-its-end');
    assert.ok(await read('short'));
    clock.advance(1);
    await isGone('short');
    clock.advance(20 * second);
    await passes('after-its-end');
    assert.equal(await told('short', 'FailedPreStopHook'), 0);
  });

  it('tells of a hook that fails, and lets the pod go', async () => {
    const exec = { command: ['false'] };
    await make('fails', { containers: [stays('c', { lifecycle: { preStop: { exec } } })] });
    await runs('fails');
    await remove('fails');
    await isGone('fails');
    await until('the news', async () => (await told('fails', 'FailedPreStopHook')) === 1);
  });

  it('gives no pod the address of another, also when its status has it', async () => {
    await make('first');
    const { podIP } = (await runs('first')).status ?? {};
    for (const [name, before, same] of [
      ['second', podIP, false],
      ['third', '10.244.7.7', true],
    ] as const) {
      // nobody places it before its status is written
      await make(name, { nodeName: undefined, schedulerName: 'nobody' });
      assert.equal((await admin.patch(`${path}/pods/${name}/status`, { status: { podIP: before } })).code, 200);
      const target = { kind: 'Node', name: 'kubelab' };
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
      assert.equal((await admin.post(`${path}/pods/${name}/binding`, binding)).code, 201);
      assert.equal((await runs(name)).status?.podIP === before, same, name);
    }
  });

  it('starts a container again when its pause is over, and not before', async () => {
    const uid = await make('pauses');
    const restarts = async (count: number, state: 'running' | 'waiting') => {
      await until(`restart ${count}`, async () => {
        const [one] = (await read('pauses'))?.status?.containerStatuses ?? [];
        return one?.restartCount === count && one.state[state];
      });
    };
    await runs('pauses');
    runtime.kill(uid, 'c');
    await restarts(1, 'running');
    runtime.kill(uid, 'c');
    await restarts(1, 'waiting');
    clock.advance(10 * second - 1);
    await passes('in-the-pause');
    await restarts(1, 'waiting');
    clock.advance(1);
    await restarts(2, 'running');
  });

  it('does nothing at a change that is none of its own', async () => {
    await make('labelled');
    await runs('labelled');
    await passes('before-the-change');
    const reports = () =>
      cluster.events.filter(({ verb, objectRef }) => verb === 'patch' && objectRef?.name === 'labelled').length;
    const before = reports();
    for (const a of ['b', 'c']) await admin.patch(`${path}/pods/labelled`, { metadata: { labels: { a } } });
    await passes('after-the-change');
    // those of the test itself
    assert.equal(reports(), before + 2);
  });

  it('looks at a pod again when a condition changes that its readiness waits for', async () => {
    await make('gated', { readinessGates: [{ conditionType: 'example.com/fed' }] });
    await runs('gated');
    const condition = async (type: string) =>
      (await read('gated'))?.status?.conditions?.find((one) => one.type === type)?.status;
    const say = async (type: string, status: string): Promise<void> => {
      const patch = { status: { conditions: [{ type, status }] } };
      assert.equal((await admin.patch(`${path}/pods/gated/status`, patch, 'strategic')).code, 200);
    };
    assert.equal(await condition('Ready'), 'False');
    await say('example.com/other', 'True');
    await say('example.com/fed', 'True');
    await until('it is ready', async () => (await condition('Ready')) === 'True');
    // what others have set stays
    assert.equal(await condition('example.com/other'), 'True');
    await say('example.com/fed', 'False');
    await until('it is ready no more', async () => (await condition('Ready')) === 'False');
  });

  it('tells under its name and that of its node', async () => {
    await make('heard');
    await runs('heard');
    const selector = 'involvedObject.name%3Dheard,reason%3DStarted';
    const event = await until('the news', async () => {
      return (await admin.get(`${path}/events?fieldSelector=${selector}`)).body.items[0];
    });
    assert.deepEqual(event.source, { component: 'kubelet', host: 'kubelab' });
    const { uid, fieldPath } = event.involvedObject as { uid?: string; fieldPath?: string };
    assert.deepEqual([uid, fieldPath], [(await read('heard'))?.metadata.uid, 'spec.containers{c}']);
  });
});
