import assert from 'node:assert/strict';
import { formatTime } from '../../../src/cluster/clock.js';
import {
  countedStatus,
  deploymentStatus,
  hasProgressDeadline,
  isComplete,
  progressDeadlineIn,
  setCondition,
  withProgressing,
} from '../../../src/cluster/controllers/deployment-status.js';
import type { Condition, Deployment, ReplicaSet } from '../../../src/cluster/controllers/objects.js';

const t0 = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(t0.getTime() + seconds * 1000);
const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: '1', generation: 2 },
  spec: { replicas: 2, selector: {}, template: { spec: { containers: [] } }, progressDeadlineSeconds: 600 },
};
const set = (ready: number): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web-abc', uid: '1' },
  spec: { replicas: 2, selector: {}, template: { spec: { containers: [] } } },
  status: { replicas: 2, readyReplicas: ready, availableReplicas: ready },
});
const created: Condition[] = setCondition(
  [],
  { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message: 'Created new replica set "web-abc"' },
  t0,
);

const begun: Deployment = { ...deployment, status: { conditions: created } };

describe('the status of a deployment', () => {
  it('counts, and leaves zeros out', () => {
    const fresh = set(0);
    const status = deploymentStatus(begun, [fresh], fresh, t0);
    assert.equal(status.replicas, 2);
    assert.equal(status.updatedReplicas, 2);
    assert.equal(status.unavailableReplicas, 2);
    assert.ok(!('readyReplicas' in status));
    assert.equal(status.observedGeneration, 2);
  });

  it('knows how many pods are ending when all its sets do', () => {
    const counting = (terminatingReplicas: number) => ({
      ...set(2),
      status: { ...set(2).status, terminatingReplicas },
    });
    assert.equal(deploymentStatus(begun, [counting(1), counting(2)], undefined, t0).terminatingReplicas, 3);
    assert.ok(!('terminatingReplicas' in deploymentStatus(begun, [counting(1), set(2)], undefined, t0)));
  });

  it('ends with Available and then Progressing, as kubectl shows them', () => {
    const fresh = set(2);
    const before = { ...begun, status: deploymentStatus(begun, [set(0)], set(0), t0) };
    const status = deploymentStatus(before, [fresh], fresh, later(3));
    assert.deepEqual(
      status.conditions?.map(({ type, status: s, reason, message }) => [type, s, reason, message]),
      [
        ['Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.'],
        ['Progressing', 'True', 'NewReplicaSetAvailable', 'ReplicaSet "web-abc" has successfully progressed.'],
      ],
    );
    // the condition held all the time, only its reason is new
    assert.equal(status.conditions?.[1]?.lastTransitionTime, '2026-01-01T00:00:00Z');
    assert.equal(status.conditions?.[1]?.lastUpdateTime, '2026-01-01T00:00:03Z');
  });

  it('counts a pod that is available as progress after it was ready, in the same condition', () => {
    const ready = { ...begun, status: { ...begun.status, replicas: 2, updatedReplicas: 2, readyReplicas: 1 } };
    const one = { ...set(1), status: { replicas: 2, readyReplicas: 1, availableReplicas: 1 } };
    const progressing = deploymentStatus(ready, [one], one, later(4)).conditions?.find((c) => c.type === 'Progressing');
    assert.deepEqual(
      [progressing?.reason, progressing?.lastTransitionTime, progressing?.lastUpdateTime],
      ['ReplicaSetUpdated', '2026-01-01T00:00:00Z', '2026-01-01T00:00:04Z'],
    );
  });

  it('begins no new rollout when pods of a finished one come back', () => {
    const finished = { ...begun, status: deploymentStatus(begun, [set(2)], set(2), t0) };
    const fewer = { ...finished, status: deploymentStatus(finished, [set(0)], set(0), later(10)) };
    const reasonOf = ({ status }: Deployment) => status?.conditions?.find((c) => c.type === 'Progressing')?.reason;
    assert.equal(reasonOf(fewer), 'NewReplicaSetAvailable');
    const status = deploymentStatus(fewer, [set(1)], set(1), later(20));
    assert.equal(reasonOf({ ...fewer, status }), 'NewReplicaSetAvailable');
  });

  it('begins a new rollout with the first pod of the new set', () => {
    const finished = { ...begun, status: deploymentStatus(begun, [set(2)], set(2), t0) };
    const fresh = { ...set(0), metadata: { name: 'web-new', uid: '1' }, status: { replicas: 1 } };
    const { conditions = [] } = deploymentStatus(
      { ...finished, status: { ...finished.status, updatedReplicas: 0 } },
      [set(2), fresh],
      fresh,
      later(9),
    );
    const progressing = conditions.find(({ type }) => type === 'Progressing');
    assert.deepEqual(
      [progressing?.reason, progressing?.message],
      ['ReplicaSetUpdated', 'ReplicaSet "web-new" is progressing.'],
    );
  });

  it('is complete with no pods where none are wanted', () => {
    const none = { ...deployment, spec: { ...deployment.spec, replicas: 0 } };
    assert.equal(isComplete(none, { observedGeneration: 2, conditions: [] }), true);
    assert.equal(isComplete(none, { observedGeneration: 1, conditions: [] }), false);
    assert.equal(isComplete(none, { observedGeneration: 2, replicas: 1, conditions: [] }), false);
  });

  it('is complete only when all its pods are new and available', () => {
    const counts = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, conditions: [] };
    assert.equal(isComplete(deployment, counts), true);
    for (const field of ['replicas', 'updatedReplicas', 'availableReplicas'] as const) {
      assert.equal(isComplete(deployment, { ...counts, [field]: 1 }), false, field);
      assert.equal(isComplete(deployment, { ...counts, [field]: 3 }), false, field);
    }
    const { observedGeneration: _, ...unobserved } = counts;
    assert.equal(isComplete(deployment, unobserved), false);
    const { generation: __, ...metadata } = deployment.metadata;
    assert.equal(isComplete({ ...deployment, metadata }, unobserved), true);
    const { replicas: ___, ...spec } = deployment.spec;
    const one = { ...counts, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
    assert.deepEqual(
      [isComplete({ ...deployment, spec }, one), isComplete({ ...deployment, spec }, counts)],
      [true, false],
    );
  });

  it('goes on when new pods come, old ones go, or one gets ready or available, and not otherwise', () => {
    const before = { replicas: 4, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, conditions: created };
    const reasonAfter = (change: { replicas?: number; fresh?: number; ready?: number; available?: number }) => {
      const { replicas = 4, fresh = 2, ready = 2, available = 2 } = change;
      const counts = { replicas: fresh, readyReplicas: ready, availableReplicas: available };
      const sets = [
        { ...set(0), metadata: { name: 'fresh', uid: '1' }, status: counts },
        { ...set(0), metadata: { name: 'old', uid: '1' }, status: { replicas: replicas - fresh } },
      ];
      const wanted = { ...begun, spec: { ...begun.spec, replicas: 6 }, status: before };
      const { conditions = [] } = deploymentStatus(wanted, sets, sets[0], later(5));
      return conditions.find(({ type }) => type === 'Progressing')?.reason;
    };
    const progress = 'ReplicaSetUpdated';
    assert.equal(reasonAfter({}), 'NewReplicaSetCreated');
    assert.equal(reasonAfter({ replicas: 5, fresh: 3 }), progress);
    assert.equal(reasonAfter({ replicas: 3 }), progress);
    assert.equal(reasonAfter({ ready: 3 }), progress);
    assert.equal(reasonAfter({ available: 3 }), progress);
    for (const less of [{ replicas: 5 }, { ready: 1 }, { available: 1 }, { replicas: 3, fresh: 1 }]) {
      assert.equal(reasonAfter(less), 'NewReplicaSetCreated', JSON.stringify(less));
    }
  });

  it('goes on when old pods go before there are new ones, down to none', () => {
    const reasonAfter = (before: number, after: number) => {
      const old = { ...set(0), status: after ? { replicas: after } : {} };
      const of = { ...begun, status: { conditions: created, replicas: before } };
      const { conditions = [] } = deploymentStatus(of, [old], undefined, later(5));
      return conditions.find(({ type }) => type === 'Progressing')?.reason;
    };
    assert.deepEqual([reasonAfter(2, 1), reasonAfter(2, 0)], ['ReplicaSetUpdated', 'ReplicaSetUpdated']);
    assert.equal(reasonAfter(2, 2), 'NewReplicaSetCreated');
  });

  it('begins with progress when nothing was counted before', () => {
    const one = { ...set(0), status: { replicas: 1 } };
    const { status: _, ...fresh } = deployment;
    const { conditions = [] } = deploymentStatus(fresh, [one], one, later(5));
    assert.deepEqual(
      conditions.map(({ type, reason }) => [type, reason]),
      [
        ['Available', 'MinimumReplicasUnavailable'],
        ['Progressing', 'ReplicaSetUpdated'],
      ],
    );
    // one that had run out of time goes on, and the condition holds anew
    const overdue = withProgressing(
      begun,
      { status: 'False', reason: 'ProgressDeadlineExceeded', message: '' },
      later(1),
    );
    const again = deploymentStatus(overdue, [one], one, later(5)).conditions?.at(-1);
    assert.deepEqual(
      [again?.type, again?.status, again?.reason, again?.lastTransitionTime],
      ['Progressing', 'True', 'ReplicaSetUpdated', formatTime(later(5))],
    );
    const none = deploymentStatus(overdue, [], undefined, later(5)).conditions?.find(
      ({ type }) => type === 'Progressing',
    );
    assert.equal(none?.reason, 'ProgressDeadlineExceeded');
  });

  it('renews the time of its progress with every step, and names the deployment where there is no new set', () => {
    const step = (of: Deployment, ready: number, seconds: number): Deployment => {
      const one = { ...set(0), status: { replicas: 2, readyReplicas: ready } };
      return { ...of, status: deploymentStatus(of, [one], one, later(seconds)) };
    };
    const times = (of: Deployment) => {
      const all = of.status?.conditions?.filter(({ type }) => type === 'Progressing') ?? [];
      return all.map((one) => [one.reason, one.lastTransitionTime, one.lastUpdateTime]);
    };
    const first = step(begun, 1, 3);
    assert.deepEqual(times(first), [['ReplicaSetUpdated', formatTime(t0), formatTime(later(3))]]);
    const second = step(first, 2, 9);
    assert.deepEqual(times(second), [['ReplicaSetUpdated', formatTime(t0), formatTime(later(9))]]);
    const available = second.status?.conditions?.find(({ type }) => type === 'Available');
    assert.equal(available?.lastTransitionTime, formatTime(later(3)));
    const others = first.status?.conditions?.map(({ type }) => type).sort();
    assert.deepEqual(others, ['Available', 'Progressing']);
    const old = { ...set(0), status: { replicas: 2, readyReplicas: 1 } };
    const nameless = deploymentStatus(begun, [old], undefined, later(1)).conditions ?? [];
    assert.equal(nameless.find(({ type }) => type === 'Progressing')?.message, 'Deployment "web" is progressing.');
  });

  it('counts the pods that are wanted and not there as unavailable, and keeps the count of collisions', () => {
    const { status: _, spec, ...rest } = set(0);
    const { replicas: __, ...unsized } = spec;
    const of = { ...begun, status: { ...begun.status, collisionCount: 3 } };
    const fresh = { ...rest, spec: unsized };
    const status = countedStatus(of, [set(1), fresh], fresh, t0);
    assert.deepEqual(
      [status.replicas, status.readyReplicas, status.availableReplicas, status.unavailableReplicas],
      [2, 1, 1, 2],
    );
    assert.deepEqual(
      [status.updatedReplicas, status.terminatingReplicas, status.collisionCount],
      [undefined, undefined, 3],
    );
    assert.equal('collisionCount' in countedStatus(begun, [], undefined, t0), false);
    assert.equal('terminatingReplicas' in countedStatus(begun, [fresh], fresh, t0), false);
    const more = { ...set(2), spec: { ...set(2).spec, replicas: 1 } };
    assert.equal('unavailableReplicas' in countedStatus(begun, [more], more, t0), false);
    const { generation: ___, ...metadata } = deployment.metadata;
    const { replicas: ____, ...one } = deployment.spec;
    const bare = countedStatus({ ...deployment, metadata, spec: one }, [set(1)], set(1), t0);
    assert.deepEqual([bare.observedGeneration, bare.conditions?.[0]?.status], [0, 'True']);
  });

  it('is available as long as no more are missing than may be', () => {
    const rollingUpdate = { maxUnavailable: 1, maxSurge: 0 };
    const of = { ...begun, spec: { ...begun.spec, strategy: { type: 'RollingUpdate', rollingUpdate } } };
    const holds = (available: number) =>
      countedStatus(of, [set(available)], set(available), t0).conditions?.find(({ type }) => type === 'Available')
        ?.status;
    assert.deepEqual([holds(0), holds(1), holds(2)], ['False', 'True', 'True']);
  });

  it('gets a condition of its progress beside the others', () => {
    const next = { status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' } as const;
    const { status: _, ...fresh } = deployment;
    assert.deepEqual(withProgressing(fresh, next, later(1)).status, {
      conditions: [
        {
          type: 'Progressing',
          ...next,
          lastUpdateTime: formatTime(later(1)),
          lastTransitionTime: formatTime(later(1)),
        },
      ],
    });
    const counted = { ...begun, status: { ...begun.status, replicas: 3 } };
    const { status } = withProgressing(counted, next, later(1));
    assert.deepEqual([status?.replicas, status?.conditions?.map(({ reason }) => reason)], [3, ['DeploymentPaused']]);
  });

  it('changes one condition among others, and its times with what has changed', () => {
    const available = { type: 'Available', status: 'False', reason: 'Few', message: '' } as const;
    const two = setCondition(created, available, later(1));
    assert.deepEqual(setCondition(two, { ...available, message: 'again' }, later(2)), two);
    const [kept, next] = setCondition(two, { ...available, reason: 'Fewer' }, later(3));
    assert.deepEqual(kept, created[0]);
    assert.deepEqual(
      [next?.reason, next?.lastTransitionTime, next?.lastUpdateTime],
      ['Fewer', '2026-01-01T00:00:01Z', '2026-01-01T00:00:03Z'],
    );
    const [, turned] = setCondition(two, { ...available, status: 'True' }, later(4));
    assert.equal(turned?.lastTransitionTime, '2026-01-01T00:00:04Z');
  });

  it('says so when the deadline passes without progress', () => {
    const stuck = { ...begun, status: deploymentStatus(begun, [set(0)], set(0), t0) };
    const conditions = stuck.status.conditions ?? [];
    assert.equal(progressDeadlineIn(stuck, conditions, later(1)), 599_000);
    const status = deploymentStatus(stuck, [set(0)], set(0), later(601));
    const progressing = status.conditions?.find((c) => c.type === 'Progressing');
    assert.equal(progressing?.status, 'False');
    assert.equal(progressing?.reason, 'ProgressDeadlineExceeded');
    assert.equal(progressing?.message, 'ReplicaSet "web-abc" has timed out progressing.');
  });

  it('has no deadline while it is paused', () => {
    assert.equal(
      progressDeadlineIn({ ...deployment, spec: { ...deployment.spec, paused: true } }, created, later(9999)),
      undefined,
    );
    const { progressDeadlineSeconds: _, ...spec } = deployment.spec;
    assert.equal(progressDeadlineIn({ ...deployment, spec }, created, later(9999)), undefined);
    assert.deepEqual([hasProgressDeadline(deployment), hasProgressDeadline({ ...deployment, spec })], [true, false]);
  });

  it('has no deadline before a rollout and after its end', () => {
    const reasoned = (reason: string) => created.map((one) => ({ ...one, reason }));
    for (const conditions of [[], reasoned('NewReplicaSetAvailable'), reasoned('ProgressDeadlineExceeded')]) {
      assert.equal(progressDeadlineIn(deployment, conditions, later(9999)), undefined);
    }
    assert.equal(progressDeadlineIn(deployment, created, later(9999)), 0);
    const other: Condition = { type: 'Available', status: 'True', reason: 'NewReplicaSetAvailable', message: '' };
    assert.equal(progressDeadlineIn(deployment, [other, ...created], later(1)), 599_000);
  });

  it('tells nothing of progress when there is no deadline', () => {
    const patient = { ...begun, spec: { ...begun.spec, progressDeadlineSeconds: 2 ** 31 - 1 } };
    const status = deploymentStatus(patient, [set(2)], set(2), t0);
    assert.deepEqual(
      status.conditions?.map((c) => c.type),
      ['Available'],
    );
  });

  it('tells what keeps the new set, and else an old one, from making pods', () => {
    const failing = (message: string): ReplicaSet => ({
      ...set(1),
      metadata: { name: message, uid: '1' },
      status: {
        ...set(1).status,
        conditions: [
          {
            type: 'ReplicaFailure',
            status: 'True',
            reason: 'FailedCreate',
            message,
            lastTransitionTime: formatTime(later(1)),
          },
        ],
      },
    });
    const [old, fresh] = [failing('old'), failing('fresh')];
    const failure = deploymentStatus(begun, [old, fresh], fresh, later(5)).conditions?.at(-1);
    assert.deepEqual([failure?.type, failure?.reason, failure?.message], ['ReplicaFailure', 'FailedCreate', 'fresh']);
    assert.equal(failure?.lastUpdateTime, formatTime(later(1)));
    assert.equal(deploymentStatus(begun, [old], set(1), later(5)).conditions?.at(-1)?.message, 'old');
    // and no more when they can
    const told = { ...begun, status: deploymentStatus(begun, [old], fresh, later(5)) };
    const { status: _, ...unseen } = set(1);
    const sets = [{ ...set(1), status: {} }, unseen, set(1)];
    const after = deploymentStatus(told, sets, set(1), later(6)).conditions ?? [];
    assert.deepEqual(after.map(({ type }) => type).sort(), ['Available', 'Progressing']);
  });

  it('while nothing is rolled out, counts alone', () => {
    const status = countedStatus(begun, [set(1)], set(1), later(5));
    assert.deepEqual(
      status.conditions?.map(({ type, reason }) => [type, reason]),
      [
        ['Progressing', 'NewReplicaSetCreated'],
        ['Available', 'MinimumReplicasUnavailable'],
      ],
    );
  });
});
