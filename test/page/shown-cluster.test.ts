import assert from 'node:assert/strict';
import type { KubeObject } from '../../src/kube/object.js';
import { type ClusterNow, followedResources } from '../../src/page/cluster-feed.js';
import type { FollowedList } from '../../src/page/followed-list.js';
import type { ShownCluster } from '../../src/page/protocol.js';
import { grantsOfBinding, shownCluster } from '../../src/page/shown-cluster.js';

const rbac = 'rbac.authorization.k8s.io';

function object(kind: string, name: string, namespace: string | undefined, more: object = {}): KubeObject {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: 'v1', kind, metadata, ...more };
}

function binding(name: string, namespace: string | undefined, role: string, ...subjects: object[]): KubeObject {
  const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  const roleRef = { apiGroup: rbac, kind: namespace === undefined ? 'ClusterRole' : 'Role', name: role };
  return object(kind, name, namespace, { roleRef, subjects });
}

function role(name: string, namespace: string | undefined, resource: string): KubeObject {
  const rules = [{ apiGroups: [''], resources: [resource], verbs: ['get'] }];
  return object(namespace === undefined ? 'ClusterRole' : 'Role', name, namespace, { rules });
}

const there = (objects: KubeObject[], more: { only?: string; cut?: boolean } = {}): FollowedList => ({
  type: 'there',
  objects: new Map(objects.map((one) => [`${one.metadata.namespace ?? ''}/${one.metadata.name}`, one])),
  only: more.only,
  cut: more.cut ?? false,
});

/** A live cluster with two namespaces beside Kubernetes' own, and these lists. */
function cluster(lists: Partial<ClusterNow['lists']>, more: Partial<ClusterNow> = {}): ClusterNow {
  const namespaces = ['kube-system', 'lab', 'default'].map((name) => object('Namespace', name, undefined));
  const none = Object.fromEntries(followedResources.map((name) => [name, there([])])) as ClusterNow['lists'];
  return {
    ...{ state: 'live', why: '', home: 'default', requests: undefined, ...more },
    lists: { ...none, namespaces: there(namespaces), ...lists },
  };
}

