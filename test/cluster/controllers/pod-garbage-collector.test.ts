import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the garbage collector of pods', () => {
  it('deletes those of a node that is gone, after a while, and fails those that never had one', async () => {
    const clock = manualClock(new Date());
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'collected');
      const containers = [{ name: 'c', image: 'nginx' }];
      const make = (name: string, spec: object) =>
        admin.post(`${path}/pods`, {
          metadata: { name, finalizers: ['example.com/hold'] },
          spec: { containers, ...spec },
        });
      const podOf = async (name: string) => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
      assert.equal((await make('unbound', { schedulerName: 'nobody' })).code, 201);
      assert.equal((await admin.delete(`${path}/pods/unbound`)).code, 200);
      const unbound = await until('its failure', async () => {
        const now = await podOf('unbound');
        return now.status?.phase === 'Failed' && now;
      });
      assert.deepEqual(unbound.status?.conditions, undefined);
      assert.equal(unbound.status?.observedGeneration, unbound.metadata.generation);

      for (const [name, nodeName] of [
        ['lost', 'elsewhere'],
        ['over', 'elsewhere'],
        ['stays', 'late'],
        ['leaves', 'late'],
        ['runs', 'kubelab'],
      ] as const) {
        assert.equal((await make(name, { nodeName })).code, 201);
      }
      const condition = (type: string, status: string) => ({ type, status });
      const conditions = [condition('DisruptionTarget', 'False'), condition('Ready', 'True')];
      assert.equal((await admin.patch(`${path}/pods/lost/status`, { status: { conditions } })).code, 200);
      assert.equal((await admin.patch(`${path}/pods/over/status`, { status: { phase: 'Succeeded' } })).code, 200);
      // its node may come, and ends it then
      assert.equal((await admin.delete(`${path}/pods/leaves`)).code, 200);
      await until('the pod runs', async () => (await podOf('runs')).status?.phase === 'Running');
      assert.equal((await admin.post('/api/v1/nodes', { metadata: { name: 'late' } })).code, 201);
      /** Moves the clock step by step until a pod is being deleted. */
      const end = (name: string) =>
        until(`the end of ${name}`, async () => {
          const now = await podOf(name);
          if (now.metadata.deletionTimestamp !== undefined) return now;
          clock.advance(10_000);
          return false;
        });
      const begun = clock.now().getTime();
      const lost = await end('lost');
      assert.ok(clock.now().getTime() - begun >= 40_000);
      assert.equal(lost.status?.phase, 'Failed');
      assert.deepEqual(
        lost.status?.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message]),
        [
          ['Ready', 'True', undefined, undefined],
          ['DisruptionTarget', 'True', 'DeletionByPodGC', 'PodGC: node no longer exists'],
        ],
      );
      assert.equal(lost.metadata.deletionGracePeriodSeconds, 0);
      const over = await end('over');
      assert.deepEqual([over.status?.phase, over.status?.conditions], ['Succeeded', undefined]);
      assert.equal((await podOf('stays')).metadata.deletionTimestamp, undefined);
      const leaves = await podOf('leaves');
      assert.deepEqual([leaves.status?.phase, leaves.metadata.deletionGracePeriodSeconds], ['Pending', 30]);

      // nothing but the end of its node tells of it
      const later = clock.now().getTime();
      assert.equal((await admin.delete('/api/v1/nodes/late')).code, 200);
      await end('stays');
      assert.ok(clock.now().getTime() - later >= 40_000);

      assert.equal((await admin.delete('/api/v1/nodes/kubelab')).code, 200);
      await end('runs');
      // the kubelet makes no mirror pods for a node that is not there
      await until('nothing runs', async () => {
        clock.advance(10_000);
        return (await admin.get('/api/v1/namespaces/kube-system/pods')).body.items.length === 0;
      });
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
