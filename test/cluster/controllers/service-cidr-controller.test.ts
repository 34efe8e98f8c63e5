import assert from 'node:assert/strict';
import { fields, list } from '../../../src/kube/fields.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

const cidrs = '/apis/networking.k8s.io/v1/servicecidrs';

describe('the controller of the networks of services', () => {
  const { cluster, api } = clusterForTests();
  const isReady = (name: string): Promise<KubeObject> =>
    until(`${name} is ready`, async () => {
      const { body } = await api.get(`${cidrs}/${name}`);
      return list(fields(body.status).conditions).length > 0 && body;
    });

  it('holds a network, says once that it is ready, and lets it go when it is deleted', async () => {
    const made = await api.post(cidrs, { metadata: { name: 'more' }, spec: { cidrs: ['10.200.0.0/24'] } });
    assert.equal(made.code, 201, made.text);
    const ready = await isReady('more');
    const [condition] = list(fields(ready.status).conditions);
    assert.deepEqual([condition?.type, condition?.status], ['Ready', 'True']);
    assert.deepEqual(ready.metadata.finalizers, ['networking.k8s.io/service-cidr-finalizer']);
    assert.equal((await api.delete(`${cidrs}/more`)).code, 200);
    await until('it is gone', async () => (await api.get(`${cidrs}/more`)).code === 404);
  });

  it('keeps the network of the cluster itself', async () => {
    await isReady('kubernetes');
    await api.delete(`${cidrs}/kubernetes`);
    // the controller takes one after the other
    await api.post(cidrs, { metadata: { name: 'next' }, spec: { cidrs: ['10.201.0.0/24'] } });
    await isReady('next');
    const { code, body } = await api.get(`${cidrs}/kubernetes`);
    assert.equal(code, 200);
    assert.ok(body.metadata.deletionTimestamp && body.metadata.finalizers?.length);
    assert.deepEqual(cluster.faults, []);
  });
});
