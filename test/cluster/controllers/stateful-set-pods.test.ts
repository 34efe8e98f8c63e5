/** The pods of a stateful set: their contents, the next step, and the status. */
import assert from 'node:assert/strict';
import type { ControllerRevision } from '../../../src/cluster/controllers/controller-revisions.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import {
  isScaledAway,
  nextStep,
  ordinalOf,
  podOf,
  revisionFor,
  revisionLabel,
  type StatefulSet,
  statusOf,
} from '../../../src/cluster/controllers/stateful-set-pods.js';
import { hasEnded } from '../../../src/kube/pod-phase.js';

const now = new Date('2026-01-01T01:00:00Z');
const template = { spec: { containers: [] } };
const set = (spec: Partial<StatefulSet['spec']> = {}): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', namespace: 'lab', uid: 'u', generation: 4 },
  spec: { replicas: 3, selector: {}, template, ...spec },
});
interface PodOptions {
  revision?: string;
  phase?: string;
  /** The minute since which it is ready; none when it is not. */
  ready?: number | undefined;
  going?: boolean;
}
const pod = (ordinal: number, { revision = 'new', phase = 'Running', ready, going }: PodOptions): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `web-${ordinal}`,
    uid: '1',
    labels: { [revisionLabel]: revision },
    ...(going ? { deletionTimestamp: now.toISOString() } : {}),
  },
  spec: { containers: [] },
  status: {
    phase,
    conditions:
      ready === undefined
        ? []
        : [
            {
              type: 'Ready',
              status: 'True',
              lastTransitionTime: `2026-01-01T00:${String(ready).padStart(2, '0')}:00Z`,
            },
          ],
  },
});
/** A pod that serves since the hour began. */
const sound = (ordinal: number, more: PodOptions = {}): Pod => pod(ordinal, { ready: 0, ...more });
const idle = (ordinal: number, more: PodOptions = {}): Pod => pod(ordinal, more);
const ordinals = (pods: readonly Pod[]): (number | undefined)[] => pods.map((one) => ordinalOf(set(), one));
/** The ordinals that are made and those that are removed. */
const step = (spec: Partial<StatefulSet['spec']>, pods: readonly Pod[]) => {
  const { create, remove, ...rest } = nextStep(set(spec), pods, 'new', now);
  return { create, remove: ordinals(remove), ...rest };
};
const nothing = { create: [], remove: [] };
const parallel = { podManagementPolicy: 'Parallel' };

