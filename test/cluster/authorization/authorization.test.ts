import assert from 'node:assert/strict';
import { createAuthorization } from '../../../src/cluster/authorization/authorization.js';
import { refusal } from '../../../src/cluster/authorization/authorizer.js';
import { nearMiss } from '../../../src/cluster/authorization/near-miss.js';
import { RbacIndex } from '../../../src/cluster/authorization/rbac-index.js';
import { rbacObjects } from '../../../src/cluster/bootstrap/bootstrap.js';
import type { KubeObject } from '../../../src/kube/object.js';
import type { AccessAttributes, PolicyRule, Subject } from '../../../src/kube/rbac.js';
import { requestInfo } from '../../../src/kube/request-info.js';
import type { UserInfo } from '../../../src/kube/user.js';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const role = (name: string, namespace: string, ...rules: PolicyRule[]): KubeObject => ({
  apiVersion,
  kind: namespace ? 'Role' : 'ClusterRole',
  metadata: { name, ...(namespace ? { namespace } : {}) },
  rules,
});
const binding = (name: string, namespace: string, roleName: string, ...subjects: Subject[]): KubeObject => {
  const [kind, bare = ''] = roleName.split(':');
  return {
    apiVersion,
    kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name, ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: bare },
    subjects,
  };
};
const user = (name: string): Subject => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name });
const group = (name: string): Subject => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name });
const account = (name: string, namespace?: string): Subject => ({
  kind: 'ServiceAccount',
  name,
  ...(namespace ? { namespace } : {}),
});
const jane: UserInfo = { username: 'jane', groups: ['developers', 'system:authenticated'] };
const robot: UserInfo = {
  username: 'system:serviceaccount:lab:robot',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:lab', 'system:authenticated'],
};
const asks = (who: UserInfo, method: string, url: string): AccessAttributes => ({
  user: who,
  ...requestInfo(method, url),
});
const pods = '/api/v1/namespaces/lab/pods';
const readPods: PolicyRule = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };

function setUp(...objects: KubeObject[]) {
  const index = new RbacIndex();
  for (const object of [...rbacObjects(), ...objects]) index.set(object);
  const authorization = createAuthorization(index, () => []);
  const decide = (who: UserInfo, method: string, url: string): string => {
    const { outcome, reason } = authorization.authorize(asks(who, method, url));
    return outcome === 'allow' ? `allow ${reason}` : reason || 'no';
  };
  const explain = (who: UserInfo, method: string, url: string): string => {
    const { detail, remedy } = nearMiss(index, asks(who, method, url));
    return `${detail} | ${remedy}`;
  };
  return { index, authorization, decide, explain };
}

