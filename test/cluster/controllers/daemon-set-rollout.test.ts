/** The pods of a daemon set that are replaced, and those that are too many on a node. */
import assert from 'node:assert/strict';
import { type DaemonSet, hashLabel, statusOf } from '../../../src/cluster/controllers/daemon-set-pods.js';
import { allowsSurge, rollout, surplusPods } from '../../../src/cluster/controllers/daemon-set-rollout.js';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

const now = new Date('2026-01-01T01:00:00Z');
const set = (rollingUpdate: object, { type = 'RollingUpdate', minReadySeconds = 0 } = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'd', uid: '1' },
  spec: {
    selector: {},
    template: { spec: { containers: [] } },
    minReadySeconds,
    updateStrategy: { type, rollingUpdate },
  },
});
/** A pod that is ready since a time in the hour before. */
const pod = (name: string, hash: string, ready = '00:00', made = ready): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, uid: '1', labels: { [hashLabel]: hash }, creationTimestamp: `2026-01-01T${made}:00Z` },
  spec: { containers: [], nodeName: 'n' },
  status: {
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: `2026-01-01T${ready}:00Z` }],
  },
});
/** A pod that is not ready. */
const idle = (name: string, hash: string): Pod => ({ ...pod(name, hash), status: { conditions: [] } });
const namesOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name);
const step = (of: DaemonSet, byNode: Record<string, Pod[]>) => {
  const { remove, create } = rollout(of, new Map(Object.entries(byNode)), 'new', now);
  return { remove: namesOf(remove), create };
};

describe('the rollout of a daemon set', () => {
  it('replaces as many as may be missing, and at once those that serve nobody', () => {
    const nodes = { a: [pod('a', 'old')], b: [idle('b', 'old')], c: [pod('c', 'old')] };
    assert.deepEqual(step(set({ maxUnavailable: 1, maxSurge: 0 }), nodes), { remove: ['b'], create: [] });
    assert.deepEqual(step(set({ maxUnavailable: 2, maxSurge: 0 }), nodes), { remove: ['b', 'a'], create: [] });
    assert.deepEqual(step(set({ maxUnavailable: 0 }), { c: nodes.c, d: [pod('d', 'new')] }), {
      remove: ['c'],
      create: [],
    });
    assert.deepEqual(step(set({}), { c: nodes.c, d: [] }), { remove: [], create: [] });
  });

  it('without a surge leaves a node alone that has an old and a new one, and counts it as missing', () => {
    const nodes = { a: [pod('a', 'old'), pod('a2', 'new')], b: [pod('b', 'old')] };
    assert.deepEqual(step(set({ maxUnavailable: 1 }), nodes), { remove: [], create: [] });
    assert.deepEqual(step(set({ maxUnavailable: 2 }), nodes), { remove: ['b'], create: [] });
  });

  it('rounds a share of the nodes up', () => {
    const nodes = { a: [pod('a', 'old')], b: [pod('b', 'old')], c: [pod('c', 'old')] };
    assert.deepEqual(step(set({ maxUnavailable: '50%' }), nodes).remove, ['a', 'b']);
    assert.deepEqual(step(set({ maxUnavailable: 0, maxSurge: '34%' }), nodes).create, ['a', 'b']);
  });

  it('counts a pod that is going as missing, and does not remove it again', () => {
    const going = pod('a', 'old');
    going.metadata.deletionTimestamp = now.toISOString();
    assert.deepEqual(step(set({ maxUnavailable: 1 }), { a: [going], b: [pod('b', 'old')] }).remove, []);
    assert.deepEqual(step(set({ maxUnavailable: 2 }), { a: [going], b: [pod('b', 'old')] }).remove, ['b']);
  });

  it('replaces one at a time where nothing is said of it', () => {
    const nodes = { a: [pod('a', 'old')], b: [pod('b', 'old')] };
    const { spec, ...rest } = set({});
    const { updateStrategy: _, ...bare } = spec;
    const rolling = { ...bare, updateStrategy: { type: 'RollingUpdate' } };
    for (const of of [bare, rolling])
      assert.deepEqual(step({ ...rest, spec: of }, nodes), { remove: ['a'], create: [] });
  });

  it('waits until a pod has been ready for as long as it must', () => {
    const nodes = { a: [pod('a', 'new', '00:59')], b: [pod('b', 'old')] };
    assert.deepEqual(step(set({}, { minReadySeconds: 61 }), nodes).remove, []);
    assert.deepEqual(step(set({}, { minReadySeconds: 60 }), nodes).remove, ['b']);
    const { minReadySeconds: _, ...atOnce } = set({}).spec;
    assert.deepEqual(step({ ...set({}), spec: atOnce }, nodes).remove, ['b']);
    // one that is ready serves at once where no time is said: it is not replaced beyond the limit
    const both = { a: [pod('a', 'old', '00:59')], b: [pod('b', 'old', '00:59')] };
    assert.deepEqual(step({ ...set({}), spec: atOnce }, both).remove, ['a']);
  });

  it('leaves all as they are until somebody deletes them, with OnDelete', () => {
    const nodes = { a: [pod('a', 'old')], b: [idle('b', 'old')] };
    assert.deepEqual(step(set({ maxSurge: 1 }, { type: 'OnDelete' }), nodes), { remove: [], create: [] });
    assert.equal(allowsSurge(set({ maxSurge: 1 }, { type: 'OnDelete' })), false);
    assert.equal(allowsSurge(set({})), false);
  });

  it('with a surge makes the new one first, and removes the old one when the new is available', () => {
    const c = [pod('c', 'old'), idle('c2', 'new')];
    const nodes = { a: [pod('a', 'old')], b: [pod('b', 'old'), pod('b2', 'new')], c };
    assert.deepEqual(step(set({ maxUnavailable: 0, maxSurge: '50%' }), nodes), { remove: ['b'], create: ['a'] });
    assert.deepEqual(step(set({}), { a: [pod('a', 'new')] }), { remove: [], create: [] });
  });

  it('makes no more new ones than the surge, whichever nodes have one already', () => {
    const [fresh, both] = [[pod('a', 'old')], [pod('c', 'old'), idle('c2', 'new')]];
    const none = { remove: [], create: [] };
    assert.deepEqual(step(set({ maxUnavailable: 0, maxSurge: 1 }), { a: fresh, c: both }), none);
    assert.deepEqual(step(set({ maxUnavailable: 0, maxSurge: 1 }), { c: both, a: fresh }), none);
    assert.deepEqual(step(set({ maxUnavailable: 0, maxSurge: 2 }), { a: fresh, c: both }).create, ['a']);
  });

  it('with a surge gives a pod that serves nobody its successor beyond the surge, and removes it then', () => {
    const broken = { a: [idle('a', 'old')], b: [idle('b', 'old')], c: [pod('c', 'old')], d: [pod('d', 'old')] };
    assert.deepEqual(step(set({ maxSurge: 1 }), broken), { remove: [], create: ['a', 'b', 'c'] });
    assert.deepEqual(step(set({ maxSurge: 1 }), { a: [idle('a', 'old'), idle('a2', 'new')] }).remove, ['a']);
  });
});

