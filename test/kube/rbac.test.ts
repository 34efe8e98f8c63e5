import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type AccessAttributes,
  breakDown,
  describeBinding,
  type PolicyRule,
  ruleAllows,
  subjectMatches,
  uncoveredRules,
} from '../../src/kube/rbac.js';

const ask = (verb: string, resource: string, more: Partial<AccessAttributes> = {}): Omit<AccessAttributes, 'user'> => ({
  verb,
  isResourceRequest: true,
  namespace: 'lab',
  apiGroup: '',
  apiVersion: 'v1',
  resource,
  subresource: '',
  name: '',
  path: '',
  ...more,
});
const rule = (verbs: string, groups: string, resources: string, names: string[] = []): PolicyRule => ({
  verbs: verbs.split(','),
  apiGroups: groups.split(','),
  resources: resources.split(','),
  resourceNames: names,
});

describe('ruleAllows', () => {
  const get = ask('get', 'pods', { name: 'web' });
  const cases: { name: string; request: Omit<AccessAttributes, 'user'>; rule: PolicyRule; allowed: boolean }[] = [
    { name: 'what it names', request: get, rule: rule('get', '', 'pods'), allowed: true },
    { name: 'another verb', request: ask('list', 'pods'), rule: rule('get', '', 'pods'), allowed: false },
    { name: 'an HTTP method for a verb', request: get, rule: rule('GET', '', 'pods'), allowed: false },
    { name: 'a short name', request: get, rule: rule('get', '', 'po'), allowed: false },
    { name: 'all verbs', request: get, rule: rule('*', '', 'pods'), allowed: true },
    {
      name: 'another group',
      request: ask('get', 'deployments', { apiGroup: 'apps' }),
      rule: rule('get', '', 'deployments'),
      allowed: false,
    },
    {
      name: 'a sub-resource it does not name',
      request: ask('get', 'pods', { subresource: 'log' }),
      rule: rule('get', '', 'pods'),
      allowed: false,
    },
    {
      name: 'a sub-resource it names',
      request: ask('get', 'pods', { subresource: 'log' }),
      rule: rule('get', '', 'pods/log'),
      allowed: true,
    },
    {
      name: 'a sub-resource of all',
      request: ask('get', 'pods', { subresource: 'log' }),
      rule: rule('get', '', '*/log'),
      allowed: true,
    },
    {
      name: 'everything',
      request: ask('get', 'pods', { subresource: 'log' }),
      rule: rule('*', '*', '*'),
      allowed: true,
    },
    { name: 'a name it is narrowed to', request: get, rule: rule('get', '', 'pods', ['web']), allowed: true },
    { name: 'another name', request: get, rule: rule('get', '', 'pods', ['db']), allowed: false },
    {
      name: 'a list when narrowed to a name',
      request: ask('list', 'pods'),
      rule: rule('list', '', 'pods', ['web']),
      allowed: false,
    },
    {
      name: 'a path below a prefix',
      request: ask('get', '', { isResourceRequest: false, path: '/logs/today' }),
      rule: { verbs: ['get'], nonResourceURLs: ['/logs/*'] },
      allowed: true,
    },
    {
      name: 'a path that it names',
      request: ask('get', '', { isResourceRequest: false, path: '/healthz' }),
      rule: { verbs: ['get'], nonResourceURLs: ['/version', '/healthz'] },
      allowed: true,
    },
    {
      name: 'a path below one that it names',
      request: ask('get', '', { isResourceRequest: false, path: '/healthz/ping' }),
      rule: { verbs: ['get'], nonResourceURLs: ['/healthz'] },
      allowed: false,
    },
    {
      name: 'another letter at the end of a path',
      request: ask('get', '', { isResourceRequest: false, path: '/healthy' }),
      rule: { verbs: ['get'], nonResourceURLs: ['/healthz'] },
      allowed: false,
    },
    {
      name: 'any path by a star',
      request: ask('get', '', { isResourceRequest: false, path: 'odd' }),
      rule: { verbs: ['get'], nonResourceURLs: ['*'] },
      allowed: true,
    },
    {
      name: 'another verb of a path',
      request: ask('post', '', { isResourceRequest: false, path: '/healthz' }),
      rule: { verbs: ['get'], nonResourceURLs: ['/healthz'] },
      allowed: false,
    },
    {
      name: 'a path by the right to all resources',
      request: ask('get', '', { isResourceRequest: false, path: '/healthz' }),
      rule: rule('*', '*', '*'),
      allowed: false,
    },
    {
      name: 'a resource by the right to all paths',
      request: get,
      rule: { verbs: ['*'], nonResourceURLs: ['*'] },
      allowed: false,
    },
    {
      name: 'a sub-resource of a resource by the right to paths',
      request: ask('get', 'pods', { subresource: 'log' }),
      rule: { verbs: ['*'], apiGroups: ['*'], nonResourceURLs: ['*'] },
      allowed: false,
    },
    {
      name: 'the resource by a sub-resource of all',
      request: get,
      rule: rule('get', '', '*/log,*/'),
      allowed: false,
    },
    {
      name: 'another sub-resource of all',
      request: ask('get', 'pods', { subresource: 'exec' }),
      rule: rule('get', '', '*/log'),
      allowed: false,
    },
    {
      name: 'a resource in any group',
      request: ask('get', 'x', { apiGroup: 'a.b' }),
      rule: rule('get', '*', 'x'),
      allowed: true,
    },
    { name: 'a second name', request: get, rule: rule('get', '', 'pods', ['db', 'web']), allowed: true },
    { name: 'a star as a name', request: get, rule: rule('get', '', 'pods', ['*']), allowed: false },
    {
      name: 'a path beside a prefix',
      request: ask('get', '', { isResourceRequest: false, path: '/logsheet' }),
      rule: { verbs: ['get'], nonResourceURLs: ['/logs/*'] },
      allowed: false,
    },
  ];
  for (const { name, request, rule: given, allowed } of cases) {
    it(`${allowed ? 'allows' : 'does not allow'} ${name}`, () => assert.equal(ruleAllows(request, given), allowed));
  }
});

