import assert from 'node:assert/strict';
import {
  deploymentStatus,
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

describe('the status of a deployment', () => {
  it('counts, and leaves zeros out', () => {
    const fresh = set(0);
    const status = deploymentStatus(deployment, [fresh], fresh, created, t0);
    assert.equal(status.replicas, 2);
    assert.equal(status.updatedReplicas, 2);
    assert.equal(status.unavailableReplicas, 2);
    assert.ok(!('readyReplicas' in status));
    assert.equal(status.observedGeneration, 2);
  });

  it('ends with Available and then Progressing, as kubectl shows them', () => {
    const fresh = set(2);
    const before = { ...deployment, status: deploymentStatus(deployment, [set(0)], set(0), created, t0) };
    const status = deploymentStatus(before, [fresh], fresh, before.status.conditions ?? [], later(3));
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

  it('says so when the deadline passes without progress', () => {
    const stuck = { ...deployment, status: deploymentStatus(deployment, [set(0)], set(0), created, t0) };
    const conditions = stuck.status.conditions ?? [];
    assert.equal(progressDeadlineIn(stuck, conditions, later(1)), 599_000);
    const status = deploymentStatus(stuck, [set(0)], set(0), conditions, later(601));
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
});