describe('pods that are too many on a node', () => {
  const [first, second] = [pod('b', 'old', '00:00'), pod('a', 'old', '00:10')];
  const third = pod('c', 'new', '00:20');

  it('are all but the oldest', () => {
    assert.deepEqual(namesOf(surplusPods(set({}), [third, second, first], 'new')), ['a', 'c']);
    assert.deepEqual(namesOf(surplusPods(set({ maxSurge: 1 }, { type: 'OnDelete' }), [second, first], 'new')), ['a']);
    assert.deepEqual(surplusPods(set({}), [first], 'new'), []);
  });

  it('of equal age are those whose names come later, and one that no node has goes first', () => {
    const twin = pod('c', 'old', '00:00');
    assert.deepEqual(namesOf(surplusPods(set({}), [first, twin], 'new')), ['c']);
    assert.deepEqual(namesOf(surplusPods(set({}), [twin, first], 'new')), ['c']);
    assert.deepEqual(namesOf(surplusPods(set({}), [{ ...first, spec: { containers: [] } }, second], 'new')), ['b']);
  });

  it('with a surge are all but the oldest of each template', () => {
    const surge = set({ maxSurge: '1%' });
    assert.ok(allowsSurge(surge));
    const later = pod('d', 'new', '00:30');
    assert.deepEqual(namesOf(surplusPods(surge, [later, third, second, first], 'new')), ['a', 'd']);
    assert.deepEqual(surplusPods(surge, [third, first], 'new'), []);
  });
});

describe('the status of a daemon set', () => {
  const node = (name: string, taints: object[] = []) =>
    ({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { taints } }) as unknown as Node;

  it('counts the oldest pod of each node, and pods where none should be', () => {
    const nodes = [
      node('a'),
      node('b'),
      node('c'),
      node('d'),
      node('e', [{ key: 'k', effect: 'NoSchedule' }]),
      node('g'),
    ];
    // one that is going counts as long as it has not ended
    const [going, gone] = [pod('ending', 'old', '00:00'), pod('gone', 'old', '00:00')];
    for (const { metadata } of [going, gone]) metadata.deletionTimestamp = now.toISOString();
    gone.status = { ...gone.status, phase: 'Failed' };
    const on: Record<string, Pod[]> = {
      a: [pod('a2', 'new', '00:30'), pod('a', 'old', '00:00')],
      b: [pod('b', 'new', '00:59', '00:00')],
      c: [idle('c', 'new')],
      d: [gone],
      e: [pod('e', 'new')],
      g: [going, idle('g', 'new')],
    };
    const of = { ...set({}, { minReadySeconds: 120 }), status: { collisionCount: 2 } };
    assert.deepEqual(
      statusOf(of, nodes, (name) => on[name] ?? [], 'new', now),
      {
        currentNumberScheduled: 4,
        numberMisscheduled: 1,
        desiredNumberScheduled: 5,
        numberReady: 3,
        observedGeneration: 0,
        updatedNumberScheduled: 2,
        numberAvailable: 2,
        numberUnavailable: 3,
        collisionCount: 2,
      },
    );
    const empty = [node('f', [{ key: 'k', effect: 'NoSchedule' }])];
    assert.deepEqual(
      statusOf(set({}), empty, () => [], 'new', now),
      {
        currentNumberScheduled: 0,
        numberMisscheduled: 0,
        desiredNumberScheduled: 0,
        numberReady: 0,
        observedGeneration: 0,
      },
    );
    const { minReadySeconds: _, ...bare } = set({}).spec;
    const { numberAvailable } = statusOf({ ...set({}), spec: bare }, [node('a')], () => [pod('a', 'new')], 'new', now);
    assert.equal(numberAvailable, 1);
    const { metadata, ...rest } = set({});
    const seen = statusOf({ ...rest, metadata: { ...metadata, generation: 3 } }, [node('a')], () => [gone], 'new', now);
    assert.deepEqual(seen, {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 1,
      numberReady: 0,
      observedGeneration: 3,
      numberUnavailable: 1,
    });
  });
});
