import assert from 'node:assert/strict';
import type { Body } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';

const services = '/api/v1/namespaces/services/services';
const service = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});
const addresses = ({ spec }: Body): unknown[] => {
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = spec as Record<string, unknown>;
  return [clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy];
};

const nodePorts = ({ spec }: Body): unknown[] =>
  (spec as { ports: { nodePort?: number }[] }).ports.map(({ nodePort }) => nodePort);

describe('the addresses of services', () => {
  const { api } = clusterForTests('services');

  it('are given, each once, out of the service network, and kept by an update that leaves them out', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, i) => api.post(services, service(`s${i}`))));
    const given = made.map(({ body }) => String((body.spec as { clusterIP: string }).clusterIP));
    assert.equal(new Set(given).size, 20);
    for (const address of given) assert.match(address, /^10\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);
    const [first] = given;
    const put = await api.put(`${services}/s0`, service('s0', { ports: [{ port: 81 }] }));
    assert.deepEqual([put.code, addresses(put.body)], [200, [first, [first], ['IPv4'], 'SingleStack']]);
  });

  it('may be asked for, when they are free and in range', async () => {
    const asked = await api.post(services, service('asked', { clusterIP: '10.96.0.77' }));
    assert.deepEqual(addresses(asked.body), ['10.96.0.77', ['10.96.0.77'], ['IPv4'], 'SingleStack']);
    const taken = await api.post(services, service('taken', { clusterIP: '10.96.0.77' }));
    assert.equal(taken.code, 422);
    assert.match(
      taken.message,
      /spec\.clusterIPs: .*failed to allocate IP 10\.96\.0\.77: provided IP is already allocated/,
    );
    const outside = await api.post(services, service('outside', { clusterIP: '192.168.0.1' }));
    assert.equal(outside.code, 422);
    assert.match(outside.message, /192\.168\.0\.1: the provided network does not match the current range$/);
    const dry = await api.post(`${services}?dryRun=All`, service('dry', { clusterIP: '192.168.0.1' }));
    assert.match(dry.message, /is not in the valid range\. The range of valid IPs is 10\.96\.0\.0\/12$/);
    await api.delete(`${services}/asked`);
    assert.equal((await api.post(services, service('again', { clusterIP: '10.96.0.77' }))).code, 201);
  });

  it('are none for headless and external ones', async () => {
    const headless = await api.post(services, service('headless', { clusterIP: 'None' }));
    assert.deepEqual(addresses(headless.body).slice(0, 2), ['None', ['None']]);
    const external = await api.post(
      services,
      service('external', { type: 'ExternalName', externalName: 'example.com', internalTrafficPolicy: 'Local' }),
    );
    assert.equal((external.body.spec as { internalTrafficPolicy?: string }).internalTrafficPolicy, undefined);
    assert.deepEqual([external.code, addresses(external.body)[0]], [201, undefined]);
  });

  it('are of the one family that the cluster has', async () => {
    const [none, some] = [{ clusterIP: 'None' }, { clusterIP: 'None', selector: { a: 'b' } }];
    const made = await Promise.all([
      api.post(services, service('nothing', none)),
      api.post(services, service('something', some)),
      api.post(services, service('either', { ipFamilyPolicy: 'PreferDualStack' })),
    ]);
    assert.deepEqual(
      made.map(({ body }) => addresses(body).slice(2)),
      [
        [['IPv4', 'IPv6'], 'RequireDualStack'],
        [['IPv4'], 'SingleStack'],
        [['IPv4'], 'PreferDualStack'],
      ],
    );
    const refused = await Promise.all([
      api.post(services, service('six', { ipFamilies: ['IPv6'] })),
      api.post(services, service('both', { ipFamilyPolicy: 'RequireDualStack' })),
      api.post(services, service('far', { clusterIP: 'fd00::1' })),
    ]);
    assert.deepEqual(
      refused.map(({ message }) => message.replace(/^.*? is invalid: /, '')),
      [
        'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
        'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
        'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
      ],
    );
  });

  it('go when a service becomes a name elsewhere, and come again', async () => {
    const path = `${services}/s2`;
    const away = await api.patch(path, { spec: { type: 'ExternalName', externalName: 'example.com' } });
    assert.deepEqual([away.code, addresses(away.body)], [200, [undefined, undefined, undefined, undefined]]);
    const back = await api.patch(path, { spec: { type: 'ClusterIP', externalName: null } });
    assert.match(String(addresses(back.body)[0]), /^10\./);
  });

  it('of a dry run stand for those that would be given', async () => {
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 81 },
    ];
    const { body } = await api.post(`${services}?dryRun=All`, service('dry', { type: 'NodePort', ports }));
    assert.equal(addresses(body)[0], '10.96.0.0');
    assert.deepEqual(nodePorts(body), [32_769, 32_770]);
  });

  it('cannot be changed', async () => {
    const { code, message } = await api.patch(`${services}/s1`, {
      spec: { clusterIP: '10.96.0.99', clusterIPs: ['10.96.0.99'] },
    });
    assert.equal(code, 422);
    assert.match(message, /spec\.clusterIPs?(\[0\])?: Invalid value: .*(field is immutable|may not change once set)/);
  });

  it('on nodes are each given once, kept, and let go with the type', async () => {
    const asked = service('on-nodes', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] });
    assert.deepEqual(nodePorts((await api.post(services, asked)).body), [30_080]);
    const refusal = async (nodePort: number): Promise<string> => {
      const { message } = await api.post(
        services,
        service('more', { type: 'NodePort', ports: [{ port: 80, nodePort }] }),
      );
      return message.replace(/^.*Invalid value: \d+: /, '');
    };
    assert.equal(await refusal(30_080), 'provided port is already allocated');
    assert.equal(await refusal(80), 'provided port is not in the valid range. The range of valid ports is 30000-32767');
    const path = `${services}/on-nodes`;
    const put = await api.put(path, service('on-nodes', { type: 'NodePort', ports: [{ port: 8080 }] }));
    assert.deepEqual(nodePorts(put.body), [30_080]);
    const inside = await api.patch(path, { spec: { type: 'ClusterIP' } });
    assert.deepEqual([inside.code, nodePorts(inside.body)], [200, [undefined]]);
    const again = await api.patch(path, { spec: { type: 'NodePort' } });
    const [given] = nodePorts(again.body);
    assert.ok(Number(given) >= 30_086 && Number(given) <= 32_767);
    assert.doesNotMatch(JSON.stringify(again.body.metadata.managedFields), /nodePort/);
  });

  it('of one port are one for both protocols', async () => {
    const ports = [
      { name: 'a', port: 53, protocol: 'UDP' },
      { name: 'b', port: 53, protocol: 'TCP' },
    ];
    const [udp, tcp] = nodePorts((await api.post(services, service('dns', { type: 'NodePort', ports }))).body);
    assert.equal(udp, tcp);
  });

  it('of a load balancer go when it is to have none, and are not there twice', async () => {
    const balancer = (more: object): object => service('no-ports', { type: 'LoadBalancer', ...more });
    const [given] = nodePorts((await api.post(services, balancer({}))).body);
    const path = `${services}/no-ports`;
    // both are found by their name, which is none
    const twice = await api.put(path, balancer({ ports: [{ port: 80 }, { port: 81 }] }));
    assert.deepEqual([twice.code, twice.message], [500, `duplicate nodePort: {TCP ${given}}`]);
    const none = await api.put(path, balancer({ allocateLoadBalancerNodePorts: false }));
    assert.deepEqual([none.code, nodePorts(none.body)], [200, [undefined]]);
  });

  it('of a load balancer include one for its health checks, which stays', async () => {
    const balanced = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
    const { body } = await api.post(services, service('balanced', balanced));
    const { healthCheckNodePort } = body.spec as { healthCheckNodePort: number };
    assert.ok(healthCheckNodePort >= 30_086);
    const other = service('other-balanced', { type: 'NodePort', ports: [{ port: 80, nodePort: healthCheckNodePort }] });
    assert.match((await api.post(services, other)).message, /nodePort: .*: provided port is already allocated$/);
    const moved = await api.patch(`${services}/balanced`, { spec: { healthCheckNodePort: 30_001 } });
    assert.match(moved.message, /spec\.healthCheckNodePort: Forbidden: field is immutable/);
    const inside = await api.patch(`${services}/balanced`, { spec: { type: 'ClusterIP' } });
    assert.deepEqual(
      Object.keys(inside.body.spec as object).filter((field) => /healthCheck|allocate|external/.test(field)),
      [],
    );
  });
});
