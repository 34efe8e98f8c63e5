import assert from 'node:assert/strict';
import type { ApiRequest } from '../../../src/cluster/chain/handler.js';
import { requestMetrics } from '../../../src/cluster/chain/metrics.js';
import { apiRequest } from '../../helpers/api-request.js';

describe('the counts of requests', () => {
  let metrics: ReturnType<typeof requestMetrics>;
  beforeEach(() => {
    metrics = requestMetrics();
  });
  const counted = async (request: ApiRequest, status = 200): Promise<void> => {
    await metrics.counting(() => ({ status, headers: {}, body: '' }))(request);
  };
  /** The lines of the counter without its name. */
  const lines = (): string[] =>
    metrics
      .text()
      .split('\n')
      .filter((line) => line.startsWith('apiserver_request_total{'))
      .map((line) => line.slice('apiserver_request_total'.length));

  it('are one for each verb, scope, resource and code', async () => {
    const pods = '/api/v1/namespaces/lab/pods';
    await counted(apiRequest('GET', pods));
    await counted(apiRequest('GET', pods));
    await counted(apiRequest('GET', pods), 403);
    await counted(apiRequest('GET', '/api'), 100);
    assert.deepEqual(lines(), [
      '{code="100",component="apiserver",dry_run="",group="",resource="",scope="",subresource="",verb="GET",version=""} 1',
      '{code="200",component="apiserver",dry_run="",group="",resource="pods",scope="namespace",subresource="",verb="LIST",version="v1"} 2',
      '{code="403",component="apiserver",dry_run="",group="",resource="pods",scope="namespace",subresource="",verb="LIST",version="v1"} 1',
    ]);
  });

  it('begin again at nothing', async () => {
    await counted(apiRequest('GET', '/api/v1/pods'));
    metrics.reset();
    assert.deepEqual(lines(), []);
    await counted(apiRequest('GET', '/api/v1/pods'));
    assert.match(lines().join(), / 1$/);
  });

  const apply = { headers: { 'content-type': 'application/apply-patch+yaml' } };
  const merge = { headers: { 'content-type': 'application/merge-patch+json' } };
  const pod = '/api/v1/namespaces/lab/pods/a';
  const cases: [method: string, url: string, more: Partial<ApiRequest>, verb: string, scope: string][] = [
    ['GET', '/api/v1/pods', {}, 'LIST', 'cluster'],
    ['GET', pod, {}, 'GET', 'resource'],
    ['GET', '/api/v1/pods?watch=1', {}, 'WATCH', 'cluster'],
    ['POST', '/api/v1/namespaces/lab/pods', {}, 'POST', 'resource'],
    ['PUT', pod, {}, 'PUT', 'resource'],
    ['PATCH', pod, apply, 'APPLY', 'resource'],
    ['PATCH', pod, merge, 'PATCH', 'resource'],
    ['DELETE', pod, {}, 'DELETE', 'resource'],
    ['DELETE', '/api/v1/namespaces/lab/pods', {}, 'DELETECOLLECTION', 'namespace'],
    ['GET', `${pod}/exec?command=ls`, {}, 'CONNECT', 'resource'],
    ['GET', `${pod}/log`, {}, 'GET', 'resource'],
    ['OPTIONS', pod, {}, 'other', 'resource'],
    ['GET', '/healthz', {}, 'GET', ''],
  ];
  for (const [method, url, more, verb, scope] of cases) {
    it(`${method} ${url} ${more.headers?.['content-type'] ?? ''} counts as ${verb}`, async () => {
      await counted(apiRequest(method, url, more));
      const [line = ''] = lines();
      assert.match(line, new RegExp(`verb="${verb}"`));
      assert.match(line, new RegExp(`scope="${scope}"`));
    });
  }

  it('tell the group, the sub-resource and a dry run', async () => {
    await counted(apiRequest('PATCH', '/apis/apps/v1/namespaces/lab/deployments/web/scale?dryRun=All'));
    assert.match(
      lines().join(),
      /dry_run="All",group="apps",resource="deployments".*subresource="scale".*version="v1"/,
    );
  });

  it('are kept for two thousand kinds of requests, since clients name them', async () => {
    for (let i = 0; i < 2100; i++) await counted(apiRequest('GET', `/api/v1/some-${i}`));
    assert.equal(lines().length, 2000);
    await counted(apiRequest('GET', '/api/v1/some-0'));
    assert.match(lines().join('\n'), /resource="some-0".* 2$/m);
  });

  it('stand in the format of Prometheus, beside the memory', () => {
    assert.match(
      metrics.text(),
      /^# HELP apiserver_request_total .*\n# TYPE apiserver_request_total counter\n# HELP process_resident_memory_bytes .*\n# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes \d{7,}\n$/,
    );
  });
});
