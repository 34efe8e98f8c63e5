/** Discovery as clients ask for it: which document they get, and under which tag. */
import assert from 'node:assert/strict';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

const together = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

describe('discovery over the wire', () => {
  const { api } = clusterForTests();

  const accepts: [accept: string, kind: string][] = [
    [together, 'APIGroupDiscoveryList'],
    [`${together},application/json`, 'APIGroupDiscoveryList'],
    [`text/html,${together}`, 'APIGroupDiscoveryList'],
    [`application/json,${together}`, 'APIGroupList'],
    ['application/json', 'APIGroupList'],
    ['application/json;g=apidiscovery.k8s.io;v=v1;as=APIGroupDiscoveryList,application/json', 'APIGroupList'],
    ['application/json;g=apidiscovery.k8s.io;v=v2;as=Table,application/json', 'APIGroupList'],
    ['application/json;g=example.com;v=v2;as=APIGroupDiscoveryList,application/json', 'APIGroupList'],
  ];
  for (const [accept, kind] of accepts) {
    it(`for ${accept} is an ${kind}`, async () => {
      const { code, body } = await api.get('/apis', { headers: { accept } });
      assert.deepEqual([code, body.kind], [200, kind]);
    });
  }

  it('and all else of a group that another server has is 503: nobody calls it', async () => {
    const services = '/apis/apiregistration.k8s.io/v1/apiservices';
    const spec = { group: 'metrics.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 };
    const service = { namespace: 'default', name: 'metrics', port: 443 };
    const path = '/apis/metrics.example.com/v1';
    const codes = async (): Promise<number[]> => {
      const all = [path, `${path}/nodes`, `${path}/namespaces/default/pods/x`, '/apis/metrics.example.com/v2/nodes'];
      return Promise.all(all.map(async (one) => (await api.get(one)).code));
    };
    assert.deepEqual(await codes(), [404, 404, 404, 404]);
    const made = await api.post(services, {
      metadata: { name: 'v1.metrics.example.com' },
      spec: { ...spec, service, insecureSkipTLSVerify: true },
    });
    assert.equal(made.code, 201, made.text);
    assert.deepEqual(await codes(), [503, 503, 503, 404]);
    const { text, headers } = await api.get(path);
    assert.deepEqual([text, headers['content-type']], ['service unavailable\n', 'text/plain; charset=utf-8']);
    await api.delete(`${services}/v1.metrics.example.com`);
    // one without a service is of this server
    await api.post(services, { metadata: { name: 'v1.metrics.example.com' }, spec });
    assert.deepEqual(await codes(), [404, 404, 404, 404]);
    await api.delete(`${services}/v1.metrics.example.com`);
  });

  it('of a version that another server has is 503 in a group of this one, too, whose own version stays', async () => {
    const services = '/apis/apiregistration.k8s.io/v1/apiservices';
    const service = { namespace: 'default', name: 'apps', port: 443 };
    const spec = { group: 'apps', version: 'v7', groupPriorityMinimum: 1, versionPriority: 1, service };
    const codes = async (): Promise<number[]> => {
      const all = ['/apis/apps/v7', '/apis/apps/v7/deployments', '/apis/apps/v1', '/apis/apps/v1/deployments'];
      return Promise.all(all.map(async (one) => (await api.get(one)).code));
    };
    assert.deepEqual(await codes(), [404, 404, 200, 200]);
    const made = await api.post(services, {
      metadata: { name: 'v7.apps' },
      spec: { ...spec, insecureSkipTLSVerify: true },
    });
    assert.equal(made.code, 201, made.text);
    assert.deepEqual(await codes(), [503, 503, 200, 200]);
    await api.delete(`${services}/v7.apps`);
  });

  it('has another tag while a definition adds a kind, and the old one when it is gone', async () => {
    const tagOf = async (path: string): Promise<unknown> =>
      (await api.get(path, { headers: { accept: together } })).headers.etag;
    const [core, before] = [await tagOf('/api'), await tagOf('/apis')];
    assert.notEqual(core, before);
    const openAPIV3Schema = { type: 'object' };
    await api.post(definitions, {
      metadata: { name: 'meals.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'meals', kind: 'Meal' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
      },
    });
    await until('another tag', async () => (await tagOf('/apis')) !== before);
    assert.equal(await tagOf('/api'), core);
    const known = { accept: together, 'if-none-match': String(before) };
    const fresh = await api.get('/apis', { headers: known });
    const { vary, 'cache-control': cacheControl } = fresh.headers;
    assert.deepEqual([fresh.code, vary, cacheControl], [200, 'Accept', 'public']);
    await api.delete(`${definitions}/meals.example.com`);
    await until('the tag of before', async () => (await tagOf('/apis')) === before);
    assert.equal((await api.get('/apis', { headers: known })).code, 304);
  });
});
