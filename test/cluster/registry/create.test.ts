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
});
