import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { apiServerEndpoints, apiServerService } from '../../../src/cluster/controllers/api-server-service.js';
import { nodeIP } from '../../../src/cluster/controllers/node.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const paths = ['/api/v1/namespaces/default/services', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'];

describe('the Service of the API server', () => {
  const metadata = { name: 'kubernetes', namespace: 'default' };
  it('has the first address of the services, and leads to the port of the API server', () => {
    assert.deepEqual(apiServerService(), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
        clusterIP: '10.96.0.1',
        clusterIPs: ['10.96.0.1'],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: { loadBalancer: {} },
    });
  });

  it('has the node as its one endpoint, which is ready and not copied by the mirroring controller', () => {
    const ports = [{ name: 'https', port: 6443, protocol: 'TCP' }];
    assert.deepEqual(apiServerEndpoints(), [
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
        subsets: [{ addresses: [{ ip: nodeIP }], ports }],
      },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [nodeIP], conditions: { ready: true } }],
        ports,
      },
    ]);
  });

  it('is there again some seconds after somebody has deleted it, with its endpoints', async () => {
    const clock = manualClock(new Date());
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const read = async (path: string): Promise<unknown> => {
        const { body } = await admin.get(`${path}/kubernetes`);
        const { spec, endpoints, ports, subsets, metadata } = body as unknown as Record<string, unknown>;
        return { spec, endpoints, ports, subsets, labels: (metadata as { labels?: unknown } | undefined)?.labels };
      };
      const endpoints = '/api/v1/namespaces/default/endpoints';
      const all = [...paths, endpoints];
      const before = await Promise.all(all.map(read));
      for (const path of paths) assert.equal((await admin.delete(`${path}/kubernetes`)).code, 200);
      await until('the endpoints go', async () => (await admin.get(`${endpoints}/kubernetes`)).code === 404);
      clock.advance(9999);
      assert.equal((await admin.get(`${paths[0]}/kubernetes`)).code, 404);
      clock.advance(1);
      for (const path of all) {
        await until(`${path} has it again`, async () => {
          const { code } = await admin.get(`${path}/kubernetes`);
          if (code !== 200) clock.advance(1000);
          return code === 200;
        });
      }
      assert.deepEqual(await Promise.all(all.map(read)), before);
      // one that went alone comes back alone
      const slice = `${paths[1]}/kubernetes`;
      const { uid } = (await admin.get(`${paths[0]}/kubernetes`)).body.metadata;
      assert.equal((await admin.delete(slice)).code, 200);
      await until('the slice is there again', async () => {
        const { code } = await admin.get(slice);
        if (code !== 200) clock.advance(1000);
        return code === 200;
      });
      assert.equal((await admin.get(`${paths[0]}/kubernetes`)).body.metadata.uid, uid);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
