import assert from 'node:assert/strict';
import { findKind, kindInVersion, kinds, resourcePath, servedKinds } from '../../src/kube/kinds.js';
import { formatGroupResource } from '../../src/kube/object.js';

describe('findKind', () => {
  for (const name of ['deployments', 'deployment', 'deploy', 'Deployment', 'deployments.apps', 'deployment.apps']) {
    it(`knows ${name}`, () => assert.equal(findKind(name)?.resource, 'deployments'));
  }
  it('takes events for those of the core group', () => assert.equal(findKind('events')?.group, ''));
  it('does not know gadgets', () => assert.equal(findKind('gadgets'), undefined));
});

describe('the table of kinds', () => {
  it('has every resource once, in the version that Kubernetes prefers', () => {
    const names = kinds.map(formatGroupResource);
    assert.equal(new Set(names).size, names.length);
    assert.equal(kinds.find(({ kind }) => kind === 'HorizontalPodAutoscaler')?.version, 'v2');
  });
  it('has a row for each other version that is served', () => {
    const others = servedKinds.filter((row) => !kinds.includes(row));
    assert.deepEqual(
      others.map(({ version, resource }) => [version, resource]),
      [['v1', 'horizontalpodautoscalers']],
    );
    assert.equal(kindInVersion('autoscaling', 'v1', 'horizontalpodautoscalers'), others[0]);
    assert.equal(kindInVersion('autoscaling', 'v3', 'horizontalpodautoscalers'), undefined);
  });
  it('reads names, flags and sub-resources of a line', () => {
    const row = (name: string) => kinds.find((one) => formatGroupResource(one) === name);
    const { verbs: _, ...crd } = row('customresourcedefinitions.apiextensions.k8s.io') ?? assert.fail();
    assert.deepEqual(crd, {
      group: 'apiextensions.k8s.io',
      version: 'v1',
      resource: 'customresourcedefinitions',
      kind: 'CustomResourceDefinition',
      singular: 'customresourcedefinition',
      namespaced: false,
      shortNames: ['crd', 'crds'],
      categories: ['api-extensions'],
      subresources: [{ name: 'status', verbs: ['get', 'patch', 'update'] }],
    });
    assert.deepEqual(row('componentstatuses')?.verbs, ['get', 'list']);
    const [attach] = row('pods')?.subresources ?? [];
    assert.deepEqual(attach?.kind, { group: '', version: 'v1', kind: 'PodAttachOptions' });
    const [scale] = row('statefulsets.apps')?.subresources ?? [];
    assert.deepEqual(scale?.kind, { group: 'autoscaling', version: 'v1', kind: 'Scale' });
  });
  it('names no resource twice in a group', () => {
    const names = kinds.map((k) => `${k.group}/${k.resource}`);
    assert.equal(new Set(names).size, names.length);
  });
  it('lists resources of a group by name, as discovery does', () => {
    for (const group of new Set(kinds.map((k) => k.group))) {
      const names = kinds.filter((k) => k.group === group).map((k) => k.resource);
      assert.deepEqual(names, [...names].sort());
    }
  });
});

describe('resourcePath', () => {
  const path = (name: string, target = {}): string => {
    const kind = findKind(name);
    assert.ok(kind);
    return resourcePath(kind, target);
  };
  it('builds paths of the core API and of groups', () => {
    assert.equal(
      path('pods', { namespace: 'lab', name: 'web', subresource: 'log' }),
      '/api/v1/namespaces/lab/pods/web/log',
    );
    assert.equal(path('deploy', { namespace: 'lab' }), '/apis/apps/v1/namespaces/lab/deployments');
  });
  it('leaves the namespace out where there is none', () => {
    assert.equal(path('pods'), '/api/v1/pods');
    assert.equal(path('ns', { namespace: 'lab', name: 'x' }), '/api/v1/namespaces/x');
  });
  it('escapes names', () => {
    assert.equal(path('clusterrole', { name: 'a/b' }), '/apis/rbac.authorization.k8s.io/v1/clusterroles/a%2Fb');
  });
});
