import assert from 'node:assert/strict';
import { resourcePath, servedKinds } from '../../../src/kube/kinds.js';
import { groupVersion } from '../../../src/kube/object.js';
import { configMap } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';

describe('creating', () => {
  const { cluster, api } = clusterForTests('creates');

  it('of an object without metadata is refused, or is a review, whatever its kind', async () => {
    const asked = servedKinds.filter(({ verbs }) => verbs.includes('create'));
    assert.ok(asked.length > 50);
    for (const row of asked) {
      const { group, version, kind } = row;
      const path = resourcePath(row, { namespace: 'creates' });
      const { code, text } = await api.post(path, { apiVersion: groupVersion(group, version), kind });
      // the faults of a binding are one error to Kubernetes, without a code of its own
      assert.ok(code < 500 || kind === 'Binding', `${path}: ${text}`);
    }
    assert.deepEqual(cluster.faults, []);
  });

  it('under a name that is taken is a conflict, which says with generateName beside it that no name was generated', async () => {
    await api.post('/api/v1/namespaces/creates/configmaps', configMap('taken'));
    const plain = await api.post('/api/v1/namespaces/creates/configmaps', configMap('taken'));
    assert.deepEqual([plain.code, plain.message], [409, 'configmaps "taken" already exists']);
    const both = configMap('taken', {}, { generateName: 'taken-' });
    const { code, body } = await api.post('/api/v1/namespaces/creates/configmaps', both);
    assert.deepEqual(
      [code, body.message],
      [409, 'configmaps "taken" already exists, the server was not able to generate a unique name for the object'],
    );
  });

  it('of a range of limits without a name makes one', async () => {
    const { code, body } = await api.post('/api/v1/namespaces/creates/limitranges', { spec: { limits: [] } });
    assert.equal(code, 201);
    assert.match(body.metadata.name, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.deepEqual(body.spec, { limits: null });
  });

  it('stores empty lists that are always written as null, and shows them so when nothing is stored', async () => {
    const path = '/apis/storage.k8s.io/v1/csinodes';
    const node = (drivers: object[]): object => ({ metadata: { name: 'n' }, spec: { drivers } });
    const driver = { name: 'a.b', nodeID: 'n' };
    const drivers = async (query: string, given: object[]): Promise<unknown> => {
      const { body } = await api.post(`${path}${query}`, node(given));
      return (body.spec as { drivers: unknown }).drivers;
    };
    assert.equal(await drivers('?dryRun=All', []), null);
    assert.deepEqual(await drivers('', [{ ...driver, topologyKeys: [] }]), [{ ...driver, topologyKeys: null }]);
  });

  it('by a PUT without a version is taken where a kind lets it, and then changes nothing', async () => {
    const path = '/apis/coordination.k8s.io/v1/namespaces/creates/leases/l';
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' } };
    assert.equal((await api.put(path, lease)).code, 201);
    const { code, message } = await api.put(path, lease);
    assert.equal(code, 422);
    assert.match(String(message), /metadata\.resourceVersion: Invalid value: 0: must be specified for an update$/);
  });
});
