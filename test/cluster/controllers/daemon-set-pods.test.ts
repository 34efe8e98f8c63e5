/** The nodes that run a pod of a daemon set. */
import assert from 'node:assert/strict';
import { type DaemonSet, fits, nodeOf, templateFor } from '../../../src/cluster/controllers/daemon-set-pods.js';
import type { Node } from '../../../src/cluster/controllers/objects.js';

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