describe('authorization', () => {
  it('allows members of system:masters everything, with no reason', () => {
    const root = { username: 'root', groups: ['system:masters'] };
    assert.equal(setUp().decide(root, 'DELETE', '/api/v1/nodes/x'), 'allow ');
  });

  it('names the binding that allows, with name before namespace as Kubernetes does', () => {
    const { decide } = setUp(
      binding('readers', 'lab', 'ClusterRole:view', account('robot', 'lab')),
      binding('ops', '', 'ClusterRole:view', group('ops')),
    );
    assert.equal(
      decide(robot, 'GET', pods),
      'allow RBAC: allowed by RoleBinding "readers/lab" of ClusterRole "view" to ServiceAccount "robot/lab"',
    );
    assert.equal(
      decide({ username: 'olga', groups: ['ops'] }, 'GET', '/api/v1/pods'),
      'allow RBAC: allowed by ClusterRoleBinding "ops" of ClusterRole "view" to Group "ops"',
    );
    assert.equal(decide(robot, 'GET', '/api/v1/namespaces/default/pods'), 'no');
    assert.equal(decide(robot, 'GET', '/api/v1/pods'), 'no');
    assert.equal(decide(robot, 'GET', '/api/v1/namespaces/lab/secrets'), 'no');
  });

  it('has the default roles: everybody authenticated sees discovery, everybody the version', () => {
    const { decide } = setUp();
    const anonymous = { username: 'system:anonymous', groups: ['system:unauthenticated'] };
    assert.match(decide(jane, 'GET', '/apis/apps'), /^allow RBAC: allowed by ClusterRoleBinding "system:discovery"/);
    assert.match(decide(anonymous, 'GET', '/version'), /^allow .*"system:public-info-viewer"/);
    assert.equal(decide(anonymous, 'GET', '/api'), 'no');
    assert.equal(decide(jane, 'GET', '/metrics'), 'no');
  });

  it('follows changes: a binding that is changed or deleted gives what it gives now', () => {
    const { index, decide } = setUp(role('r', 'lab', readPods), binding('b', 'lab', 'Role:r', user('jane')));
    assert.match(decide(jane, 'GET', pods), /^allow/);
    index.set(binding('b', 'lab', 'Role:r', user('joe')));
    assert.equal(decide(jane, 'GET', pods), 'no');
    index.set(binding('b', 'lab', 'Role:r', user('joe'), user('jane'), user('jane')));
    assert.match(decide(jane, 'GET', pods), /^allow/);
    index.set(role('r', 'lab', { ...readPods, verbs: ['watch'] }));
    assert.equal(decide(jane, 'GET', pods), 'no');
    index.set(role('r', 'lab', readPods));
    index.delete(binding('b', 'lab', 'Role:r'));
    assert.equal(decide(jane, 'GET', pods), 'no');
  });

  it('gives nothing by a role that is deleted, nor by one without rules', () => {
    const reader = role('reader', 'lab', readPods);
    const { index, decide } = setUp(reader, binding('b', 'lab', 'Role:reader', user('jane')));
    assert.match(decide(jane, 'GET', pods), /^allow /);
    index.set({ ...reader, rules: undefined });
    assert.doesNotMatch(decide(jane, 'GET', pods), /^allow/);
    index.set(reader);
    assert.match(decide(jane, 'GET', pods), /^allow /);
    index.delete(reader);
    assert.doesNotMatch(decide(jane, 'GET', pods), /^allow/);
  });

  it('says which role of a binding is missing', () => {
    const { decide } = setUp(
      binding('b', 'lab', 'Role:gone', user('jane')),
      binding('c', '', 'ClusterRole:lost', user('jane')),
    );
    assert.equal(
      decide(jane, 'GET', pods),
      'RBAC: [clusterrole.rbac.authorization.k8s.io "lost" not found, role.rbac.authorization.k8s.io "gone" not found]',
    );
  });

  it('means the namespace of the binding by a service account without one', () => {
    const { decide } = setUp(role('r', 'lab', readPods), binding('b', 'lab', 'Role:r', account('robot')));
    assert.match(decide(robot, 'GET', pods), /to ServiceAccount "robot\/lab"$/);
  });

  it('looks at resourceNames: a list is allowed only by the field selector of that name', () => {
    const only = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['c1'], verbs: ['get', 'list'] };
    const { decide } = setUp(role('r', 'lab', only), binding('b', 'lab', 'Role:r', user('jane')));
    const maps = '/api/v1/namespaces/lab/configmaps';
    assert.match(decide(jane, 'GET', `${maps}/c1`), /^allow/);
    assert.equal(decide(jane, 'GET', `${maps}/c2`), 'no');
    assert.equal(decide(jane, 'GET', maps), 'no');
    assert.match(decide(jane, 'GET', `${maps}?fieldSelector=metadata.name%3Dc1`), /^allow/);
  });

  it('gives all rules of a user in a namespace', () => {
    const { authorization } = setUp(role('r', 'lab', readPods), binding('b', 'lab', 'Role:r', user('jane')));
    assert.ok(
      authorization.rulesFor(jane, 'lab').includes(readPods) ||
        authorization.rulesFor(jane, 'lab').some((r) => r.resources?.[0] === 'pods'),
    );
    assert.ok(!authorization.rulesFor(jane, 'other').some((r) => r.resources?.[0] === 'pods'));
    assert.deepEqual(authorization.rulesOf({ kind: 'Role', name: 'r' }, 'lab'), [readPods]);
    assert.equal(authorization.rulesOf({ kind: 'Role', name: 'none' }, 'lab'), undefined);
  });
});

