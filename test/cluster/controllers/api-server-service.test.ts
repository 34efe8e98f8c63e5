import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const paths = ['/api/v1/namespaces/default/services', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'];

describe('the Service of the API server', () => {
  it('is there again some seconds after somebody has deleted it, with its endpoints', async () => {
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const read = async (path: string): Promise<unknown> => {
        const { body } = await admin.get(`${path}/kubernetes`);
        const { spec, endpoints, ports, subsets, metadata } = body as unknown as Record<string, unknown>;
        return { spec, endpoints, ports, subsets, labels: (metadata as { labels?: unknown } | undefined)?.labels };
      };
      const endpoints = '/api/v1/namespaces/default/endpoints';
      const all = [...paths, endpoints];
      const before = await Promise.all(all.map(read));
      for (const path of paths) assert.equal((await admin.delete(`${path}/kubernetes`)).code, 200);
      await until('the endpoints go', async () => (await admin.get(`${endpoints}/kubernetes`)).code === 404);
      clock.advance(9999);
      assert.equal((await admin.get(`${paths[0]}/kubernetes`)).code, 404);
      clock.advance(1);
      for (const path of all) {
        await until(`${path} has it again`, async () => {
          const { code } = await admin.get(`${path}/kubernetes`);
          if (code !== 200) clock.advance(1000);
          return code === 200;
        });
      }
      assert.deepEqual(await Promise.all(all.map(read)), before);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
