import assert from 'node:assert/strict';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('a node that is cordoned', () => {
  it('has a taint that says so, beside its others, until it is not any more', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    const path = '/api/v1/nodes/kubelab';
    const taints = async () => ((await admin.get(path)).body as unknown as Node).spec?.taints;
    const patch = (spec: object) => admin.patch(path, { spec }, 'strategic');
    try {
      await patch({ unschedulable: true, taints: [{ key: 'team', value: 'red', effect: 'PreferNoSchedule' }] });
      const both = await until('the taint', async () => {
        const now = await taints();
        return now?.length === 2 && now;
      });
      const { timeAdded, ...cordon } = both[1] ?? {};
      assert.deepEqual(cordon, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
      assert.match(timeAdded ?? '', /^\d{4}-.*Z$/);
      await patch({ unschedulable: null });
      await until('its end', async () => (await taints())?.length === 1);
      // the taint alone, and beside another of its key
      const own = (effect: string) => ({ key: 'node.kubernetes.io/unschedulable', effect });
      const effects = async () => ((await taints()) ?? []).map(({ effect }) => effect).join();
      const put = (spec: object) => admin.patch(path, { spec });
      await put({ unschedulable: true, taints: [own('NoSchedule')] });
      await put({ unschedulable: null });
      await until('no taint', async () => (await taints()) === undefined);
      await put({ unschedulable: true, taints: [own('PreferNoSchedule')] });
      await until('both', async () => (await effects()) === 'PreferNoSchedule,NoSchedule');
      await put({ unschedulable: null });
      await until('the other', async () => (await effects()) === 'PreferNoSchedule');
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
