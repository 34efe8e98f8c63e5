import assert from 'node:assert/strict';
import { fields, list } from '../../../src/kube/fields.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('a flow schema', () => {
  it('dangles until its level is there, and when it has gone', async () => {
    const cluster = await practiceCluster();
    const api = adminOf(cluster);
    try {
      const group = '/apis/flowcontrol.apiserver.k8s.io/v1';
      const apiVersion = 'flowcontrol.apiserver.k8s.io/v1';
      const spec = { priorityLevelConfiguration: { name: 'slow' }, matchingPrecedence: 1000 };
      const made = { apiVersion, kind: 'FlowSchema', metadata: { name: 'own' }, spec };
      assert.equal((await api.post(`${group}/flowschemas`, made)).code, 201);
      const dangles = (status: string) =>
        until(`Dangling=${status}`, async () => {
          const { body } = await api.get(`${group}/flowschemas/own`);
          const found = list(fields(body.status).conditions).find(({ type }) => type === 'Dangling');
          return found?.status === status && found;
        });
      await dangles('True');
      const level = { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } };
      const slow = { apiVersion, kind: 'PriorityLevelConfiguration', metadata: { name: 'slow' }, spec: level };
      assert.equal((await api.post(`${group}/prioritylevelconfigurations`, slow)).code, 201);
      await dangles('False');
      assert.equal((await api.delete(`${group}/prioritylevelconfigurations/slow`)).code, 200);
      await dangles('True');
      assert.deepEqual(cluster.faults, []);
    } finally {
      api.close();
      await cluster.stop();
    }
  });
});