describe('subjectMatches', () => {
  const robot = { username: 'system:serviceaccount:lab:robot', groups: ['system:serviceaccounts', 'developers'] };
  it('knows a service account by namespace and name', () => {
    assert.ok(subjectMatches({ kind: 'ServiceAccount', name: 'robot', namespace: 'lab' }, robot, 'other'));
    assert.ok(!subjectMatches({ kind: 'ServiceAccount', name: 'robot', namespace: 'other' }, robot, 'lab'));
  });
  it('takes the namespace of the binding when the subject has none', () => {
    assert.ok(subjectMatches({ kind: 'ServiceAccount', name: 'robot' }, robot, 'lab'));
    assert.ok(!subjectMatches({ kind: 'ServiceAccount', name: 'robot' }, robot, ''));
  });
  it('knows a user by the whole name, and no service account by a part of its own', () => {
    assert.ok(subjectMatches({ kind: 'User', name: robot.username }, robot, ''));
    assert.ok(!subjectMatches({ kind: 'User', name: 'robot' }, robot, 'lab'));
    assert.ok(!subjectMatches({ kind: 'ServiceAccount', name: 'robo', namespace: 'lab' }, robot, 'lab'));
    const nowhere = { username: 'system:serviceaccount::robot', groups: [] };
    assert.ok(!subjectMatches({ kind: 'ServiceAccount', name: 'robot' }, nowhere, ''));
  });
  it('knows no other kind of subject', () => {
    for (const kind of ['', 'user', 'Role'])
      assert.ok(!subjectMatches({ kind, name: robot.username }, robot, ''), kind);
  });
  it('knows groups, and no group by the name of a user', () => {
    assert.ok(!subjectMatches({ kind: 'Group', name: robot.username }, robot, ''));
    assert.ok(subjectMatches({ kind: 'Group', name: 'developers' }, robot, ''));
    assert.ok(!subjectMatches({ kind: 'User', name: 'developers' }, robot, ''));
  });
});

