import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Deployment, ReplicaSet } from '../../../src/cluster/controllers/objects.js';
import {
  fenceposts,
  newSetReplicas,
  scaleDownOldSets,
  scaleProportionally,
} from '../../../src/cluster/controllers/rolling-update.js';

const template = { spec: { containers: [] } };
const deployment = (replicas: number, maxSurge: number | string, maxUnavailable: number | string): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: '1' },
  spec: {
    replicas,
    selector: {},
    template,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
  },
});
const recreate = (replicas: number): Deployment => {
  const { spec, ...rest } = deployment(replicas, 1, 1);
  return { ...rest, spec: { ...spec, strategy: { type: 'Recreate' } } };
};
const set = (name: string, replicas: number, available = replicas, max?: number, second = 0): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name,
    uid: '1',
    creationTimestamp: `2026-01-01T00:00:0${second}Z`,
    ...(max ? { annotations: { 'deployment.kubernetes.io/max-replicas': String(max) } } : {}),
  },
  spec: { replicas, selector: {}, template },
  status: { availableReplicas: available },
});
const names = (scalings: { set: ReplicaSet; replicas: number }[]) =>
  Object.fromEntries(scalings.map(({ set: s, replicas }) => [s.metadata.name, replicas]));

describe('the arithmetic of a rollout', () => {
  for (const [replicas, surge, unavailable, expected] of [
    [10, '25%', '25%', { maxSurge: 3, maxUnavailable: 2 }],
    [1, '25%', '25%', { maxSurge: 1, maxUnavailable: 0 }],
    [4, 0, 0, { maxSurge: 0, maxUnavailable: 1 }],
    [2, 5, 5, { maxSurge: 5, maxUnavailable: 2 }],
    [0, '50%', '50%', { maxSurge: 0, maxUnavailable: 1 }],
    [4, 0, '50%', { maxSurge: 0, maxUnavailable: 2 }],
    [4, 1, 0, { maxSurge: 1, maxUnavailable: 0 }],
  ] as const) {
    it(`of ${replicas} with surge ${surge} and unavailable ${unavailable} goes between ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(fenceposts(deployment(replicas, surge, unavailable)), expected);
    });
  }

  it('of a deployment that recreates its pods has none above and none below', () => {
    assert.deepEqual(fenceposts(recreate(4)), { maxSurge: 0, maxUnavailable: 0 });
    assert.equal(newSetReplicas(recreate(4), [set('old', 4)], 0), 4);
  });

  it('counts one replica where none are named, and a quarter of them above and below', () => {
    const { spec, ...rest } = deployment(1, 1, 0);
    const { replicas: _, strategy: __, ...bare } = spec;
    assert.deepEqual(fenceposts({ ...rest, spec: { ...bare, replicas: 8 } }), { maxSurge: 2, maxUnavailable: 2 });
    const one = { ...rest, spec: bare };
    const { spec: setSpec, ...setRest } = set('old', 1);
    const { replicas: ___, ...unsized } = setSpec;
    const old = { ...setRest, spec: unsized };
    assert.equal(newSetReplicas(one, [old], 0), 1);
    assert.deepEqual(names(scaleDownOldSets(one, [old], set('new', 1, 1))), { old: 0 });
    assert.deepEqual(names(scaleProportionally(one, [set('web', 3)], undefined)), { web: 1 });
  });

  it('grows the new set up to the surge', () => {
    assert.equal(newSetReplicas(deployment(10, 3, 2), [set('old', 10)], 0), 3);
    assert.equal(newSetReplicas(deployment(10, 3, 2), [set('old', 8), set('new', 5)], 5), 5);
    assert.equal(newSetReplicas(deployment(3, 1, 1), [], 0), 3);
    assert.equal(newSetReplicas(deployment(3, 1, 1), [set('old', 4), set('new', 2)], 2), 2);
    assert.equal(newSetReplicas(deployment(3, 5, 1), [set('old', 1), set('new', 1)], 1), 3);
  });

  it('shrinks old sets down to what must stay available', () => {
    assert.deepEqual(names(scaleDownOldSets(deployment(10, 3, 2), [set('old', 10)], set('new', 3, 0))), { old: 8 });
    assert.deepEqual(names(scaleDownOldSets(deployment(10, 3, 2), [set('old', 8)], set('new', 5, 5))), { old: 3 });
    assert.deepEqual(names(scaleDownOldSets(deployment(10, 0, 0), [set('old', 10)], set('new', 0, 0))), { old: 9 });
  });

  it('lets pods that serve nobody go first', () => {
    const old = [set('broken', 4, 0), set('sound', 6, 6)];
    assert.deepEqual(names(scaleDownOldSets(deployment(6, 1, 0), old, set('new', 1, 1))), { broken: 0, sound: 5 });
  });

  it('shrinks the oldest set first, whatever its place in the list', () => {
    const [older, younger] = [set('z', 3, 3, undefined, 1), set('a', 3, 3, undefined, 2)];
    for (const old of [
      [older, younger],
      [younger, older],
    ]) {
      assert.deepEqual(names(scaleDownOldSets(deployment(6, 1, 1), old, set('new', 0))), { z: 2 });
      assert.deepEqual(names(scaleDownOldSets(deployment(6, 1, 4), old, set('new', 0))), { z: 0, a: 2 });
    }
    const broken = [set('b', 2, 0, undefined, 1), set('a', 2, 0, undefined, 2), set('c', 4, 4, undefined, 3)];
    assert.deepEqual(names(scaleDownOldSets(deployment(6, 2, 1), broken, set('new', 0))), { b: 0, a: 1 });
  });

  it('goes by the pods that are wanted, where sets have more of them for a while', () => {
    // the set without replicas has two pods that end
    const ending = set('ending', 0, 2);
    assert.deepEqual(names(scaleDownOldSets(deployment(4, 1, 1), [ending, set('old', 4, 2)], set('new', 1, 1))), {
      old: 2,
    });
    // the old set has four available pods, of which two end: there is no room before the new pods are available
    assert.deepEqual(names(scaleDownOldSets(deployment(4, 1, 1), [set('old', 2, 4)], set('new', 3, 1))), {});
    // a set with more pods than it wants gets no more by that
    const ended = [set('old', 2, 4), set('broken', 2, 0)];
    assert.deepEqual(names(scaleDownOldSets(deployment(6, 1, 1), ended, set('new', 2))), { broken: 0 });
    // three of six are available, of four wanted: only pods that serve nobody go
    assert.deepEqual(names(scaleDownOldSets(deployment(4, 2, 0), [set('old', 6, 3)], set('new', 0))), { old: 4 });
  });

  it('lets no pod go that serves before those are counted no more that go already', () => {
    const ending = set('ending', 2, 4, undefined, 2);
    assert.deepEqual(names(scaleDownOldSets(deployment(4, 1, 1), [ending], set('new', 3, 3))), {});
    assert.deepEqual(names(scaleDownOldSets(deployment(4, 1, 1), [set('old', 2)], set('new', 3, 3))), { old: 0 });
    // broken pods of an older set go, those of a younger one wait, too
    const [older, younger] = [set('older', 3, 0, undefined, 1), set('younger', 3, 0, undefined, 3)];
    assert.deepEqual(names(scaleDownOldSets(deployment(6, 3, 1), [older, ending, younger], set('new', 4, 4))), {
      older: 0,
    });
  });

  it('keeps as many old pods as the new set has that serve nobody yet', () => {
    const old = [set('broken', 2, 0), set('sound', 6, 6)];
    // eleven pods, of which eight must stay and three are new and not ready: none is to spare
    assert.deepEqual(names(scaleDownOldSets(deployment(8, 3, 0), old, set('new', 3, 0))), {});
    assert.deepEqual(names(scaleDownOldSets(deployment(8, 3, 0), old, set('new', 3, 2))), { broken: 0 });
  });

  it('shares a change of scale in the middle of a rollout', () => {
    const scaled = names(
      scaleProportionally(deployment(20, 3, 2), [set('old', 10, 10, 13), set('new', 3, 0, 13)], undefined),
    );
    assert.deepEqual(scaled, { old: 18, new: 5 });
  });

  it('takes shares of all sets in the middle of a rollout that shrinks, and all of them when none is wanted', () => {
    const sets = [set('old', 18, 18, 23), set('new', 5, 0, 23)];
    const [, newest] = sets;
    assert.deepEqual(names(scaleProportionally(deployment(10, 3, 2), sets, newest)), { old: 10, new: 3 });
    assert.deepEqual(names(scaleProportionally(deployment(0, 3, 2), sets, newest)), { old: 0, new: 0 });
    assert.deepEqual(names(scaleProportionally(deployment(20, 3, 2), sets, newest)), {});
    const others = [set('old', 18, 18, 10), set('new', 5, 0, 10)];
    assert.deepEqual(names(scaleProportionally(deployment(20, 3, 2), others, newest)), {});
  });

  it('gives the leftover to the largest set, of equal ones to the newer when growing and to the older when shrinking', () => {
    const each = (replicas: number, ...sets: ReplicaSet[]) => {
      const there = names(scaleProportionally(deployment(replicas, 0, 1), sets, undefined));
      assert.deepEqual(names(scaleProportionally(deployment(replicas, 0, 1), sets.toReversed(), undefined)), there);
      return there;
    };
    const equal = [set('a', 5, 5, 10, 1), set('b', 5, 5, 10, 2)];
    assert.deepEqual([each(11, ...equal), each(9, ...equal)], [{ b: 6 }, { a: 4 }]);
    const three = [set('a', 3, 3, 9, 1), set('b', 3, 3, 9, 2), set('c', 3, 3, 9, 3)];
    assert.deepEqual(
      [each(11, ...three), each(7, ...three)],
      [
        { b: 4, c: 4 },
        { a: 2, b: 2 },
      ],
    );
    const oldest = [set('a', 4, 4, 10, 1), set('b', 3, 3, 10, 2), set('c', 3, 3, 10, 3)];
    const newest = [set('a', 3, 3, 10, 1), set('b', 3, 3, 10, 2), set('c', 4, 4, 10, 3)];
    assert.deepEqual([each(11, ...oldest), each(9, ...newest)], [{ a: 5 }, { c: 3 }]);
  });

  it('takes the size before from the annotation of a set, else from the status, else from its pods', () => {
    const scaled = (status: number | undefined, ...max: (number | undefined)[]) => {
      const of = { ...deployment(20, 0, 1), ...(status === undefined ? {} : { status: { replicas: status } }) };
      return names(scaleProportionally(of, [set('a', 8, 8, max[0]), set('b', 2, 2, max[1])], undefined));
    };
    assert.deepEqual(scaled(16, 10, 10), { a: 16, b: 4 });
    assert.deepEqual(scaled(20, undefined, undefined), { a: 18 });
    assert.deepEqual(scaled(undefined, undefined, undefined), { a: 16, b: 4 });
    assert.deepEqual(scaled(0, undefined, 20), { a: 18 });
  });

  it('gives the whole change of scale to the one set that has pods', () => {
    const sets = [set('old', 3), set('empty', 0)];
    assert.deepEqual(names(scaleProportionally(deployment(5, 1, 1), sets, undefined)), { old: 5 });
    assert.deepEqual(names(scaleProportionally(deployment(3, 1, 1), sets, undefined)), {});
    assert.deepEqual(names(scaleProportionally(deployment(5, 1, 1), [set('a', 0), set('b', 0)], set('b', 0))), {
      b: 5,
    });
  });

  it('counts no pod as available of a set that has no status yet', () => {
    const { status: _, ...fresh } = set('new', 3);
    assert.deepEqual(names(scaleDownOldSets(deployment(10, 3, 2), [set('old', 10)], fresh)), { old: 8 });
  });

  it('ends every rollout, never below and never above the limits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 8 }),
        (n, surge, unavailable) => {
          const d = deployment(n, surge, unavailable);
          const limits = fenceposts(d);
          let old = n;
          let fresh = 0;
          for (let step = 0; old > 0 || fresh < n; step++) {
            assert.ok(step < 200, 'the rollout does not end');
            fresh = newSetReplicas(d, [set('old', old), set('new', fresh)], fresh);
            assert.ok(old + fresh <= n + limits.maxSurge, `${old} + ${fresh} of ${n}`);
            const [change] = scaleDownOldSets(d, [set('old', old)], set('new', fresh));
            old = change?.replicas ?? old;
            assert.ok(old + fresh >= n - limits.maxUnavailable, `${old} + ${fresh} of ${n}`);
          }
        },
      ),
    );
  });
});
