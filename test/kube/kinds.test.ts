import assert from 'node:assert/strict';
import { findKind, kinds, resourcePath } from '../../src/kube/kinds.js';

describe('findKind', () => {
  for (const name of ['deployments', 'deployment', 'deploy', 'Deployment', 'deployments.apps', 'deployment.apps']) {
    it(`knows ${name}`, () => assert.equal(findKind(name)?.resource, 'deployments'));
  }
  it('takes events for those of the core group', () => assert.equal(findKind('events')?.group, ''));
  it('does not know gadgets', () => assert.equal(findKind('gadgets'), undefined));
});

describe('the table of kinds', () => {
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
