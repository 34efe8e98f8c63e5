import assert from 'node:assert/strict';
import { fields, list } from '../../../src/kube/fields.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the scheduler', () => {
  let cluster: TestCluster;
  let api: Api;
  let ns: string;
  let node: string;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    ns = await makeNamespace(api, 'scheduled');
    node = `/api/v1/nodes/${(await api.get('/api/v1/nodes')).body.items[0]?.metadata.name}`;
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const refusal = async (name: string): Promise<Record<string, unknown> | undefined> => {
    const { status } = (await api.get(`${ns}/pods/${name}`)).body;
    return list(fields(status).conditions).find(({ reason }) => reason === 'Unschedulable');
  };

  it('takes a pod that it has refused when the pod tolerates the taint later', async () => {
    const taint = { key: 'example.com/special', value: 'yes', effect: 'NoSchedule' };
    assert.equal((await api.patch(node, { spec: { taints: [taint] } }, 'strategic')).code, 200);
    const containers = [{ name: 'c', image: 'nginx:1.27' }];
    await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } });
    const first = await until('the refusal', () => refusal('p'));
    assert.match(String(first.message), /untolerated taint/);
    const tolerate = (key: string, value: string) =>
      api.patch(
        `${ns}/pods/p`,
        [{ op: 'add', path: '/spec/tolerations/-', value: { key, value, operator: 'Equal' } }],
        'json',
      );
    assert.equal((await tolerate('example.com/other', 'yes')).code, 200);
    await until('a second look', async () => (await refusal('p'))?.observedGeneration === 2);
    assert.equal((await tolerate('example.com/special', 'yes')).code, 200);
    await until('it runs', async () => fields((await api.get(`${ns}/pods/p`)).body.status).phase === 'Running');
    await api.patch(node, { spec: { taints: null } });
  });

  it('takes a pod that it has refused when the node has changed', async () => {
    const taint = { key: 'example.com/closed', effect: 'NoSchedule' };
    assert.equal((await api.patch(node, { spec: { taints: [taint] } }, 'strategic')).code, 200);
    const containers = [{ name: 'c', image: 'nginx:1.27' }];
    await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'waits' }, spec: { containers } });
    await until('the refusal', () => refusal('waits'));
    // another reason is no other condition: it has been so since then
    const since = { type: 'PodScheduled', lastTransitionTime: '2020-01-01T00:00:00Z' };
    const other = { type: 'example.com/own', status: 'True' };
    const conditions = { status: { conditions: [since, other] } };
    assert.equal((await api.patch(`${ns}/pods/waits/status`, conditions, 'strategic')).code, 200);
    assert.equal((await api.patch(node, { spec: { unschedulable: true } })).code, 200);
    await until('the other reason', async () => /were unschedulable/.test(String((await refusal('waits'))?.message)));
    const { status } = (await api.get(`${ns}/pods/waits`)).body;
    assert.deepEqual(
      list(fields(status).conditions).map(({ type, lastTransitionTime }) => [type, lastTransitionTime]),
      [
        ['example.com/own', null],
        ['PodScheduled', '2020-01-01T00:00:00Z'],
      ],
    );
    assert.equal((await api.patch(node, { spec: { unschedulable: null, taints: null } })).code, 200);
    await until('it runs', async () => fields((await api.get(`${ns}/pods/waits`)).body.status).phase === 'Running');
    assert.equal(await refusal('waits'), undefined);
  });

  it('takes a pod that mounts a claim when the claim is there', async () => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'later' } }];
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }], volumes };
    await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'mounts' }, spec });
    const { message } = await until('the refusal', () => refusal('mounts'));
    assert.equal(message, '0/1 nodes are available: persistentvolumeclaim "later" not found. not found');
    const asked = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'later' }, spec: asked };
    assert.equal((await api.post(`${ns}/persistentvolumeclaims`, claim)).code, 201);
    await until('it runs', async () => fields((await api.get(`${ns}/pods/mounts`)).body.status).phase === 'Running');
    assert.equal(await refusal('mounts'), undefined);
  });

  it('takes no pod that mounts a claim that is going', async () => {
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'later' } }];
    assert.equal((await api.delete(`${ns}/persistentvolumeclaims/later`)).code, 200);
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }], volumes };
    await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'late' }, spec });
    const { message } = await until('the refusal', () => refusal('late'));
    assert.equal(message, '0/1 nodes are available: persistentvolumeclaim "later" is being deleted. not found');
  });

  it('tells by Events why a pod waits, and where it has gone', async () => {
    const spec = { nodeSelector: { disk: 'none' }, containers: [{ name: 'c', image: 'nginx:1.27' }] };
    await api.post(`${ns}/pods`, { metadata: { name: 'told' }, spec });
    const { lastTransitionTime, ...condition } = (await until('the refusal', () => refusal('told'))) ?? {};
    assert.ok(lastTransitionTime);
    const message =
      "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, " +
      'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
    assert.deepEqual(condition, {
      type: 'PodScheduled',
      observedGeneration: 1,
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastProbeTime: null,
    });
    const events = async () => {
      const { items } = (await api.get(`${ns}/events?fieldSelector=involvedObject.name%3Dtold`)).body;
      return items.map((event) => `${event.type} ${event.reason} ${event.action}: ${event.message}`);
    };
    await until('the refusal’s Event', async () => (await events()).length === 1);
    assert.deepEqual(await events(), [`Warning FailedScheduling Scheduling: ${message}`]);
    assert.equal((await api.patch(node, { metadata: { labels: { disk: 'none' } } })).code, 200);
    const placed = 'Normal Scheduled Binding: Successfully assigned scheduled/told to kubelab';
    await until('the place’s Event', async () => (await events()).includes(placed));
    await api.patch(node, { metadata: { labels: { disk: null } } });
  });

  it('does not look again at a pod that it has refused for what does not concern it', async () => {
    const containers = [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'true'] }];
    const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'calm' } }];
    const run = (name: string, more: object = {}) =>
      api.post(`${ns}/pods`, { metadata: { name }, spec: { restartPolicy: 'Never', containers, ...more } });
    await run('calm', { volumes });
    await until('the refusal', () => refusal('calm'));
    const writes = () =>
      cluster.events.filter(({ verb, objectRef }) => verb === 'update' && objectRef?.name === 'calm').length;
    const path = `/apis/events.k8s.io/v1/namespaces/scheduled/events?fieldSelector=regarding.name%3Dcalm`;
    const events = async () => (await api.get(path)).body.items.map(({ series }) => series);
    await until('its Event', async () => (await events()).length === 1);
    assert.equal(writes(), 1);
    const condition = { type: 'example.com/own', status: 'True' };
    const status = { status: { conditions: [condition] } };
    assert.equal((await api.patch(`${ns}/pods/calm/status`, status, 'strategic')).code, 200);
    const asked = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'other' }, spec: asked };
    assert.equal((await api.post(`${ns}/persistentvolumeclaims`, claim)).code, 201);
    const elsewhere = await makeNamespace(api, 'elsewhere');
    const same = { ...claim, metadata: { name: 'calm' } };
    assert.equal((await api.post(`${elsewhere}/persistentvolumeclaims`, same)).code, 201);
    const phaseOf = async (name: string) => fields((await api.get(`${ns}/pods/${name}`)).body.status).phase;
    // one that ends and goes, and after it one that gets its place
    await run('ends');
    await until('its end', async () => (await phaseOf('ends')) === 'Succeeded');
    await api.delete(`${ns}/pods/ends`);
    await until('it is gone', async () => (await api.get(`${ns}/pods/ends`)).code === 404);
    await run('next');
    await until('its end', async () => (await phaseOf('next')) === 'Succeeded');
    assert.deepEqual([await events(), writes()], [[undefined], 1]);
    // a change of the node concerns it, and gives no other answer
    assert.equal((await api.patch(node, { metadata: { labels: { looked: 'at' } } })).code, 200);
    await until('another Event', async () => (await events()).length === 2);
    assert.equal(writes(), 1);
    await api.delete(`${ns}/pods/calm`);
  });

  it('leaves a pod to another scheduler, and one with gates until they are all open', async () => {
    const containers = [{ name: 'c', image: 'nginx:1.27' }];
    const run = (name: string, spec: object) =>
      api.post(`${ns}/pods`, { metadata: { name }, spec: { containers, ...spec } });
    const nodeOf = async (name: string) => fields((await api.get(`${ns}/pods/${name}`)).body.spec).nodeName;
    await run('foreign', { schedulerName: 'by-hand' });
    await run('gated', { schedulingGates: [{ name: 'example.com/a' }, { name: 'example.com/b' }] });
    await run('placed', {});
    await until('its place', () => nodeOf('placed') as Promise<string | undefined>);
    const open = (...gates: string[]) =>
      api.patch(`${ns}/pods/gated`, { spec: { schedulingGates: gates.map((name) => ({ name })) } });
    assert.equal((await open('example.com/b')).code, 200);
    await run('later', {});
    await until('its place', () => nodeOf('later') as Promise<string | undefined>);
    assert.deepEqual([await nodeOf('foreign'), await nodeOf('gated')], [undefined, undefined]);
    assert.equal(await refusal('gated'), undefined);
    assert.equal((await open()).code, 200);
    await until('the gated one’s place', () => nodeOf('gated') as Promise<string | undefined>);
    assert.equal(await nodeOf('foreign'), undefined);
  });

  it('places a pod again that comes under the name of one that has gone', async () => {
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
    for (let i = 0; i < 2; i++) {
      await api.post(`${ns}/pods`, { metadata: { name: 'again' }, spec });
      await until('it runs', async () => fields((await api.get(`${ns}/pods/again`)).body.status).phase === 'Running');
      await api.delete(`${ns}/pods/again`);
      await until('it is gone', async () => (await api.get(`${ns}/pods/again`)).code === 404);
    }
  });

  it('gives the port of the node to the next pod when the one that has it has ended, or has gone', async () => {
    const run = (name: string, command: string) => {
      const ports = [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }];
      const image = 'busybox';
      const containers = [
        { name: 'c', image, command: ['sh', '-c', command], ports },
        { name: 'd', image, command: ['sh', '-c', command] },
      ];
      return api.post(`${ns}/pods`, { metadata: { name }, spec: { restartPolicy: 'Never', containers } });
    };
    const phaseOf = async (name: string) => fields((await api.get(`${ns}/pods/${name}`)).body.status).phase;
    assert.equal((await run('first', 'sleep 1000')).code, 201);
    await until('the first runs', async () => (await phaseOf('first')) === 'Running');
    assert.equal((await run('second', 'sleep 1000')).code, 201);
    const { message } = await until('the refusal', () => refusal('second'));
    assert.match(String(message), /1 node\(s\) didn't have free ports for the requested pod ports/);
    assert.equal((await api.patch(`${ns}/pods/first/status`, { status: { phase: 'Failed' } })).code, 200);
    await until('the second runs', async () => (await phaseOf('second')) === 'Running');
    assert.equal(await phaseOf('first'), 'Failed');
    assert.equal((await run('third', 'sleep 1000')).code, 201);
    await until('the other refusal', () => refusal('third'));
    await api.delete(`${ns}/pods/second`);
    await until('the third runs', async () => (await phaseOf('third')) === 'Running');
  });

  describe('of pods that have rules for each other', () => {
    const rule = (kind: 'podAffinity' | 'podAntiAffinity', app: string) => ({
      [kind]: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { labelSelector: { matchLabels: { app } }, topologyKey: 'kubernetes.io/hostname' },
        ],
      },
    });
    const run = (name: string, app: string, affinity: object) =>
      api.post(`${ns}/pods`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, labels: { app } },
        spec: { containers: [{ name: 'c', image: 'nginx:1.27' }], affinity },
      });
    const runs = (name: string) =>
      until(`${name} runs`, async () => fields((await api.get(`${ns}/pods/${name}`)).body.status).phase === 'Running');

    it('places one that is to be apart when the other has gone', async () => {
      await Promise.all(['one', 'two'].map((name) => run(name, 'apart', rule('podAntiAffinity', 'apart'))));
      const [kept, waits] = await until('the refusal', async () => {
        if (await refusal('one')) return ['two', 'one'] as const;
        return (await refusal('two')) ? (['one', 'two'] as const) : false;
      });
      await runs(kept);
      assert.match(
        String((await refusal(waits))?.message),
        /^0\/1 nodes are available: 1 node\(s\) didn't match pod anti-affinity rules\. .* 1 No preemption victims found for incoming pod\.$/,
      );
      await api.delete(`${ns}/pods/${kept}`);
      await runs(waits);
    });

    it('forgets one that is deleted while it waits, and leaves those alone that have their places', async () => {
      await run('lonely', 'lonely', rule('podAffinity', 'nobody'));
      await until('the refusal', () => refusal('lonely'));
      await api.delete(`${ns}/pods/lonely`);
      await until('its end', async () => (await api.get(`${ns}/pods/lonely`)).code === 404);
      await run('another', 'another', {});
      await runs('another');
      for (const name of ['one', 'two']) assert.equal(await refusal(name), undefined);
    });

    it('places one that wants company when it is there', async () => {
      await run('guest', 'guest', rule('podAffinity', 'host'));
      const { message } = await until('the refusal', () => refusal('guest'));
      assert.match(
        String(message),
        /^0\/1 nodes are available: 1 node\(s\) didn't match pod affinity rules\. .* not helpful/,
      );
      await run('host', 'host', {});
      await runs('guest');
    });
  });
});
