import assert from 'node:assert/strict';
import { type Api, adminOf, apiOf, configMap, makeNamespace } from '../../helpers/api.js';
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
  reason?: string;
  message: string | RegExp;
}

const unserved: [name: string, path: string][] = [
  ['a resource that nobody has', '/api/v1/gadgets'],
  ['a resource that its group lacks', '/apis/apps/v1/gadgets'],
  ['a version that is not served', '/apis/apps/v1beta1/deployments'],
  ['a name that JavaScript objects have', '/api/v1/constructor'],
  ['one pod of no namespace', '/api/v1/pods/one'],
  ['a node in a namespace', '/api/v1/namespaces/refusals/nodes/n'],
  ['a sub-resource that the kind lacks', `${one}/status`],
  ['a review, which is no object', '/apis/authentication.k8s.io/v1/tokenreviews/x'],
  ['the reviews of all namespaces', '/apis/authorization.k8s.io/v1/localsubjectaccessreviews'],
  ['the watch of a sub-resource', '/api/v1/watch/namespaces/refusals/pods/one/status'],
  ['a path of older versions to the inside of a node', '/api/v1/proxy/nodes/kubelab'],
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
  ['a POST that a path calls a watch', 'POST', '/api/v1/watch/namespaces/refusals/configmaps'],
  ['a DELETE that a path calls a watch', 'DELETE', '/api/v1/watch/namespaces/refusals/configmaps/one'],
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
    path: one,
    headers: { accept: 'text/html' },
    code: 406,
    reason: 'NotAcceptable',
    message:
      '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  },
  {
    name: 'a list that nobody can write',
    path: cms,
    headers: { accept: 'application/*' },
    code: 406,
    reason: 'NotAcceptable',
    message:
      '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
  },
  {
    name: 'an object as what it cannot be shown as',
    path: one,
    headers: { accept: 'application/json;as=Chair;g=meta.k8s.io;v=v1' },
    code: 406,
    reason: 'NotAcceptable',
    message:
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  },
  {
    name: 'a watch of another name than the path says',
    path: '/api/v1/watch/namespaces/refusals/configmaps/one?fieldSelector=metadata.name%3Dtwo',
    code: 400,
    reason: 'BadRequest',
    message: "fieldSelector metadata.name doesn't match requested name",
  },
  {
    name: 'a list as an object',
    path: cms,
    headers: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' },
    code: 406,
    reason: 'NotAcceptable',
    message: 'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  },
  {
    name: 'an object as a list',
    path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/view',
    headers: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
    code: 406,
    reason: 'NotAcceptable',
    message: 'you requested PartialObjectMetadataList, but the requested object is not a list (*rbac.ClusterRole)',
  },
  {
    name: 'a table with what is nothing',
    path: `${cms}?includeObject=All`,
    headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    code: 400,
    reason: 'BadRequest',
    message: `Unable to convert to Table as requested: includeObject: Invalid value: "All": must be 'Metadata', 'Object', 'None', or empty`,
  },
  {
    name: 'groups that nobody can write',
    path: '/apis',
    headers: { accept: 'text/plain' },
    code: 406,
    reason: 'NotAcceptable',
    message:
      'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  },
  {
    name: 'a list of what can only be created, in all namespaces',
    path: '/api/v1/bindings',
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
  },
  {
    name: 'one of what can only be created',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews/x',
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
  },
  {
    name: 'namespaces in a namespace',
    path: '/api/v1/namespaces/refusals/namespaces',
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
  },
  {
    name: 'the proxy of a service that is not there',
    path: '/api/v1/namespaces/refusals/services/none/proxy/',
    code: 404,
    reason: 'NotFound',
    message: 'services "none" not found',
  },
  {
    name: 'the proxy of a port that no endpoint has',
    path: '/api/v1/namespaces/default/services/http:kubernetes:nope/proxy/',
    code: 503,
    reason: 'ServiceUnavailable',
    message: 'no endpoints available for service "http:kubernetes:nope"',
  },
  {
    name: 'the proxy of a port of a service that is not there',
    path: '/api/v1/namespaces/refusals/services/none:80/proxy/',
    code: 404,
    reason: 'NotFound',
    message: 'services "none" not found',
  },
  {
    name: 'the proxy of nothing',
    path: '/api/v1/namespaces/default/pods/:80/proxy/',
    code: 400,
    reason: 'BadRequest',
    message: 'invalid pod request ":80"',
  },
  {
    name: 'a watch of tables with what is nothing',
    path: `${cms}?watch=true&resourceVersion=99999999&includeObject=All`,
    headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    code: 400,
    reason: 'BadRequest',
    message: `Unable to convert to Table as requested: includeObject: Invalid value: "All": must be 'Metadata', 'Object', 'None', or empty`,
  },
  {
    name: 'the proxy of a port that a service lacks',
    path: '/api/v1/namespaces/default/services/https:kubernetes:81/proxy/',
    code: 503,
    reason: 'ServiceUnavailable',
    message: 'no service port 81 found for service "kubernetes"',
  },
  {
    name: 'an export, as older versions had it',
    path: `${one}?export=true`,
    code: 400,
    reason: 'BadRequest',
    message: 'the export parameter, deprecated since v1.14, is no longer supported',
  },
  {
    name: 'an event of a version that is none, which is read from the store',
    path: '/api/v1/namespaces/refusals/events/none?resourceVersion=abc',
    code: 400,
    reason: 'BadRequest',
    message:
      'invalid resource version: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
  },
  {
    name: 'an object of a version that is none',
    path: `${one}?resourceVersion=abc`,
    code: 500,
    message: 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
  },
  {
    name: 'a namespace without a name',
    path: '/api/v1/namespaces//configmaps/one',
    code: 400,
    reason: 'BadRequest',
    message: 'Namespace parameter required.',
  },
  {
    name: 'a name with a percent sign',
    path: `${cms}/a%25b`,
    code: 400,
    reason: 'BadRequest',
    message: `Name parameter invalid: "a%b": may not contain '%'`,
  },
  {
    name: 'a name that is a way out',
    path: `${cms}/%2e%2e`,
    code: 400,
    reason: 'BadRequest',
    message: `Name parameter invalid: "..": may not be '..'`,
  },
  {
    name: 'a time-out without a unit',
    path: `${one}?timeout=10`,
    code: 400,
    reason: 'BadRequest',
    message: 'invalid timeout specified in the request URL - time: missing unit in duration "10"',
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
    name: 'a new object with a version',
    method: 'POST',
    path: cms,
    body: configMap('x', {}, { resourceVersion: '5' }),
    code: 500,
    message: 'resourceVersion should not be set on objects to be created',
  },
  ...(
    [
      ['generateName', { generateName: 'web-' }, 'web-'],
      ['no name at all', {}, 'Unknown'],
    ] as const
  ).map(([name, metadata, shown]) => ({
    name: `by admission of an object with ${name}`,
    method: 'POST',
    path: '/api/v1/namespaces/refusals/pods',
    body: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { serviceAccountName: 'none', containers: [{ name: 'c', image: 'i' }] },
    },
    code: 403,
    reason: 'Forbidden',
    message: `pods "${shown}" is forbidden: error looking up service account refusals/none: serviceaccount "none" not found`,
  })),
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
    name: 'a check of fields that is none',
    method: 'POST',
    path: `${cms}?fieldValidation=strict`,
    body: configMap('x'),
    code: 422,
    reason: 'Invalid',
    message:
      'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "strict": supported values: "", "Ignore", "Strict", "Warn"',
  },
  {
    name: 'a JSON patch of more operations than anybody needs',
    method: 'PATCH',
    path: one,
    headers: { 'content-type': 'application/json-patch+json' },
    body: Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/a', value: '1' })),
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
  },
  {
    name: 'a watch that nobody can write',
    path: '/api/v1/watch/namespaces/refusals/configmaps',
    headers: { accept: 'text/html' },
    code: 406,
    reason: 'NotAcceptable',
    message:
      '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
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
    message: /^Timeout: Too large resource version: 999999, current: \d+$/,
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

  it('406 a watch in YAML, which has no end; the refusal is in YAML', async () => {
    const headers = { accept: 'application/yaml, application/json;q=0.5' };
    const { code, text } = await api.get(`${cms}?watch=true`, { headers });
    assert.equal(code, 406);
    assert.match(
      text,
      /message: .only the following media types are accepted: application\/json;stream=watch,\s+application\/vnd.kubernetes.protobuf;stream=watch/,
    );
  });

  it('504 in YAML too', async () => {
    const { code, headers, text } = await api.get(`${cms}?resourceVersion=999999`, {
      headers: { accept: 'application/yaml' },
    });
    assert.deepEqual([code, headers['content-type'], headers['retry-after']], [504, 'application/yaml', '1']);
    assert.match(text, /^reason: Timeout$/m);
  });

  it('301 the proxy of something by a path without a slash at its end', async () => {
    for (const path of ['/api/v1/namespaces/default/services/kubernetes:https/proxy', '/api/v1/nodes/kubelab/proxy']) {
      const { code, headers, text } = await api.get(`${path}?a=b`);
      assert.deepEqual([code, headers.location, text], [301, `${path}/?a=b`, '']);
    }
  });

  it('413 also when the length is not told beforehand', async () => {
    const body = JSON.stringify(configMap('big', { a: 'x'.repeat(3 * 1024 * 1024) }));
    const answer = await api.post(cms, body, { headers: { 'transfer-encoding': 'chunked' } });
    assert.deepEqual([answer.code, answer.body.reason], [413, 'RequestEntityTooLarge']);
  });

  it('403 of admission names what has no name yet by its beginning', async () => {
    const spec = { serviceAccountName: 'none', containers: [{ name: 'c', image: 'i' }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'web-' }, spec };
    const { code, message, body } = await api.post('/api/v1/namespaces/refusals/pods', pod);
    assert.deepEqual([code, body.details?.name], [403, 'web-']);
    assert.match(message, /^pods "web-" is forbidden: error looking up service account refusals\/none: /);
  });

  it('405 HEAD of an object, a collection and a sub-resource, which have no answer without a body', async () => {
    for (const path of [one, cms, '/api/v1/namespaces/refusals/pods/one/status']) {
      const { code, text } = await api.call('HEAD', path);
      assert.deepEqual([code, text], [405, ''], path);
    }
  });

  it('400 of a name that no path can hold', async () => {
    for (const [name, fault] of [
      ['a%25b', `Name parameter invalid: "a%b": may not contain '%'`],
      ['%2E.', `Name parameter invalid: "..": may not be '..'`],
    ]) {
      const { code, body } = await api.get(`/api/v1/namespaces/default/configmaps/${name}`);
      assert.deepEqual([code, body.message], [400, fault]);
    }
  });

  it('404 of a group that nobody has is no Status', async () => {
    const { code, text, headers } = await api.get('/apis/nowhere.example.com/v1/things');
    assert.deepEqual([code, text, headers['content-type']], [404, '404 page not found\n', 'text/plain; charset=utf-8']);
  });

  it('nothing of all this was written', async () => {
    const { body } = await api.get(cms);
    assert.deepEqual(
      body.items.map((item) => [item.metadata.name, item.data]).filter(([name]) => name !== 'kube-root-ca.crt'),
      [['one', { a: '1' }]],
    );
  });

  it('of authorization tell browsers not to guess what they are', async () => {
    const anonymous = apiOf(cluster);
    const refused = await anonymous.get(one);
    anonymous.close();
    assert.deepEqual([refused.code, refused.headers['x-content-type-options']], [403, 'nosniff']);
    assert.equal((await api.get(`${cms}/none`)).headers['x-content-type-options'], undefined);
  });
});