describe('the next step of a stateful set', () => {
  it('makes the first pod that is missing, once all before it serve', () => {
    assert.deepEqual(step({}, []), { create: [0], remove: [] });
    assert.deepEqual(step({}, [sound(0)]), { create: [1], remove: [] });
    assert.deepEqual(step({}, [sound(0), sound(2)]), { create: [1], remove: [] });
    assert.deepEqual(step({}, [idle(0)]), nothing);
    assert.deepEqual(step({}, [sound(0, { going: true })]), nothing);
    assert.deepEqual(step({}, [sound(0), sound(1), sound(2)]), nothing);
  });

  it('makes one pod where no number is named', () => {
    const { replicas: _, ...spec } = set().spec;
    const one = { ...set(), spec };
    assert.deepEqual(nextStep(one, [], 'new', now).create, [0]);
    assert.deepEqual(nextStep(one, [sound(0)], 'new', now).create, []);
  });

  it('makes all that are missing at once where they start in parallel', () => {
    assert.deepEqual(step(parallel, []), { create: [0, 1, 2], remove: [] });
    assert.deepEqual(step(parallel, [idle(1)]), { create: [0, 2], remove: [] });
    assert.deepEqual(step(parallel, [sound(1, { going: true })]), { create: [0, 2], remove: [] });
    // nor does one that serves not for long enough hold them up
    const young = { minReadySeconds: 90, updateStrategy: { type: 'OnDelete' }, ...parallel };
    assert.deepEqual(step(young, [pod(0, { ready: 59 }), sound(1), sound(2)]), nothing);
  });

  it('begins with the ordinal that it is told to, and takes away those before it', () => {
    const from5 = { ordinals: { start: 5 }, replicas: 2 };
    assert.deepEqual(step(from5, []), { create: [5], remove: [] });
    assert.deepEqual(step(from5, [sound(5)]), { create: [6], remove: [] });
    assert.deepEqual(step(from5, [sound(4), sound(5), sound(6), sound(7)]), { create: [], remove: [7] });
    assert.deepEqual(step(from5, [sound(4), sound(5), sound(6)]), { create: [], remove: [4] });
  });

  it('removes a pod that has ended, and makes none after it meanwhile', () => {
    for (const phase of ['Failed', 'Succeeded']) {
      assert.deepEqual(step({}, [idle(0, { phase })]), { create: [], remove: [0] });
      assert.deepEqual(step(parallel, [idle(0, { phase })]), { create: [1, 2], remove: [0] });
      // it is going by now
      assert.deepEqual(step({}, [idle(0, { phase, going: true })]), nothing);
    }
    const { status: _, ...unseen } = idle(0);
    assert.deepEqual([hasEnded(idle(0)), hasEnded(unseen)], [false, false]);
  });

  it('takes away one after the other, the last first, and waits for the end of each', () => {
    const four = [0, 1, 2, 3].map((ordinal) => sound(ordinal));
    assert.deepEqual(step({ replicas: 1 }, four), { create: [], remove: [3] });
    assert.deepEqual(step({ replicas: 1 }, four.toReversed()), { create: [], remove: [3] });
    assert.deepEqual(step({ replicas: 1 }, [...four.slice(0, 3), sound(3, { going: true })]), nothing);
    assert.deepEqual(step({ replicas: 1, ...parallel }, four), { create: [], remove: [3, 2, 1] });
    const going = [...four.slice(0, 3), sound(3, { going: true })];
    assert.deepEqual(step({ replicas: 1, ...parallel }, going), { create: [], remove: [2, 1] });
  });

  it('takes none away before those that stay serve, nor behind one that goes and does not serve', () => {
    assert.deepEqual(step({ replicas: 1 }, [idle(0), sound(1)]), nothing);
    assert.deepEqual(step({ replicas: 1 }, [sound(0), sound(1), idle(2)]), { create: [], remove: [2] });
    assert.deepEqual(step({ replicas: 1 }, [sound(0), idle(1), sound(2)]), { create: [], remove: [2] });
    assert.deepEqual(step({ replicas: 1 }, [sound(0), idle(1), idle(2)]), nothing);
    assert.deepEqual(step({ replicas: 1 }, [sound(0), idle(1)]), { create: [], remove: [1] });
    assert.deepEqual(step({ replicas: 1 }, [sound(0), idle(1), sound(2), idle(3)]), nothing);
    assert.deepEqual(step({ replicas: 0 }, [sound(0), idle(1)]), { create: [], remove: [1] });
    assert.deepEqual(step({ replicas: 1, ...parallel }, [sound(0), idle(1), idle(2)]), { create: [], remove: [2, 1] });
  });

  it('replaces the last pod of an older template first, and goes on when it serves', () => {
    const old = { revision: 'old' };
    assert.deepEqual(step({}, [sound(0, old), sound(1, old), sound(2, old)]), { create: [], remove: [2] });
    assert.deepEqual(step({}, [sound(0, old), sound(1, old), sound(2)]), { create: [], remove: [1] });
    assert.deepEqual(step(parallel, [sound(0, old), sound(1, old), idle(2)]), nothing);
    assert.deepEqual(step(parallel, [sound(0, old), sound(1, old), sound(2, { ...old, going: true })]), nothing);
    // one that does not serve is replaced, too
    assert.deepEqual(step(parallel, [sound(0, old), idle(1, old), sound(2)]), { create: [], remove: [1] });
  });

  it('replaces none below the partition, which counts from the first ordinal', () => {
    const pods = [5, 6, 7].map((ordinal) => sound(ordinal, { revision: 'old' }));
    const part = (partition: number) => ({
      ordinals: { start: 5 },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } },
    });
    assert.deepEqual(step(part(2), pods), { create: [], remove: [7] });
    assert.deepEqual(step(part(2), [...pods.slice(0, 2), sound(7)]), nothing);
    assert.deepEqual(step(part(3), pods), nothing);
    assert.deepEqual(step(part(0), [...pods.slice(0, 1), sound(6), sound(7)]), { create: [], remove: [5] });
  });

  it('replaces none before scaling is done, and none at all with OnDelete', () => {
    const old = [0, 1, 2].map((ordinal) => sound(ordinal, { revision: 'old' }));
    assert.deepEqual(step({ replicas: 4, ...parallel }, old), { create: [3], remove: [] });
    const [first, ...others] = old;
    assert.ok(first);
    assert.deepEqual(step(parallel, others), { create: [0], remove: [] });
    const bare = { ...first, metadata: { name: 'web-0', uid: '1' } };
    assert.deepEqual(step({ replicas: 1 }, [bare]), { create: [], remove: [0] });
    assert.deepEqual(step({ replicas: 1, updateStrategy: { type: 'RollingUpdate' } }, [bare]).remove, [0]);
    assert.deepEqual(step({ replicas: 2, ...parallel }, old), { create: [], remove: [2] });
    assert.deepEqual(step({ updateStrategy: { type: 'OnDelete' } }, old), nothing);
  });

  it('looks again when the first of its pods has served for long enough', () => {
    const young = [pod(0, { ready: 59 }), pod(1, { ready: 58 })];
    assert.deepEqual(step({ minReadySeconds: 90 }, young), { create: [], remove: [], wait: 30_000 });
    assert.deepEqual(step({ minReadySeconds: 60 }, young), { create: [2], remove: [] });
    const condemned = { minReadySeconds: 180, replicas: 0 };
    assert.deepEqual(step(condemned, young), { create: [], remove: [], wait: 60_000 });
    // a pod that is going is not waited for by the clock
    assert.deepEqual(step({ minReadySeconds: 90 }, [pod(0, { ready: 59, going: true })]), nothing);
  });
});

