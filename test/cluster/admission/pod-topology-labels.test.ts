import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../src/cluster/admission/admission.js';
import { podTopologyLabels } from '../../../src/cluster/admission/pod-topology-labels.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import { admissionReads } from '../../helpers/admission-reads.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const zone = { 'topology.kubernetes.io/zone': 'north-1' };
const region = { 'topology.kubernetes.io/region': 'north' };

describe('the labels of zone and region', () => {
  const plugin = podTopologyLabels(
    admissionReads({
      node: (name) =>
        name === 'far'
          ? { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { ...zone, ...region, disk: 'fast' } } }
          : undefined,
    }),
  );
  const labels = (more: object, attributes: Partial<AdmissionAttributes> = {}): unknown => {
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { app: 'w' } }, ...more };
    void plugin({
      ...{ operation: 'CREATE', kind: kindOfResource('', 'pods') as ResourceKind, namespace: 'shop', name: 'p' },
      ...{ subresource: '', object, dryRun: false, user: { username: 'jane', groups: [] }, ...attributes },
    });
    return object.metadata.labels;
  };
  const own = { app: 'w' };
  const onFar = { spec: { nodeName: 'far' } };

  it('are those of the node that a pod is made for', () => {
    assert.deepEqual(labels(onFar), { ...own, ...zone, ...region });
    const elsewhere = { name: 'p', labels: { ...own, 'topology.kubernetes.io/zone': 'south-1' } };
    assert.deepEqual(labels({ ...onFar, metadata: elsewhere }), { ...own, ...zone, ...region });
    for (const spec of [{}, { nodeName: 'gone' }]) assert.deepEqual(labels({ spec }), own);
  });

  it('are those of the node that a Binding names, and of nothing else', () => {
    const binding = { subresource: 'binding' };
    assert.deepEqual(labels({ target: { kind: 'Node', name: 'far' } }, binding), { ...own, ...zone, ...region });
    assert.deepEqual(labels({ target: { kind: 'Minion', name: 'far' } }, binding), own);
    assert.deepEqual(labels({ target: { kind: 'Node', name: 'far' } }, { subresource: 'eviction' }), own);
    assert.deepEqual(labels(onFar, { operation: 'UPDATE' }), own);
    for (const [group, resource] of [
      ['', 'bindings'],
      ['metrics.k8s.io', 'pods'],
    ]) {
      const kind = { ...(kindOfResource('', 'pods') as ResourceKind), group, resource } as ResourceKind;
      assert.deepEqual(labels(onFar, { kind }), own);
    }
  });

  it('are on a pod when the scheduler has placed it, and in the slice of its Service', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const shop = await makeNamespace(admin, 'shop');
      const { items } = (await admin.get('/api/v1/nodes')).body;
      assert.equal(
        (await admin.patch(`/api/v1/nodes/${items[0]?.metadata.name}`, { metadata: { labels: zone } })).code,
        200,
      );
      const service = { metadata: { name: 'web' }, spec: { selector: { app: 'w' }, ports: [{ port: 80 }] } };
      assert.equal((await admin.post(`${shop}/services`, service)).code, 201);
      const containers = [{ name: 'c', image: 'busybox', command: ['sleep', '1000'] }];
      await admin.post(`${shop}/pods`, { metadata: { name: 'p', labels: own }, spec: { containers } });
      const slices = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices';
      const endpoint = await until('its endpoint', async () => {
        const [slice] = (await admin.get(slices)).body.items;
        return (slice?.endpoints as { zone?: string }[] | undefined)?.[0];
      });
      assert.equal(endpoint.zone, 'north-1');
      assert.deepEqual((await admin.get(`${shop}/pods/p`)).body.metadata.labels, { ...own, ...zone });
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
