import assert from 'node:assert/strict';
import { deletionConditions, mergeConditions } from '../../../src/cluster/controllers/namespace-controller.js';
import type { Namespace } from '../../../src/cluster/controllers/objects.js';
import { configMap, makeNamespace } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

describe('the conditions of a namespace that is going', () => {
  it('name what remains and what it waits for', () => {
    const conditions = deletionConditions({
      objects: { 'pods.': 2, 'deployments.apps': 1 },
      finalizers: { 'example.com/other': 2, 'example.com/hold': 1 },
    });
    assert.deepEqual(
      conditions.map((c) => [c.type, c.status, c.reason]),
      [
        ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered'],
        ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'ParsedGroupVersions'],
        ['NamespaceDeletionContentFailure', 'False', 'ContentDeleted'],
        ['NamespaceContentRemaining', 'True', 'SomeResourcesRemain'],
        ['NamespaceFinalizersRemaining', 'True', 'SomeFinalizersRemain'],
      ],
    );
    assert.equal(
      conditions[3]?.message,
      'Some resources are remaining: deployments.apps has 1 resource instances, pods. has 2 resource instances',
    );
    assert.equal(
      conditions[4]?.message,
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances, example.com/other in 2 resource instances',
    );
  });

  it('say so when nothing remains', () => {
    const conditions = deletionConditions({ objects: {}, finalizers: {} });
    assert.deepEqual(
      conditions.slice(3).map((c) => [c.type, c.status, c.reason, c.message]),
      [
        ['NamespaceContentRemaining', 'False', 'ContentRemoved', 'All content successfully removed'],
        [
          'NamespaceFinalizersRemaining',
          'False',
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        ],
      ],
    );
  });

  it('keep their time while their status stays', () => {
    const first = mergeConditions([], deletionConditions({ objects: { 'pods.': 2 }, finalizers: {} }), 't1');
    const second = mergeConditions(first, deletionConditions({ objects: { 'pods.': 1 }, finalizers: {} }), 't2');
    assert.equal(second[3]?.lastTransitionTime, 't1');
    assert.match(second[3]?.message ?? '', /has 1 resource/);
    const third = mergeConditions(second, deletionConditions({ objects: {}, finalizers: {} }), 't3');
    assert.equal(third[3]?.lastTransitionTime, 't3');
    assert.equal(third[0]?.lastTransitionTime, 't1');
  });
});

