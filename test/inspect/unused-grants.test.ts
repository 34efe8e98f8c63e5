import assert from 'node:assert/strict';
import type { AccessNeed } from '../../src/inspect/access-needs.js';
import { unusedGrants } from '../../src/inspect/unused-grants.js';
import type { KubeObject } from '../../src/kube/object.js';
import type { PolicyRule } from '../../src/kube/rbac.js';

const need = (verb: string, resource: string, namespace = 'lab', more: Partial<AccessNeed> = {}): AccessNeed => ({
  ...{
    verb,
    resource,
    namespace,
    isResourceRequest: true,
    apiGroup: '',
    apiVersion: 'v1',
    subresource: '',
    name: '',
    path: '',
  },
  request: { auditID: 'a', verb, requestURI: '/', code: 200, refused: false },
  ...more,
});
const given = (
  rules: PolicyRule[],
  subject: object = { kind: 'User', name: 'jane' },
  namespace?: string,
): KubeObject[] => [
  { apiVersion: 'v1', kind: 'ClusterRole', metadata: { name: 'r' }, rules },
  {
    apiVersion: 'v1',
    kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name: 'b', ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: '', kind: 'ClusterRole', name: 'r' },
    subjects: [subject],
  },
];
const core = (verbs: string, resources: string, ...resourceNames: string[]): PolicyRule => ({
  apiGroups: [''],
  resources: resources.split(','),
  ...(resourceNames.length > 0 ? { resourceNames } : {}),
  verbs: verbs.split(','),
});
const unused = (objects: KubeObject[], ...needs: AccessNeed[]) =>
  unusedGrants(objects, { username: 'jane', groups: ['ops', 'system:authenticated'] }, needs).map((one) => [
    one.unused,
    one.wider,
  ]);

describe('rights that were given and not used', () => {
  it('are the parts of a rule that no request needed', () => {
    const pods = given([core('get,list', 'pods,secrets')]);
    assert.deepEqual(unused(pods, need('get', 'pods')), [[[core('list', 'pods'), core('get,list', 'secrets')], []]]);
    assert.deepEqual(unused(given([core('get', 'pods')]), need('get', 'pods')), []);
    const named = given([core('get', 'secrets', 'a', 'b')]);
    assert.deepEqual(unused(named, need('get', 'secrets', 'lab', { name: 'a' })), [
      [[core('get', 'secrets', 'b')], []],
    ]);
  });

  it('are paths, too', () => {
    const paths = given([{ nonResourceURLs: ['/a', '/b'], verbs: ['get'] }]);
    const used = need('get', '', '', { isResourceRequest: false, path: '/a' });
    assert.deepEqual(unused(paths, used), [[[{ nonResourceURLs: ['/b'], verbs: ['get'] }], []]]);
  });

  it('with a star are wider than what was used', () => {
    assert.deepEqual(unused(given([core('*', 'pods')]), need('get', 'pods')), [[[], [core('*', 'pods')]]]);
    assert.deepEqual(unused(given([core('*', 'pods')]), need('get', 'nodes')), [[[core('*', 'pods')], []]]);
    const below = given([{ nonResourceURLs: ['/a/*'], verbs: ['get'] }]);
    const used = need('get', '', '', { isResourceRequest: false, path: '/a/b' });
    assert.deepEqual(unused(below, used), [[[], [{ nonResourceURLs: ['/a/*'], verbs: ['get'] }]]]);
  });

  it('count for the namespace in which they were given', () => {
    const inLab = given([core('get', 'pods')], undefined, 'lab');
    assert.deepEqual(unused(inLab, need('get', 'pods', 'shop')), [[[core('get', 'pods')], []]]);
    assert.deepEqual(unused(inLab, need('get', 'pods', 'lab')), []);
  });

  it('are told with their role and binding, and not where everybody has them', () => {
    const pods = [core('get', 'pods')];
    const [found] = unusedGrants(
      given(pods, { kind: 'Group', name: 'ops' }),
      { username: 'jane', groups: ['ops'] },
      [],
    );
    assert.deepEqual([found?.role.name, found?.binding.name, found?.rule], ['r', 'b', pods[0]]);
    assert.deepEqual(unused(given(pods, { kind: 'Group', name: 'system:authenticated' })), []);
    // a user may be called as a group is
    const called = { username: 'system:authenticated', groups: [] };
    assert.equal(unusedGrants(given(pods, { kind: 'User', name: called.username }), called, []).length, 1);
    assert.deepEqual(unused(given(pods, { kind: 'User', name: 'joe' })), []);
    const [, binding] = given(pods);
    assert.deepEqual(unused(binding ? [binding] : []), []);
  });
});
