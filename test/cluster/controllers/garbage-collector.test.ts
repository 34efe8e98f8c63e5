import assert from 'node:assert/strict';
import { ownershipGraph } from '../../../src/cluster/controllers/garbage-collector.js';
import { kindRow } from '../../../src/cluster/controllers/objects.js';
import type { KubeObject, ObjectMeta } from '../../../src/kube/object.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const row = kindRow('configmaps');
const object = (uid: string, owners: string[] = []) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    uid,
    name: uid,
    namespace: 'n',
    ownerReferences: owners.map((owner) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: owner })),
  },
});

describe('the ownership graph', () => {
  it('knows who depends on whom, also before the owner is seen', () => {
    const graph = ownershipGraph();
    graph.observe(row, object('child', ['parent']), false);
    assert.deepEqual(graph.dependents('parent'), ['child']);
    assert.equal(graph.node('parent'), undefined);
    graph.observe(row, object('parent'), false);
    assert.equal(graph.node('parent')?.name, 'parent');
  });

  it('forgets an owner that is named no longer, and an object that is gone', () => {
    const graph = ownershipGraph();
    graph.observe(row, object('child', ['a', 'b']), false);
    graph.observe(row, object('child', ['b']), false);
    assert.deepEqual(graph.dependents('a'), []);
    assert.deepEqual(graph.dependents('b'), ['child']);
    graph.observe(row, object('child', ['b']), true);
    assert.deepEqual(graph.dependents('b'), []);
    assert.equal(graph.node('child'), undefined);
  });

  it('forgets an object that names an owner twice', () => {
    const graph = ownershipGraph();
    for (const gone of [false, true]) graph.observe(row, object('child', ['a', 'a']), gone);
    assert.deepEqual([graph.dependents('a'), graph.node('child')], [[], undefined]);
  });
});

