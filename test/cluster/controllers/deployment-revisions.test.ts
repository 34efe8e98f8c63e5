import assert from 'node:assert/strict';
import {
  findNewSet,
  isSaturated,
  newSetAnnotations,
  revisionOf,
  sizeAnnotations,
  wasScaledForAnother,
} from '../../../src/cluster/controllers/deployment-revisions.js';
import type { Deployment, ReplicaSet } from '../../../src/cluster/controllers/objects.js';

const revision = 'deployment.kubernetes.io/revision';
const history = 'deployment.kubernetes.io/revision-history';
const template = (image: string, labels = {}) => ({
  metadata: { labels: { app: 'web', ...labels } },
  spec: { containers: [{ name: 'c', image }] },
});
const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: '1', annotations: { 'kubernetes.io/change-cause': 'why', [revision]: '7' } },
  spec: { replicas: 4, selector: {}, template: template('b'), strategy: { rollingUpdate: { maxSurge: '25%' } } },
};
const set = (name: string, image: string, more: Partial<ReplicaSet> = {}): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name,
    uid: '1',
    creationTimestamp: `2026-01-01T00:00:0${name}Z`,
    annotations: sizeAnnotations(deployment),
  },
  spec: { replicas: 4, selector: {}, template: template(image, { 'pod-template-hash': name }) },
  ...more,
});

describe('the sets of a deployment', () => {
  it('have the deployment’s annotations, but for those that are its own', () => {
    const given = { note: 'n', 'kubectl.kubernetes.io/last-applied-configuration': '{}', [history]: '1,2,3' };
    const sizes = { 'deployment.kubernetes.io/desired-replicas': '1', 'deployment.kubernetes.io/max-replicas': '2' };
    const annotations = {
      ...deployment.metadata.annotations,
      ...given,
      ...sizes,
      'deprecated.deployment.rollback.to': '1',
    };
    const of = { ...deployment, metadata: { name: 'web', uid: '1', annotations } };
    const expected = { 'kubernetes.io/change-cause': 'why', note: 'n', [revision]: '2' };
    assert.deepEqual(newSetAnnotations(of, '2'), expected);
    assert.deepEqual(newSetAnnotations(of, '2', { note: 'old', own: 'x' }), { ...expected, own: 'x' });
  });

  it('keep the revisions that they had before', () => {
    const second = newSetAnnotations(deployment, '3', { [revision]: '1' });
    assert.equal(second[history], '1');
    const third = newSetAnnotations(deployment, '5', second);
    assert.equal(third[history], '1,3');
    assert.equal(newSetAnnotations(deployment, '8', third)[history], '1,3,5');
    assert.equal(newSetAnnotations(deployment, '3', second)[history], '1');
  });

  it('keep no longer a history than two thousand characters', () => {
    const long = { [revision]: '9999', [history]: Array.from({ length: 400 }, () => '1234').join() };
    const after = newSetAnnotations(deployment, '10000', long)[history] ?? '';
    assert.ok(after.length <= 2000);
    assert.match(after, /,9999$/);
    const full = `12345,${Array.from({ length: 398 }, () => '1234').join()}`;
    const kept = newSetAnnotations(deployment, '10000', { [revision]: '9999', [history]: full })[history];
    assert.deepEqual([kept, kept?.length], [`${full},9999`, 2000]);
  });

  it('have the number of their template, or none', () => {
    const numbered = (annotations?: Record<string, string>) =>
      revisionOf({ ...deployment, metadata: { name: 'x', uid: '1', ...(annotations ? { annotations } : {}) } });
    assert.deepEqual(
      [numbered(), numbered({}), numbered({ [revision]: 'x' }), numbered({ [revision]: '12' })],
      [0, 0, 0, 12],
    );
    assert.deepEqual(newSetAnnotations({ ...deployment, metadata: { name: 'web', uid: '1' } }, '1'), {
      [revision]: '1',
    });
  });

  it('tell the size for which they were scaled', () => {
    assert.deepEqual(sizeAnnotations(deployment), {
      'deployment.kubernetes.io/desired-replicas': '4',
      'deployment.kubernetes.io/max-replicas': '5',
    });
    const smaller = { ...deployment, spec: { ...deployment.spec, replicas: 2 } };
    assert.equal(wasScaledForAnother(set('1', 'a'), deployment), false);
    assert.equal(wasScaledForAnother(set('1', 'a'), smaller), true);
    const bare = { ...set('1', 'a'), metadata: { name: '1', uid: '1' } };
    assert.equal(wasScaledForAnother(bare, deployment), false);
    assert.equal(
      wasScaledForAnother({ ...bare, metadata: { name: '1', uid: '1', annotations: {} } }, deployment),
      false,
    );
    const { replicas: _, ...spec } = deployment.spec;
    const one = { ...deployment, spec };
    assert.equal(sizeAnnotations(one)['deployment.kubernetes.io/desired-replicas'], '1');
    const sized = { ...bare, metadata: { name: '1', uid: '1', annotations: sizeAnnotations(one) } };
    assert.deepEqual([wasScaledForAnother(sized, one), wasScaledForAnother(sized, deployment)], [false, true]);
  });

  it('are searched for the oldest with the current template, whatever its hash', () => {
    assert.equal(findNewSet(deployment, [set('3', 'b'), set('2', 'b'), set('1', 'a')])?.metadata.name, '2');
    assert.equal(findNewSet(deployment, [set('1', 'a')]), undefined);
    assert.equal(findNewSet(deployment, [set('2', 'b'), set('3', 'b')])?.metadata.name, '2');
  });

  it('are saturated when all pods of the new one are available', () => {
    assert.equal(isSaturated(deployment, set('1', 'b', { status: { availableReplicas: 4 } })), true);
    assert.equal(isSaturated(deployment, set('1', 'b', { status: { availableReplicas: 3 } })), false);
    assert.equal(isSaturated(deployment, undefined), false);
    const full = set('1', 'b', { status: { availableReplicas: 4 } });
    assert.equal(isSaturated(deployment, { ...full, spec: { ...full.spec, replicas: 5 } }), false);
    assert.equal(isSaturated(deployment, { ...full, metadata: { name: '1', uid: '1' } }), false);
    const { replicas: _, ...spec } = deployment.spec;
    const one = { ...deployment, spec };
    const { replicas: __, ...unsized } = full.spec;
    const single = { ...full, metadata: { name: '1', uid: '1', annotations: sizeAnnotations(one) }, spec: unsized };
    assert.equal(isSaturated(one, { ...single, status: { availableReplicas: 1 } }), true);
    assert.equal(isSaturated(one, { ...single, status: {} }), false);
    // none of none, which a status leaves out
    const none = { ...deployment, spec: { ...spec, replicas: 0 } };
    const empty = {
      ...full,
      metadata: { name: '1', uid: '1', annotations: sizeAnnotations(none) },
      spec: { ...unsized, replicas: 0 },
    };
    const { status: ___, ...unseen } = empty;
    assert.deepEqual([isSaturated(none, { ...empty, status: {} }), isSaturated(none, unseen)], [true, true]);
  });
});