describe('the Node authorizer', () => {
  const node = { username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] };
  const index = new RbacIndex();
  for (const object of rbacObjects()) index.set(object);
  const pod = (spec: object): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'lab' },
    spec,
  });
  const { authorize } = createAuthorization(index, (name) =>
    name === 'n1'
      ? [
          pod({
            serviceAccountName: 'robot',
            containers: [{ env: [{ valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }] }],
            volumes: [
              { secret: { secretName: 'db' } },
              { projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } },
            ],
          }),
        ]
      : [],
  );
  const decide = (method: string, url: string, who = node) => authorize(asks(who, method, url));

  for (const url of ['secrets/db', 'configmaps/settings', 'configmaps/kube-root-ca.crt']) {
    it(`lets a kubelet read ${url}, which a pod on its node mentions, and no other kubelet`, () => {
      assert.equal(decide('GET', `/api/v1/namespaces/lab/${url}`).outcome, 'allow');
      const other = { ...node, username: 'system:node:n2' };
      assert.deepEqual(decide('GET', `/api/v1/namespaces/lab/${url}`, other), {
        outcome: 'no opinion',
        reason: "no relationship found between node 'n2' and this object",
      });
      assert.equal(decide('GET', `/api/v1/namespaces/default/${url}`).outcome, 'no opinion');
    });
  }

  for (const [method, url] of [
    ['POST', '/api/v1/namespaces/lab/serviceaccounts/robot/token'],
    ['GET', '/api/v1/namespaces/lab/serviceaccounts/robot'],
    ['GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1'],
    ['GET', '/api/v1/pods?watch=1&fieldSelector=spec.nodeName=n1,status.phase!=Failed'],
    ['GET', '/api/v1/namespaces/lab/pods/p'],
    ['GET', '/api/v1/namespaces/lab/pods?fieldSelector=metadata.name=p'],
    ['POST', '/api/v1/namespaces/lab/pods'],
    ['PATCH', '/api/v1/namespaces/lab/pods/p/status'],
    ['GET', '/api/v1/nodes/n1'],
    ['PATCH', '/api/v1/nodes/n1/status'],
    ['GET', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1'],
    ['GET', '/api/v1/services'],
  ]) {
    it(`lets it ${method} ${url}`, () => {
      const decision = decide(method ?? '', url ?? '');
      assert.deepEqual(decision, { outcome: 'allow', reason: '' });
    });
  }

  for (const [method, url, reason] of [
    [
      'POST',
      '/api/v1/namespaces/lab/serviceaccounts/other/token',
      "no relationship found between node 'n1' and this object",
    ],
    ['GET', '/api/v1/namespaces/lab/serviceaccounts', 'can only create tokens for individual service accounts'],
    ['GET', '/api/v1/namespaces/lab/serviceaccounts/other', "no relationship found between node 'n1' and this object"],
    [
      'POST',
      '/api/v1/namespaces/lab/serviceaccounts/robot/other',
      'can only create token subresource of serviceaccount',
    ],
    ['GET', '/api/v1/namespaces/lab/secrets/other', "no relationship found between node 'n1' and this object"],
    ['GET', '/api/v1/namespaces/lab/secrets', 'No Object name found'],
    ['GET', '/api/v1/secrets', 'can only read namespaced object of this type'],
    ['DELETE', '/api/v1/namespaces/lab/secrets/db', 'can only read resources of this type'],
    ['GET', '/api/v1/pods', 'can only list/watch pods with spec.nodeName field selector'],
    [
      'GET',
      '/api/v1/pods?fieldSelector=spec.nodeName=n2',
      'can only list/watch pods with spec.nodeName field selector',
    ],
    ...['spec.nodeName=n10', 'spec.nodeName=xn1', 'spec.nodeName!=n1', 'status.phase=n1'].map((fields) => [
      'GET',
      `/api/v1/pods?fieldSelector=${fields}`,
      'can only list/watch pods with spec.nodeName field selector',
    ]),
    ['GET', '/api/v1/namespaces/lab/pods/other', "no relationship found between node 'n1' and this object"],
    ['GET', '/api/v1/nodes', "node 'n1' cannot read all nodes, only its own Node object"],
    ['GET', '/api/v1/nodes/n2', "node 'n1' cannot read 'n2', only its own Node object"],
    ['DELETE', '/api/v1/nodes/n1', ''],
    ['GET', '/api/v1/persistentvolumes', 'can only get individual resources of this type'],
    [
      'GET',
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2',
      'can only access node lease with the same name as the requesting node',
    ],
    ['POST', '/api/v1/namespaces', ''],
  ]) {
    it(`does not let it ${method} ${url}`, () => {
      const decision = decide(method ?? '', url ?? '');
      assert.deepEqual(decision, { outcome: 'no opinion', reason });
    });
  }
});

