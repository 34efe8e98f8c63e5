import assert from 'node:assert/strict';
import type { KubeObject } from '../../src/kube/object.js';
import { object, robot, verdictOn } from './evidence.js';

const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }];
const role = object('Role lab/reader', { ...rbac, rules });
const clusterRole = object('ClusterRole reader', { ...rbac, rules });
const bind = (what: string, roleKind: string, subject: object): KubeObject =>
  object(what, { ...rbac, roleRef: { kind: roleKind, name: 'reader' }, subjects: [subject] });
const account = { kind: 'ServiceAccount', namespace: 'lab', name: 'robot' };
const ask = { user: robot, verb: 'list', resource: 'configmaps', namespace: 'lab' };

function seen(access: object, objects: KubeObject[], before: KubeObject[] = []): string {
  const granted = object('ConfigMap lab/made');
  // what is refused earns together with something that was done
  const done = { object: { kind: 'ConfigMap', namespace: 'lab', name: 'made' } };
  return verdictOn({ all: [{ access }, done] }, { objects: [...objects, granted], before }).seen.split('; ')[0] ?? '';
}

describe('access that is asked for', () => {
  it('is granted by a role and a binding in the namespace', () => {
    const objects = [role, bind('RoleBinding lab/b', 'Role', account)];
    assert.equal(seen(ask, objects), `"${robot}" may list configmaps in "lab"`);
    assert.equal(verdictOn({ access: ask }, { objects }).status, 'passed');
    assert.equal(
      verdictOn({ access: ask }, { objects: [bind('RoleBinding lab/b', 'Role', account)] }).status,
      'failed',
    );
    assert.equal(verdictOn({ access: ask }, { objects: [role] }).status, 'failed');
  });

  const cases: [string, KubeObject[], boolean][] = [
    ['a ClusterRole bound in the namespace', [clusterRole, bind('RoleBinding lab/b', 'ClusterRole', account)], true],
    ['a ClusterRole bound everywhere', [clusterRole, bind('ClusterRoleBinding b', 'ClusterRole', account)], true],
    ['a binding in another namespace', [clusterRole, bind('RoleBinding default/b', 'ClusterRole', account)], false],
    [
      'a Role of another namespace',
      [object('Role default/reader', { ...rbac, rules }), bind('RoleBinding lab/b', 'Role', account)],
      false,
    ],
    ['the account by its user name', [role, bind('RoleBinding lab/b', 'Role', { kind: 'User', name: robot })], true],
    [
      'all accounts of the namespace',
      [role, bind('RoleBinding lab/b', 'Role', { kind: 'Group', name: 'system:serviceaccounts:lab' })],
      true,
    ],
    ['everybody', [role, bind('RoleBinding lab/b', 'Role', { kind: 'Group', name: 'system:authenticated' })], true],
    ['another account', [role, bind('RoleBinding lab/b', 'Role', { ...account, name: 'other' })], false],
  ];
  for (const [how, objects, allowed] of cases) {
    it(`${allowed ? 'is' : 'is not'} granted by ${how}`, () => {
      assert.equal(verdictOn({ access: ask }, { objects }).status, allowed ? 'passed' : 'failed');
      const binding = objects.at(-1);
      const place = binding?.metadata.namespace ? ` in "${binding.metadata.namespace}"` : '';
      const by = allowed ? ` by the ${binding?.kind} "b"${place}` : '';
      assert.equal(
        seen({ ...ask, allowed: false }, objects),
        `"${robot}" ${allowed ? 'may' : 'may not'} list configmaps in "lab"${by}`,
      );
    });
  }

  it('names verb, resource, object and path', () => {
    const named = object('ClusterRole reader', {
      ...rbac,
      rules: [
        { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['web'], verbs: ['patch'] },
        { nonResourceURLs: ['/metrics'], verbs: ['get'] },
      ],
    });
    const objects = [named, bind('ClusterRoleBinding b', 'ClusterRole', { kind: 'Group', name: 'ops' })];
    const status = (access: object) =>
      verdictOn({ access: { user: 'jane', groups: ['ops'], ...access } }, { objects }).status;
    assert.equal(status({ verb: 'patch', resource: 'deployments/scale', namespace: 'lab', name: 'web' }), 'passed');
    assert.equal(status({ verb: 'patch', resource: 'deployments/scale', namespace: 'lab', name: 'db' }), 'failed');
    assert.equal(status({ verb: 'patch', resource: 'deployments', namespace: 'lab', name: 'web' }), 'failed');
    assert.equal(status({ verb: 'get', resource: '/metrics' }), 'passed');
    assert.equal(status({ verb: 'get', resource: '/logs' }), 'failed');
    assert.equal(status({ groups: [], verb: 'get', resource: '/metrics' }), 'failed');
  });

  it('is granted by the role of the binding, and not by one of the same name or of the same namespace', () => {
    const binding = bind('RoleBinding lab/b', 'Role', account);
    const others = [
      object('ClusterRole reader', { ...rbac, rules: [] }),
      object('Role lab/another', { ...rbac, rules: [] }),
    ];
    assert.equal(verdictOn({ access: ask }, { objects: [...others, role, binding] }).status, 'passed');
  });

  it('is granted by a binding that names others as well', () => {
    const binding = bind('RoleBinding lab/b', 'Role', account);
    const subjects = [{ kind: 'User', name: 'jane' }, account];
    assert.equal(verdictOn({ access: ask }, { objects: [role, { ...binding, subjects }] }).status, 'passed');
  });

  it('is that of members of system:masters without any binding', () => {
    const master = { user: 'ann', groups: ['system:masters'], verb: 'delete', resource: 'nodes', allowed: false };
    assert.equal(seen(master, []), '"ann" of "system:masters" may delete nodes in the whole cluster');
  });

  it('may be taken away by the learner', () => {
    const before = [role, bind('RoleBinding lab/b', 'Role', account)];
    const made = object('ConfigMap lab/made');
    const all = [
      { access: { ...ask, allowed: false } },
      { object: { kind: 'ConfigMap', namespace: 'lab', name: 'made' } },
    ];
    assert.equal(verdictOn({ all }, { objects: [role, made], before }).status, 'passed');
  });

  it('is told with the object, and for a path without a place', () => {
    const secret = { user: 'ann', verb: 'get', resource: 'secrets', name: 'key', namespace: 'lab', allowed: false };
    assert.equal(seen(secret, []), '"ann" may not get secrets "key" in "lab"');
    assert.equal(
      seen({ user: 'ann', verb: 'get', resource: '/metrics', allowed: false }, []),
      '"ann" may not get /metrics',
    );
  });

  it('J23: names the groups whole', () => {
    assert.equal(
      seen({ user: 'ann', groups: ['lesson-readers', 'ops'], verb: 'list', resource: 'configmaps' }, []),
      '"ann" of "lesson-readers", "ops" may not list configmaps in the whole cluster',
    );
  });

  it("is granted by Kubernetes' own objects, and not by those of another group that are called so", () => {
    const binding = bind('RoleBinding lab/b', 'Role', account);
    const apiVersion = 'rbac.example.com/v1';
    for (const objects of [
      [{ ...role, apiVersion }, binding],
      [role, { ...binding, apiVersion }],
    ]) {
      assert.equal(verdictOn({ access: ask }, { objects }).status, 'failed');
    }
  });

  it('is one that was not there from the beginning', () => {
    const objects = [role, bind('RoleBinding lab/b', 'Role', account)];
    assert.equal(seen(ask, objects, objects), `"${robot}" may list configmaps in "lab", as from the beginning`);
  });
});
