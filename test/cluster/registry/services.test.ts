import assert from 'node:assert/strict';
import { type Api, adminOf, type Body, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

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

describe('the addresses of services', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await makeNamespace(api, 'services');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

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
    assert.match(outside.message, /is not in the valid range\. The range of valid IPs is 10\.96\.0\.0\/12/);
    await api.delete(`${services}/asked`);
    assert.equal((await api.post(services, service('again', { clusterIP: '10.96.0.77' }))).code, 201);
  });

  it('are none for headless and external ones', async () => {
    const headless = await api.post(services, service('headless', { clusterIP: 'None' }));
    assert.deepEqual(addresses(headless.body).slice(0, 2), ['None', ['None']]);
    const external = await api.post(
      services,
      service('external', { type: 'ExternalName', externalName: 'example.com' }),
    );
    assert.deepEqual([external.code, addresses(external.body)[0]], [201, undefined]);
  });

  it('cannot be changed', async () => {
    const { code, message } = await api.patch(`${services}/s1`, {
      spec: { clusterIP: '10.96.0.99', clusterIPs: ['10.96.0.99'] },
    });
    assert.equal(code, 422);
    assert.match(message, /spec\.clusterIPs?(\[0\])?: Invalid value: .*(field is immutable|may not change once set)/);
  });
});