describe('the template of a new pod of a stateful set', () => {
  const of = (updateStrategy: StatefulSet['spec']['updateStrategy'], ordinal: number, start?: number) =>
    revisionFor(
      set({ ...(updateStrategy ? { updateStrategy } : {}), ...(start ? { ordinals: { start } } : {}) }),
      ordinal,
      {
        current: 'current',
        update: 'update',
      },
    );
  it('is the newest, below the partition the one before', () => {
    const rollingUpdate = { partition: 2 };
    assert.deepEqual(
      [of(undefined, 0), of({ rollingUpdate }, 1), of({ rollingUpdate }, 2)],
      ['update', 'current', 'update'],
    );
    assert.equal(of({ rollingUpdate: {} }, 0), 'update');
    assert.deepEqual([of({ rollingUpdate }, 6, 5), of({ rollingUpdate }, 7, 5)], ['current', 'update']);
    assert.equal(of({ type: 'OnDelete', rollingUpdate }, 0), 'update');
  });
});

describe('a pod of a stateful set', () => {
  const revision = (spec: object, metadata?: object): ControllerRevision => ({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: 'web-1', uid: '1' },
    revision: 1,
    data: {
      spec: { template: { ...(metadata ? { metadata } : {}), spec: { containers: [], ...spec }, $patch: 'replace' } },
    },
  });

  it('has the number behind the name of its set', () => {
    const named = (name: string) => ordinalOf(set(), { apiVersion: 'v1', kind: 'Pod', metadata: { name, uid: '1' } });
    assert.deepEqual([named('web-0'), named('web-12')], [0, 12]);
    for (const name of ['web', 'web-', 'web-x', 'web-1x', 'other-1', 'my-web-1', 'web-1-2', '0', 'abcd-12', '12345']) {
      assert.equal(named(name), undefined);
    }
  });

  it('is scaled away when its number is not asked for', () => {
    const away = (spec: Partial<StatefulSet['spec']>) => [4, 5, 6, 7].map((n) => isScaledAway(set(spec), sound(n)));
    assert.deepEqual(away({ ordinals: { start: 5 }, replicas: 2 }), [true, false, false, true]);
    assert.deepEqual(away({ ordinals: {}, replicas: 6 }), [false, false, true, true]);
    assert.deepEqual(away({ replicas: 6 }), [false, false, true, true]);
    const { replicas: _, ...spec } = set().spec;
    assert.deepEqual(
      [0, 1].map((n) => isScaledAway({ ...set(), spec }, sound(n))),
      [false, true],
    );
  });

  it('is named, labelled and owned by its set', () => {
    const metadata = { labels: { app: 'web' }, annotations: { note: 'n' }, finalizers: ['example.com/f'] };
    const made = podOf(set({ serviceName: 'all' }), 2, revision({ restartPolicy: 'Always' }, metadata));
    assert.deepEqual(made, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-2',
        generateName: 'web-',
        namespace: 'lab',
        labels: {
          app: 'web',
          'controller-revision-hash': 'web-1',
          'apps.kubernetes.io/pod-index': '2',
          'statefulset.kubernetes.io/pod-name': 'web-2',
        },
        annotations: { note: 'n' },
        finalizers: ['example.com/f'],
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'StatefulSet',
            name: 'web',
            uid: 'u',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: { containers: [], restartPolicy: 'Always', hostname: 'web-2', subdomain: 'all' },
    });
    const bare = podOf(set(), 0, revision({})) as Pod;
    assert.deepEqual(bare.spec, { containers: [], hostname: 'web-0' });
    assert.equal('annotations' in JSON.parse(JSON.stringify(bare.metadata)), false);
  });

  it('mounts claims of its own in the place of volumes of the same name', () => {
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } };
    const more = { ...claim, metadata: { name: 'more' } };
    const volumes = [
      { name: 'data', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ];
    const own = { name: 'data', persistentVolumeClaim: { claimName: 'data-web-1' } };
    const mounted = (spec: object) =>
      (podOf(set({ volumeClaimTemplates: [claim] }), 1, revision(spec)) as Pod).spec.volumes;
    assert.deepEqual(mounted({ volumes }), [own, volumes[1]]);
    assert.deepEqual(mounted({}), [own]);
    const two = podOf(set({ volumeClaimTemplates: [claim, more] }), 1, revision({ volumes })) as Pod;
    assert.deepEqual(
      two.spec.volumes?.map(({ name }) => name),
      ['data', 'more', 'tmp'],
    );
    assert.deepEqual((podOf(set(), 1, revision({ volumes })) as Pod).spec.volumes, volumes);
  });
});