describe('an object whose owner', () => {
  let cluster: TestCluster;
  let admin: Api;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    await makeNamespace(admin, 'here');
    await makeNamespace(admin, 'there');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
  });
  const maps = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps`;
  const owned = (name: string, owner: KubeObject, more: object = {}) =>
    configMap(
      name,
      {},
      {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: owner.metadata.name, uid: owner.metadata.uid, ...more },
        ],
      },
    );

  it('is in another namespace has none, and is told so', async () => {
    const { body: owner } = await admin.post(maps('here'), configMap('owner'));
    const { body: dependent } = await admin.post(maps('there'), owned('dependent', owner));
    await until('its end', async () => (await admin.get(`${maps('there')}/dependent`)).code === 404);
    const path = '/api/v1/namespaces/there/events?fieldSelector=reason%3DOwnerRefInvalidNamespace';
    const event = await until('the news', async () => (await admin.get(path)).body.items[0]);
    assert.equal(
      event.message,
      `ownerRef [v1/ConfigMap, namespace: there, name: owner, uid: ${owner.metadata.uid}] does not exist in namespace "there"`,
    );
    assert.equal(event.type, 'Warning');
    assert.equal((event.source as { component: string }).component, 'garbage-collector-controller');
    assert.equal((event.involvedObject as { uid: string }).uid, dependent.metadata.uid);
    assert.equal((await admin.get(`${maps('here')}/owner`)).code, 200);
  });

  it('has another name than the reference says has none', async () => {
    const { body: owner } = await admin.post(maps('here'), configMap('right'));
    await admin.post(maps('here'), owned('misnamed', owner, { name: 'wrong' }));
    await admin.post(maps('here'), owned('named', owner));
    await until('its end', async () => (await admin.get(`${maps('here')}/misnamed`)).code === 404);
    assert.equal((await admin.get(`${maps('here')}/named`)).code, 200);
  });

  it('was deleted and made again under its name has none', async () => {
    const { body: first } = await admin.post(maps('here'), configMap('again'));
    await admin.delete(`${maps('here')}/again`);
    const { body: second } = await admin.post(maps('here'), configMap('again'));
    await admin.post(maps('here'), owned('of-the-second', second));
    await admin.post(maps('here'), owned('of-the-first', first));
    await until('its end', async () => (await admin.get(`${maps('here')}/of-the-first`)).code === 404);
    assert.equal((await admin.get(`${maps('here')}/of-the-second`)).code, 200);
  });

  const path = (name: string): string => `${maps('here')}/${name}`;
  const isGone = (name: string): Promise<true> =>
    until(`${name} is gone`, async () => (await admin.get(path(name))).code === 404);
  const metadataOf = async (name: string): Promise<ObjectMeta> => (await admin.get(path(name))).body.metadata;

  it('is gone stays for another owner, and loses the reference', async () => {
    const { body: owner } = await admin.post(maps('here'), configMap('left-over'));
    const { body: late } = await admin.post(maps('here'), owned('of-two', owner));
    const [reference] = late.metadata.ownerReferences ?? [];
    const lost = { ...reference, name: 'never', uid: '00000000-0000-0000-0000-000000000000' };
    await admin.patch(path('of-two'), { metadata: { ownerReferences: [lost, reference] } });
    await until('one reference', async () => (await metadataOf('of-two')).ownerReferences?.length === 1);
    assert.deepEqual((await metadataOf('of-two')).ownerReferences, [reference]);
  });

  it('is deleted goes after it, and so on', async () => {
    const { body: first } = await admin.post(maps('here'), configMap('chain-1'));
    const { body: second } = await admin.post(maps('here'), owned('chain-2', first));
    await admin.post(maps('here'), owned('chain-3', second));
    await admin.delete(path('chain-1'));
    for (const name of ['chain-2', 'chain-3']) await isGone(name);
  });

  it('is deleted as orphaning stays, with its other owners', async () => {
    const { body: going } = await admin.post(maps('here'), configMap('orphaning'));
    const { body: other } = await admin.post(maps('here'), configMap('other-parent'));
    await admin.post(maps('here'), owned('only-child', going));
    const { body: shared } = await admin.post(maps('here'), owned('child-of-two', other));
    const references = shared.metadata.ownerReferences ?? [];
    const more = { ...references[0], name: 'orphaning', uid: going.metadata.uid };
    await admin.patch(path('child-of-two'), { metadata: { ownerReferences: [...references, more] } });
    await admin.delete(`${path('orphaning')}?propagationPolicy=Orphan`);
    await isGone('orphaning');
    assert.deepEqual((await metadataOf('child-of-two')).ownerReferences, references);
    const { ownerReferences, deletionTimestamp } = await metadataOf('only-child');
    assert.deepEqual([ownerReferences, deletionTimestamp], [undefined, undefined]);
  });

  it('is of a kind that nobody serves, or of another group than the reference says', async () => {
    const { body: owner } = await admin.post(maps('here'), configMap('of-core'));
    await admin.post(maps('here'), owned('of-a-widget', owner, { apiVersion: 'example.com/v1', kind: 'Widget' }));
    await admin.post(maps('here'), owned('of-no-group', owner, { apiVersion: 'apps/v1', kind: 'Deployment' }));
    await isGone('of-no-group');
    // the reference is looked at again when the owner goes, and a kind that nobody serves cannot be shown to be gone
    await admin.delete(path('of-core'));
    await admin.post(maps('here'), owned('after-it', owner));
    await isGone('after-it');
    assert.equal((await metadataOf('of-a-widget')).deletionTimestamp, undefined);
  });

  it('has that uid and name, and is of another kind than the reference says, has none', async () => {
    const { body: owner } = await admin.post(maps('here'), configMap('of-a-kind'));
    await admin.post(maps('here'), owned('of-another-kind', owner, { kind: 'Secret' }));
    await isGone('of-another-kind');
  });

  it('is custom goes with it, whichever version the reference names', async () => {
    const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const versions = ['v1', 'v2'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: { openAPIV3Schema },
    }));
    /** Kinds of the same name in two groups, one of them that of a kind of Kubernetes. */
    for (const [group, kind, plural] of [
      ['a.example.com', 'Gadget', 'gadgets'],
      ['b.example.com', 'Gadget', 'gadgets'],
      ['a.example.com', 'ConfigMap', 'configmaps'],
    ]) {
      const made = await admin.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.${group}` },
        spec: { group, scope: 'Namespaced', names: { plural, kind }, versions },
      });
      assert.equal(made.code, 201, made.text);
    }
    const gadgets = (group: string, plural = 'gadgets') => `/apis/${group}/v1/namespaces/here/${plural}`;
    for (const at of [gadgets('a.example.com'), gadgets('b.example.com'), gadgets('a.example.com', 'configmaps')]) {
      await until('the custom kind', async () => (await admin.get(at)).code === 200);
    }
    const apiVersion = 'b.example.com/v1';
    const gadget = { apiVersion, kind: 'Gadget', metadata: { name: 'gadget' } };
    const { body: owner } = await admin.post(gadgets('b.example.com'), gadget);
    const reference = { apiVersion, kind: 'Gadget' };
    const { body: core } = await admin.post(maps('here'), configMap('of-the-core'));
    await admin.post(maps('here'), owned('by-v1', owner, reference));
    await admin.post(maps('here'), owned('by-v2', owner, { ...reference, apiVersion: 'b.example.com/v2' }));
    await admin.post(maps('here'), owned('never-there', owner, { ...reference, name: 'never', uid: 'no' }));
    await admin.post(maps('here'), owned('other-group', owner, { ...reference, apiVersion: 'a.example.com/v1' }));
    await admin.post(maps('here'), owned('not-of-core', core, { apiVersion: 'a.example.com/v1' }));
    for (const name of ['never-there', 'other-group', 'not-of-core']) await isGone(name);
    for (const name of ['by-v1', 'by-v2']) assert.equal((await metadataOf(name)).deletionTimestamp, undefined);
    assert.equal((await admin.get(path('by-v2'))).code, 200);
    // of kinds that nobody serves, in a group that is served, and of a name that is a kind of another group
    const nobodys = {
      'no-such-kind': { apiVersion, kind: 'Nobody' },
      'no-such-group': { apiVersion: 'c.example.com/v1' },
    };
    for (const [name, more] of Object.entries(nobodys)) {
      assert.equal((await admin.post(maps('here'), owned(name, owner, { ...reference, ...more }))).code, 201);
    }
    assert.equal((await admin.delete(`${gadgets('b.example.com')}/gadget`)).code, 200);
    for (const name of ['by-v1', 'by-v2']) await isGone(name);
    for (const name of Object.keys(nobodys)) assert.equal((await metadataOf(name)).deletionTimestamp, undefined, name);
  });

  it('is in no namespace goes with it, and in none itself as well', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };
    const { body: top } = await admin.post(roles, { ...rbac, metadata: { name: 'top-role' }, rules: [] });
    const ownerReferences = [{ ...rbac, name: 'top-role', uid: top.metadata.uid }];
    await admin.post(roles, { ...rbac, metadata: { name: 'under-role', ownerReferences }, rules: [] });
    assert.equal((await admin.delete(`${roles}/top-role`)).code, 200);
    await until('the end of the role', async () => (await admin.get(`${roles}/under-role`)).code === 404);
    const { body: role } = await admin.post(roles, { ...rbac, metadata: { name: 'parent-role' }, rules: [] });
    await admin.post(maps('here'), owned('of-a-role', role, rbac));
    await admin.post(maps('here'), owned('of-a-lost-role', role, { ...rbac, name: 'lost' }));
    await isGone('of-a-lost-role');
    assert.equal((await admin.get(path('of-a-role'))).code, 200);
    await admin.delete(`${roles}/parent-role`);
    await isGone('of-a-role');
  });

  describe('is deleted in the foreground', () => {
    const foreground = (name: string) => admin.delete(`${path(name)}?propagationPolicy=Foreground`);
    const make = async (...names: string[]): Promise<(name: string) => object> => {
      const uids = new Map<string, unknown>();
      for (const name of names) uids.set(name, (await admin.post(maps('here'), configMap(name))).body.metadata.uid);
      const common = { apiVersion: 'v1', kind: 'ConfigMap', blockOwnerDeletion: true };
      return (name) => ({ ...common, name, uid: uids.get(name) });
    };
    const setOwners = (name: string, ...ownerReferences: object[]) =>
      admin.patch(path(name), { metadata: { ownerReferences } });

    it('keeps another owner, and lets this one go', async () => {
      const reference = await make('going', 'staying', 'shared');
      await setOwners('shared', reference('going'), reference('staying'));
      await foreground('going');
      await isGone('going');
      assert.deepEqual((await admin.get(path('shared'))).body.metadata.ownerReferences, [reference('staying')]);
    });

    it('lets it go when somebody takes the reference away, or says that it does not block', async () => {
      for (const [index, after] of [[], [{ blockOwnerDeletion: false }]].entries()) {
        const [owner, held] = [`owner-${index}`, `held-${index}`];
        const reference = await make(owner, held);
        await setOwners(held, reference(owner));
        await admin.patch(path(held), { metadata: { finalizers: ['example.com/hold'] } });
        await foreground(owner);
        await until('the end of the other begins', async () => {
          return (await admin.get(path(held))).body.metadata.deletionTimestamp;
        });
        assert.equal((await admin.get(path(owner))).code, 200);
        await setOwners(held, ...after.map((change) => ({ ...reference(owner), ...change })));
        await isGone(owner);
        await admin.patch(path(held), { metadata: { finalizers: null } });
      }
    });

    it('goes first, after what it owns itself', async () => {
      const reference = await make('top', 'middle', 'bottom');
      await setOwners('middle', reference('top'));
      await setOwners('bottom', reference('middle'));
      await admin.patch(path('bottom'), { metadata: { finalizers: ['example.com/hold'] } });
      await foreground('top');
      await until('the end of the last begins', async () => (await metadataOf('bottom')).deletionTimestamp);
      for (const name of ['top', 'middle']) {
        const { deletionTimestamp, finalizers } = await metadataOf(name);
        assert.ok(deletionTimestamp, name);
        assert.deepEqual(finalizers, ['foregroundDeletion'], name);
      }
      await admin.patch(path('bottom'), { metadata: { finalizers: null } });
      for (const name of ['bottom', 'middle', 'top']) await isGone(name);
    });

    it('takes along what it owns, also where it was to orphan it', async () => {
      const reference = await make('grandparent', 'parent', 'grandchild');
      await setOwners('parent', reference('grandparent'));
      await setOwners('grandchild', reference('parent'));
      await admin.patch(path('parent'), { metadata: { finalizers: ['orphan'] } });
      await foreground('grandparent');
      for (const name of ['grandchild', 'parent', 'grandparent']) await isGone(name);
    });

    it('goes with it, where owners go round in a circle', async () => {
      const names = ['one', 'two', 'three'];
      const reference = await make(...names);
      for (const [i, name] of names.entries()) await setOwners(name, reference(names[(i + 1) % names.length] ?? ''));
      // one that depends on the circle, and is no part of it
      await admin.post(maps('here'), configMap('leaf', {}, { ownerReferences: [reference('two')] }));
      await foreground('one');
      for (const name of [...names, 'leaf']) await isGone(name);
    });
  });

  it('is in a namespace, while it is in none itself, stays', async () => {
    const { body: owner } = await admin.post(maps('here'), configMap('inside'));
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'inside', uid: owner.metadata.uid };
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const metadata = { name: 'outside', ownerReferences: [reference] };
    await admin.post(path, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules: [] });
    const events = '/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Doutside';
    await until('the news', async () => (await admin.get(events)).body.items[0]);
    await admin.delete(`${maps('here')}/inside`);
    await admin.post(maps('here'), owned('of-the-inside', owner));
    await isGone('of-the-inside');
    assert.equal((await admin.get(`${path}/outside`)).code, 200);
    // nobody in the namespace of its owner was told so
    const here = '/api/v1/namespaces/here/events?fieldSelector=reason%3DOwnerRefInvalidNamespace';
    assert.deepEqual((await admin.get(here)).body.items, []);
    assert.deepEqual(cluster.faults, []);
  });
});
