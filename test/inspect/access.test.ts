import assert from 'node:assert/strict';
import { describeRule, grantsOf } from '../../src/inspect/access.js';
import type { KubeObject } from '../../src/kube/object.js';
import { userOf } from '../../src/kube/user.js';

const rbac = 'rbac.authorization.k8s.io';
const object = (kind: string, name: string, namespace: string | undefined, rest: object): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: { name, ...(namespace ? { namespace } : {}) },
  ...rest,
});
const ref = (kind: string, name: string): object => ({ apiGroup: rbac, kind, name });

describe('inspect/access', () => {
  const view = object('ClusterRole', 'view', undefined, {
    rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] }],
  });
  const lab = object('Role', 'write', 'lab', {
    rules: [
      { verbs: ['*'], apiGroups: ['apps'], resources: ['*'] },
      { verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['s'] },
    ],
  });
  const other = object('Role', 'write', 'other', { rules: [] });
  const objects = [
    view,
    lab,
    other,
    object('RoleBinding', 'robot-view', 'lab', {
      roleRef: ref('ClusterRole', 'view'),
      subjects: [
        { kind: 'ServiceAccount', name: 'robot' },
        { kind: 'User', name: 'jane', apiGroup: rbac },
      ],
    }),
    object('RoleBinding', 'writers', 'lab', {
      roleRef: ref('Role', 'write'),
      subjects: [{ kind: 'Group', name: 'dev', apiGroup: rbac }],
    }),
    object('ClusterRoleBinding', 'all', undefined, {
      roleRef: ref('ClusterRole', 'view'),
      subjects: [{ kind: 'Group', name: 'system:authenticated', apiGroup: rbac }],
    }),
    object('ClusterRoleBinding', 'lost', undefined, {
      roleRef: ref('ClusterRole', 'gone'),
      subjects: [{ kind: 'User', name: 'jane', apiGroup: rbac }],
    }),
    object('RoleBinding', 'nobody', 'lab', { roleRef: ref('Role', 'write') }),
  ];
  const names = (filter: Parameters<typeof grantsOf>[1]): string[] =>
    grantsOf(objects, filter).map(({ subject, binding }) => `${subject.name}<${binding.name}`);

  it('follows each binding to its role, in the right namespace', () => {
    const grants = grantsOf(objects);
    assert.equal(grants.length, 5);
    const writers = grants.find(({ binding }) => binding.name === 'writers');
    assert.deepEqual([writers?.rules?.length, writers?.namespace], [2, 'lab']);
    assert.equal(grants.find(({ binding }) => binding.name === 'lost')?.rules, undefined);
    assert.equal(grants.find(({ binding }) => binding.name === 'all')?.namespace, undefined);
  });

  it('narrows to a user with their groups, a namespace, a verb and a resource, of which a role that is gone gives none', () => {
    assert.deepEqual(names({ user: 'system:serviceaccount:lab:robot' }), [
      'robot<robot-view',
      'system:authenticated<all',
    ]);
    assert.deepEqual(names({ user: 'jane', groups: ['dev'] }), [
      'jane<robot-view',
      'dev<writers',
      'system:authenticated<all',
      'jane<lost',
    ]);
    assert.deepEqual(names({ user: 'system:anonymous' }), []);
    assert.deepEqual(names({ namespace: 'other' }), ['system:authenticated<all', 'jane<lost']);
    assert.deepEqual(names({ verb: 'get', resource: 'secrets' }), ['dev<writers']);
    assert.deepEqual(names({ verb: 'delete', resource: 'deploy' }), ['dev<writers']);
    assert.deepEqual(names({ verb: 'get', resource: 'po/log', namespace: 'other' }), ['system:authenticated<all']);
  });

  it('says a rule in words', () => {
    assert.equal(
      describeRule({ verbs: ['get'], apiGroups: ['', 'apps'], resources: ['pods'], resourceNames: ['a'] }),
      'get: pods named a (core, apps)',
    );
    assert.equal(
      describeRule({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }),
      'everything: all resources (all groups)',
    );
    assert.equal(describeRule({ verbs: ['get'], nonResourceURLs: ['/healthz'] }), 'get: /healthz');
    const many = { verbs: ['get'], apiGroups: [''], resources: ['a', 'b', 'c', 'pods', 'd'] };
    assert.equal(describeRule(many, { most: 2, first: 'pods' }), 'get: pods, a and 3 more (core)');
    assert.equal(describeRule(many, { most: 4 }), 'get: a, b, c, pods, d (core)');
    assert.deepEqual(userOf('system:serviceaccount:a:b', []).groups, [
      'system:serviceaccounts',
      'system:serviceaccounts:a',
      'system:authenticated',
    ]);
  });
});
