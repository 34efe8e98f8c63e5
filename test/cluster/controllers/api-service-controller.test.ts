import assert from 'node:assert/strict';
import { fields, list } from '../../../src/kube/fields.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('an APIService that names a service', () => {
  it('is not available, whether the service is there or not', async () => {
    const cluster = await practiceCluster();
    const api = adminOf(cluster);
    try {
      const path = '/apis/apiregistration.k8s.io/v1/apiservices';
      const make = async (group: string, service: string): Promise<unknown[]> => {
        const name = `v1.${group}`;
        const spec = {
          ...{ group, version: 'v1', groupPriorityMinimum: 100, versionPriority: 10, insecureSkipTLSVerify: true },
          service: { namespace: 'default', name: service, port: 443 },
        };
        const made = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name }, spec };
        assert.equal((await api.post(path, made)).code, 201);
        const told = await until('a condition', async () => {
          const { body } = await api.get(`${path}/${name}`);
          return list(fields(body.status).conditions).find(({ type }) => type === 'Available');
        });
        return [told.status, told.reason, told.message];
      };
      assert.deepEqual(await make('gone.example.com', 'none'), [
        'False',
        'ServiceNotFound',
        'service/none in "default" is not present',
      ]);
      assert.deepEqual(await make('there.example.com', 'kubernetes'), [
        'False',
        'FailedDiscoveryCheck',
        'service/kubernetes in "default" does not answer: the practice cluster calls no other API servers',
      ]);
      assert.deepEqual(cluster.faults, []);
    } finally {
      api.close();
      await cluster.stop();
    }
  });
});
