import assert from 'node:assert/strict';
import { type Fields, fields, list } from '../../../src/kube/fields.js';
import type { Answer } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';

const group = '/apis/admissionregistration.k8s.io/v1';
const apiVersion = 'admissionregistration.k8s.io/v1';
const maps = '/api/v1/namespaces/default/configmaps';

describe('mutating admission policies', () => {
  const { api } = clusterForTests();
  afterEach(async () => {
    for (const part of ['mutatingadmissionpolicybindings', 'mutatingadmissionpolicies']) {
      assert.equal((await api.delete(`${group}/${part}`)).code, 200);
    }
    assert.equal((await api.delete(maps)).code, 200);
  });

  const make = async (path: string, body: object): Promise<void> => {
    const { code, message } = await api.post(path, body);
    assert.equal(code, 201, message);
  };
  /** Makes a policy about objects in the namespace default, and its binding. */
  const policy = async (name: string, resource: string, spec: Fields, binding: Fields = {}): Promise<void> => {
    const rule = {
      apiGroups: ['', 'apps'],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: [resource],
    };
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'default' } };
    const matchConstraints = { resourceRules: [rule], namespaceSelector };
    const whole = { matchConstraints, reinvocationPolicy: 'Never', ...spec };
    const kind = 'MutatingAdmissionPolicy';
    await make(`${group}/mutatingadmissionpolicies`, { apiVersion, kind, metadata: { name }, spec: whole });
    const of = { apiVersion, kind: `${kind}Binding`, metadata: { name }, spec: { policyName: name, ...binding } };
    await make(`${group}/mutatingadmissionpolicybindings`, of);
  };
  const apply = (expression: string) => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });
  const patch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } });
  const map = (name: string, data: Fields = {}): Promise<Answer> =>
    api.post(maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

  it('lay fields over an object, and the other plug-ins see what they added', async () => {
    const sidecar = 'Object.spec.containers{name: "proxy", image: "proxy:" + variables.tag}';
    await policy('sidecar', 'pods', {
      variables: [{ name: 'tag', expression: "'1.' + string(size(object.spec.containers))" }],
      matchConditions: [{ name: 'asked', expression: "object.metadata.?labels['proxy'].orValue('') == 'yes'" }],
      mutations: [
        apply(
          `Object{spec: Object.spec{containers: [${sidecar}], ?hostname: object.spec.?subdomain},
            metadata: Object.metadata{labels: {"has": "proxy", "app": string(object.metadata.labels.app)}}}`,
        ),
      ],
    });
    const spec = { containers: [{ name: 'own', image: 'nginx' }] };
    const metadata = { name: 'p', labels: { app: 'x', proxy: 'yes' } };
    const { code, body } = await api.post('/api/v1/namespaces/default/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec,
    });
    assert.equal(code, 201, JSON.stringify(body));
    assert.deepEqual(body.metadata?.labels, { app: 'x', proxy: 'yes', has: 'proxy' });
    assert.equal(fields(body.spec).hostname, undefined);
    const containers = list(fields(body.spec).containers);
    const of = ({ name, image, terminationMessagePath, volumeMounts }: Fields) => ({
      ...{ name, image, terminationMessagePath },
      mounts: list(volumeMounts).map(({ mountPath }) => mountPath),
    });
    const filled = {
      terminationMessagePath: '/dev/termination-log',
      mounts: ['/var/run/secrets/kubernetes.io/serviceaccount'],
    };
    assert.deepEqual(containers.map(of), [
      { name: 'own', image: 'nginx', ...filled },
      { name: 'proxy', image: 'proxy:1.1', ...filled },
    ]);
    assert.equal(list(fields(body.spec).volumes).length, 1);
    const without = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'q' }, spec };
    const { body: plain } = await api.post('/api/v1/namespaces/default/pods', without);
    assert.equal(list(fields(plain.spec).containers).length, 1);
  });

  it('patch an object by the operations of JSON Patch', async () => {
    const key = 'jsonpatch.escapeKey("example.com/a")';
    await policy('patch', 'configmaps', {
      mutations: [
        patch(
          `[JSONPatch{op: "add", path: "/metadata/annotations", value: {}}, JSONPatch{op: "add", path: "/metadata/annotations/" + ${key}, value: "yes"}]`,
        ),
        patch('[JSONPatch{op: "test", path: "/data/a", value: "2"}, JSONPatch{op: "remove", path: "/data/b"}]'),
        patch(
          'object.metadata.annotations["example.com/a"] == "yes" ? [JSONPatch{op: "copy", from: "/data/a", path: "/data/c"}] : []',
        ),
      ],
    });
    const { body, message } = await map('one', { a: '1', b: '1' });
    assert.equal(message, '');
    assert.deepEqual([body.metadata?.annotations, body.data], [{ 'example.com/a': 'yes' }, { a: '1', b: '1', c: '1' }]);
    const two = await map('two', { a: '2', b: '1' });
    assert.deepEqual(two.body.data, { a: '2', c: '2' });
  });

  it('change a scale before it is one of its object', async () => {
    await policy('most', 'deployments/scale', {
      mutations: [apply('Object{spec: Object.spec{replicas: object.spec.replicas > 2 ? 2 : object.spec.replicas}}')],
    });
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    const spec = { replicas: 0, selector: { matchLabels: { a: 'b' } }, template };
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    await make(deployments, { metadata: { name: 'd' }, spec });
    const { body, message } = await api.patch(`${deployments}/d/scale`, { spec: { replicas: 9 } });
    assert.deepEqual([message, body.spec], ['', { replicas: 2 }]);
    const { replicas, strategy } = fields((await api.get(`${deployments}/d`)).body.spec);
    assert.deepEqual([replicas, fields(strategy).type], [2, 'RollingUpdate']);
  });

  it('leave out what their conditions leave out, and take parameters', async () => {
    await make(maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { owner: 'jane' } });
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConditions: [{ name: 'no-system', expression: "!object.metadata.name.startsWith('system-')" }],
      mutations: [apply('Object{metadata: Object.metadata{labels: {"owner": params.data.owner}}}')],
    };
    await policy('owner', 'configmaps', spec, { paramRef: { name: 'settings', parameterNotFoundAction: 'Deny' } });
    assert.deepEqual((await map('own')).body.metadata?.labels, { owner: 'jane' });
    assert.equal((await map('system-x')).body.metadata?.labels, undefined);
    assert.equal((await api.delete(`${maps}/settings`)).code, 200);
    const { code, body } = await map('third');
    const why =
      "policy 'owner' with binding 'owner' denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction";
    assert.deepEqual([code, body.reason, body.message], [403, 'Forbidden', why]);
  });

  for (const [what, mutation, why] of [
    [
      'an expression that fails',
      apply('Object{metadata: Object.metadata{labels: {"a": object.data.missing}}}'),
      `expression '…' resulted in error: no such key: missing`,
    ],
    [
      'an object of the wrong name',
      apply('Object{metadata: Object.spec{labels: {"a": "b"}}}'),
      'type mismatch: unexpected type name "Object.spec", expected "Object.metadata", which matches field name path from root Object type',
    ],
    [
      'a field that the kind does not have',
      apply('Object{spec: Object.spec{a: 1}}'),
      'error applying patch: failed to convert patch object to typed object: .spec: field not declared in schema',
    ],
    [
      'a path that is not there',
      patch('[JSONPatch{op: "remove", path: "/data/none"}]'),
      'JSON Patch: no such field: none',
    ],
  ] as const) {
    it(`refuse a request for ${what}, unless failures are to be ignored`, async () => {
      await policy('fails', 'configmaps', { mutations: [mutation] });
      const { code, body } = await map('m', { a: '1' });
      const { expression } = 'jsonPatch' in mutation ? mutation.jsonPatch : mutation.applyConfiguration;
      const message = `policy 'fails' with binding 'fails' denied request: ${why.replace('…', expression)}`;
      assert.deepEqual([code, body.reason, body.message], [403, 'Invalid', message]);
      assert.deepEqual(fields(body.details).causes, [{ message }]);
      const change = { spec: { failurePolicy: 'Ignore' } };
      assert.equal((await api.patch(`${group}/mutatingadmissionpolicies/fails`, change)).code, 200);
      assert.deepEqual((await map('m', { a: '1' })).body.data, { a: '1' });
    });
  }

  it('do nothing where a binding names a policy that is not there', async () => {
    const metadata = { name: 'alone' };
    const kind = 'MutatingAdmissionPolicyBinding';
    const spec = { policyName: 'nowhere' };
    await make(`${group}/mutatingadmissionpolicybindings`, { apiVersion, kind, metadata, spec });
    await policy('marked', 'configmaps', {
      mutations: [apply('Object{metadata: Object.metadata{labels: {"marked": "yes"}}}')],
    });
    const { code, body, message } = await map('one');
    assert.deepEqual([code, body.metadata.labels], [201, { marked: 'yes' }], message);
  });

  it('may not set a part of what is one value', async () => {
    await policy('whole', 'pods', {
      mutations: [
        apply('Object{spec: Object.spec{nodeSelector: {"a": "b"}, tolerations: [Object.spec.tolerations{key: "k"}]}}'),
      ],
    });
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'q' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    };
    const { message } = await api.post('/api/v1/namespaces/default/pods', pod);
    assert.equal(
      message,
      "policy 'whole' with binding 'whole' denied request: error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.nodeSelector, .spec.tolerations",
    );
  });

  it('are asked again for what others changed behind them, where they want that', async () => {
    const count = (name: string) =>
      patch(
        `[JSONPatch{op: "add", path: "/data/${name}", value: string(int(has(object.data.${name}) ? object.data.${name} : "0") + 1)}]`,
      );
    await policy('a-again', 'configmaps', { reinvocationPolicy: 'IfNeeded', mutations: [count('again')] });
    await policy('b-once', 'configmaps', { mutations: [count('once')] });
    assert.deepEqual((await map('counted', { x: '' })).body.data, { x: '', again: '2', once: '1' });
  });
});
