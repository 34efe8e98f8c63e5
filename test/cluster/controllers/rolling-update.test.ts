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
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: {},
    template,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
  },
});
const set = (name: string, replicas: number, available = replicas, max?: number): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name,
    creationTimestamp: '2026-01-01T00:00:00Z',
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
  ] as const) {
    it(`of ${replicas} with surge ${surge} and unavailable ${unavailable} goes between ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(fenceposts(deployment(replicas, surge, unavailable)), expected);
    });
  }

  it('grows the new set up to the surge', () => {
    assert.equal(newSetReplicas(deployment(10, 3, 2), [set('old', 10)], 0), 3);
    assert.equal(newSetReplicas(deployment(10, 3, 2), [set('old', 8), set('new', 5)], 5), 5);
    assert.equal(newSetReplicas(deployment(3, 1, 1), [], 0), 3);
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
