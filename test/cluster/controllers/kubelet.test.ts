import assert from 'node:assert/strict';
import type { Container, Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

describe('the kubelet', () => {
  const { cluster, api: admin } = clusterForTests('noded');
  const path = '/api/v1/namespaces/noded';

  const run = async (name: string, spec: Partial<Pod['spec']> = {}, metadata: object = {}) => {
    const containers = [{ name: 'c', image: 'nginx' }];
    const answer = await admin.post(`${path}/pods`, { metadata: { name, ...metadata }, spec: { containers, ...spec } });
    assert.equal(answer.code, 201, answer.text);
  };
  const read = async (name: string): Promise<Pod> => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
  const runs = (name: string): Promise<Pod> =>
    until(`${name} runs`, async () => {
      const pod = await read(name);
      return pod.status?.phase === 'Running' && pod;
    });
  const isGone = (name: string) =>
    until(`${name} is gone`, async () => (await admin.get(`${path}/pods/${name}`)).code === 404);
  const eventsOf = async (name: string) =>
    (await admin.get(`${path}/events?fieldSelector=involvedObject.name%3D${name}`)).body.items.map((event) => {
      const { fieldPath = '' } = event.involvedObject as { fieldPath?: string };
      return `${event.reason} ${fieldPath}`;
    });

  it('gives a pod an address of its own, which is free when the pod has gone, or that of the node', async () => {
    await run('first');
    await run('second');
    const [first, second] = [(await runs('first')).status, (await runs('second')).status];
    assert.deepEqual([first?.hostIP, first?.podIPs], ['10.0.0.10', [{ ip: first?.podIP }]]);
    // those that end in 1 and 2 are the node's own
    assert.deepEqual([first?.podIP, second?.podIP].sort(), ['10.244.0.3', '10.244.0.4']);
    await admin.delete(`${path}/pods/first`);
    await isGone('first');
    await run('third');
    assert.equal((await runs('third')).status?.podIP, first?.podIP);
    await run('host', { hostNetwork: true });
    assert.equal((await runs('host')).status?.podIP, '10.0.0.10');
  });

  it('reports each status once', async () => {
    await run('reported');
    await runs('reported');
    assert.equal((await admin.patch(`${path}/pods/reported`, { metadata: { labels: { a: 'b' } } })).code, 200);
    const image = { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } };
    assert.equal((await admin.patch(`${path}/pods/reported`, image, 'strategic')).code, 200);
    await until('its restart', async () => {
      const [one] = (await read('reported')).status?.containerStatuses ?? [];
      return one?.restartCount === 1 && one.state.running;
    });
    const reports = cluster.events.flatMap(({ verb, objectRef, requestObject }) =>
      verb === 'patch' && objectRef?.name === 'reported' && objectRef.subresource === 'status'
        ? [JSON.stringify(requestObject)]
        : [],
    );
    assert.ok(reports.length >= 4, String(reports.length));
    for (const [i, report] of reports.entries()) assert.notEqual(report, reports[i + 1]);
    await admin.delete(`${path}/pods/reported`);
    await isGone('reported');
  });

  it('runs no pod of another node', async () => {
    const node = { metadata: { name: 'elsewhere' } };
    assert.equal((await admin.post('/api/v1/nodes', node)).code, 201);
    await run('foreign', { nodeName: 'elsewhere' });
    await run('own', { nodeName: 'kubelab' });
    await runs('own');
    const { status } = await read('foreign');
    assert.deepEqual([status?.phase, status?.containerStatuses], ['Pending', undefined]);
    await admin.delete(`${path}/pods/foreign`);
    await admin.delete(`${path}/pods/own`);
    await isGone('own');
    // nobody there says that it has ended
    assert.ok((await read('foreign')).metadata.deletionTimestamp);
    await admin.delete(`${path}/pods/foreign?gracePeriodSeconds=0`);
    await isGone('foreign');
    await admin.delete('/api/v1/nodes/elsewhere');
  });

  it('tells once of each container that it ends with its pod', async () => {
    const sidecar = { name: 's', image: 'nginx', restartPolicy: 'Always' };
    const init = { name: 'i', image: 'busybox', command: ['true'] };
    const containers = ['a', 'b'].map((name) => ({ name, image: 'nginx' }));
    await run('many', { initContainers: [sidecar, init], containers });
    const isReady = async () =>
      (await read('many')).status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
    await until('it is ready', isReady);
    await admin.delete(`${path}/pods/many`);
    await isGone('many');
    const killed = await until('the news', async () => {
      const all = (await eventsOf('many')).filter((event) => event.startsWith('Killing'));
      return all.length >= 3 && all;
    });
    assert.deepEqual(killed.sort(), [
      'Killing spec.containers{a}',
      'Killing spec.containers{b}',
      'Killing spec.initContainers{s}',
    ]);
  });

  it('starts a pod anew that comes under the name of one that has gone', async () => {
    const echo = (word: string): Container[] => [
      { name: 'c', image: 'busybox', command: ['sh', '-c', `echo ${word}; sleep 1000`] },
    ];
    await run('name', { containers: echo('old') });
    const before = (await runs('name')).status?.containerStatuses?.[0];
    await admin.delete(`${path}/pods/name`);
    await isGone('name');
    await run('name', { containers: echo('new') });
    const after = (await runs('name')).status?.containerStatuses?.[0];
    assert.notEqual(after?.containerID, before?.containerID);
    assert.equal(after?.restartCount, 0);
    await until('its word', async () => (await admin.get(`${path}/pods/name/log`)).text === 'new\n');
  });

  it('runs no hook of a pod that is to go at once, and leaves one alone that a finalizer holds', async () => {
    const lifecycle = { preStop: { exec: { command: ['false'] } } };
    const finalizers = ['example.com/hold'];
    await run('hasty', { containers: [{ name: 'c', image: 'nginx', lifecycle }] }, { finalizers });
    await runs('hasty');
    await admin.delete(`${path}/pods/hasty?gracePeriodSeconds=0`);
    const held = await until('its end', async () => {
      const pod = await read('hasty');
      return pod.status?.containerStatuses?.[0]?.state.terminated && pod;
    });
    assert.equal(held.status?.phase, 'Failed');
    // what comes later has its place first
    await run('witness');
    await runs('witness');
    assert.ok(!(await eventsOf('hasty')).some((event) => event.startsWith('FailedPreStopHook')));
    const { resourceVersion } = (await read('hasty')).metadata;
    await admin.patch(`${path}/pods/witness`, { metadata: { labels: { a: 'b' } } });
    await admin.delete(`${path}/pods/witness`);
    await isGone('witness');
    assert.equal((await read('hasty')).metadata.resourceVersion, resourceVersion);
    await admin.patch(`${path}/pods/hasty`, { metadata: { finalizers: null } });
    await isGone('hasty');
  });
});
