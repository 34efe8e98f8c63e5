import assert from 'node:assert/strict';
import { formatGroupResource, groupVersion, parseApiVersion } from '../../src/kube/object.js';

describe('an apiVersion', () => {
  const cases: [text: string, group: string, version: string][] = [
    ['v1', '', 'v1'],
    ['apps/v1', 'apps', 'v1'],
    ['rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io', 'v1beta1'],
  ];
  for (const [text, group, version] of cases) {
    it(`${text} has a group and a version, and is made of them`, () => {
      assert.deepEqual(parseApiVersion(text), { group, version });
      assert.equal(groupVersion(group, version), text);
    });
  }
});

describe('a resource in a sentence', () => {
  it('has its group behind it, but for the core', () => {
    assert.equal(formatGroupResource({ group: '', resource: 'pods' }), 'pods');
    assert.equal(formatGroupResource({ group: 'apps', resource: 'deployments' }), 'deployments.apps');
  });
});
