import assert from 'node:assert/strict';
import type { KubeObject } from '../../src/kube/object.js';
import { object, robot, verdictOn } from './evidence.js';

const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const account = { kind: 'ServiceAccount', namespace: 'lab', name: 'robot' };
const bind = (what: string, roleKind: string, name: string, subject: object = account): KubeObject =>
  object(what, { ...rbac, roleRef: { kind: roleKind, name }, subjects: [subject] });
const only = {
  user: robot,
  may: [
    { verbs: ['get', 'patch'], resource: 'deployments', namespace: 'lab', name: 'web' },
    { verbs: ['get', 'list'], resource: 'pods', namespace: 'lab' },
  ],
};
const web = { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['get', 'patch'] };
const pods = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };

/** What was seen of a Role with these rules that is bound to the account. */
function seenOf(...rules: object[]): string {
  const objects = [object('Role lab/bot', { ...rbac, rules }), bind('RoleBinding lab/b', 'Role', 'bot')];
  return seen(objects);
}

function seen(objects: KubeObject[], before: KubeObject[] = [], condition: object = only): string {
  // it earns together with something that was done
  const done = { object: { kind: 'ConfigMap', namespace: 'lab', name: 'made' } };
  const all = [{ only: condition }, done];
  return verdictOn({ all }, { objects: [...objects, object('ConfigMap lab/made')], before }).seen.split('; ')[0] ?? '';
}

const nothingElse = `"${robot}" may do nothing else`;

describe('that somebody may do nothing else', () => {
  it('holds for what is asked for, or less, in however many rules', () => {
    assert.equal(seenOf(web, pods), nothingElse);
    assert.equal(seenOf(web, { ...pods, verbs: ['list'] }, { ...pods, resourceNames: ['one'] }), nothingElse);
    assert.equal(seen([]), nothingElse);
  });

  const beyond: [string, object, string][] = [
    ['another verb', { ...pods, verbs: ['list', 'watch'] }, 'watch pods'],
    ['another resource', { ...pods, resources: ['pods', 'secrets'] }, 'get secrets'],
    ['a sub-resource', { ...pods, resources: ['pods/log'] }, 'get pods/log'],
    ['another name', { ...web, resourceNames: ['web', 'db'] }, 'get deployments.apps "db"'],
    ['no name', { ...web, resourceNames: [] }, 'get deployments.apps'],
    ['every verb', { ...pods, verbs: ['*'] }, 'do anything to pods'],
    ['every resource', { ...pods, resources: ['*'] }, 'get *'],
    ['another group of that resource', { ...web, apiGroups: ['*'] }, 'get deployments.* "web"'],
    [
      'a resource that no table knows',
      { ...pods, apiGroups: ['shop.example'], resources: ['carts'] },
      'get carts.shop.example',
    ],
  ];
  for (const [what, rule, told] of beyond) {
    it(`fails for ${what}`, () => {
      assert.equal(seenOf(web, pods, rule), `"${robot}" may also ${told} in "lab" by the RoleBinding "b" in "lab"`);
    });
  }

  it('tells the same of rules in another order', () => {
    const [secrets, maps] = ['secrets', 'configmaps'].map((resource) => ({ ...pods, resources: [resource] }));
    assert.ok(secrets && maps);
    const told = `"${robot}" may also get configmaps in "lab" by the RoleBinding "b" in "lab"`;
    assert.deepEqual([seenOf(secrets, maps), seenOf(maps, secrets)], [told, told]);
  });

  it('counts a sub-resource that is asked for, and not what it belongs to', () => {
    const logs = { ...only, may: [{ verbs: ['get'], resource: 'pods/log', namespace: 'lab' }] };
    const seenIn = (resource: string): string => {
      const role = object('Role lab/bot', { ...rbac, rules: [{ ...pods, resources: [resource], verbs: ['get'] }] });
      return seen([role, bind('RoleBinding lab/b', 'Role', 'bot')], [], logs);
    };
    assert.equal(seenIn('pods/log'), nothingElse);
    assert.equal(seenIn('pods'), `"${robot}" may also get pods in "lab" by the RoleBinding "b" in "lab"`);
  });

  it('fails for the same right elsewhere, and by way of a group', () => {
    const role = object('ClusterRole bot', { ...rbac, rules: [pods] });
    assert.equal(
      seen([role, bind('ClusterRoleBinding b', 'ClusterRole', 'bot')]),
      `"${robot}" may also get pods in the whole cluster by the ClusterRoleBinding "b"`,
    );
    const everybody = { kind: 'Group', name: 'system:authenticated' };
    assert.equal(
      seen([role, bind('RoleBinding default/b', 'ClusterRole', 'bot', everybody)]),
      `"${robot}" may also get pods in "default" by the RoleBinding "b" in "default"`,
    );
    assert.equal(seen([role, bind('RoleBinding lab/b', 'ClusterRole', 'bot', everybody)]), nothingElse);
    assert.equal(
      seen([role, bind('RoleBinding default/b', 'ClusterRole', 'bot', { kind: 'User', name: 'ann' })]),
      nothingElse,
    );
  });

  it('leaves out what was there from the beginning, and what grants nothing', () => {
    const wide = [
      object('ClusterRole wide', { ...rbac, rules: [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }, pods] }),
      bind('ClusterRoleBinding wide', 'ClusterRole', 'wide', { kind: 'Group', name: 'system:serviceaccounts' }),
    ];
    assert.equal(seen(wide, wide), nothingElse);
    assert.equal(seen(wide), `"${robot}" may also get /healthz by the ClusterRoleBinding "wide"`);
    const [role] = wide;
    assert.ok(role);
    assert.equal(seen([role, bind('RoleBinding lab/b', 'ClusterRole', 'wide')]), nothingElse);
    assert.equal(seenOf({ ...web, apiGroups: ['extensions', 'apps', ''] }), nothingElse);
  });

  it('is nothing that a member of system:masters can show', () => {
    assert.equal(
      seen([], [], { user: 'ann', groups: ['system:masters'], may: [] }),
      '"ann" of "system:masters" may do everything',
    );
    assert.equal(seen([], [], { user: 'ann', groups: ['readers'], may: [] }), '"ann" of "readers" may do nothing else');
  });
});
