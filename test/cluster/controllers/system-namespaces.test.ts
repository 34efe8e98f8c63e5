import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the namespaces of the API server', () => {
  it('has kube-node-lease again a minute after somebody has deleted it, with what every namespace is given', async () => {
    const clock = manualClock(new Date());
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    const path = '/api/v1/namespaces/kube-node-lease';
    try {
      const read = async (): Promise<unknown> => {
        const { body } = await admin.get(path);
        const { spec, status, metadata } = body as unknown as Record<string, unknown>;
        return { spec, status, labels: (metadata as { labels?: unknown } | undefined)?.labels };
      };
      const isThere = async (): Promise<boolean> => (await admin.get(path)).code === 200;
      const before = await read();
      assert.equal((await admin.delete(path)).code, 200);
      await until('it goes', async () => !(await isThere()));
      clock.advance(59_999);
      assert.ok(!(await isThere()));
      await until('it is there again', async () => {
        const found = await isThere();
        if (!found) clock.advance(1000);
        return found;
      });
      assert.deepEqual(await read(), before);
      await until('its account', async () => (await admin.get(`${path}/serviceaccounts/default`)).code === 200);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
