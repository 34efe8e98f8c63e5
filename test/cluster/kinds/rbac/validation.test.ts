/** The rules for roles and bindings; most texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

const apiGroup = 'rbac.authorization.k8s.io';
const roleRef = { apiGroup, kind: 'ClusterRole', name: 'view' };
const role = (...rules: object[]): string[] => faultsOf('Role', { rules });
const clusterRole = (...rules: object[]): string[] => faultsOf('ClusterRole', { rules });

describe('validateRole', () => {
  it('takes rules for resources, in a cluster role for paths too', () => {
    assert.deepEqual(role({ apiGroups: [''], resources: ['pods'], verbs: ['get'] }), []);
    assert.deepEqual(clusterRole({ nonResourceURLs: ['/logs/*'], verbs: ['get'] }), []);
    assert.deepEqual(role(), []);
  });

  it('says what a rule lacks', () => {
    assert.deepEqual(role({ apiGroups: [''], resources: ['pods'] }), [
      'rules[0].verbs: Required value: verbs must contain at least one value',
    ]);
    assert.deepEqual(role({ verbs: ['get'] }), [
      'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
      'rules[0].resources: Required value: resource rules must supply at least one resource',
    ]);
  });

  it('knows no paths inside a namespace, and never both in one rule', () => {
    assert.deepEqual(role({ nonResourceURLs: ['/x'], verbs: ['get'] }), [
      'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
    ]);
    for (const regular of [{ resources: ['pods'] }, { apiGroups: [''] }, { resourceNames: ['a'] }]) {
      assert.deepEqual(clusterRole({ nonResourceURLs: ['/x'], ...regular, verbs: ['get'] }), [
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      ]);
    }
  });

  it('an aggregated role says from which', () => {
    assert.deepEqual(faultsOf('ClusterRole', { aggregationRule: {} }), [
      'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
    ]);
    const selecting = (selector: object) =>
      faultsOf('ClusterRole', { aggregationRule: { clusterRoleSelectors: [selector] } });
    assert.deepEqual(selecting({ matchLabels: { a: 'b' } }), []);
    const [first = '', ...more] = selecting({ matchLabels: { a: '-' } });
    assert.match(first, /^aggregationRule\.clusterRoleSelectors\[0\]\.matchLabels/);
    assert.deepEqual(more, ['aggregationRule.clusterRoleSelectors[0]: Invalid value: null: invalid label selector.']);
  });
});

describe('validateBinding', () => {
  const binding = (more: object, kind = 'RoleBinding'): string[] => faultsOf(kind, { roleRef, ...more });
  const subject = (subject: object, kind?: string): string[] => binding({ subjects: [subject] }, kind);

  it('takes users, groups and service accounts', () => {
    assert.deepEqual(subject({ kind: 'User', name: 'jane' }), []);
    assert.deepEqual(subject({ kind: 'Group', name: 'system:masters' }), []);
    assert.deepEqual(subject({ kind: 'ServiceAccount', name: 'robot' }), [], 'its namespace may be the binding’s');
  });

  it('wants a role', () => {
    assert.deepEqual(faultsOf('RoleBinding', {}), [
      'roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"',
      'roleRef.name: Required value',
    ]);
    assert.deepEqual(binding({ roleRef: { ...roleRef, kind: 'Pod' } }), [
      'roleRef.kind: Unsupported value: "Pod": supported values: "Role", "ClusterRole"',
    ]);
    assert.deepEqual(binding({ roleRef: { ...roleRef, kind: 'Role' } }, 'ClusterRoleBinding'), [
      'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
    ]);
    assert.deepEqual(binding({ roleRef: { ...roleRef, apiGroup: 'x' } }), [
      `roleRef.apiGroup: Unsupported value: "x": supported values: "${apiGroup}"`,
    ]);
    assert.deepEqual(binding({ roleRef: { ...roleRef, name: 'a/b' } }), [
      'roleRef.name: Invalid value: "a/b": may not contain \'/\'',
    ]);
  });

  it('says what is wrong with a subject', () => {
    assert.deepEqual(subject({ name: 'x' }), [
      'subjects[0].kind: Unsupported value: "": supported values: "ServiceAccount", "User", "Group"',
    ]);
    assert.deepEqual(subject({ kind: 'User' }), ['subjects[0].name: Required value']);
    assert.deepEqual(subject({ kind: 'User', name: 'x', apiGroup: 'y' }), [
      `subjects[0].apiGroup: Unsupported value: "y": supported values: "${apiGroup}"`,
    ]);
    assert.deepEqual(subject({ kind: 'ServiceAccount', name: 'x', apiGroup }), [
      `subjects[0].apiGroup: Unsupported value: "${apiGroup}": supported values: ""`,
    ]);
    assert.deepEqual(subject({ kind: 'ServiceAccount', name: 'x' }, 'ClusterRoleBinding'), [
      'subjects[0].namespace: Required value',
    ]);
    const there = { kind: 'ServiceAccount', name: 'x', namespace: 'lab' };
    assert.deepEqual(subject(there, 'ClusterRoleBinding'), []);
    assert.deepEqual(subject({ kind: 'ServiceAccount', name: '' }), ['subjects[0].name: Required value']);
    assert.match(
      subject({ kind: 'ServiceAccount', name: 'X' }).join(),
      /^subjects\[0\]\.name: Invalid value: "X": a lowercase/,
    );
    assert.deepEqual(subject({ kind: 'User', name: 'X' }), [], 'users are named as they like');
  });

  it('gives one role for all its life', () => {
    assert.deepEqual(updateFaultsOf('RoleBinding', { roleRef }, { roleRef: { ...roleRef } }), []);
    const after = { roleRef: { ...roleRef, name: 'edit' } };
    assert.deepEqual(updateFaultsOf('RoleBinding', { roleRef }, after), [
      `roleRef: Invalid value: {"APIGroup":"${apiGroup}","Kind":"ClusterRole","Name":"edit"}: cannot change roleRef`,
    ]);
  });
});