describe('the cluster in the column of the page', () => {
  const robot = { kind: 'ServiceAccount', name: 'robot' };

  it('has the objects of the namespace that was chosen, and not those of a neighbour', () => {
    const [pods, accounts] = ['lab', 'default'].flatMap((where) => [
      there([object('Pod', `b-${where}`, where), object('Pod', `a-${where}`, where), object('Pod', 'x', 'labs')]),
      there([object('ServiceAccount', `robot-${where}`, where), object('ServiceAccount', 'x', 'labs')]),
    ]) as [FollowedList, FollowedList];
    const {
      namespace,
      namespaces,
      accounts: shown,
      ...rest
    } = shownCluster(cluster({ pods, serviceaccounts: accounts }), 'lab');
    assert.deepEqual([namespace, namespaces, shown], ['lab', ['default', 'lab', 'kube-system'], ['robot-lab']]);
    assert.deepEqual(
      rest.pods?.map(({ name }) => name),
      ['a-lab', 'b-lab'],
    );
  });

  it('stands in the namespace of the kubeconfig when the chosen one is gone, and else in the first', () => {
    const now = cluster({});
    assert.deepEqual(
      [shownCluster(now, 'gone'), shownCluster({ ...now, home: 'gone' }, ''), shownCluster(now, '')].map(
        ({ namespace }) => namespace,
      ),
      ['default', 'default', 'default'],
    );
    assert.equal(shownCluster({ ...now, home: 'lab' }, 'gone').namespace, 'lab');
  });

  it('knows namespaces by what is in them where their list is refused', () => {
    const refused: FollowedList = { type: 'refused', why: 'no' };
    const now = cluster({ namespaces: refused, pods: there([object('Pod', 'web', 'lab')], { only: 'lab' }) });
    const { namespaces, notes } = shownCluster(now, '');
    assert.deepEqual(namespaces, ['default', 'lab']);
    assert.deepEqual(notes, [
      'Your credential may not list namespaces, so they are not shown.',
      'Your credential may list pods in the namespace lab alone.',
    ]);
  });

  it('says that there are more than are shown', () => {
    const { notes } = shownCluster(cluster({ pods: there([], { cut: true }) }), '');
    assert.deepEqual(notes, ['There are more pods than the 500 that are followed here.']);
  });

  it('has a pod’s status in the word of kubectl, and whether that is as it should be', () => {
    const status = (phase: string, state?: object, more: object = {}): object => ({
      phase,
      ...(state ? { containerStatuses: [{ name: 'c', restartCount: 0, ready: 'running' in state, state }] } : {}),
      ...more,
    });
    const waiting = (reason: string): object => ({ waiting: { reason } });
    const init = [{ name: 'i', restartCount: 0, ready: false, state: { running: {} } }];
    const cases: [status: object, shown: string, tone: string][] = [
      [status('Running', { running: {} }), 'Running', 'good'],
      [status('Running', waiting('CrashLoopBackOff')), 'CrashLoopBackOff', 'bad'],
      [status('Pending', waiting('ErrImagePull')), 'ErrImagePull', 'bad'],
      [status('Pending', waiting('ContainerCreating')), 'ContainerCreating', 'warn'],
      [status('Pending'), 'Pending', 'warn'],
      [status('Pending', undefined, { initContainerStatuses: init }), 'Init:0/1', 'warn'],
      [status('Succeeded', { terminated: { exitCode: 0, reason: 'Completed' } }), 'Completed', 'quiet'],
      [status('Succeeded'), 'Succeeded', 'quiet'],
      [status('Failed', { terminated: { exitCode: 1, reason: 'Error' } }), 'Error', 'bad'],
      [status('Failed', undefined, { reason: 'Evicted' }), 'Evicted', 'bad'],
      [{}, 'Unknown', 'bad'],
    ];
    const spec = { containers: [{ name: 'c' }], initContainers: [{ name: 'i' }] };
    for (const [given, shown, tone] of cases) {
      const pods = there([object('Pod', 'web', 'lab', { spec, status: given })]);
      assert.deepEqual(shownCluster(cluster({ pods }), 'lab').pods, [{ name: 'web', status: shown, tone }]);
    }
    const going = object('Pod', 'web', 'lab', { spec, status: status('Running', { running: {} }) });
    going.metadata.deletionTimestamp = '2026-12-01T10:00:00Z';
    assert.deepEqual(shownCluster(cluster({ pods: there([going]) }), 'lab').pods, [
      { name: 'web', status: 'Terminating', tone: 'warn' },
    ]);
  });

  it('has the bindings of the namespace and of the whole cluster, without Kubernetes’ own, with whom they mean', () => {
    const rolebindings = there([
      binding('reads', 'lab', 'reader', robot, { ...robot, namespace: 'default' }),
      binding('reads', 'default', 'reader', robot),
      binding('empty', 'lab', 'reader'),
    ]);
    const clusterrolebindings = there([
      binding('all', undefined, 'view', { kind: 'Group', name: 'ops' }, { kind: 'User', name: 'ada' }),
      binding('system:node', undefined, 'view', { kind: 'Group', name: 'system:nodes' }),
      binding('kubeadm:x', undefined, 'view', robot),
    ]);
    const shown = shownCluster(cluster({ rolebindings, clusterrolebindings }), 'lab').bindings ?? [];
    assert.deepEqual(
      shown.map(({ id, role, subjects, everywhere }) => [id, role, subjects, everywhere]),
      [
        ['binding RoleBinding/lab/reads', 'Role reader', 'lab:robot, default:robot', false],
        ['binding RoleBinding/lab/empty', 'Role reader', 'nobody', false],
        ['binding ClusterRoleBinding//all', 'ClusterRole view', 'group ops, ada', true],
      ],
    );
  });

  it('shows bindings of one scope where those of the other may not be listed, and none where neither may', () => {
    const refused: FollowedList = { type: 'refused', why: 'no' };
    const names = (lists: Partial<ClusterNow['lists']>): ShownCluster['bindings'] | string[] =>
      shownCluster(cluster(lists), 'lab').bindings?.map(({ name }) => name);
    const own = there([binding('own', 'lab', 'reader', robot)]);
    const all = there([binding('all', undefined, 'view', robot)]);
    assert.deepEqual(names({ rolebindings: own, clusterrolebindings: refused }), ['own']);
    assert.deepEqual(names({ rolebindings: refused, clusterrolebindings: all }), ['all']);
    assert.equal(names({ rolebindings: refused, clusterrolebindings: refused }), undefined);
  });

  it('has behind a binding the rules of its own role, of several with one name', () => {
    const now = cluster({
      roles: there([role('reader', 'lab', 'pods'), role('reader', 'default', 'secrets')]),
      rolebindings: there([binding('reads', 'lab', 'reader', robot), binding('reads', 'default', 'reader', robot)]),
    });
    const grants = grantsOfBinding(now, 'binding RoleBinding/default/reads');
    assert.match(JSON.stringify(grants), /"secrets"/);
    assert.doesNotMatch(JSON.stringify(grants), /"pods"/);
    assert.equal(grantsOfBinding(now, 'binding RoleBinding/lab/gone'), undefined);
  });

  it('tells who may do what once the bindings are known', () => {
    const now = cluster({
      roles: there([role('reader', 'lab', 'pods')]),
      rolebindings: there([binding('reads', 'lab', 'reader', robot)]),
    });
    assert.match(shownCluster(now, 'lab').access, /robot[\s\S]*reader/);
    assert.equal(shownCluster({ ...now, state: 'connecting' }, 'lab').access, '');
  });

  it('says of a cluster that went away what was seen last, and the first line of why', () => {
    const pods = there([object('Pod', 'web', 'lab')]);
    const shown = shownCluster(cluster({ pods }, { state: 'away', why: 'no answer\nat all' }), 'lab');
    assert.match(shown.notes.join(), /was seen last.*\(no answer\)$/);
    assert.deepEqual([shown.state, shown.pods?.length], ['away', 1]);
  });
});
