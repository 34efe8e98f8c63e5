/** Which pods of a daemon set are replaced now, and which nodes run one. */
import assert from 'node:assert/strict';
import {
  type DaemonSet,
  fits,
  hashLabel,
  nodeOf,
  rollout,
  templateFor,
} from '../../../src/cluster/controllers/daemon-set-pods.js';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

const set = (rollingUpdate: object, pod: object = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'd' },
  spec: {
    selector: {},
    template: { spec: { containers: [], ...pod } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate },
  },
});
const pod = (name: string, hash: string, ready = true): Pod => {
  const [status, lastTransitionTime] = [ready ? ('True' as const) : ('False' as const), '2026-01-01T00:00:00Z'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { [hashLabel]: hash } },
    spec: { containers: [] },
    status: { conditions: [{ type: 'Ready', status, lastTransitionTime }] },
  };
};
const step = (rollingUpdate: object, byNode: Record<string, Pod[]>) => {
  const now = new Date('2026-01-01T01:00:00Z');
  const { remove, create } = rollout(set(rollingUpdate), new Map(Object.entries(byNode)), 'new', now);
  return { remove: remove.map(({ metadata }) => metadata.name), create };
};

describe('the rollout of a daemon set', () => {
  it('replaces as many as may be missing, and at once those that serve nobody', () => {
    const nodes = { a: [pod('a', 'old')], b: [pod('b', 'old', false)], c: [pod('c', 'old')] };
    assert.deepEqual(step({ maxUnavailable: 1, maxSurge: 0 }, nodes), { remove: ['b'], create: [] });
    assert.deepEqual(step({ maxUnavailable: 2, maxSurge: 0 }, nodes), { remove: ['b', 'a'], create: [] });
  });
  it('with a surge makes the new one first', () => {
    const c = [pod('c', 'old'), pod('c2', 'new', false)];
    const nodes = { a: [pod('a', 'old')], b: [pod('b', 'old'), pod('b2', 'new')], c };
    assert.deepEqual(step({ maxUnavailable: 0, maxSurge: '50%' }, nodes), { remove: ['b'], create: ['a'] });
    assert.deepEqual(step({ maxUnavailable: 0, maxSurge: 1 }, { c, a: nodes.a }), { remove: [], create: [] });
  });
});

describe('a node', () => {
  const node = (spec: Partial<Node['spec']> = {}, labels = {}): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', labels },
    spec,
  });
  const taint = (effect: string) => node({ taints: [{ key: 'k', effect }] });
  const picky = set({}, { nodeSelector: { disk: 'fast' } });
  it('runs a pod unless it is not selected or keeps it off', () => {
    assert.deepEqual(fits(set({}), node({ unschedulable: true })), { shouldRun: true, mayStay: true });
    assert.deepEqual(fits(picky, node()), { shouldRun: false, mayStay: false });
    assert.equal(fits(picky, node({}, { disk: 'fast' })).shouldRun, true);
    assert.equal(fits(set({}, { nodeName: 'other' }), node()).shouldRun, false);
    assert.deepEqual(fits(set({}), taint('NoSchedule')), { shouldRun: false, mayStay: true });
    assert.deepEqual(fits(set({}), taint('NoExecute')), { shouldRun: false, mayStay: false });
  });
  it('is named by its pod before the scheduler has bound it', () => {
    const { metadata = {}, spec } = templateFor(set({}), 'n', 'h');
    assert.equal(nodeOf({ apiVersion: 'v1', kind: 'Pod', metadata, spec }), 'n');
  });
});
