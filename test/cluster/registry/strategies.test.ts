import assert from 'node:assert/strict';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';

const accounts = '/api/v1/namespaces/default/serviceaccounts';
const annotation = 'kubernetes.io/enforce-mountable-secrets';

describe('what single kinds do when they are written', () => {
  const { api } = clusterForTests();

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
