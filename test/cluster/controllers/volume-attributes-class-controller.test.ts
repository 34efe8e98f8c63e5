import assert from 'node:assert/strict';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

describe('a class of attributes that is deleted', () => {
  const { cluster, api } = clusterForTests('attributes');
  const classes = '/apis/storage.k8s.io/v1/volumeattributesclasses';
  const make = async (name: string): Promise<void> => {
    const body = { metadata: { name }, driverName: 'a.example.com', parameters: { iops: '1' } };
    const { code, body: made } = await api.post(classes, body);
    assert.equal(code, 201);
    assert.deepEqual(made.metadata.finalizers, ['kubernetes.io/vac-protection']);
  };
  const isGone = (name: string) =>
    until(`${name} to go`, async () => (await api.get(`${classes}/${name}`)).code === 404);

  it('goes when nothing has it, and stays until then', async () => {
    const claims = '/api/v1/namespaces/attributes/persistentvolumeclaims';
    const resources = { requests: { storage: '1Gi' } };
    const spec = { accessModes: ['ReadWriteOnce'], resources, volumeAttributesClassName: 'used' };
    await make('used');
    await make('unused');
    assert.equal((await api.post(claims, { metadata: { name: 'user' }, spec })).code, 201);
    for (const name of ['used', 'unused']) await api.delete(`${classes}/${name}`);
    await isGone('unused');
    assert.ok((await api.get(`${classes}/used`)).body.metadata.deletionTimestamp);
    await api.delete(`${claims}/user`);
    await isGone('used');
    assert.deepEqual(cluster.faults, []);
  });
});
