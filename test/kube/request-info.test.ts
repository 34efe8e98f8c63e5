import assert from 'node:assert/strict';
import { isLongRunning, isOn, queryOf, requestInfo } from '../../src/kube/request-info.js';

const summary = (method: string, url: string): string => {
  const { isResourceRequest, verb, apiGroup, namespace, resource, subresource, name } = requestInfo(method, url);
  return isResourceRequest ? [verb, apiGroup, namespace, resource, subresource, name].join('|') : `path|${verb}`;
};

const cases: { name: string; request: [string, string]; want: string }[] = [
  { name: 'a list', request: ['GET', '/api/v1/namespaces/lab/pods'], want: 'list||lab|pods||' },
  { name: 'a list in all namespaces', request: ['GET', '/api/v1/pods'], want: 'list|||pods||' },
  { name: 'a watch by query', request: ['GET', '/api/v1/namespaces/lab/pods?watch=true'], want: 'watch||lab|pods||' },
  { name: 'watch=1 too', request: ['GET', '/api/v1/pods?watch=1'], want: 'watch|||pods||' },
  { name: 'watch=True, as Python writes it', request: ['GET', '/api/v1/pods?watch=True'], want: 'watch|||pods||' },
  { name: 'watch without a value', request: ['GET', '/api/v1/pods?watch'], want: 'watch|||pods||' },
  { name: 'watch=False is a list', request: ['GET', '/api/v1/pods?watch=False'], want: 'list|||pods||' },
  { name: 'watch=false is a list', request: ['GET', '/api/v1/pods?watch=false'], want: 'list|||pods||' },
  { name: 'the old watch path', request: ['GET', '/api/v1/watch/namespaces/lab/pods'], want: 'watch||lab|pods||' },
  { name: 'a get', request: ['GET', '/api/v1/namespaces/lab/pods/web'], want: 'get||lab|pods||web' },
  { name: 'HEAD as get', request: ['HEAD', '/api/v1/namespaces/lab/pods/web'], want: 'get||lab|pods||web' },
  { name: 'a sub-resource', request: ['GET', '/api/v1/namespaces/lab/pods/web/log'], want: 'get||lab|pods|log|web' },
  {
    name: 'a group',
    request: ['PATCH', '/apis/apps/v1/namespaces/lab/deployments/web/scale'],
    want: 'patch|apps|lab|deployments|scale|web',
  },
  { name: 'a create', request: ['POST', '/api/v1/namespaces/lab/pods'], want: 'create||lab|pods||' },
  { name: 'an update', request: ['PUT', '/api/v1/namespaces/lab/pods/web'], want: 'update||lab|pods||web' },
  { name: 'a delete', request: ['DELETE', '/api/v1/namespaces/lab/pods/web'], want: 'delete||lab|pods||web' },
  { name: 'a delete of all', request: ['DELETE', '/api/v1/namespaces/lab/pods'], want: 'deletecollection||lab|pods||' },
  {
    name: 'a namespace, which is in itself',
    request: ['GET', '/api/v1/namespaces/lab'],
    want: 'get||lab|namespaces||lab',
  },
  {
    name: 'the status of a namespace',
    request: ['PUT', '/api/v1/namespaces/lab/finalize'],
    want: 'update||lab|namespaces|finalize|lab',
  },
  { name: 'all namespaces', request: ['GET', '/api/v1/namespaces'], want: 'list|||namespaces||' },
  {
    name: 'a list of one name by field selector',
    request: ['GET', '/api/v1/namespaces/lab/secrets?fieldSelector=metadata.name%3Ddb'],
    want: 'list||lab|secrets||db',
  },
  {
    name: 'an escaped name',
    request: ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode'],
    want: 'get|rbac.authorization.k8s.io||clusterroles||system:node',
  },
  {
    name: 'a delete of one name by field selector, which is about all',
    request: ['DELETE', '/api/v1/namespaces/lab/secrets?fieldSelector=metadata.name%3Ddb'],
    want: 'deletecollection||lab|secrets||',
  },
  {
    name: 'the old watch path, which has no name by field selector',
    request: ['GET', '/api/v1/watch/namespaces/lab/secrets?fieldSelector=metadata.name%3Ddb'],
    want: 'watch||lab|secrets||',
  },
  {
    name: 'a list by a field selector that is none',
    request: ['GET', '/api/v1/secrets?fieldSelector=metadata.name%3Ddb,x'],
    want: 'list|||secrets||',
  },
  { name: 'no namespace between two slashes', request: ['GET', '/api/v1/namespaces//pods'], want: 'list|||pods||' },
  { name: 'slashes at the end', request: ['GET', '/api/v1/pods//'], want: 'list|||pods||' },
  {
    name: 'an escaped slash',
    request: ['GET', '/api/v1/namespaces/lab/pods/web%2Flog'],
    want: 'get||lab|pods|log|web',
  },
  {
    name: 'an escaped path with a query',
    request: ['GET', '/api/v1/namespaces/lab/pods/a%20b?x=%20'],
    want: 'get||lab|pods||a b',
  },
  { name: 'the old proxy path', request: ['GET', '/api/v1/proxy/nodes/n1'], want: 'proxy|||nodes||n1' },
  { name: 'the old watch path of a name', request: ['GET', '/api/v1/watch/nodes/n1'], want: 'watch|||nodes||n1' },
  { name: 'a resource called watch of nothing', request: ['GET', '/api/v1/watch'], want: 'path|get' },
  {
    name: 'the old watch path of a group',
    request: ['GET', '/apis/apps/v1/watch/deployments'],
    want: 'watch|apps||deployments||',
  },
  {
    name: 'the status of a namespace, whose second name is no resource',
    request: ['GET', '/api/v1/namespaces/lab/status'],
    want: 'get||lab|namespaces|status|lab',
  },
  { name: 'a method that is no verb', request: ['OPTIONS', '/api/v1/namespaces/lab/pods'], want: '||lab|pods||' },
  { name: 'another prefix than those of the API', request: ['GET', '/apix/v1/pods'], want: 'path|get' },
  { name: 'a group without a resource', request: ['GET', '/apis/apps/v1/'], want: 'path|get' },
  {
    name: 'a list with an empty selector',
    request: ['GET', '/api/v1/secrets?fieldSelector='],
    want: 'list|||secrets||',
  },
  {
    name: 'a watch of one name by field selector',
    request: ['GET', '/api/v1/namespaces/lab/secrets?watch=1&fieldSelector=metadata.name%3Ddb'],
    want: 'watch||lab|secrets||db',
  },
  {
    name: 'a list of one name beside labels that cannot be read',
    request: ['GET', '/api/v1/namespaces/lab/secrets?fieldSelector=metadata.name%3Ddb&labelSelector=a%20b%20c'],
    want: 'list||lab|secrets||',
  },
  {
    name: 'a list of one name beside labels',
    request: ['GET', '/api/v1/namespaces/lab/secrets?fieldSelector=metadata.name%3Ddb&labelSelector=a'],
    want: 'list||lab|secrets||db',
  },
  {
    name: 'a list of a name that no object can have',
    request: ['GET', '/api/v1/secrets?fieldSelector=metadata.name%3D..'],
    want: 'list|||secrets||',
  },
  {
    name: 'a list of another field than the name',
    request: ['GET', '/api/v1/secrets?fieldSelector=type%3Dx'],
    want: 'list|||secrets||',
  },
  {
    name: 'a get, whose query says nothing',
    request: ['GET', '/api/v1/namespaces/lab/pods/web?watch=1&fieldSelector=metadata.name%3Ddb'],
    want: 'get||lab|pods||web',
  },
  {
    name: 'a create, whose query says nothing',
    request: ['POST', '/api/v1/namespaces/lab/pods?watch=1&fieldSelector=metadata.name%3Ddb'],
    want: 'create||lab|pods||',
  },
  { name: 'discovery', request: ['GET', '/api/v1'], want: 'path|get' },
  { name: 'discovery of a group', request: ['GET', '/apis/apps/v1'], want: 'path|get' },
  { name: 'another path', request: ['POST', '/healthz?verbose'], want: 'path|post' },
  { name: 'a broken escape', request: ['GET', '/api/v1/namespaces/lab/pods/%zz'], want: 'get||lab|pods||%zz' },
];

