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
  const authorization = createAuthorization(index, { podsOnNode: () => [], all: () => [] });
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
    // objects of other kinds have names, too
    index.delete({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'lab' } });
    assert.match(decide(jane, 'GET', pods), /^allow/);
    index.delete(binding('b', 'lab', 'Role:r'));
    assert.equal(decide(jane, 'GET', pods), 'no');
    const everywhere = binding('all', '', 'ClusterRole:view', user('jane'));
    index.set(everywhere);
    assert.match(decide(jane, 'GET', '/api/v1/pods'), /^allow/);
    index.delete(everywhere);
    assert.equal(decide(jane, 'GET', '/api/v1/pods'), 'no');
  });

  it('names the first of several bindings by their names, and knows no other kinds of subjects', () => {
    const subjects = [user('jane'), group('developers')];
    const { decide } = setUp(
      ...['c', 'a', 'b'].map((name) => binding(name, 'lab', 'ClusterRole:view', ...subjects)),
      binding('strange', 'lab', 'ClusterRole:view', { kind: 'Robot', name: 'robot', namespace: 'lab' }),
    );
    assert.match(decide(jane, 'GET', pods), /by RoleBinding "a\/lab" of ClusterRole "view" to User "jane"$/);
    assert.equal(decide(robot, 'GET', pods), 'no');
  });

  it('gives nothing by a role that is deleted, nor by one without rules', () => {
    const reader = role('reader', 'lab', readPods);
    const { index, decide } = setUp(reader, binding('b', 'lab', 'Role:reader', user('jane')));
    assert.match(decide(jane, 'GET', pods), /^allow /);
    index.set({ ...reader, rules: undefined });
    assert.equal(decide(jane, 'GET', pods), 'no');
    index.set(reader);
    assert.match(decide(jane, 'GET', pods), /^allow /);
    index.delete(reader);
    assert.equal(decide(jane, 'GET', pods), 'RBAC: role.rbac.authorization.k8s.io "reader" not found');
    const everywhere = role('all', '', readPods);
    index.set(everywhere);
    index.set(binding('all', '', 'ClusterRole:all', user('jane')));
    assert.match(decide(jane, 'GET', pods), /^allow /);
    index.delete(everywhere);
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
    assert.ok(authorization.rulesFor(jane, 'lab').some((r) => r.resources?.[0] === 'pods'));
    assert.ok(!authorization.rulesFor(jane, 'other').some((r) => r.resources?.[0] === 'pods'));
    assert.deepEqual(authorization.rulesOf({ kind: 'Role', name: 'r' }, 'lab'), [readPods]);
    assert.equal(authorization.rulesOf({ kind: 'Role', name: 'none' }, 'lab'), undefined);
    assert.ok(authorization.rulesOf({ kind: 'ClusterRole', name: 'view' }, 'lab'));
  });

  it('gives the rules of a binding once, be it by the name, a group or both, and none for a role that is not there', () => {
    const both = { username: 'olga', groups: ['developers', 'ops'] };
    const rules = ['pods', 'secrets', 'configmaps'].map((resource) => ({ ...readPods, resources: [resource] }));
    const { authorization } = setUp(
      ...rules.map((rule, i) => role(`r${i}`, '', rule)),
      binding('mine', '', 'ClusterRole:r0', group('ops'), user('olga')),
      binding('developers', '', 'ClusterRole:r1', group('developers')),
      binding('ops', 'lab', 'ClusterRole:r2', group('ops')),
      binding('lost', 'lab', 'Role:lost', group('ops')),
    );
    assert.deepEqual(authorization.rulesFor(both, ''), rules.slice(0, 2));
    assert.deepEqual(authorization.rulesFor(both, 'lab'), rules);
  });

  it('says what a list of rules leaves out: what a kubelet may besides, and roles that are not there', () => {
    const { authorization } = setUp(binding('lost', 'lab', 'Role:lost', user('jane')));
    assert.deepEqual(authorization.unlisted(jane, 'default'), { incomplete: false, errors: [] });
    assert.deepEqual(authorization.unlisted(jane, 'lab'), {
      incomplete: false,
      errors: ['role.rbac.authorization.k8s.io "lost" not found'],
    });
    assert.deepEqual(authorization.unlisted({ username: 'system:node:n1', groups: ['system:nodes'] }, 'lab'), {
      incomplete: true,
      errors: ['node authorizer does not support user rule resolution'],
    });
  });
});