describe('the status of a stateful set', () => {
  const status = (pods: readonly Pod[], spec: Partial<StatefulSet['spec']> = {}) =>
    statusOf(set(spec), pods, { current: 'old', update: 'new' }, now);
  const none = {
    observedGeneration: 4,
    replicas: 0,
    availableReplicas: 0,
    currentRevision: 'old',
    updateRevision: 'new',
    collisionCount: 0,
  };

  it('counts the pods by what they are made of and whether they serve', () => {
    const old = { revision: 'old' };
    const pods = [sound(0, old), idle(1, old), sound(2), pod(3, { ready: 59 })];
    assert.deepEqual(status(pods, { minReadySeconds: 90 }), {
      ...none,
      replicas: 4,
      readyReplicas: 3,
      availableReplicas: 2,
      currentReplicas: 2,
      updatedReplicas: 2,
    });
  });

  it('leaves out of those of a template what is going, and of those that serve what has ended', () => {
    const pods = [sound(0, { revision: 'old', going: true }), sound(1, { going: true }), sound(2, { phase: 'Failed' })];
    assert.deepEqual(status(pods), {
      ...none,
      replicas: 3,
      readyReplicas: 2,
      availableReplicas: 2,
      updatedReplicas: 1,
    });
  });

  it('has the newest template as the current one when all pods have it and serve', () => {
    const done = { currentRevision: 'new', currentReplicas: 2, updatedReplicas: 2, readyReplicas: 2 };
    const both = { replicas: 2, availableReplicas: 2 };
    assert.deepEqual(status([sound(0), sound(1)], { replicas: 2 }), { ...none, ...done, ...both });
    const current = (pods: readonly Pod[], spec: Partial<StatefulSet['spec']>) => status(pods, spec).currentRevision;
    // one is missing, or is more than is wanted
    for (const replicas of [3, 1]) assert.equal(current([sound(0), sound(1)], { replicas }), 'old');
    assert.equal(current([sound(0), idle(1)], { replicas: 2 }), 'old');
    assert.equal(current([sound(0), sound(1, { revision: 'old' })], { replicas: 2 }), 'old');
    assert.equal(current([sound(0)], { replicas: 1, updateStrategy: { type: 'OnDelete' } }), 'old');
    assert.equal(current([sound(0)], { replicas: 1, updateStrategy: { rollingUpdate: { partition: 0 } } }), 'new');
  });

  it('counts pods without labels, and of a set that has no generation yet', () => {
    const { generation: _, ...metadata } = set().metadata;
    const bare = { ...idle(0), metadata: { name: 'web-0', uid: '1' } };
    const seen = statusOf({ ...set(), metadata }, [bare], { current: 'old', update: 'new' }, now);
    assert.deepEqual(seen, { ...none, observedGeneration: 0, replicas: 1 });
  });

  it('keeps the count of collisions', () => {
    const of = { ...set(), status: { collisionCount: 2 } };
    assert.equal(statusOf(of, [], { current: 'old', update: 'new' }, now).collisionCount, 2);
  });
});