describe('requestInfo', () => {
  for (const { name, request, want } of cases) {
    it(`reads ${name}`, () => assert.equal(summary(...request), want));
  }

  it('keeps the version, the path without its query, its parts and the selector', () => {
    const info = requestInfo(
      'GET',
      '/apis/apps/v1/namespaces/lab/deployments?fieldSelector=metadata.name!%3Da&limit=1',
    );
    assert.deepEqual(info, {
      isResourceRequest: true,
      path: '/apis/apps/v1/namespaces/lab/deployments',
      verb: 'list',
      apiPrefix: 'apis',
      apiGroup: 'apps',
      apiVersion: 'v1',
      namespace: 'lab',
      resource: 'deployments',
      subresource: '',
      name: '',
      parts: ['deployments'],
      fieldSelector: 'metadata.name!=a',
    });
    assert.deepEqual(requestInfo('GET', '/api/v1/namespaces/lab/pods/web/proxy/a/b').parts, [
      'pods',
      'web',
      'proxy',
      'a',
      'b',
    ]);
    assert.ok(!('fieldSelector' in requestInfo('GET', '/api/v1/pods?fieldSelector=')));
    assert.equal(requestInfo('DELETE', '/api/v1/pods?fieldSelector=a%3Db').fieldSelector, 'a=b');
    assert.equal(requestInfo('GET', '?x').path, '');
  });
});

describe('a query', () => {
  it('leaves out what Go leaves out: a semicolon, half an escape', () => {
    assert.equal(`${queryOf('/x?a=1&b=%20&c=1;d=2&e=%zz&f=%2')}`, 'a=1&b=+');
    assert.equal(`${queryOf('/x?a=1&a=2')}`, 'a=1&a=2');
    assert.equal(`${queryOf('/x')}`, '');
  });

  it('turns a parameter on by any value but two', () => {
    assert.deepEqual(['', '1', 'true', 'no', '0', 'false', 'FALSE'].map(isOn), [
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    assert.equal(isOn(null), false);
  });
});

describe('a request that may take long', () => {
  const cases: Record<string, boolean> = {
    '/api/v1/pods?watch=1': true,
    '/api/v1/proxy/nodes/n1': true,
    '/api/v1/namespaces/lab/pods/web/log': true,
    '/api/v1/namespaces/lab/pods/web/exec': true,
    '/api/v1/namespaces/lab/pods/web/attach': true,
    '/api/v1/namespaces/lab/pods/web/portforward': true,
    '/api/v1/namespaces/lab/services/web/proxy': true,
    '/api/v1/namespaces/lab/pods/web/status': false,
    '/api/v1/namespaces/lab/pods/log': false,
    '/api/v1/pods': false,
    '/logs': false,
  };
  for (const [url, want] of Object.entries(cases)) {
    it(`${want ? 'is' : 'is not'} ${url}`, () => assert.equal(isLongRunning(requestInfo('GET', url)), want));
  }
});