describe('the Node authorizer', () => {
  const node = { username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] };
  const index = new RbacIndex();
  for (const object of rbacObjects()) index.set(object);
  const pod = (spec: object, name = 'p', namespace = 'lab'): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec,
  });
  const object = (name: string, spec: object): KubeObject => ({
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name },
    spec,
  });
  const claimRef = (name: string, namespace = 'lab') => ({ claimRef: { name, namespace } });
  const secretRef = (name: string, namespace?: string) => ({ name, ...(namespace ? { namespace } : {}) });
  /** Objects beside the pods. */
  const elsewhere: Record<string, KubeObject[]> = {
    persistentvolumes: [
      object('disk', {
        ...claimRef('data'),
        csi: {
          nodeStageSecretRef: secretRef('stage', 'vault'),
          nodePublishSecretRef: secretRef('publish', 'lab'),
          nodeExpandSecretRef: secretRef('expand', 'vault'),
          controllerPublishSecretRef: secretRef('controller', 'vault'),
        },
      }),
      object('made', { ...claimRef('s-scratch'), cephfs: { secretRef: secretRef('ceph') } }),
      object('shared', { ...claimRef('share'), azureFile: { secretName: 'azure', secretNamespace: 'vault' } }),
      object('owned', { ...claimRef('share'), azureFile: { secretName: 'azure-own' } }),
      object('attached', { ...claimRef('share'), cinder: { secretRef: secretRef('cinder', 'vault') } }),
      object('moved', { ...claimRef('share'), rbd: { secretRef: secretRef('rbd', 'vault') } }),
      object('others', { ...claimRef('nobodys'), cephfs: { secretRef: secretRef('ceph-others') } }),
      object('namesake', { ...claimRef('data', 'default'), cephfs: { secretRef: secretRef('ceph-namesake') } }),
      object('free', { cephfs: { secretRef: secretRef('ceph-free') } }),
    ],
    volumeattachments: [object('a1', { nodeName: 'n1' }), object('a2', { nodeName: 'n2' })],
    resourceslices: [object('s1', { nodeName: 'n1' }), object('s2', { nodeName: 'n2' }), object('s0', {})],
  };
  const { authorize } = createAuthorization(index, {
    all: ({ resource }) => elsewhere[resource] ?? [],
    podsOnNode: (name) =>
      name === 'n1'
        ? [
            pod({
              serviceAccountName: 'robot',
              containers: [{ env: [{ valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }] }],
              volumes: [
                { secret: { secretName: 'db' } },
                { projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }, { secret: { name: 'part' } }] } },
              ],
            }),
            pod(
              {
                affinity: null,
                imagePullSecrets: [{ name: 'other-pull' }, { name: 'pull' }],
                containers: [
                  {
                    name: 'web',
                    envFrom: [{ configMapRef: { name: 'all-settings' } }, { secretRef: { name: 'all-secrets' } }],
                    env: [{ valueFrom: { secretKeyRef: { name: 'password', key: 'a' } } }],
                  },
                ],
              },
              'q',
            ),
            {
              ...pod(
                {
                  containers: [],
                  initContainers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'init', key: 'a' } } }] }],
                  ephemeralContainers: [{ envFrom: [{ configMapRef: { name: 'debugging' } }] }],
                  resourceClaims: [
                    { name: 'gpu', resourceClaimName: 'own-gpu' },
                    { name: 'made', resourceClaimTemplateName: 't' },
                    { name: 'not-yet', resourceClaimTemplateName: 't' },
                  ],
                  volumes: [
                    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
                    { name: 'share', persistentVolumeClaim: { claimName: 'share' } },
                    { name: 'scratch', ephemeral: { volumeClaimTemplate: {} } },
                    { name: 'plain', emptyDir: {} },
                    { name: 'azure', azureFile: { secretName: 'pod-azure' } },
                    { name: 'csi', csi: { nodePublishSecretRef: { name: 'pod-csi' } } },
                    ...['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'].map((kind) => ({
                      name: kind.toLowerCase(),
                      [kind]: { secretRef: { name: `pod-${kind.toLowerCase()}` } },
                    })),
                  ],
                },
                's',
              ),
              status: {
                resourceClaimStatuses: [{ name: 'made', resourceClaimName: 's-made-x' }],
                extendedResourceClaimStatus: { resourceClaimName: 'extended' },
              },
            },
            {
              ...pod({ serviceAccountName: 'mirrored', volumes: [{ secret: { secretName: 'mirrored' } }] }, 'm'),
              metadata: { name: 'm', namespace: 'lab', annotations: { 'kubernetes.io/config.mirror': 'x' } },
            },
            pod({}, 'far', 'elsewhere'),
          ]
        : [],
  });
  const decide = (method: string, url: string, who = node) => authorize(asks(who, method, url));

  for (const url of [
    ...['db', 'part', 'pull', 'all-secrets', 'password', 'init', 'pod-azure', 'pod-csi'].map(
      (name) => `secrets/${name}`,
    ),
    ...['ceph', 'cinder', 'flexvolume', 'rbd', 'scaleio', 'iscsi', 'storageos'].map((kind) =>
      kind === 'ceph' ? 'secrets/pod-cephfs' : `secrets/pod-${kind}`,
    ),
    ...['settings', 'kube-root-ca.crt', 'all-settings', 'debugging'].map((name) => `configmaps/${name}`),
    // the secret of a volume that a pod's claim is bound to
    ...['ceph', 'azure-own', 'publish'].map((name) => `secrets/${name}`),
    ...['data', 'share', 's-scratch'].map((name) => `persistentvolumeclaims/${name}`),
  ]) {
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
    ['GET', '/api/v1/namespaces/lab/pods/q'],
    ['DELETE', '/api/v1/namespaces/lab/pods/p'],
    ['PUT', '/api/v1/namespaces/lab/pods/p/status'],
    ['POST', '/api/v1/namespaces/lab/pods/p/eviction'],
    ['POST', '/api/v1/nodes'],
    ['PUT', '/api/v1/nodes/n1'],
    ['PATCH', '/api/v1/nodes/n1'],
    ['PUT', '/api/v1/nodes/n1/status'],
    ['POST', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'],
    ['PUT', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1'],
    ['POST', '/apis/storage.k8s.io/v1/csinodes'],
    ['GET', '/apis/storage.k8s.io/v1/csinodes/n1'],
    ['GET', '/api/v1/namespaces/lab/pods/m'],
    ...['disk', 'made', 'shared'].map((name) => ['GET', `/api/v1/persistentvolumes/${name}`]),
    ...['stage', 'expand', 'azure', 'cinder', 'rbd'].map((name) => ['GET', `/api/v1/namespaces/vault/secrets/${name}`]),
    ['PATCH', '/api/v1/namespaces/lab/persistentvolumeclaims/data/status'],
    ['PUT', '/api/v1/namespaces/lab/persistentvolumeclaims/data/status'],
    ...['own-gpu', 's-made-x', 'extended'].map((name) => [
      'GET',
      `/apis/resource.k8s.io/v1/namespaces/lab/resourceclaims/${name}`,
    ]),
    ['GET', '/apis/storage.k8s.io/v1/volumeattachments/a1'],
    ['POST', '/apis/resource.k8s.io/v1/resourceslices'],
    ['GET', '/apis/resource.k8s.io/v1/resourceslices/s1'],
    ['PATCH', '/apis/resource.k8s.io/v1/resourceslices/s1'],
    ['DELETE', '/apis/resource.k8s.io/v1/resourceslices/s1'],
    ['GET', '/apis/resource.k8s.io/v1/resourceslices?fieldSelector=spec.nodeName=n1'],
    ['DELETE', '/apis/resource.k8s.io/v1/resourceslices?fieldSelector=spec.nodeName=n1'],
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
    ['GET', '/api/v1/nodes/n1/status', ''],
    ['PATCH', '/api/v1/nodes/n1/proxy', ''],
    ['GET', '/api/v1/persistentvolumes', 'can only get individual resources of this type'],
    ['GET', '/api/v1/persistentvolumes/pv', "no relationship found between node 'n1' and this object"],
    ['GET', '/api/v1/persistentvolumes/pv/status', 'cannot get subresource'],
    ['GET', '/api/v1/namespaces/lab/secrets/db/status', 'cannot read subresource'],
    // a container of that name is no reference to a secret
    ['GET', '/api/v1/namespaces/lab/secrets/web', "no relationship found between node 'n1' and this object"],
    ['POST', '/api/v1/namespaces/lab/serviceaccounts', 'can only create tokens for individual service accounts'],
    ['PATCH', '/api/v1/namespaces/lab/serviceaccounts/robot', 'can only create tokens for individual service accounts'],
    [
      'GET',
      '/api/v1/namespaces/lab/serviceaccounts/robot/token',
      'can only create tokens for individual service accounts',
    ],
    ['GET', '/api/v1/namespaces/lab/pods/far', "no relationship found between node 'n1' and this object"],
    [
      'GET',
      '/api/v1/namespaces/lab/pods/other?fieldSelector=spec.nodeName=n1',
      "no relationship found between node 'n1' and this object",
    ],
    ['PUT', '/api/v1/namespaces/lab/pods/p', ''],
    ['GET', '/api/v1/namespaces/lab/pods/p/status', ''],
    ['GET', '/api/v1/namespaces/lab/pods/p/eviction', ''],
    ['POST', '/api/v1/namespaces/lab/pods/p/exec', ''],
    [
      'GET',
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
      'can only get, create, update, patch, or delete a node lease',
    ],
    [
      'GET',
      '/apis/coordination.k8s.io/v1/namespaces/lab/leases/n1',
      'can only access leases in the "kube-node-lease" system namespace',
    ],
    ['GET', '/apis/storage.k8s.io/v1/csinodes', 'can only get, create, update, patch, or delete a CSINode'],
    ['GET', '/apis/storage.k8s.io/v1/csinodes/n1/status', 'cannot authorize CSINode subresources'],
    [
      'PATCH',
      '/apis/storage.k8s.io/v1/csinodes/n2',
      'can only access CSINode with the same name as the requesting node',
    ],
    [
      'GET',
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2',
      'can only access node lease with the same name as the requesting node',
    ],
    ['POST', '/api/v1/namespaces', ''],
    ...[
      ['/api/v1/persistentvolumes', ['others', 'namesake', 'free']] as const,
      ['/api/v1/namespaces/lab/persistentvolumeclaims', ['nobodys', 's-plain', 'scratch']] as const,
      ['/api/v1/namespaces/lab/secrets', ['ceph-others', 'ceph-namesake', 'ceph-free', 'mirrored', 'stage']] as const,
      ['/api/v1/namespaces/vault/secrets', ['controller', 'azure-own']] as const,
      ['/api/v1/namespaces/lab/serviceaccounts', ['mirrored', 'default']] as const,
      ['/apis/resource.k8s.io/v1/namespaces/lab/resourceclaims', ['made', 'not-yet']] as const,
      ['/apis/storage.k8s.io/v1/volumeattachments', ['a2', 'a3']] as const,
      ['/apis/resource.k8s.io/v1/resourceslices', ['s2', 's0']] as const,
    ].flatMap(([place, unrelated]) =>
      unrelated.map((name) => ['GET', `${place}/${name}`, "no relationship found between node 'n1' and this object"]),
    ),
    ['GET', '/api/v1/namespaces/lab/persistentvolumeclaims', 'can only get individual resources of this type'],
    ['GET', '/api/v1/namespaces/lab/persistentvolumeclaims/data/status', 'can only get/update/patch this type'],
    [
      'PATCH',
      '/api/v1/namespaces/lab/persistentvolumeclaims/nobodys/status',
      "no relationship found between node 'n1' and this object",
    ],
    ['PATCH', '/apis/resource.k8s.io/v1/resourceslices/s1/status', 'cannot authorize ResourceSlice subresources'],
    ...['', '?fieldSelector=spec.nodeName=n2'].map((query) => [
      'GET',
      `/apis/resource.k8s.io/v1/resourceslices${query}`,
      'can only list/watch/deletecollection resourceslices with nodeName field selector',
    ]),
  ]) {
    it(`does not let it ${method} ${url}`, () => {
      const decision = decide(method ?? '', url ?? '');
      assert.deepEqual(decision, { outcome: 'no opinion', reason });
    });
  }
});