describe('uncoveredRules', () => {
  const verbs = fc.uniqueArray(fc.constantFrom('get', 'list', 'create', '*'), { minLength: 1 });
  const anyRule = fc.record({
    verbs,
    apiGroups: fc.uniqueArray(fc.constantFrom('', 'apps', '*'), { minLength: 1 }),
    resources: fc.uniqueArray(fc.constantFrom('pods', 'pods/log', 'secrets', '*', '*/log'), { minLength: 1 }),
    resourceNames: fc.uniqueArray(fc.constantFrom('a', 'b')),
  });

  it('finds nothing that is held already', () => {
    fc.assert(fc.property(fc.array(anyRule), (rules) => assert.deepEqual(uncoveredRules(rules, rules), [])));
  });
  it('finds all single rights of a rule when nothing is held', () => {
    fc.assert(fc.property(anyRule, (wanted) => assert.deepEqual(uncoveredRules([], [wanted]), breakDown(wanted))));
  });
  it('lets no covered rule allow what the held ones do not', () => {
    const requests = ['get', 'list', 'create', 'delete'].flatMap((verb) =>
      ['', 'apps'].flatMap((apiGroup) =>
        ['pods', 'secrets'].flatMap((resource) =>
          ['', 'log'].flatMap((subresource) =>
            ['', 'a', 'c'].map((name) => ask(verb, resource, { apiGroup, subresource, name })),
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(anyRule), anyRule, (held, wanted) => {
        if (uncoveredRules(held, [wanted]).length > 0) return;
        for (const request of requests) {
          if (ruleAllows(request, wanted))
            assert.ok(
              held.some((h) => ruleAllows(request, h)),
              JSON.stringify(request),
            );
        }
      }),
    );
  });
  it('does not take a right to one name for the right to all', () => {
    assert.equal(uncoveredRules([rule('get', '', 'secrets', ['db'])], [rule('get', '', 'secrets')]).length, 1);
    assert.equal(uncoveredRules([rule('get', '', 'secrets', ['db'])], [rule('get', '', 'secrets', ['key'])]).length, 1);
    assert.deepEqual(
      uncoveredRules([rule('get', '', 'secrets', ['a', 'b'])], [rule('get', '', 'secrets', ['b', 'c'])]),
      breakDown(rule('get', '', 'secrets', ['c'])),
    );
  });

  const paths = (verbs: string, ...nonResourceURLs: string[]): PolicyRule => ({
    verbs: verbs.split(','),
    nonResourceURLs,
  });
  const cases: { name: string; held: PolicyRule; wanted: PolicyRule; beyond: PolicyRule[] }[] = [
    { name: 'a path below a prefix', held: paths('get', '/logs/*'), wanted: paths('get', '/logs/a'), beyond: [] },
    { name: 'a narrower prefix', held: paths('get', '/logs/*'), wanted: paths('get', '/logs/a/*'), beyond: [] },
    {
      name: 'a wider prefix',
      held: paths('get', '/logs/a/*'),
      wanted: paths('get', '/logs/*'),
      beyond: [paths('get', '/logs/*')],
    },
    {
      name: 'each verb and path that is not held',
      held: paths('get', '/a'),
      wanted: paths('get,put', '/a', '/b'),
      beyond: [paths('get', '/b'), paths('put', '/a'), paths('put', '/b')],
    },
    {
      name: 'a path beside the right to all resources',
      held: rule('*', '*', '*'),
      wanted: paths('get', '/a'),
      beyond: [paths('get', '/a')],
    },
    {
      name: 'a resource beside the right to all paths',
      held: paths('*', '*'),
      wanted: rule('get', '', 'pods'),
      beyond: breakDown(rule('get', '', 'pods')),
    },
    {
      name: 'a sub-resource of all for one of a resource',
      held: rule('get', '', '*/log'),
      wanted: rule('get', '', 'pods/log,*/log,pods/exec,pods'),
      beyond: breakDown(rule('get', '', 'pods/exec,pods')),
    },
    {
      name: 'the resource itself, which a slash at its end is not',
      held: rule('get', '', 'pods'),
      wanted: rule('get', '', 'pods/'),
      beyond: breakDown(rule('get', '', 'pods/')),
    },
    {
      name: 'a resource of another group',
      held: rule('get', 'apps', 'deployments'),
      wanted: rule('get', 'apps,extensions', 'deployments'),
      beyond: breakDown(rule('get', 'extensions', 'deployments')),
    },
    {
      name: 'all, where much is held',
      held: rule('get,list', '', 'pods,secrets'),
      wanted: rule('*', '', 'pods'),
      beyond: breakDown(rule('*', '', 'pods')),
    },
  ];
  for (const { name, held, wanted, beyond } of cases) {
    it(`${beyond.length === 0 ? 'finds held' : 'finds'} ${name}`, () =>
      assert.deepEqual(uncoveredRules([rule('delete', '', 'nodes'), held], [wanted]), beyond));
  }

  it('breaks a rule down by verb, group, resource and name, the verbs of a resource one behind the other', () => {
    const one = (verb: string, group: string, resource: string) => ({
      verbs: [verb],
      apiGroups: [group],
      resources: [resource],
    });
    assert.deepEqual(
      breakDown({ verbs: ['get', 'list'], apiGroups: ['', 'apps'], resources: ['a', 'b'] }),
      ['', 'apps'].flatMap((group) =>
        ['a', 'b'].flatMap((resource) => ['get', 'list'].map((verb) => one(verb, group, resource))),
      ),
    );
    assert.deepEqual(
      breakDown(rule('get', '', 'a', ['x', 'y'])).map(({ resourceNames }) => resourceNames),
      [['x'], ['y']],
    );
    assert.deepEqual(breakDown({ verbs: ['get'], apiGroups: [''] }), []);
    assert.deepEqual(breakDown({ verbs: ['get'], resources: ['pods'] }), []);
  });
});

describe('describeBinding', () => {
  it('writes names before namespaces, as the API server does', () => {
    const binding = {
      name: 'defaultSA-view',
      namespace: 'lab',
      roleRef: { apiGroup: '', kind: 'ClusterRole', name: 'view' },
    };
    assert.equal(
      describeBinding(binding, { kind: 'ServiceAccount', name: 'default' }),
      'RoleBinding "defaultSA-view/lab" of ClusterRole "view" to ServiceAccount "default/lab"',
    );
    assert.equal(
      describeBinding(binding, { kind: 'ServiceAccount', name: 'robot', namespace: 'other' }),
      'RoleBinding "defaultSA-view/lab" of ClusterRole "view" to ServiceAccount "robot/other"',
    );
  });
  it('names a binding of the whole cluster alone, and quotes the name of a user', () => {
    const binding = { name: 'ops', roleRef: { apiGroup: '', kind: 'ClusterRole', name: 'cluster-admin' } };
    assert.equal(
      describeBinding(binding, { kind: 'User', name: 'jane "x"' }),
      'ClusterRoleBinding "ops" of ClusterRole "cluster-admin" to User "jane \\"x\\""',
    );
    assert.equal(
      describeBinding(binding, { kind: 'Group', name: 'ops' }),
      'ClusterRoleBinding "ops" of ClusterRole "cluster-admin" to Group "ops"',
    );
  });
});
