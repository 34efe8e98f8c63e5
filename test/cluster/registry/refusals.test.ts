import assert from 'node:assert/strict';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const cms = '/api/v1/namespaces/refusals/configmaps';
const one = `${cms}/one`;
const notServed = 'the server could not find the requested resource';
const notAllowed = 'the server does not allow this method on the requested resource';

interface Refusal {
  name: string;
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  code: number;
  reason: string;
  message: string | RegExp;
}

const unserved: [name: string, path: string][] = [
  ['a resource that nobody has', '/api/v1/gadgets'],
  ['a version that is not served', '/apis/apps/v1beta1/deployments'],
  ['a name that JavaScript objects have', '/api/v1/constructor'],
  ['one pod of no namespace', '/api/v1/pods/one'],
  ['a node in a namespace', '/api/v1/namespaces/refusals/nodes/n'],
  ['a sub-resource that the kind lacks', `${one}/status`],
  ['a path behind a sub-resource', '/api/v1/namespaces/refusals/pods/one/status/x'],
];
const unallowed: [name: string, method: string, path: string][] = [
  ['a POST to an object', 'POST', one],
  ['a PUT to a collection', 'PUT', cms],
  ['a PATCH of a collection', 'PATCH', cms],
  ['a DELETE of all namespaces', 'DELETE', '/api/v1/namespaces'],
  ['a DELETE in all namespaces together', 'DELETE', '/api/v1/configmaps'],
  ['a POST without a namespace', 'POST', '/api/v1/configmaps'],
  ['a GET of a review', 'GET', '/apis/authentication.k8s.io/v1/selfsubjectreviews'],
  ['a DELETE of a sub-resource', 'DELETE', '/apis/apps/v1/namespaces/refusals/deployments/x/scale'],
];
const missing: [path: string, message: string][] = [
  [`${cms}/none`, 'configmaps "none" not found'],
  ['/apis/apps/v1/namespaces/refusals/deployments/none', 'deployments.apps "none" not found'],
];

const refusals: Refusal[] = [
  ...unserved.map(([name, path]) => ({ name, path, code: 404, reason: 'NotFound', message: notServed })),
  ...missing.map(([path, message]) => ({ name: message, path, code: 404, reason: 'NotFound', message })),
  ...unallowed.map(([name, method, path]) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : configMap('one');
    return { name, method, path, body, code: 405, reason: 'MethodNotAllowed', message: notAllowed };
  }),
  {
    name: 'an answer that nobody can write',
    path: cms,
    headers: { accept: 'text/html' },
    code: 406,
    reason: 'NotAcceptable',
    message:
      '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  },
  {
    name: 'a body that nobody can read',
    method: 'POST',
    path: cms,
    body: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    code: 415,
    reason: 'UnsupportedMediaType',
    message: /^the body of the request was in an unknown format - accepted media types include: application\/json/,
  },
  {
    name: 'a patch of no kind',
    method: 'PATCH',
    path: one,
    body: {},
    code: 415,
    reason: 'UnsupportedMediaType',
    message: '415: Unsupported Media Type',
  },
  {
    name: 'a body over three MiB',
    method: 'POST',
    path: cms,
    body: configMap('big', { a: 'x'.repeat(3 * 1024 * 1024) }),
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: 'Request entity too large: limit is 3145728',
  },
  {
    name: 'a body of another kind',
    method: 'POST',
    path: cms,
    body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } },
    code: 400,
    reason: 'BadRequest',
    message:
      'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
  },
  {
    name: 'a body for another namespace',
    method: 'POST',
    path: cms,
    body: configMap('x', {}, { namespace: 'default' }),
    code: 400,
    reason: 'BadRequest',
    message: 'the namespace of the provided object does not match the namespace sent on the request',
  },
  {
    name: 'a PUT of another name',
    method: 'PUT',
    path: one,
    body: configMap('two'),
    code: 400,
    reason: 'BadRequest',
    message: 'the name of the object (two) does not match the name on the URL (one)',
  },
  {
    name: 'a name that is none',
    method: 'POST',
    path: cms,
    body: configMap('Not_A_Name'),
    code: 422,
    reason: 'Invalid',
    message:
      /^ConfigMap "Not_A_Name" is invalid: metadata\.name: Invalid value: "Not_A_Name": a lowercase RFC 1123 subdomain/,
  },
  {
    name: 'no name',
    method: 'POST',
    path: cms,
    body: configMap(''),
    code: 422,
    reason: 'Invalid',
    message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
  },
  {
    name: 'a namespace that is not there',
    method: 'POST',
    path: '/api/v1/namespaces/nowhere/configmaps',
    body: configMap('x'),
    code: 404,
    reason: 'NotFound',
    message: 'namespaces "nowhere" not found',
  },
  {
    name: 'an option that is none',
    method: 'POST',
    path: `${cms}?dryRun=Some`,
    body: configMap('x'),
    code: 422,
    reason: 'Invalid',
    message: 'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
  },
  {
    name: 'a propagation policy that is none',
    method: 'DELETE',
    path: `${one}?propagationPolicy=Sideways`,
    code: 422,
    reason: 'Invalid',
    message:
      'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"',
  },
  {
    name: 'a version that is still to come',
    path: `${cms}?resourceVersion=999999`,
    code: 504,
    reason: 'Timeout',
    message: /^Too large resource version: 999999, current: \d+$/,
  },
];

describe('what the registry refuses', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await makeNamespace(api, 'refusals');
    await api.post(cms, configMap('one', { a: '1' }));
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  for (const { name, method = 'GET', path, body, headers, code, reason, message } of refusals) {
    it(`${code} ${name}`, async () => {
      const answer = await api.call(method, path, body, headers ? { headers } : {});
      assert.equal(answer.code, code, answer.text);
      const { kind, apiVersion, metadata, status, ...rest } = answer.body;
      assert.deepEqual(
        { kind, apiVersion, metadata, status },
        { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' },
      );
      assert.deepEqual([rest.code, rest.reason], [code, reason]);
      if (typeof message === 'string') assert.equal(answer.message, message);
      else assert.match(answer.message, message);
    });
  }

  it('413 also when the length is not told beforehand', async () => {
    const body = JSON.stringify(configMap('big', { a: 'x'.repeat(3 * 1024 * 1024) }));
    const answer = await api.post(cms, body, { headers: { 'transfer-encoding': 'chunked' } });
    assert.deepEqual([answer.code, answer.body.reason], [413, 'RequestEntityTooLarge']);
  });

  it('nothing of all this was written', async () => {
    const { body } = await api.get(cms);
    assert.deepEqual(
      body.items.map((item) => [item.metadata.name, item.data]).filter(([name]) => name !== 'kube-root-ca.crt'),
      [['one', { a: '1' }]],
    );
  });
});
