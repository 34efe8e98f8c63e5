/** Which rules a replacement is held against, and how often. */
import assert from 'node:assert/strict';
import { updateCausesOf } from './faults.js';

describe('validateUpdate', () => {
  it('finds a fault of the metadata as often as kube-apiserver looks', () => {
    const bad = { metadata: { labels: { a: '-' } } };
    // twice before the rules of any kind, and then as the kind's own rules have it
    for (const kind of ['ConfigMap', 'Secret', 'ServiceAccount', 'Namespace']) {
      assert.equal(updateCausesOf(kind, {}, bad).length, 4, kind);
    }
    assert.equal(updateCausesOf('ClusterRole', {}, bad).length, 5);
    assert.equal(updateCausesOf('ConfigMap', {}, { metadata: { finalizers: ['keep'] } }).length, 2);
  });

  it('goes over the rules of a role twice', () => {
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' };
    const causes = updateCausesOf('Role', { rules: [] }, { rules: [{ verbs: [], resources: ['x'], apiGroups: [''] }] });
    const fault = 'rules[0].verbs: Required value: verbs must contain at least one value';
    assert.deepEqual(causes, [fault, fault]);
    const bound = updateCausesOf('RoleBinding', { roleRef }, { roleRef: { ...roleRef, name: 's' } });
    assert.equal(bound.length, 1);
  });
});
