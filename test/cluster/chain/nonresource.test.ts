/** Paths that are no resources, and those that are nothing: which router answers, for which methods, and in what form. */
import assert from 'node:assert/strict';
import { configMap } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { definitions, serveKind } from '../../helpers/custom-kind.js';
import { until } from '../../helpers/until.js';

const page = '404 page not found\n';
const notAllowed = 'the server does not allow this method on the requested resource';
const noResource = 'the server could not find the requested resource';

describe('paths', () => {
  const { api } = clusterForTests();

  const cases: [string, string, number, string][] = [
    ['GET', '/nothing', 404, page],
    ['GET', '/apis/nope.example.com', 404, page],
    ['GET', '/apis/nope.example.com/v1', 404, page],
    ['GET', '/apis/nope.example.com/v1/gadgets', 404, page],
    ['POST', '/apis/nope.example.com/v1/namespaces/default/gadgets', 404, page],
    ['GET', '//api/v1/pods', 404, page],
    ['GET', '/healthz/', 404, page],
    ['GET', '/readyz/none', 404, page],
    ['GET', '/apis/apps/v9', 404, noResource],
    ['GET', '/apis/apps/v9/deployments', 404, noResource],
    ['GET', '/api/v2', 404, noResource],
    ['GET', '/api/v2/pods', 404, noResource],
    ['GET', '/api/v1//pods', 404, noResource],
    ['GET', '/api/v1/watch/namespaces/default/pods/x/log', 404, noResource],
    ['HEAD', '/api/v1/pods', 405, ''],
    ['OPTIONS', '/api/v1/pods', 405, notAllowed],
    ['PURGE', '/api/v1/namespaces/default/configmaps/kube-root-ca.crt', 405, notAllowed],
    ['POST', '/api/v1/watch/pods', 405, notAllowed],
    ['HEAD', '/version', 405, ''],
    ['POST', '/version', 405, notAllowed],
    ['DELETE', '/api', 405, notAllowed],
    ['POST', '/apis/apps/v1', 405, notAllowed],
    ['POST', '/healthz', 200, 'ok'],
    ['HEAD', '/livez', 200, ''],
    ['GET', '/api/v1/namespaces//pods/x', 400, 'Namespace parameter required.'],
    ['GET', '/api/v1/namespaces/a%25b', 400, `Name parameter invalid: "a%b": may not contain '%'`],
  ];
  for (const [method, path, code, message] of cases) {
    it(`${method} ${path} is ${code}`, async () => {
      const answer = await api.call(method, path);
      assert.deepEqual([answer.code, answer.message || answer.text], [code, message]);
    });
  }

  it('of groups are answered by the aggregator, which looks at no method', async () => {
    for (const [path, kind] of [
      ['/apis', 'APIGroupList'],
      ['/apis/', 'APIGroupList'],
      ['/apis/apps', 'APIGroup'],
    ]) {
      const { code, body } = await api.call('POST', path ?? '');
      assert.deepEqual([code, body.kind], [200, kind]);
    }
  });

  it('without a namespace between slashes list all namespaces', async () => {
    const { code, body } = await api.get(
      '/api/v1/namespaces//configmaps?fieldSelector=metadata.name%3Dkube-root-ca.crt',
    );
    assert.equal(code, 200);
    assert.ok(new Set(body.items.map(({ metadata }) => metadata.namespace)).size > 1);
  });

  it('of the version and the index are JSON with line breaks, for anybody', async () => {
    const version = await api.get('/version/');
    assert.match(version.text, /^\{\n {2}"major": "1",\n {2}"minor": "36",\n {2}"emulationMajor": "1",[\s\S]*\n\}$/);
    const { text, body } = await api.get('/');
    const { paths } = body as unknown as { paths: string[] };
    assert.equal(text, JSON.stringify({ paths }, undefined, 2));
    assert.deepEqual(paths, [...paths].sort());
    const health = /^\/(healthz|livez|readyz)\//;
    assert.deepEqual(
      paths.filter((path) => !/^\/apis\/./.test(path) && !health.test(path)),
      [
        '/.well-known/openid-configuration',
        '/api',
        '/api/v1',
        '/apis',
        '/apis/',
        '/healthz',
        '/livez',
        '/metrics',
        '/openapi/v2',
        '/openapi/v3',
        '/openapi/v3/',
        '/openid/v1/jwks',
        '/readyz',
        '/version',
      ],
    );
    for (const path of ['/apis/apps', '/apis/apps/v1', '/livez/ping', '/readyz/shutdown'])
      assert.ok(paths.includes(path), path);
    const { code, message } = await api.get('/version', { headers: { accept: 'application/yaml' } });
    assert.deepEqual([code, message], [406, '']);
  });

  it('of the issuer tell where its keys are and how it signs', async () => {
    const { text, headers } = await api.get('/.well-known/openid-configuration');
    const { issuer, jwks_uri: keys, ...rest } = JSON.parse(text) as Record<string, unknown>;
    assert.match(String(issuer), /^https:/);
    assert.match(String(keys), /^https:\/\/.*\/openid\/v1\/jwks$/);
    assert.deepEqual(rest, {
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    });
    assert.deepEqual([headers['content-type'], headers['cache-control']], ['application/json', 'public, max-age=3600']);
    const { headers: of, text: set } = await api.get('/openid/v1/jwks');
    assert.deepEqual([of['content-type'], Object.keys(JSON.parse(set))], ['application/jwk-set+json', ['keys']]);
  });

  it('of health tell of each check, and of those that cannot be left out', async () => {
    const { text } = await api.get('/livez?verbose&exclude=etcd&exclude=b&exclude=a');
    const lines = text.split('\n');
    const checks = ['[+]ping ok', '[+]log ok', '[+]loopback-serving-certificate ok', '[+]etcd excluded: ok'];
    assert.deepEqual(lines.slice(0, 4), checks);
    assert.deepEqual(lines.slice(-3), [
      'warn: some health checks cannot be excluded: no matches for "a","b"',
      'livez check passed',
      '',
    ]);
    assert.equal((await api.get('/livez?exclude=a')).text, 'ok');
    const one = await api.get('/readyz/poststarthook/rbac/bootstrap-roles');
    assert.deepEqual([one.text, one.headers['x-content-type-options']], ['ok', undefined]);
  });

  it('of metrics count requests as a server counts them', async () => {
    await api.get('/api/v1/namespaces/default/configmaps');
    await api.post('/api/v1/namespaces/default/configmaps?dryRun=All', configMap('dry'));
    const { text } = await api.get('/metrics');
    const counted = (labels: string): void => assert.ok(text.includes(`apiserver_request_total{${labels}} `), labels);
    const rest = 'subresource="",verb="LIST",version="v1"';
    counted(`code="200",component="apiserver",dry_run="",group="",resource="configmaps",scope="namespace",${rest}`);
    const created = 'subresource="",verb="POST",version="v1"';
    counted(
      `code="201",component="apiserver",dry_run="All",group="",resource="configmaps",scope="resource",${created}`,
    );
  });

  it('of metrics begin to count again after a DELETE', async () => {
    await api.get('/api/v1/namespaces/default/services');
    assert.match((await api.get('/metrics')).text, /resource="services"/);
    const { code, text, headers } = await api.delete('/metrics');
    assert.deepEqual([code, text, headers['content-type']], [200, 'metrics reset\n', 'text/plain; charset=utf-8']);
    assert.doesNotMatch((await api.get('/metrics')).text, /resource="services"/);
  });

  it('of kinds that definitions add are in the index while they are served', async () => {
    await serveKind(api, { group: 'index.example.com', plural: 'lamps', kind: 'Lamp', scope: 'Cluster' });
    const listed = async (): Promise<string[]> => {
      const { paths } = (await api.get('/')).body as unknown as { paths: string[] };
      return paths.filter((path) => path.includes('index.example.com'));
    };
    assert.deepEqual(await listed(), ['/apis/index.example.com', '/apis/index.example.com/v1']);
    await api.delete(`${definitions}/lamps.index.example.com`);
    await until('the group is gone', async () => (await listed()).length === 0);
  });

  it('of all groups together come with a tag, and not again to a client that has them', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    for (const path of ['/api', '/apis']) {
      const { headers, body } = await api.get(path, { headers: { accept } });
      assert.equal(body.kind, 'APIGroupDiscoveryList');
      assert.deepEqual([headers.vary, headers['cache-control']], ['Accept', 'public']);
      const etag = String(headers.etag);
      assert.match(etag, /^"[0-9A-F]{128}"$/);
      const again = await api.get(path, { headers: { accept, 'if-none-match': etag } });
      assert.deepEqual([again.code, again.text, again.headers.etag], [304, '', etag]);
    }
  });

  it('are read with line breaks by people, who get none at the end', async () => {
    const path = '/api/v1/namespaces/default';
    const { text } = await api.get(path, { headers: { 'user-agent': 'curl/8.0' } });
    assert.match(text, /^\{\n {2}"kind": "Namespace",[\s\S]*\n\}$/);
    assert.match((await api.get(`${path}?pretty=1`)).text, /^\{\n/);
    assert.match((await api.get(`${path}?pretty`)).text, /^\{"kind"/);
    const keys = await api.get('/.well-known/openid-configuration', { headers: { 'user-agent': 'curl/8.0' } });
    assert.match(keys.text, /^\{"issuer"[^\n]*\}$/);
  });
});
