import assert from 'node:assert/strict';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the node', () => {
  it('tells when it is cordoned and when that ends, and nothing of its other changes', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    const patch = (change: object) => admin.patch('/api/v1/nodes/kubelab', change, 'strategic');
    const events = async () =>
      (await admin.get('/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DNode')).body.items;
    const told = (count: number) =>
      until(`${count} events`, async () => {
        const all = await events();
        return all.length === count && all.map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
      });
    try {
      await patch({ spec: { unschedulable: true } });
      assert.deepEqual(await told(1), ['Normal NodeNotSchedulable: Node kubelab status is now: NodeNotSchedulable']);
      await patch({ metadata: { labels: { disk: 'ssd' } } });
      await patch({ spec: { unschedulable: null } });
      assert.deepEqual(
        (await told(2)).sort()[1],
        'Normal NodeSchedulable: Node kubelab status is now: NodeSchedulable',
      );
      const [event] = await events();
      assert.deepEqual(event?.involvedObject, { apiVersion: 'v1', kind: 'Node', name: 'kubelab', uid: 'kubelab' });
      assert.deepEqual(event?.source, { component: 'kubelet', host: 'kubelab' });
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
