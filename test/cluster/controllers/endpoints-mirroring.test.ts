import assert from 'node:assert/strict';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('endpoints that somebody has written', () => {
  let cluster: TestCluster;
  let admin: Api;
  let path = '';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    path = await makeNamespace(admin, 'outside');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
  });

  const service = (name: string, more: object = {}) =>
    admin.post(`${path}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports: [{ port: 80 }], ...more },
    });
  const subsets = (...ips: string[]) => [
    { addresses: ips.map((ip) => ({ ip })), notReadyAddresses: [{ ip: '192.0.2.9' }], ports: [{ port: 8080 }] },
  ];
  const endpoints = (name: string, labels: object = {}) =>
    admin.post(`${path}/endpoints`, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name, labels, annotations: { 'example.com/by': 'hand' } },
      subsets: subsets('192.0.2.1'),
    });
  const slices = async (name: string) => {
    const at = '/apis/discovery.k8s.io/v1/namespaces/outside/endpointslices';
    const { body } = await admin.get(`${at}?labelSelector=kubernetes.io/service-name%3D${name}`);
    return body.items;
  };

  it('for a service without a selector are shown as a slice that they own, and follow them', async () => {
    await service('db');
    const { body: written } = await endpoints('db', { team: 'a' });
    const slice = await until('the slice', async () => (await slices('db'))[0]);
    const { labels, annotations, ownerReferences, generateName } = slice.metadata;
    assert.deepEqual(labels, {
      team: 'a',
      'kubernetes.io/service-name': 'db',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    });
    assert.deepEqual(annotations, { 'example.com/by': 'hand' });
    assert.equal(generateName, 'db-');
    assert.deepEqual(
      ownerReferences?.map(({ kind, uid, controller }) => [kind, uid, controller]),
      [['Endpoints', written.metadata.uid, true]],
    );
    assert.deepEqual(slice.endpoints, [
      { addresses: ['192.0.2.1'], conditions: { ready: true } },
      { addresses: ['192.0.2.9'], conditions: { ready: false } },
    ]);
    assert.deepEqual(slice.ports, [{ name: '', port: 8080, protocol: 'TCP' }]);
    await admin.patch(`${path}/endpoints/db`, { subsets: subsets('192.0.2.1', '192.0.2.2') });
    await until('the other', async () => ((await slices('db'))[0]?.endpoints as object[] | undefined)?.length === 3);
    assert.equal((await slices('db'))[0]?.metadata.uid, slice.metadata.uid);
    await admin.patch(`${path}/endpoints/db`, { metadata: { labels: { team: 'b' } } });
    await until('the label', async () => (await slices('db'))[0]?.metadata.labels?.team === 'b');
    await admin.patch(`${path}/endpoints/db`, { metadata: { annotations: { 'example.com/by': 'a script' } } });
    await until('the annotation', async () => {
      return (await slices('db'))[0]?.metadata.annotations?.['example.com/by'] === 'a script';
    });
    await admin.delete(`${path}/endpoints/db`);
    await until('its end', async () => (await slices('db')).length === 0);
  });

  it('are not shown without a service, with a selector, or when they say so', async () => {
    await endpoints('alone');
    await service('skipped');
    await endpoints('skipped', { 'endpointslice.kubernetes.io/skip-mirror': 'true' });
    await service('shown');
    await endpoints('shown');
    await until('the slice', async () => (await slices('shown'))[0]);
    assert.deepEqual([await slices('alone'), await slices('skipped')], [[], []]);
    const { body } = await admin.get('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices');
    assert.equal(body.items.length, 1);
    assert.deepEqual(cluster.faults, []);
  });
});
