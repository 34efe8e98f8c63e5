import assert from 'node:assert/strict';
import { allowsEverything, grantsOf } from '../../src/inspect/access.js';
import { grantsByRole } from '../../src/inspect/role-grants.js';
import { manyBindings } from '../print/many-bindings.js';

describe('inspect/role-grants', () => {
  it('J5: each role stands once, with its bindings, and each binding once, with its subjects', () => {
    const roles = grantsByRole(grantsOf(manyBindings(62), { namespace: 'lab' }));
    assert.deepEqual(
      roles.map(({ role, bindings, rules }) => [role.name, bindings.length, rules?.length]),
      [
        ['cluster-admin', 2, 2],
        ['basic-user', 1, 1],
        ['edit', 59, 27],
      ],
    );
    const [, , edit] = roles;
    assert.deepEqual(
      edit?.bindings.slice(0, 3).map(({ subjects }) => subjects.length),
      [6, 1, 1],
    );
  });

  it('Roles of the same name in two namespaces are two roles, a ClusterRole in two is one', () => {
    const bind = (name: string, namespace: string, kind: string): object => ({
      kind: 'RoleBinding',
      metadata: { name, namespace },
      roleRef: { kind, name: 'reader' },
      subjects: [{ kind: 'User', name: 'jane' }],
    });
    const of = (kind: string): number[] =>
      grantsByRole(
        grantsOf([bind('b', 'one', kind), bind('b', 'two', kind)] as unknown as Parameters<typeof grantsOf>[0]),
      ).map(({ bindings }) => bindings.length);
    assert.deepEqual(of('Role'), [1, 1]);
    assert.deepEqual(of('ClusterRole'), [2]);
  });

  it('everything is every verb on every resource of every group, with no names', () => {
    const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
    assert.equal(allowsEverything([all]), true);
    for (const less of [
      { ...all, verbs: ['get', 'list'] },
      { ...all, apiGroups: [''] },
      { ...all, resources: ['pods'] },
      { ...all, resourceNames: ['one'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ])
      assert.equal(allowsEverything([less]), false, JSON.stringify(less));
    assert.equal(allowsEverything(undefined), false);
  });
});