describe('the Node authorizer and who asks', () => {
  const { authorization, decide } = setUp();
  const pv = '/api/v1/persistentvolumes/pv';

  it('has no opinion of anybody but kubelets, and of one without a name', () => {
    assert.equal(decide({ username: 'system:node:n1', groups: [] }, 'GET', pv), 'no');
    assert.equal(decide({ username: 'n1', groups: ['system:nodes'] }, 'GET', pv), 'no');
    const nameless = { username: 'system:node:', groups: ['system:nodes'] };
    assert.equal(decide(nameless, 'GET', pv), 'unknown node for user "system:node:"');
  });

  it('says that a review asks for a get without a name', () => {
    const kubelet = { username: 'system:node:n1', groups: ['system:nodes'] };
    for (const resource of ['pods', 'persistentvolumeclaims']) {
      const attributes = { ...asks(kubelet, 'GET', `/api/v1/namespaces/lab/${resource}`), verb: 'get' };
      assert.equal(authorization.authorize(attributes).reason, 'No Object name found', resource);
    }
  });

  it('reads one pod only when it is on the node, whatever field selector a review names beside it', () => {
    const kubelet = { username: 'system:node:n1', groups: ['system:nodes'] };
    const attributes = { ...asks(kubelet, 'GET', `${pods}/other`), fieldSelector: 'spec.nodeName=n1' };
    assert.equal(authorization.authorize(attributes).outcome, 'no opinion');
  });

  it('knows no rules for kubelets where their role is not there', () => {
    const { authorize } = createAuthorization(new RbacIndex(), { podsOnNode: () => [], all: () => [] });
    const kubelet = { username: 'system:node:n1', groups: ['system:nodes'] };
    assert.deepEqual(authorize(asks(kubelet, 'GET', '/api/v1/services')), { outcome: 'no opinion', reason: '' });
  });
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

  /** What is told to jane, who has these rules in lab. */
  const told = (rules: PolicyRule[], method: string, url: string): string =>
    setUp(role('r', 'lab', ...rules), binding('b', 'lab', 'Role:r', user('jane'))).explain(jane, method, url);

  it('is the nearest of several rules, whatever their order', () => {
    const otherGroup = { apiGroups: ['apps'], resources: ['pods'], verbs: ['delete'] };
    for (const rules of [
      [otherGroup, readPods],
      [readPods, otherGroup],
    ]) {
      assert.match(
        told(rules, 'DELETE', `${pods}/x`),
        /: its rule for pods has the verbs "get", "list", not "delete"\./,
      );
    }
    // the first of two that are as near
    const watching = { ...readPods, verbs: ['watch'] };
    assert.match(told([watching, readPods], 'DELETE', `${pods}/x`), /has the verbs "watch", not "delete"/);
  });

  for (const rule of [
    { ...readPods, verbs: ['list'], resourceNames: ['y'] },
    { ...readPods, verbs: ['list'], apiGroups: ['apps'] },
    { ...readPods, verbs: ['list'], resources: ['pods/log'] },
    { ...readPods, verbs: ['list'], resources: ['po'] },
    { ...readPods, apiGroups: ['apps'], resourceNames: ['y'] },
    { ...readPods, apiGroups: ['apps'], resources: ['pods/log'] },
    { ...readPods, apiGroups: ['apps'], resources: ['po'] },
    { ...readPods, resources: ['pods/log'], resourceNames: ['y'] },
    { ...readPods, resources: ['po'], resourceNames: ['y'] },
    { ...readPods, resources: ['secrets', 'widgets'] },
  ]) {
    it(`is no rule that differs in more than one field: ${JSON.stringify(rule)}`, () => {
      assert.match(told([rule], 'GET', `${pods}/x`), /^No role that is bound to jane/);
    });
  }

  it('is a name, with the way to ask for what is allowed', () => {
    const named = (verb: string): PolicyRule[] => [{ ...readPods, verbs: [verb], resourceNames: ['a'] }];
    const selector = (verb: string): RegExp => new RegExp(`allows ${verb} only with \\?fieldSelector=metadata.name`);
    assert.match(told(named('list'), 'GET', pods), selector('list'));
    assert.match(told(named('watch'), 'GET', `${pods}?watch=1`), selector('watch'));
    assert.match(told(named('deletecollection'), 'DELETE', pods), selector('deletecollection'));
    assert.match(told(named('get'), 'GET', `${pods}/b`), /Ask for one of those, or add "b" to the resourceNames/);
  });

  it('is a verb, and what each of them reads is said where a rule has another of them', () => {
    const hint = /Reading one by name is "get"/;
    const has = (verb: string): PolicyRule[] => [{ ...readPods, verbs: [verb] }];
    assert.match(told(has('get'), 'GET', pods), hint);
    assert.match(told(has('get'), 'GET', `${pods}?watch=1`), hint);
    assert.doesNotMatch(told(has('get'), 'DELETE', `${pods}/x`), hint);
    assert.doesNotMatch(told(has('create'), 'GET', pods), hint);
  });

  it('is a rule for a sub-resource, where the resource itself is asked for', () => {
    const rule = { ...readPods, resources: ['pods/log'] };
    assert.match(told([rule], 'GET', `${pods}/x`), /its rule is for "pods\/log", .*the request is for "pods"\./);
  });

  it('is a path with another verb', () => {
    const rule = { nonResourceURLs: ['/metrics'], verbs: ['post'] };
    const { explain } = setUp(role('r', '', rule), binding('b', '', 'ClusterRole:r', user('jane')));
    assert.match(
      explain(jane, 'GET', '/metrics'),
      /its rule for \/metrics has the verbs "post", not "get"\. \| Add the verb "get" to that rule of ClusterRole "r"\./,
    );
    assert.match(explain(jane, 'POST', '/other'), /^No role that is bound to jane/);
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
    assert.match(
      explain(robot, 'GET', '/api/v1/pods'),
      /the request is for the whole cluster.*Ask for one namespace \(\/namespaces\/default\/pods\)/,
    );
    assert.match(explain(robot, 'GET', '/api/v1/namespaces/lab/secrets'), /^No role that is bound/);
  });

  it('is the first of several other namespaces by its name, and no binding to a role that is not there', () => {
    const { explain } = setUp(
      binding('z', 'zoo', 'ClusterRole:view', user('jane')),
      binding('b', 'default', 'ClusterRole:view', user('jane')),
      binding('a', 'acme', 'Role:lost', user('jane')),
    );
    assert.match(explain(jane, 'GET', pods), /RoleBinding "b\/default"/);
  });

  it('is a ClusterRoleBinding for a kind that kubelab does not know', () => {
    const rule = { apiGroups: ['acme.com'], resources: ['widgets'], verbs: ['list'] };
    const { explain } = setUp(role('r', '', rule), binding('b', 'lab', 'ClusterRole:r', user('jane')));
    assert.match(explain(jane, 'GET', '/apis/acme.com/v1/widgets'), /Bind the ClusterRole by a ClusterRoleBinding/);
  });

  it('is a binding of an account of that name in another namespace', () => {
    const { explain } = setUp(binding('b', 'lab', 'ClusterRole:view', account('robot', 'default')));
    assert.match(
      explain(robot, 'GET', pods),
      /is for another account of that name.*Set the subject's namespace to "lab"/,
    );
    assert.match(explain(robot, 'GET', '/api/v1/namespaces/lab/secrets'), /^No role that is bound/);
    const everywhere = setUp(binding('b', '', 'ClusterRole:view', account('robot', 'default')));
    assert.match(
      everywhere.explain(robot, 'GET', pods),
      /ClusterRoleBinding "b".* is for another account of that name/,
    );
    const several = setUp(
      binding('a', 'lab', 'Role:lost', account('robot', 'zoo')),
      binding('b', 'lab', 'ClusterRole:view', account('robot', 'acme'), account('robot', 'default')),
    );
    assert.match(several.explain(robot, 'GET', pods), /the subject ServiceAccount "robot\/acme"\./);
  });

  it('is a subject of another kind: a bare name in the place of an account, a user in that of a group', () => {
    const bare = setUp(binding('b', 'lab', 'ClusterRole:view', user('robot')));
    assert.match(
      bare.explain(robot, 'GET', pods),
      /its subject is a User named "robot"; this is the ServiceAccount "robot\/lab"\. .*kind ServiceAccount, name "robot", namespace "lab"/,
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
    const quoted = explain({ username: "Jane O'Hara; x", groups: [] }, 'GET', pods);
    assert.ok(quoted.endsWith(` --user='Jane O'\\''Hara; x'`), quoted);
    assert.match(explain(jane, 'POST', `${pods}/x/exec`), /create role NAME --verb=create --resource=pods\/exec; /);
    const groups = (who: UserInfo): string => /its groups \((.*?)\)/.exec(explain(who, 'GET', pods))?.[1] ?? '';
    assert.equal(groups(jane), 'developers, system:authenticated');
    assert.equal(groups({ username: 'joe', groups: [] }), 'none');
  });
});
