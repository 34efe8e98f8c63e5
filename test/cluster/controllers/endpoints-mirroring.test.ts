import assert from 'node:assert/strict';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

describe('endpoints that somebody has written', () => {
  const { cluster, api: admin } = clusterForTests('outside');
  const path = '/api/v1/namespaces/outside';

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

  it('have a slice for each kind of address and each set of ports, with what they say of an address', async () => {
    await service('mixed');
    const targetRef = { kind: 'Pod', namespace: 'outside', name: 'p', uid: 'u' };
    await admin.post(`${path}/endpoints`, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: {
        name: 'mixed',
        annotations: {
          'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z',
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
        },
      },
      subsets: [
        {
          addresses: [{ ip: '192.0.2.1', hostname: 'one', nodeName: 'kubelab', targetRef }, { ip: '2001:db8::1' }],
          ports: [{ name: 'web', port: 80, protocol: 'TCP', appProtocol: 'http' }],
        },
        { addresses: [{ ip: '192.0.2.2' }], ports: [{ port: 53, protocol: 'UDP' }] },
      ],
    });
    const all = await until('the slices', async () => {
      const found = await slices('mixed');
      return found.length === 3 && found;
    });
    const web = [{ name: 'web', port: 80, protocol: 'TCP', appProtocol: 'http' }];
    const one = { addresses: ['192.0.2.1'], hostname: 'one', nodeName: 'kubelab', targetRef };
    const shown = all.map(({ addressType, ports, endpoints: rows }) => [addressType, ports, rows]);
    assert.deepEqual(
      shown.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      [
        [
          'IPv4',
          [{ name: '', port: 53, protocol: 'UDP' }],
          [{ addresses: ['192.0.2.2'], conditions: { ready: true } }],
        ],
        ['IPv4', web, [{ ...one, conditions: { ready: true } }]],
        ['IPv6', web, [{ addresses: ['2001:db8::1'], conditions: { ready: true } }]],
      ],
    );
    assert.deepEqual(
      all.map(({ metadata }) => metadata.annotations),
      [undefined, undefined, undefined],
    );
    const uids = new Map(
      all.map(({ addressType, metadata, ports }) => [JSON.stringify([addressType, ports]), metadata.uid]),
    );
    // the others stay the objects that they were when one subset goes
    await admin.patch(`${path}/endpoints/mixed`, [{ op: 'remove', path: '/subsets/0' }], 'json');
    const [left] = await until('one slice', async () => {
      const found = await slices('mixed');
      return found.length === 1 && found;
    });
    assert.equal(left?.metadata.uid, uids.get(JSON.stringify([left?.addressType, left?.ports])));
    assert.deepEqual(left?.addressType, 'IPv4');
  });

  it('are put right when somebody changes or deletes their slice', async () => {
    await service('kept');
    await endpoints('kept');
    const slice = await until('the slice', async () => (await slices('kept'))[0]);
    const at = `/apis/discovery.k8s.io/v1/namespaces/outside/endpointslices/${slice.metadata.name}`;
    await admin.patch(at, { endpoints: [] });
    await until('its addresses', async () => ((await slices('kept'))[0]?.endpoints as object[] | null)?.length === 2);
    await admin.delete(at);
    const other = await until('another', async () => (await slices('kept'))[0]);
    assert.notEqual(other.metadata.uid, slice.metadata.uid);
  });

  it('are shown no more when their service selects pods, or goes', async () => {
    for (const name of ['selects', 'goes']) {
      await service(name);
      await endpoints(name);
      await until('the slice', async () => (await slices(name))[0]);
    }
    const mirrors = async (name: string) => {
      const by = 'endpointslice.kubernetes.io/managed-by';
      const own = 'endpointslicemirroring-controller.k8s.io';
      return (await slices(name)).filter(({ metadata }) => metadata.labels?.[by] === own).length;
    };
    await admin.patch(`${path}/endpoints/selects`, {
      metadata: { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } },
    });
    await until('their end', async () => (await mirrors('selects')) === 0);
    await admin.delete(`${path}/services/goes`);
    await until('their end', async () => (await mirrors('goes')) === 0);
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
