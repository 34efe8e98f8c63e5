import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, rbacObjects } from '../../../src/cluster/bootstrap/bootstrap.js';
import { manualClock } from '../../../src/cluster/clock.js';
import { createPki } from '../../../src/cluster/pki/cluster-pki.js';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import { type Store, storageKey } from '../../../src/cluster/storage/store.js';
import type { GroupResource, KubeObject } from '../../../src/kube/object.js';
import { skip } from '../../helpers/skip.js';

/** Kubernetes' own default roles and bindings. */
type Defaults = Record<'clusterroles' | 'clusterrolebindings' | 'roles' | 'rolebindings', { name: string }[]>;

const data = join(import.meta.dirname, '../../../../shared/data/kubernetes-1.36-bootstrap-rbac.json');
const clock = manualClock(new Date('2026-11-30T18:36:16Z'));

async function started(store: Store = memoryStore()) {
  const pki = createPki({ clock, host: '127.0.0.1' });
  let uids = 0;
  await bootstrap({ store, clock, pki, randomUUID: () => `uid-${++uids}` });
  const read = (gr: GroupResource, name: string, namespace?: string): KubeObject =>
    store.get(storageKey(gr, namespace, name))?.object ?? assert.fail(`no ${gr.resource} ${name}`);
  return { store, pki, read };
}

const core = (resource: string): GroupResource => ({ group: '', resource });

describe('the first objects of a cluster', () => {
  it('are its namespaces, as they are when nobody ends them', async () => {
    const { store, read } = await started();
    const names = store.list(storageKey(core('namespaces'))).map(({ object }) => object.metadata.name);
    assert.deepEqual([...names].sort(), ['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    const { metadata, ...rest } = read(core('namespaces'), 'kube-system');
    const { uid, ...others } = metadata;
    assert.match(uid ?? '', /^uid-\d+$/);
    assert.deepEqual(
      [others.name, others.namespace, others.creationTimestamp, others.labels],
      ['kube-system', undefined, '2026-11-30T18:36:16Z', { 'kubernetes.io/metadata.name': 'kube-system' }],
    );
    assert.deepEqual(rest, {
      apiVersion: 'v1',
      kind: 'Namespace',
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });

  it('are the Service of the API server with its endpoints, and whom other API servers trust', async () => {
    const { read, pki } = await started();
    assert.equal(read(core('services'), 'kubernetes', 'default').kind, 'Service');
    assert.equal(read(core('endpoints'), 'kubernetes', 'default').kind, 'Endpoints');
    const slices = { group: 'discovery.k8s.io', resource: 'endpointslices' };
    assert.equal(read(slices, 'kubernetes', 'default').kind, 'EndpointSlice');
    assert.deepEqual(read(core('configmaps'), 'extension-apiserver-authentication', 'kube-system').data, {
      'client-ca-file': pki.ca.certPem,
      'requestheader-allowed-names': '["front-proxy-client"]',
      'requestheader-client-ca-file': pki.frontProxyCa.certPem,
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    });
    assert.notEqual(pki.ca.certPem, pki.frontProxyCa.certPem);
  });

  it('stay as they are at the next start, but for roles and bindings, which are mended', async () => {
    const { store, read } = await started();
    const change = async (gr: GroupResource, name: string, more: object, namespace?: string): Promise<void> => {
      const key = storageKey(gr, namespace, name);
      const stored = store.get(key) ?? assert.fail(name);
      await store.update(key, { ...stored.object, ...more }, stored.revision);
    };
    const roles = { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' };
    const bindings = { group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' };
    await change(core('configmaps'), 'extension-apiserver-authentication', { data: { own: 'x' } }, 'kube-system');
    await change(roles, 'system:basic-user', { rules: [] });
    const { uid } = read(roles, 'system:basic-user').metadata;
    const untouched = read(roles, 'system:discovery');
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
    await change(bindings, 'system:discovery', { roleRef });
    const before = read(bindings, 'system:discovery').metadata.uid;
    await started(store);
    assert.deepEqual(read(core('configmaps'), 'extension-apiserver-authentication', 'kube-system').data, { own: 'x' });
    const mended = read(roles, 'system:basic-user');
    assert.deepEqual([mended.metadata.uid, (mended.rules as object[]).length > 0], [uid, true]);
    assert.equal(read(roles, 'system:discovery'), untouched);
    // what a binding leads to cannot change: it is made again
    const again = read(bindings, 'system:discovery');
    assert.deepEqual(
      [(again.roleRef as { name: string }).name, again.metadata.uid === before],
      ['system:discovery', false],
    );
  });

  it("are Kubernetes' default roles and bindings", function () {
    if (!existsSync(data)) return skip(this, '../shared is not there');
    // the cluster that the data comes from had an administrator of its own
    const defaults = JSON.parse(readFileSync(data, 'utf8'), (_, value: unknown) =>
      Array.isArray(value) ? value.filter((one: { name?: string }) => one?.name !== 'test-all-user') : value,
    ) as Defaults;
    const own = [...rbacObjects()].map(({ apiVersion, kind, metadata, ...rest }) => {
      assert.equal(apiVersion, 'rbac.authorization.k8s.io/v1');
      // a server does not show a list of nobody
      const subjects = kind.endsWith('Binding') ? { subjects: [] } : {};
      return { resource: `${kind.toLowerCase()}s`, object: { ...metadata, ...subjects, ...rest } };
    });
    for (const [resource, objects] of Object.entries(defaults)) {
      const found = own.filter((one) => one.resource === resource).map(({ object }) => object);
      const byName = (list: readonly object[]) =>
        new Map(
          list.map((one) => [`${(one as KubeObject['metadata']).namespace}/${(one as { name: string }).name}`, one]),
        );
      assert.deepEqual(byName(found), byName(objects), resource);
    }
    assert.equal(own.length, Object.values(defaults).flat().length);
  });
});
