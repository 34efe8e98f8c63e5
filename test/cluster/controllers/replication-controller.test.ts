/** Replication controllers, which the controller of replica sets keeps. */
import assert from 'node:assert/strict';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('a replication controller', () => {
  it('keeps its pods, can be scaled, and leaves them behind', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const core = await makeNamespace(admin, 'older');
      const path = `${core}/replicationcontrollers`;
      const template = { metadata: { labels: { app: 'old' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
      const made = await admin.post(path, {
        apiVersion: 'v1',
        kind: 'ReplicationController',
        metadata: { name: 'old' },
        spec: { template },
      });
      assert.equal(made.code, 201, made.text);
      assert.deepEqual((made.body.spec as { selector: object }).selector, { app: 'old' });
      assert.deepEqual(made.body.metadata.labels, { app: 'old' });
      const pods = async () => (await admin.get(`${core}/pods?labelSelector=app%3Dold`)).body.items;
      await until('a pod', async () => (await pods()).length === 1);
      await admin.patch(`${path}/old/scale`, { spec: { replicas: 2 } });
      await until('two', async () => {
        const { status } = (await admin.get(`${path}/old`)).body;
        return (status as unknown as { readyReplicas?: number }).readyReplicas === 2;
      });
      const scale = await admin.get(`${path}/old/scale`);
      assert.deepEqual(scale.body.status, { replicas: 2, selector: 'app=old' });
      assert.deepEqual((await admin.delete(`${path}/old`)).body.metadata.finalizers, ['orphan']);
      await until('its end', async () => (await admin.get(`${path}/old`)).code === 404);
      const left = await until('pods on their own', async () => {
        const now = await pods();
        return now.every(({ metadata }) => !metadata.ownerReferences) && now;
      });
      assert.equal(left.length, 2);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
