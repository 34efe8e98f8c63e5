/** Objects that the server itself has of a kind: they are there when somebody first asks. */
import assert from 'node:assert/strict';
import { type Api, adminOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';

describe('the objects that the server has by itself', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
  });
  after(async () => {
    api.close();
    await cluster.stop();
  });

  it('are there for two who ask at once, and as old as the cluster', async () => {
    const [one, other] = await Promise.all([api.get(classes), api.get(`${classes}/system-node-critical`)]);
    assert.deepEqual(
      one.body.items.map(({ metadata }) => metadata.name),
      ['system-cluster-critical', 'system-node-critical'],
    );
    assert.equal(other.code, 200);
    const { body } = await api.get('/api/v1/namespaces/kube-system');
    assert.equal(other.body.metadata.creationTimestamp, body.metadata.creationTimestamp);
  });

  it('are not made again when they were deleted', async () => {
    const services = '/apis/apiregistration.k8s.io/v1/apiservices';
    assert.equal((await api.delete(`${services}/v1.batch`)).code, 200);
    assert.equal((await api.get(`${services}/v1.batch`)).code, 404);
    assert.equal((await api.get(`${services}/v1.apps`)).code, 200);
  });
});
