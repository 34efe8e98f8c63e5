/** Kinds that are left out and can be read all the same: of them there are none. */
import assert from 'node:assert/strict';
import { type Api, adminOf, apiOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const quotas = '/api/v1/namespaces/default/resourcequotas';

describe('kinds that are left out', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
  });
  after(async () => {
    api?.close();
    await cluster?.stop();
  });

  for (const [path, kind, apiVersion] of [
    [quotas, 'ResourceQuotaList', 'v1'],
    ['/api/v1/replicationcontrollers', 'ReplicationControllerList', 'v1'],
    ['/apis/apps/v1/daemonsets', 'DaemonSetList', 'apps/v1'],
    ['/apis/coordination.k8s.io/v1/leases', 'LeaseList', 'coordination.k8s.io/v1'],
    [
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      'CustomResourceDefinitionList',
      'apiextensions.k8s.io/v1',
    ],
  ]) {
    it(`are an empty list: ${path}`, async () => {
      const { code, body } = await api.get(String(path));
      assert.equal(code, 200);
      assert.deepEqual([body.kind, body.apiVersion, body.items], [kind, apiVersion, []]);
    });
  }

  it('have no object of any name', async () => {
    const { code, message } = await api.get(`${quotas}/one`);
    assert.deepEqual([code, message], [404, 'resourcequotas "one" not found']);
  });

  it('are a watch that tells nothing', async () => {
    const watching = await api.watch(`${quotas}?timeoutSeconds=1`);
    await watching.ended;
    assert.deepEqual(watching.seen(), []);
  });

  it('cannot be written, and are in no version that is not there', async () => {
    const message = 'the server could not find the requested resource';
    for (const answer of [
      await api.post(quotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'one' } }),
      await api.delete(`${quotas}/one`),
      await api.get('/apis/apps/v1beta1/daemonsets'),
    ]) {
      assert.deepEqual([answer.code, answer.message], [404, message]);
    }
  });

  it('are for those who may read them', async () => {
    const jane = apiOf(cluster, { ...cluster.admin, as: { user: 'jane' } });
    const { code, message } = await jane.get(quotas);
    jane.close();
    assert.equal(code, 403);
    assert.match(message, /^resourcequotas is forbidden: User "jane" cannot list resource "resourcequotas"/);
  });
});
