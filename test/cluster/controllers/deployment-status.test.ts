import assert from 'node:assert/strict';
import { formatTime } from '../../../src/cluster/clock.js';
import {
  countedStatus,
  deploymentStatus,
  isComplete,
  progressDeadlineIn,
  setCondition,
} from '../../../src/cluster/controllers/deployment-status.js';
import type { Condition, Deployment, ReplicaSet } from '../../../src/cluster/controllers/objects.js';

const t0 = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(t0.getTime() + seconds * 1000);
const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', generation: 2 },
  spec: { replicas: 2, selector: {}, template: { spec: { containers: [] } }, progressDeadlineSeconds: 600 },
};
const set = (ready: number): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web-abc' },
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

  it('is complete with no pods where none are wanted', () => {
    const none = { ...deployment, spec: { ...deployment.spec, replicas: 0 } };
    assert.equal(isComplete(none, { observedGeneration: 2, conditions: [] }), true);
    assert.equal(isComplete(none, { observedGeneration: 1, conditions: [] }), false);
    assert.equal(isComplete(none, { observedGeneration: 2, replicas: 1, conditions: [] }), false);
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
      metadata: { name: message },
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