describe('the sentence of a refusal', () => {
  it('holds no markup', () => {
    const who = { username: '<b>&', groups: [] };
    const { message } = refusal({ user: who, ...requestInfo('GET', pods) });
    assert.match(message, /^User "&lt;b&gt;&amp;" cannot list resource "pods"/);
  });
});

describe('a refusal', () => {
  const jane = { username: 'jane', groups: [] };
  const refused = (method: string, url: string) => refusal({ user: jane, ...requestInfo(method, url) });

  it('names the resource with its sub-resource, its group and its place', () => {
    assert.deepEqual(refused('POST', `${pods}/web/exec`), {
      target: { group: '', resource: 'pods' },
      name: 'web',
      message: 'User "jane" cannot create resource "pods/exec" in API group "" in the namespace "lab"',
    });
    assert.deepEqual(refused('GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles'), {
      target: { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
      name: '',
      message:
        'User "jane" cannot list resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope',
    });
  });

  it('names a path that is no resource', () => {
    assert.deepEqual(refused('GET', '/metrics'), {
      target: { group: '', resource: '' },
      name: '',
      message: 'User "jane" cannot get path "/metrics"',
    });
  });
});

describe('what is nearest to a refused request', () => {
  it('is a credential for the anonymous', () => {
    const anonymous = { username: 'system:anonymous', groups: ['system:unauthenticated'] };
    assert.match(setUp().explain(anonymous, 'GET', pods), /no credential in it was recognised.*Send a credential/);
  });

  it('is the one field in which a rule differs', () => {
    const rules = [
      readPods,
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs: ['get'] },
      { apiGroups: [''], resources: ['deployments'], verbs: ['*'] },
    ];
    const { explain } = setUp(role('r', 'lab', ...rules), binding('b', 'lab', 'Role:r', user('jane')));
    assert.match(
      explain(jane, 'DELETE', `${pods}/x`),
      /RoleBinding "b\/lab" of Role "r".*has the verbs "get", "list", not "delete".*Add the verb "delete".*Role "r"/,
    );
    assert.match(explain(jane, 'GET', `${pods}?watch=true`), /not "watch".*with \?watch=true "watch"/);
    assert.match(explain(jane, 'GET', `${pods}/x/log`), /a sub-resource is a resource of its own.*"pods\/log"/);
    assert.match(
      explain(jane, 'GET', '/api/v1/namespaces/lab/secrets/other'),
      /named "db" alone, and the request is for "other"/,
    );
    assert.match(
      explain(jane, 'GET', '/apis/apps/v1/namespaces/lab/deployments'),
      /in the API groups "", and the request in "apps"/,
    );
  });

  it('is a resource that is misspelt', () => {
    const { explain } = setUp(
      role('r', 'lab', { ...readPods, resources: ['po'] }),
      binding('b', 'lab', 'Role:r', user('jane')),
    );
    assert.match(explain(jane, 'GET', pods), /says "po"; rules take the plural, "pods"/);
  });

  it('is a binding in another namespace, or one where the request is for all', () => {
    const { explain } = setUp(binding('b', 'default', 'ClusterRole:view', account('robot', 'lab')));
    assert.match(
      explain(robot, 'GET', pods),
      /RoleBinding "b\/default".*counts only in the namespace "default".*request is for "lab"/,
    );
    assert.match(explain(robot, 'GET', '/api/v1/pods'), /the request is for the whole cluster/);
  });

  it('is a binding of an account of that name in another namespace', () => {
    const { explain } = setUp(binding('b', 'lab', 'ClusterRole:view', account('robot', 'default')));
    assert.match(
      explain(robot, 'GET', pods),
      /is for another account of that name.*Set the subject's namespace to "lab"/,
    );
  });

  it('is a subject of another kind: a bare name in the place of an account, a user in that of a group', () => {
    const bare = setUp(binding('b', 'lab', 'ClusterRole:view', user('robot')));
    assert.match(
      bare.explain(robot, 'GET', pods),
      /its subject is a User named "robot"; this is the ServiceAccount "robot\/lab".*kind ServiceAccount, name "robot", namespace "lab"/,
    );
    const swapped = { username: 'devs', groups: ['jane', 'system:authenticated'] };
    for (const subject of [group('devs'), user('jane')]) {
      const { explain } = setUp(binding('b', 'lab', 'ClusterRole:view', subject));
      assert.match(
        explain(swapped, 'GET', pods),
        new RegExp(
          `a ${subject.kind} named "${subject.name}"; this is the User "devs", in the groups jane.*CN is the user`,
        ),
      );
    }
  });

  it('is a create, whose name no rule can know', () => {
    const rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['a'], verbs: ['create'] };
    const { explain } = setUp(role('r', 'lab', rule), binding('b', 'lab', 'Role:r', user('jane')));
    assert.match(
      explain(jane, 'POST', '/api/v1/namespaces/lab/configmaps'),
      /named "a" alone, and the request names none.*never allows create here: the name is in the body/,
    );
  });

  it('is a ClusterRoleBinding for what is in no namespace', () => {
    const rule = { apiGroups: [''], resources: ['nodes'], verbs: ['list'] };
    const { explain } = setUp(role('r', '', rule), binding('b', 'lab', 'ClusterRole:r', user('jane')));
    const told = explain(jane, 'GET', '/api/v1/nodes');
    assert.match(told, /request is for the whole cluster.*by a ClusterRoleBinding/);
    assert.doesNotMatch(told, /namespaces\/lab\/nodes/);
  });

  it('is a role that is not there', () => {
    const { explain } = setUp(binding('b', 'lab', 'Role:gone', user('jane')));
    assert.match(explain(jane, 'GET', pods), /gives nothing: role\.rbac\.authorization\.k8s\.io "gone" not found/);
  });

  it('is nothing, and then the commands that would give it', () => {
    const { explain } = setUp();
    assert.match(
      explain(jane, 'GET', '/apis/apps/v1/namespaces/lab/deployments'),
      /kubectl -n lab create role NAME --verb=list --resource=deployments\.apps; .*--user=jane/,
    );
    assert.match(
      explain(robot, 'GET', '/api/v1/nodes/n1'),
      /create clusterrole NAME --verb=get --resource=nodes --resource-name=n1; .*--serviceaccount=lab:robot/,
    );
    assert.match(explain(jane, 'GET', '/metrics'), /--non-resource-url=\/metrics/);
  });
});
