import assert from 'node:assert/strict';
import { missingLink } from '../../src/inspect/missing-link.js';
import { type AccessQuestion, attributesOf, waysToAccess } from '../../src/inspect/why.js';
import type { KubeObject } from '../../src/kube/object.js';
import type { PolicyRule } from '../../src/kube/rbac.js';
import { systemMasters, userOf } from '../../src/kube/user.js';

const rbac = 'rbac.authorization.k8s.io';
const role = (name: string, rules: PolicyRule[], namespace?: string, labels?: Record<string, string>): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind: namespace ? 'Role' : 'ClusterRole',
  metadata: { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}) },
  rules,
});
const bind = (name: string, to: KubeObject | [string, string], namespace?: string): KubeObject => {
  const [kind, roleName] = Array.isArray(to) ? to : [to.kind, to.metadata.name];
  return {
    apiVersion: `${rbac}/v1`,
    kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name, ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: rbac, kind, name: roleName },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'lab' }],
  };
};
const rule = (verbs: string[], resources: string[], more: Partial<PolicyRule> = {}): PolicyRule => ({
  verbs,
  apiGroups: [''],
  resources,
  ...more,
});
const user = userOf('system:serviceaccount:lab:robot', []);
const ask = (verb: string, resource: string, more: Partial<AccessQuestion> = {}): AccessQuestion => ({
  user,
  verb,
  resource,
  namespace: 'lab',
  ...more,
});
const firstWay = (objects: KubeObject[], question: AccessQuestion): string => {
  const [way] = waysToAccess(objects, question).ways;
  return `${way?.outcome}, ${way?.lacking ?? 'nothing'}: ${way?.why}`;
};
const commands = (objects: KubeObject[], question: AccessQuestion): string[] =>
  missingLink(objects, question, waysToAccess(objects, question)).commands.map((words) => words.join(' '));

