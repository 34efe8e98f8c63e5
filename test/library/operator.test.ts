/** The sample operator as its author would test it: it does its work as its ServiceAccount, which may do no more than that. */
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { type Cluster, leastPrivilege, startCluster } from '../../src/library/index.js';
import type { Client } from '../../src/request/api.js';
import { annotation, startCounter } from '../fixtures/operator/controller.js';

const user = 'system:serviceaccount:default:counter';
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/counter';
const counted = (name: string, data: Record<string, string>): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { counted: 'yes' } },
  data,
});

describe('an operator on a cluster of the library', () => {
  const faults: unknown[] = [];
  let cluster: Cluster;
  let admin: Client;
  let stop: () => Promise<void>;
  before(async () => {
    cluster = await startCluster({
      nodes: 0,
      objects: [join(resolve(import.meta.dirname, '../fixtures/operator'), 'rbac.yaml')],
    });
    admin = await cluster.client();
  });
  beforeEach(async () => {
    const config = new KubeConfig();
    config.loadFromString(await cluster.kubeconfigFor({ user }));
    stop = await startCounter(config, 'default', (error) => faults.push(error));
  });
  afterEach(async () => {
    await stop();
    await cluster.reset();
    assert.deepEqual(faults, []);
  });
  after(() => cluster.stop());

  const untilCounted = (name: string, keys: string): Promise<unknown> =>
    admin.until('configmaps', (found) => found?.metadata.annotations?.[annotation] === keys, { name });
  const untilTold = (message: string): Promise<unknown> =>
    admin.until('events', (events) => events.some((event) => event.message === message), { namespace: 'default' });

  it('counts the keys of ConfigMaps with its label, and again when they change', async () => {
    await admin.must.create(counted('one', { a: '1', b: '2' }));
    await untilCounted('one', '2');
    await admin.must.patch('/api/v1/namespaces/default/configmaps/one', { data: { b: null } });
    await untilCounted('one', '1');
    await untilTold('one has 1 keys');
  });

  it('begins each test with the objects of the start', async () => {
    assert.equal((await admin.get('/api/v1/namespaces/default/configmaps/one')).status, 404);
  });

  it('may do what it does, and no more', async () => {
    await admin.must.create(counted('one', { a: '1' }));
    await untilCounted('one', '1');
    await untilTold('one has 1 keys');
    const { roles } = leastPrivilege(await cluster.auditEvents(), { user });
    const granted = (await admin.must.get(rbac)).body.rules;
    assert.deepEqual(
      roles.map(({ kind, rules }) => ({ kind, rules })),
      [{ kind: 'Role', rules: granted }],
    );
    const own = await cluster.client({ user });
    assert.equal((await own.list('secrets', { namespace: 'default' })).status, 403);
    assert.equal((await own.list('configmaps', { namespace: 'kube-system' })).status, 403);
  });
});
