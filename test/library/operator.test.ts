/**
 * The sample operator as its author would test it: it works on a kind of its own, as its ServiceAccount, which may do no more than
 * that.
 */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { type Cluster, leastPrivilege, startCluster } from '../../src/library/index.js';
import type { Client } from '../../src/request/api.js';
import { type KeyCount, startCounter } from '../fixtures/operator/controller.js';

const fixtures = resolve(import.meta.dirname, '../fixtures/operator');
const user = 'system:serviceaccount:default:counter';
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/counter';
const counts = '/apis/example.com/v1/namespaces/default/keycounts';
const configMaps = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, data: Record<string, string>): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const keyCount = (name: string, of: string): object => ({
  apiVersion: 'example.com/v1',
  kind: 'KeyCount',
  metadata: { name },
  spec: { configMap: of },
});

describe('an operator on a cluster of the library', () => {
  const faults: unknown[] = [];
  let cluster: Cluster;
  let admin: Client;
  let stop: () => Promise<void>;
  before(async () => {
    cluster = await startCluster({
      nodes: 0,
      crds: [resolve(fixtures, 'keycounts.yaml')],
      objects: [resolve(fixtures, 'rbac.yaml')],
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

  const untilCounted = (name: string, keys: number): Promise<unknown> =>
    admin.until('keycounts.example.com', (found: KeyCount | undefined) => found?.status?.keys === keys, { name });
  const untilTold = (message: string): Promise<unknown> =>
    admin.until('events', (events) => events.some((event) => event.message === message), { namespace: 'default' });

  it('counts the keys of the ConfigMap that an object of its kind names, and again when they change', async () => {
    await admin.must.post(configMaps, configMap('menu', { a: '1', b: '2' }));
    await admin.must.post(counts, keyCount('one', 'menu'));
    await untilCounted('one', 2);
    await admin.must.patch(`${configMaps}/menu`, { data: { b: null } });
    await untilCounted('one', 1);
    await untilTold('menu has 1 keys');
    const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';
    const { columnDefinitions, rows } = (await admin.must.get(`${counts}/one`, { headers: { accept } })).body;
    assert.deepEqual(
      columnDefinitions.map((column: { name: string }) => column.name),
      ['Name', 'ConfigMap', 'Keys'],
    );
    assert.deepEqual(rows[0].cells, ['one', 'menu', 1]);
  });

  it('begins each test with the objects of the start', async () => {
    assert.equal((await admin.get(`${counts}/one`)).status, 404);
    assert.equal((await admin.get(`${configMaps}/menu`)).status, 404);
  });

  it('relies on the rules of its kind: the ConfigMap stays, and only the status sub-resource takes a status', async () => {
    const made = await admin.must.post(counts, { ...keyCount('two', 'none'), status: { keys: 7 } });
    assert.equal(made.body.status, undefined);
    await untilCounted('two', 0);
    const moved = await admin.patch(`${counts}/two`, { spec: { configMap: 'menu' } });
    assert.equal(moved.status, 422);
    assert.match(moved.body.message, /spec\.configMap: Invalid value: "menu": a KeyCount stays with its ConfigMap$/);
    await untilTold('none has 0 keys');
  });

  it('may do what it does, and no more', async () => {
    await admin.must.post(configMaps, configMap('menu', { a: '1' }));
    await admin.must.post(counts, keyCount('one', 'menu'));
    await untilCounted('one', 1);
    await untilTold('menu has 1 keys');
    const objects = (await Promise.all(['roles', 'rolebindings'].map((kind) => admin.list(kind)))).flatMap(
      (answer) => answer.body.items,
    );
    const { roles, unused } = leastPrivilege(await cluster.auditEvents(), { user, resourceNames: 'never', objects });
    const granted = (await admin.must.get(rbac)).body.rules;
    assert.deepEqual(
      roles.map(({ kind, rules }) => ({ kind, rules })),
      [{ kind: 'Role', rules: granted }],
    );
    assert.deepEqual(unused, []);
    const own = await cluster.client({ user });
    const refused = [
      await own.list('secrets', { namespace: 'default' }),
      await own.list('configmaps', { namespace: 'kube-system' }),
      await own.patch(`${counts}/one`, { spec: { configMap: 'other' } }),
      await own.delete(`${counts}/one`),
    ];
    assert.deepEqual(
      refused.map(({ status }) => status),
      [403, 403, 403, 403],
    );
  });
});
