import assert from 'node:assert/strict';
import { availableParallelism, release, totalmem } from 'node:os';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

describe('the node', () => {
  const began = Math.floor(Date.now() / 1000) * 1000;
  const { api: admin } = clusterForTests();
  const read = async (): Promise<Node> => (await admin.get('/api/v1/nodes/kubelab')).body as unknown as Node;

  it('is registered with its names and its addresses', async () => {
    const { metadata, spec, status } = await read();
    const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as 'x64'];
    assert.deepEqual(metadata.labels, {
      'beta.kubernetes.io/arch': architecture,
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': architecture,
      'kubernetes.io/hostname': 'kubelab',
      'kubernetes.io/os': 'linux',
    });
    assert.deepEqual(metadata.annotations, {
      'node.alpha.kubernetes.io/ttl': '0',
      'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
    });
    assert.deepEqual(spec, { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] });
    assert.deepEqual(status?.addresses, [
      { type: 'InternalIP', address: '10.0.0.10' },
      { type: 'Hostname', address: 'kubelab' },
    ]);
    const machine = (metadata.uid ?? '').replaceAll('-', '');
    assert.deepEqual(status?.nodeInfo, {
      architecture,
      bootID: machine,
      containerRuntimeVersion: 'kubelab://1',
      kernelVersion: release(),
      kubeProxyVersion: '',
      kubeletVersion: 'v1.36.2',
      machineID: machine,
      operatingSystem: 'linux',
      osImage: 'Kubelab simulated node',
      systemUUID: machine,
    });
    assert.match(machine, /^[0-9a-f]{32}$/);
    assert.deepEqual(status?.daemonEndpoints, { kubeletEndpoint: { Port: 10250 } });
  });

  it('has the size of this machine, and is healthy', async () => {
    const { status } = await read();
    const size = {
      cpu: String(availableParallelism()),
      'ephemeral-storage': '10Gi',
      'hugepages-2Mi': '0',
      memory: `${Math.floor(totalmem() / 1024)}Ki`,
      pods: '110',
    };
    assert.deepEqual([status?.capacity, status?.allocatable], [size, size]);
    assert.deepEqual(
      status?.conditions?.map(({ type, status: holds, reason, message }) => [type, holds, reason, message]),
      [
        ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
        ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
        ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
        ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
      ],
    );
    // like a kubelet it knows its conditions before it registers its node: in the second before, at times
    for (const { type, lastTransitionTime } of status?.conditions ?? []) {
      const since = Date.parse(lastTransitionTime ?? '');
      assert.ok(since >= began && since <= Date.now(), `${type} since ${lastTransitionTime}`);
    }
  });

  it('tells when it is cordoned and when that ends, and nothing of its other changes', async () => {
    const patch = (change: object) => admin.patch('/api/v1/nodes/kubelab', change, 'strategic');
    const events = async () =>
      (await admin.get('/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DNode')).body.items;
    const told = (count: number) =>
      until(`${count} events`, async () => {
        const all = await events();
        return all.length === count && all.map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
      });
    await patch({ spec: { unschedulable: true } });
    assert.deepEqual(await told(1), ['Normal NodeNotSchedulable: Node kubelab status is now: NodeNotSchedulable']);
    await patch({ metadata: { labels: { disk: 'ssd' } } });
    // another node is no matter of this kubelet
    assert.equal((await admin.post('/api/v1/nodes', { metadata: { name: 'elsewhere' } })).code, 201);
    await admin.delete('/api/v1/nodes/elsewhere');
    await patch({ spec: { unschedulable: null } });
    assert.deepEqual((await told(2)).sort()[1], 'Normal NodeSchedulable: Node kubelab status is now: NodeSchedulable');
    const [event] = await events();
    assert.deepEqual(event?.involvedObject, { apiVersion: 'v1', kind: 'Node', name: 'kubelab', uid: 'kubelab' });
    assert.deepEqual(event?.source, { component: 'kubelet', host: 'kubelab' });
  });
});