describe('inspect/why', () => {
  it('names the one thing that each binding lacks', () => {
    const cases: [rules: PolicyRule[], question: AccessQuestion, expected: string][] = [
      [[rule(['get'], ['pods'])], ask('get', 'pods'), 'allows, nothing: allows it: get: pods (core)'],
      [[rule(['get'], ['pods'])], ask('list', 'pods'), 'near, rules: pods: get, and not list'],
      [[rule(['get'], ['pods'])], ask('get', 'pods/log'), 'near, rules: pods, which does not include pods/log'],
      [
        [rule(['get'], ['deployments'])],
        ask('get', 'deployments'),
        'near, rules: deployments in the API group core, not apps',
      ],
      [
        [rule(['get'], ['secrets'], { resourceNames: ['a', 'b'] })],
        ask('get', 'secrets', { name: 'c' }),
        'near, rules: only for what is named a, b',
      ],
      [
        [rule(['get'], ['secrets'], { resourceNames: ['a'] })],
        ask('get', 'secrets', { name: 'a' }),
        'allows, nothing: allows it: get: secrets named a (core)',
      ],
      [
        [rule(['get'], ['secrets'], { resourceNames: ['a', 'b'] })],
        ask('list', 'secrets'),
        'near, rules: secrets named a, b: get, and not list',
      ],
      [
        [rule(['get'], ['services']), rule(['list'], ['pods'])],
        ask('get', 'pods'),
        'near, rules: pods: list, and not get',
      ],
    ];
    for (const [rules, question, expected] of cases) {
      const only = role('only', rules, 'lab');
      assert.equal(firstWay([only, bind('b', only, 'lab')], question), expected);
    }
  });

  const everything = { apiGroups: ['*'] };
  const lackMore: [lacks: string, rule: PolicyRule, question: AccessQuestion][] = [
    ['lacks the verb and the resource', rule(['get'], ['pods']), ask('delete', 'secrets')],
    ['lacks the verb and the API group', rule(['get'], ['deployments']), ask('list', 'deployments')],
    ['lacks the resource and the API group', rule(['get'], ['pods']), ask('get', 'deployments')],
    ['lacks the resource, and has names', rule(['get'], ['pods'], { resourceNames: ['a'] }), ask('get', 'secrets')],
    [
      'lacks the API group, and has names',
      rule(['get'], ['pods'], { resourceNames: ['a'] }),
      ask('get', 'deployments'),
    ],
    ['lacks the verb and the subresource', rule(['get'], ['pods']), ask('create', 'pods/exec')],
    ['lacks the API group and the subresource', rule(['get'], ['deployments']), ask('get', 'deployments/scale')],
    ['has another resource than that of the subresource', rule(['get'], ['services']), ask('get', 'pods/log')],
    ['has another resource alone', rule(['get'], ['services']), ask('get', 'pods')],
    ['is for resources, where a path is asked for', rule(['get'], ['*'], everything), ask('post', '/x')],
  ];
  for (const [lacks, only, question] of lackMore) {
    it(`is about something else: a rule that ${lacks}`, () => {
      const its = role('only', [only], 'lab');
      assert.equal(firstWay([its, bind('b', its, 'lab')], question), 'other, rules: no rule is about this');
    });
  }

  it('has first what allows it, then what comes near', () => {
    const roles = [
      role('a', [rule(['get'], ['services'])], 'lab'),
      role('b', [rule(['get'], ['pods'])], 'lab'),
      role('c', [rule(['list'], ['pods'])], 'lab'),
    ];
    const inBothOrders = [roles, roles.toReversed()].map((ordered) => {
      const objects = ordered.flatMap((one) => [one, bind(`of ${one.metadata.name}`, one, 'lab')]);
      return waysToAccess(objects, ask('list', 'pods')).ways.map(({ outcome }) => outcome);
    });
    assert.deepEqual(inBothOrders, Array(2).fill(['allows', 'near', 'other']));
  });

  it('asks an authorizer without a namespace and a name where the question has none', () => {
    const asked = { apiGroup: '', resource: 'nodes', subresource: '', path: '', apiVersion: '', verb: 'list' };
    const attributes = attributesOf({ user, verb: 'list', resource: 'nodes' });
    assert.deepEqual(attributes, { ...asked, isResourceRequest: true, namespace: '', name: '' });
  });

  it('J7: names the rule that decides, alone, however many the role has', () => {
    const edit = role('edit', [
      ...Array.from({ length: 26 }, (_, n) => rule(['get', 'list'], [`things-${n}`])),
      rule(['list', 'watch'], ['pods', 'services']),
    ]);
    const objects = [edit, bind('b', edit, 'lab'), bind('elsewhere', edit, 'other')];
    const [allowing, elsewhere] = waysToAccess(objects, ask('list', 'pods')).ways;
    assert.deepEqual(allowing?.rule, rule(['list', 'watch'], ['pods', 'services']));
    assert.deepEqual([elsewhere?.outcome, elsewhere?.rule], ['near', allowing?.rule]);
    const [near] = waysToAccess(objects, ask('delete', 'services')).ways;
    assert.deepEqual([near?.outcome, near?.rule], ['near', allowing?.rule]);
    const [other] = waysToAccess(objects, ask('delete', 'secrets')).ways;
    assert.deepEqual([other?.outcome, other?.rule], ['other', undefined]);
  });

  it('sees the namespace of a binding, and a role that is not there', () => {
    const reader = role('reader', [rule(['list'], ['pods', 'nodes'])]);
    const objects = [reader, bind('b', reader, 'other')];
    assert.equal(firstWay(objects, ask('list', 'pods')), 'near, binding: it allows this in other, not in lab');
    assert.equal(
      firstWay(objects, ask('list', 'nodes', { namespace: undefined })),
      'near, binding: it allows this in other, not at the cluster scope',
    );
    assert.equal(
      firstWay([bind('b', ['Role', 'gone'], 'lab')], ask('get', 'pods')),
      'near, role: there is no Role gone',
    );
    const secrets = ask('list', 'secrets');
    assert.equal(firstWay(objects, secrets), 'other, binding: it holds in other, not in lab');
    assert.equal(firstWay([bind('b', ['Role', 'gone'], 'other')], secrets), 'other, role: there is no Role gone');
    assert.equal(firstWay([bind('b', ['ClusterRole', 'gone'])], secrets), 'near, role: there is no ClusterRole gone');
    assert.equal(waysToAccess([reader, bind('b', reader)], ask('list', 'pods')).allowed, true);
    const jane = { ...user, username: 'jane' };
    assert.deepEqual(waysToAccess([reader, bind('b', reader)], ask('list', 'pods', { user: jane })).ways, []);
  });

  it('knows paths, and those who need no rule', () => {
    const metrics = role('metrics', [{ verbs: ['get'], nonResourceURLs: ['/metrics', '/debug/*'] }]);
    const objects = [metrics, bind('b', metrics)];
    assert.equal(waysToAccess(objects, ask('get', '/debug/pprof')).allowed, true);
    assert.equal(waysToAccess(objects, ask('post', '/metrics')).allowed, false);
    const root = { username: 'root', groups: [systemMasters] };
    const { allowed, superuser, ways } = waysToAccess([], ask('delete', 'nodes', { user: root }));
    assert.deepEqual([allowed, superuser, ways], [true, true, []]);
  });

  it('the missing link says first that a list may ask for the one name of a rule', () => {
    const only = role('only', [rule(['get', 'list'], ['secrets'], { resourceNames: ['login'] })], 'lab');
    const objects = [only, bind('b', only, 'lab')];
    const asked = ask('list', 'secrets');
    const { text } = missingLink(objects, asked, waysToAccess(objects, asked));
    assert.match(
      text,
      /^Role only allows it for what is named login, .*: ask with fieldSelector metadata\.name=login\./,
    );
  });

  it('the missing link names a binding whose subject is called so and is another', () => {
    const reader = role('reader', [rule(['list'], ['pods'])], 'lab');
    const asked = ask('list', 'pods');
    const text = (subject: object): string => {
      const objects = [reader, { ...bind('b', reader, 'lab'), subjects: [subject] }];
      return missingLink(objects, asked, waysToAccess(objects, asked)).text;
    };
    const end = 'and the request comes from the ServiceAccount robot of lab.';
    assert.ok(text({ kind: 'Group', name: 'robot' }).endsWith(` RoleBinding b is for the Group robot, ${end}`));
    const elsewhere = { kind: 'ServiceAccount', name: 'robot', namespace: 'other' };
    assert.ok(text(elsewhere).endsWith(` RoleBinding b is for the ServiceAccount robot of other, ${end}`));
    assert.doesNotMatch(text({ kind: 'Group', name: 'others' }), /RoleBinding b/);
  });

  it('the missing link is a role and a binding, no wider than what was asked', () => {
    assert.deepEqual(commands([], ask('get', 'pods/log', { name: 'web' })), [
      'kubectl create role get-pods-log --verb=get --resource=pods/log --resource-name=web -n lab',
      'kubectl create rolebinding robot-get-pods-log --role=get-pods-log --serviceaccount=lab:robot -n lab',
    ]);
    assert.deepEqual(commands([], ask('list', 'nodes', { namespace: undefined, user: userOf('jane', []) })), [
      'kubectl create clusterrole list-nodes --verb=list --resource=nodes',
      'kubectl create clusterrolebinding jane-list-nodes --clusterrole=list-nodes --user=jane',
    ]);
    assert.deepEqual(commands([], ask('get', '/metrics')), [
      'kubectl create clusterrole get-metrics --verb=get --non-resource-url=/metrics',
      'kubectl create clusterrolebinding robot-get-metrics --clusterrole=get-metrics --serviceaccount=lab:robot',
    ]);
  });

  it('the missing link has the rule that its role has, or would have', () => {
    const ruleOf = (objects: KubeObject[], question: AccessQuestion): PolicyRule =>
      missingLink(objects, question, waysToAccess(objects, question)).rule;
    const pods = rule(['get', 'list'], ['pods']);
    assert.deepEqual(ruleOf([role('reader', [rule(['get'], ['services']), pods], 'lab')], ask('list', 'pods')), pods);
    assert.deepEqual(ruleOf([], ask('get', 'pods/log', { name: 'web' })), {
      ...rule(['get'], ['pods/log']),
      resourceNames: ['web'],
    });
    assert.deepEqual(ruleOf([], ask('get', '/metrics')), { verbs: ['get'], nonResourceURLs: ['/metrics'] });
    assert.deepEqual(ruleOf([bind('b', ['Role', 'gone'], 'lab')], ask('list', 'pods')), rule(['list'], ['pods']));
  });

  it('or a binding alone, to the narrowest role that is there, and never to one of Kubernetes’ own or to one for all', () => {
    const objects = [
      role('wide', [rule(['get', 'list', 'watch'], ['pods', 'services'])], 'lab'),
      role('narrow', [rule(['list'], ['pods'])]),
      role('elsewhere', [rule(['list'], ['pods'])], 'other'),
      role('view', [rule(['list'], ['pods'])], undefined, { 'kubernetes.io/bootstrapping': 'rbac-defaults' }),
      role('system:x', [rule(['list'], ['pods'])]),
      role('root', [rule(['*'], ['*'])], 'lab'),
    ];
    assert.deepEqual(commands(objects, ask('list', 'pods')), [
      'kubectl create rolebinding robot-list-pods --clusterrole=narrow --serviceaccount=lab:robot -n lab',
    ]);
    assert.deepEqual(commands(objects.slice(2), ask('list', 'pods')).length, 2);
  });

  it('or a role alone, where a binding gives one that is gone', () => {
    const objects = [bind('b', ['Role', 'gone'], 'lab')];
    assert.deepEqual(commands(objects, ask('list', 'pods')), [
      'kubectl create role gone --verb=list --resource=pods -n lab',
    ]);
  });

  it('or a rule more in a role that is bound already, unless Kubernetes made it', () => {
    const textOf = (object: KubeObject): string => {
      const objects = [object, bind('b', object)];
      return missingLink(objects, ask('list', 'pods'), waysToAccess(objects, ask('list', 'pods'))).text;
    };
    const rules = [rule(['get'], ['pods'])];
    assert.match(textOf(role('mine', rules)), /Or the rule is added to ClusterRole mine/);
    assert.doesNotMatch(
      textOf(role('edit', rules, undefined, { 'kubernetes.io/bootstrapping': 'rbac-defaults' })),
      /Or /,
    );
  });

  it('or that, beside the role of somebody else that would allow it, too', () => {
    const mine = role('mine', [rule(['get'], ['pods'])], 'lab');
    const objects = [mine, bind('b', mine, 'lab'), role('theirs', [rule(['list'], ['pods'])], 'lab')];
    const { text } = missingLink(objects, ask('list', 'pods'), waysToAccess(objects, ask('list', 'pods')));
    assert.match(text, /^Role theirs allows it, and nothing binds it .*\. Or the rule is added to Role mine/);
  });

  it('takes no name that is there', () => {
    const objects = [
      role('list-pods', [rule(['get'], ['pods'])], 'lab'),
      bind('robot-list-pods', ['Role', 'x'], 'other'),
    ];
    assert.deepEqual(commands(objects, ask('list', 'pods')), [
      'kubectl create role list-pods-2 --verb=list --resource=pods -n lab',
      'kubectl create rolebinding robot-list-pods-2 --role=list-pods-2 --serviceaccount=lab:robot -n lab',
    ]);
  });
});
