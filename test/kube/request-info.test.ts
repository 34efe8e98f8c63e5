import assert from 'node:assert/strict';
import { requestInfo } from '../../src/kube/request-info.js';

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
  { name: 'discovery', request: ['GET', '/api/v1'], want: 'path|get' },
  { name: 'discovery of a group', request: ['GET', '/apis/apps/v1'], want: 'path|get' },
  { name: 'another path', request: ['POST', '/healthz?verbose'], want: 'path|post' },
  { name: 'a broken escape', request: ['GET', '/api/v1/namespaces/lab/pods/%zz'], want: 'get||lab|pods||%zz' },
];

describe('requestInfo', () => {
  for (const { name, request, want } of cases) {
    it(`reads ${name}`, () => assert.equal(summary(...request), want));
  }
});
