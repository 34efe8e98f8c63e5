import assert from 'node:assert/strict';
import { type Api, adminOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const accounts = '/api/v1/namespaces/default/serviceaccounts';
const annotation = 'kubernetes.io/enforce-mountable-secrets';

describe('what single kinds do when they are written', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  it('a ServiceAccount warns whoever adds the annotation about secrets that may be mounted, once', async () => {
    const account = (annotations: object): object => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'robot', annotations },
    });
    const warned = `299 - "metadata.annotations[${annotation}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"`;
    assert.equal((await api.post(accounts, account({ a: 'b' }))).headers.warning, undefined);
    const added = await api.put(`${accounts}/robot`, account({ [annotation]: 'true' }));
    assert.deepEqual([added.code, added.headers.warning], [200, warned]);
    const kept = await api.put(`${accounts}/robot`, account({ [annotation]: 'false' }));
    assert.equal(kept.headers.warning, undefined);
  });
});
