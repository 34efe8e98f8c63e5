import assert from 'node:assert/strict';
import type { AggregatedRole } from '../../../src/cluster/controllers/cluster-role-aggregation.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('a ClusterRole that is put together of others', () => {
  it('has their rules, each once, which the controller has applied', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const role = (name: string, more: object) =>
      admin.post(path, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name, labels: { part: 'yes' } },
        ...more,
      });
    const rule = (resource: string) => ({ apiGroups: ['x.io'], resources: [resource], verbs: ['get'] });
    try {
      await role('b', { rules: [rule('bars'), rule('foos')] });
      await role('a', { rules: [rule('foos')] });
      await role('whole', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'yes' } }] } });
      const whole = await until('the rules', async () => {
        const body = (await admin.get(`${path}/whole`)).body as unknown as AggregatedRole;
        return body.rules?.length === 2 && body;
      });
      assert.deepEqual(
        whole.rules?.map(({ resources }) => resources),
        [['foos'], ['bars']],
      );
      const manager = whole.metadata.managedFields?.find(({ operation }) => operation === 'Apply');
      assert.equal(manager?.manager, 'clusterrole-aggregation-controller');
      assert.deepEqual(manager?.fieldsV1, { 'f:rules': {} });
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
