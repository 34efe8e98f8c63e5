import assert from 'node:assert/strict';
import { type FollowedList, followList } from '../../src/page/followed-list.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

const rbac = 'rbac.authorization.k8s.io';

describe('the objects of a resource that the page follows', () => {
  let cluster: TestCluster;
  let admin: Client;
  let robot: Client | undefined;
  let stopping: AbortController;
  const following: Promise<void>[] = [];
  before(async () => {
    cluster = await practiceCluster();
    admin = await connect({ kubeconfig: cluster.adminKubeconfig() });
    for (const name of ['one', 'two'])
      await admin.must.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  });
  after(async () => {
    await robot?.close();
    await admin?.close();
    await cluster?.stop();
  });
  beforeEach(() => {
    stopping = new AbortController();
  });
  afterEach(async () => {
    stopping.abort();
    await Promise.all(following.splice(0));
  });

  /** The list as it was told last. */
  function follow(client: Client, resource: string): () => FollowedList | undefined {
    let last: FollowedList | undefined;
    const onChange = (list: FollowedList): void => {
      last = list;
    };
    following.push(followList(client, resource, { signal: stopping.signal, onChange }));
    return () => last;
  }
  const names = (list: FollowedList | undefined): string[] =>
    list?.type === 'there'
      ? [...list.objects.values()].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      : [];
  const configMap = (namespace: string, name: string, data = {}): object => ({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, data },
  });

  it('are told apart where two namespaces have one name, as they come, change and go', async () => {
    await admin.must.create(configMap('one', 'before'));
    const list = follow(admin, 'configmaps');
    const own = (): string[] =>
      names(list()).filter((name) => !name.endsWith('/kube-root-ca.crt') && /^(one|two)/.test(name));
    await until('the first', () => own().includes('one/before'));
    for (const namespace of ['one', 'two']) await admin.must.create(configMap(namespace, 'same', { of: namespace }));
    await until('both', () => own().length === 3);
    await admin.must.delete('/api/v1/namespaces/one/configmaps/same');
    await admin.must.apply(configMap('two', 'same', { of: 'changed' }), { force: true });
    const found = await until('the change', () => {
      const now = list();
      const changed =
        now?.type === 'there' &&
        [...now.objects.values()].find(({ data }) => JSON.stringify(data) === '{"of":"changed"}');
      return own().length === 2 && changed;
    });
    assert.deepEqual(own().sort(), ['one/before', 'two/same']);
    assert.deepEqual([found.kind, found.metadata.namespace], ['ConfigMap', 'two']);
    const first = list();
    assert.ok(first?.type === 'there');
    assert.equal([...first.objects.values()].find(({ metadata }) => metadata.name === 'before')?.kind, 'ConfigMap');
    assert.deepEqual([first.only, first.cut], [undefined, false]);
  });

  it('are those of the namespace of the client where it may list no others, and no more than five hundred', async () => {
    await admin.must.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace: 'two', name: 'robot' },
    });
    await admin.must.create({
      ...{ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { namespace: 'two', name: 'views' } },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'two' }],
    });
    const { token } = await admin.must.token('robot', { namespace: 'two' });
    for (let at = 0; at < 501; at += 50) {
      const some = Array.from({ length: Math.min(50, 501 - at) }, (_, n) => configMap('two', `many-${at + n}`));
      await Promise.all(some.map((one) => admin.must.create(one)));
    }
    const ca = /certificate-authority-data: (\S+)/.exec(cluster.adminKubeconfig())?.[1] ?? '';
    const kubeconfig = JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'here' },
      clusters: [{ name: 'c', cluster: { server: cluster.server, 'certificate-authority-data': ca } }],
      users: [{ name: 'u', user: { token } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'two' } }],
    });
    robot = await connect({ kubeconfig });
    const list = await until('its list', follow(robot, 'configmaps'));
    assert.ok(list.type === 'there');
    assert.deepEqual([list.only, list.cut, list.objects.size], ['two', true, 500]);
    const refused = await until('the refusal', follow(robot, 'clusterroles'));
    assert.ok(refused.type === 'refused');
    assert.match(refused.why, /cannot list resource "clusterroles"/);
  });

  it('are not told once it is stopped', async () => {
    const list = follow(admin, 'serviceaccounts');
    await until('the list', list);
    stopping.abort();
    await Promise.all(following);
    const before = list();
    await admin.must.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'one', name: 'late' } });
    assert.equal(list(), before);
    assert.ok(!names(before).includes('one/late'));
  });
});
