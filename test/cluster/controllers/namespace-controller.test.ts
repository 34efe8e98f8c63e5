import assert from 'node:assert/strict';
import { deletionConditions, mergeConditions } from '../../../src/cluster/controllers/namespace-controller.js';
import type { Namespace } from '../../../src/cluster/controllers/objects.js';
import { adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the conditions of a namespace that is going', () => {
  it('name what remains and what it waits for', () => {
    const conditions = deletionConditions({
      objects: { 'pods.': 2, 'deployments.apps': 1 },
      finalizers: { 'example.com/hold': 1 },
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
      'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    );
  });

  it('say so when nothing remains', () => {
    const reasons = deletionConditions({ objects: {}, finalizers: {} }).map((c) => c.reason);
    assert.deepEqual(reasons.slice(3), ['ContentRemoved', 'ContentHasNoFinalizers']);
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
  it('keeps what its pods live from until they are gone', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
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
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
