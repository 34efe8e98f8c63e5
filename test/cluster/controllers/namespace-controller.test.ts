import assert from 'node:assert/strict';
import { deletionConditions, mergeConditions } from '../../../src/cluster/controllers/namespace-controller.js';

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
