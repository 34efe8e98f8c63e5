import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { fields, list } from '../../../src/kube/fields.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('an APIService that names a service', () => {
  it('is not available, whether the service is there or not', async () => {
    const clock = manualClock(new Date());
    const cluster = await practiceCluster({ clock });
    const api = adminOf(cluster);
    try {
      const path = '/apis/apiregistration.k8s.io/v1/apiservices';
      const conditionsOf = async (name: string) =>
        list(fields((await api.get(`${path}/${name}`)).body.status).conditions);
      const make = async (group: string, service: string): Promise<unknown[]> => {
        const name = `v1.${group}`;
        const spec = {
          ...{ group, version: 'v1', groupPriorityMinimum: 100, versionPriority: 10, insecureSkipTLSVerify: true },
          service: { namespace: 'default', name: service, port: 443 },
        };
        const made = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name }, spec };
        assert.equal((await api.post(path, made)).code, 201);
        const told = await until('a condition', async () =>
          (await conditionsOf(name)).find(({ type }) => type === 'Available'),
        );
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
      // what is said already is not said anew, and nothing is said of one that the API server serves itself
      const before = await conditionsOf('v1.gone.example.com');
      clock.advance(60_000);
      const labels = { a: 'b' };
      assert.equal((await api.patch(`${path}/v1.gone.example.com`, { metadata: { labels } })).code, 200);
      const metadata = { name: 'v1.own.example.com' };
      const spec = { group: 'own.example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10 };
      const own = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata, spec };
      assert.equal((await api.post(path, own)).code, 201);
      assert.equal((await make('last.example.com', 'none'))[0], 'False');
      assert.deepEqual(await conditionsOf('v1.gone.example.com'), before);
      const isRefused = (condition: Record<string, unknown>): boolean => condition.status === 'False';
      assert.deepEqual((await conditionsOf('v1.own.example.com')).filter(isRefused), []);
      // one that is deleted leaves nothing behind that fails
      assert.equal((await api.delete(`${path}/v1.gone.example.com`)).code, 200);
      assert.equal((await make('after.example.com', 'none'))[0], 'False');
      assert.deepEqual(cluster.faults, []);
    } finally {
      api.close();
      await cluster.stop();
    }
  });
});