describe('a namespace that is going', () => {
  const { cluster, api: admin } = clusterForTests();
  const definition = (plural: string, kind: string, scope: string) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope,
      names: { plural, kind },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  });
  const isGone = (path: string) => until(`the end of ${path}`, async () => (await admin.get(path)).code === 404);
  /** The last two conditions, when there is content of as many kinds. */
  const remains = (path: string, kinds: number) =>
    until(`${kinds} kinds`, async () => {
      const { status } = (await admin.get(path)).body as unknown as Namespace;
      const [content, finalizers] = status?.conditions?.slice(3) ?? [];
      return content?.message?.split(' has ').length === kinds + 1 && [content, finalizers];
    });

  it('keeps what its pods live from until they are gone', async () => {
    const path = await makeNamespace(admin, 'going');
    await admin.post(`${path}/configmaps`, configMap('needed'));
    const spec = { containers: [{ name: 'c', image: 'nginx' }] };
    const metadata = { name: 'held', finalizers: ['example.com/hold'] };
    await admin.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
    await admin.delete(path);
    const conditions = await until('the conditions', async () => {
      const { status } = (await admin.get(path)).body as unknown as Namespace;
      return status?.conditions?.[3]?.status === 'True' && status.conditions;
    });
    assert.deepEqual(
      conditions.slice(3).map(({ message }) => message),
      [
        'Some resources are remaining: pods. has 1 resource instances',
        'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
      ],
    );
    assert.equal((await admin.get(`${path}/configmaps/needed`)).code, 200);
    await admin.patch(`${path}/pods/held`, { metadata: { finalizers: null } });
    await until('its end', async () => (await admin.get(path)).code === 404);
    assert.deepEqual(cluster.faults, []);
  });

  it('counts the objects of custom kinds as well, and each finalizer once for every object that has it', async () => {
    await admin.post(
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      definition('gadgets', 'Gadget', 'Namespaced'),
    );
    const gadgets = '/apis/example.com/v1/namespaces/going/gadgets';
    await until('the custom kind', async () => (await admin.get(gadgets)).code === 200);
    const path = await makeNamespace(admin, 'going');
    const held = (name: string, ...finalizers: string[]) => ({ metadata: { name, finalizers } });
    await admin.post(gadgets, { apiVersion: 'example.com/v1', kind: 'Gadget', ...held('g', 'example.com/hold') });
    for (const finalizers of [['example.com/hold'], ['example.com/hold', 'example.com/other']]) {
      const maps = `${path}/configmaps`;
      await admin.post(maps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        ...held(`c${finalizers.length}`, ...finalizers),
      });
    }
    const own = { ...(await admin.get(path)).body, spec: { finalizers: ['kubernetes', 'example.com/mine'] } };
    assert.equal((await admin.put(`${path}/finalize`, own)).code, 200);
    await admin.delete(path);
    const messages = (count: number) =>
      until(`${count} kinds`, async () => {
        const { status } = (await admin.get(path)).body as unknown as Namespace;
        const [remains, holds] = status?.conditions?.slice(3) ?? [];
        const kinds = remains?.message?.split(' has ').length ?? 0;
        return kinds === count + 1 && `${remains?.message}; ${holds?.message}`;
      });
    assert.equal(
      await messages(2),
      'Some resources are remaining: configmaps. has 2 resource instances, gadgets.example.com has 1 resource instances; ' +
        'Some content in the namespace has finalizers remaining: ' +
        'example.com/hold in 3 resource instances, example.com/other in 1 resource instances',
    );
    const release = { metadata: { finalizers: null } };
    for (const name of ['c1', 'c2']) await admin.patch(`${path}/configmaps/${name}`, release);
    await messages(1);
    await admin.patch(`${gadgets}/g`, release);
    await messages(0);
    const left = await until('the finalizer of somebody else alone', async () => {
      const { spec } = (await admin.get(path)).body as unknown as Namespace;
      return spec?.finalizers?.length === 1 && spec.finalizers;
    });
    assert.deepEqual(left, ['example.com/mine']);
    await admin.put(`${path}/finalize`, { ...(await admin.get(path)).body, spec: { finalizers: [] } });
    await until('its end', async () => (await admin.get(path)).code === 404);
    assert.deepEqual(cluster.faults, []);
  });

  it('does not touch objects of custom kinds that are in no namespace', async () => {
    const path = await makeNamespace(admin, 'beside');
    const kind = definition('planets', 'Planet', 'Cluster');
    await admin.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', kind);
    const planets = '/apis/example.com/v1/planets';
    await until('the custom kind', async () => (await admin.get(planets)).code === 200);
    const made = await admin.post(planets, {
      apiVersion: 'example.com/v1',
      kind: 'Planet',
      metadata: { name: 'earth', finalizers: ['example.com/hold'] },
    });
    assert.equal(made.code, 201, made.text);
    await admin.delete(path);
    await isGone(path);
    assert.equal((await admin.get(`${planets}/earth`)).body.metadata.deletionTimestamp, undefined);
    await admin.patch(`${planets}/earth`, { metadata: { finalizers: null } });
    assert.equal((await admin.delete(`${planets}/earth`)).code, 200);
    assert.deepEqual(cluster.faults, []);
  });

  it('looks at the rest when its pods have gone at once', async () => {
    const path = await makeNamespace(admin, 'unscheduled');
    const spec = { containers: [{ name: 'c', image: 'nginx' }], nodeSelector: { no: 'node' } };
    await admin.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pending' }, spec });
    await admin.post(`${path}/configmaps`, configMap('held', {}, { finalizers: ['example.com/hold'] }));
    await admin.post(`${path}/secrets`, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'lost' } });
    await admin.delete(path);
    const [content] = await remains(path, 1);
    assert.equal(content?.message, 'Some resources are remaining: configmaps. has 1 resource instances');
    for (const name of ['pods/pending', 'secrets/lost']) assert.equal((await admin.get(`${path}/${name}`)).code, 404);
    await admin.patch(`${path}/configmaps/held`, { metadata: { finalizers: null } });
    await isGone(path);
  });

  it('stays, empty, for a finalizer of its own', async () => {
    const path = await makeNamespace(admin, 'held');
    await admin.post(`${path}/configmaps`, configMap('content'));
    await admin.patch(path, { metadata: { finalizers: ['example.com/hold'] } });
    await admin.delete(path);
    const left = await until('the end of its content', async () => {
      const { body } = await admin.get(path);
      const { spec } = body as unknown as Namespace;
      return (spec?.finalizers ?? []).length === 0 && (body as unknown as Namespace);
    });
    assert.equal(left.status?.phase, 'Terminating');
    assert.deepEqual(
      left.status?.conditions?.map(({ status }) => status),
      ['False', 'False', 'False', 'False', 'False'],
    );
    assert.equal((await admin.get(`${path}/configmaps/content`)).code, 404);
    // a change of it is nothing to do any more
    assert.equal((await admin.patch(path, { metadata: { labels: { a: 'b' } } })).code, 200);
    const other = await makeNamespace(admin, 'after-it');
    await admin.delete(other);
    await isGone(other);
    assert.deepEqual((await admin.get(path)).body.metadata.finalizers, ['example.com/hold']);
    await admin.patch(path, { metadata: { finalizers: null } });
    await isGone(path);
    assert.deepEqual(cluster.faults, []);
  });

  it('waits for pods that take their time, which no finalizer holds', async () => {
    const path = await makeNamespace(admin, 'slow');
    const spec = { containers: [{ name: 'c', image: 'nginx', lifecycle: { preStop: { sleep: { seconds: 25 } } } }] };
    await admin.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'slow' }, spec });
    const pod = `${path}/pods/slow`;
    await until('the pod runs', async () => {
      const { status } = (await admin.get(pod)).body as unknown as { status?: { phase?: string } };
      return status?.phase === 'Running';
    });
    await admin.delete(path);
    const [content, finalizers] = await remains(path, 1);
    assert.equal(content?.message, 'Some resources are remaining: pods. has 1 resource instances');
    assert.deepEqual([finalizers?.status, finalizers?.reason], ['False', 'ContentHasNoFinalizers']);
    await admin.delete(`${pod}?gracePeriodSeconds=0`);
    await isGone(path);
    assert.deepEqual(cluster.faults, []);
  });
});
