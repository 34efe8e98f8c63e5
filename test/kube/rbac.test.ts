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
  it('knows groups, and no group by the name of a user', () => {
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
  });
});
