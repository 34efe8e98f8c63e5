import assert from 'node:assert/strict';
import type { Node, Pod } from '../../../src/cluster/controllers/objects.js';
import { unfitness, unschedulableMessage } from '../../../src/cluster/controllers/scheduler.js';

const node = (spec: Node['spec'] = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', labels: { disk: 'ssd' } },
  spec,
});
const pod = (spec: Partial<Pod['spec']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [], ...spec },
});

describe('a node', () => {
  it('takes a pod that asks for nothing', () => assert.equal(unfitness(pod(), node()), undefined));

  it('takes none while it is cordoned', () => {
    assert.equal(unfitness(pod(), node({ unschedulable: true })), 'node(s) were unschedulable');
  });

  it('takes only what tolerates its taints', () => {
    const tainted = node({ taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] });
    assert.equal(unfitness(pod(), tainted), 'node(s) had untolerated taint {gpu: yes}');
    assert.equal(unfitness(pod({ tolerations: [{ key: 'gpu', operator: 'Exists' }] }), tainted), undefined);
    assert.match(unfitness(pod({ tolerations: [{ key: 'gpu', value: 'no' }] }), tainted) ?? '', /untolerated/);
  });

  it('must have the labels that a pod selects', () => {
    assert.equal(unfitness(pod({ nodeSelector: { disk: 'ssd' } }), node()), undefined);
    assert.match(unfitness(pod({ nodeSelector: { disk: 'hdd' } }), node()) ?? '', /node affinity\/selector/);
  });
});

describe('the news that a pod fits nowhere', () => {
  it('counts the reasons', () => {
    assert.equal(
      unschedulableMessage(['node(s) were unschedulable']),
      '0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
    assert.equal(unschedulableMessage([]), 'no nodes available to schedule pods');
  });
});
