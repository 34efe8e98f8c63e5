import assert from 'node:assert/strict';
import { unfitness, unschedulableMessage } from '../../../src/cluster/controllers/node-fitness.js';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

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
  it('takes a pod that asks for nothing', () => assert.deepEqual(unfitness(pod(), node()), []));

  it('that nothing is known of has room for nothing', () => {
    const bare: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
    const asking = pod({ containers: [{ name: 'c', resources: { requests: { cpu: '1m' } } }] });
    assert.deepEqual([unfitness(pod(), bare), unfitness(asking, bare)], [[], ['Insufficient cpu']]);
  });

  it('takes none while it is cordoned, but what tolerates that', () => {
    const cordoned = node({ unschedulable: true });
    assert.deepEqual(unfitness(pod(), cordoned), ['node(s) were unschedulable']);
    const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }];
    assert.deepEqual(unfitness(pod({ tolerations }), cordoned), []);
  });

  it('takes only what tolerates its taints', () => {
    const tainted = node({ taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] });
    assert.deepEqual(unfitness(pod(), tainted), ['node(s) had untolerated taint(s)']);
    assert.deepEqual(unfitness(pod({ tolerations: [{ key: 'gpu', operator: 'Exists' }] }), tainted), []);
    assert.match(unfitness(pod({ tolerations: [{ key: 'gpu', value: 'no' }] }), tainted)[0] ?? '', /untolerated/);
  });

  it('must have the labels that a pod selects', () => {
    assert.deepEqual(unfitness(pod({ nodeSelector: { disk: 'ssd' } }), node()), []);
    assert.match(unfitness(pod({ nodeSelector: { disk: 'hdd' } }), node())[0] ?? '', /node affinity\/selector/);
  });

  it('is named by a field, and compared by a number; a term without rules selects none', () => {
    const takes = (...nodeSelectorTerms: object[]) => {
      const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
      const sized = { ...node(), metadata: { name: 'n', labels: { size: '5' } } };
      return unfitness(pod({ affinity } as Partial<Pod['spec']>), sized).length === 0;
    };
    const named = (name: string) => ({ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] });
    const size = (operator: string, value: string) => ({ key: 'size', operator, values: [value] });
    assert.deepEqual([takes(named('n')), takes(named('m')), takes(named('m'), named('n'))], [true, false, true]);
    assert.deepEqual([takes({}), takes()], [false, false]);
    for (const [operator, bounds] of [
      ['Gt', [true, false, false]],
      ['Lt', [false, false, true]],
    ] as const) {
      const found = ['4', '5', '6'].map((value) => takes({ matchExpressions: [size(operator, value)] }));
      assert.deepEqual(found, bounds);
    }
    assert.equal(takes({ ...named('n'), matchExpressions: [size('Gt', '9')] }), false);
  });

  for (const [operator, values, takes] of [
    ['In', ['ssd', 'nvme'], true],
    ['In', ['hdd'], false],
    ['NotIn', ['ssd'], false],
    ['NotIn', ['hdd'], true],
    ['Exists', undefined, true],
    ['DoesNotExist', undefined, false],
    ['Gt', ['1'], false],
  ] as const) {
    it(`${takes ? 'takes' : 'does not take'} a pod whose affinity says disk ${operator} ${values ?? ''}`, () => {
      const requirement = { key: 'disk', operator, ...(values ? { values: [...values] } : {}) };
      const required = { nodeSelectorTerms: [{ matchExpressions: [requirement] }] };
      const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
      assert.equal(unfitness(pod({ affinity }), node()).length === 0, takes);
    });
  }

  it('has no label that is only a name of JavaScript', () => {
    const exists = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: exists } };
    assert.match(unfitness(pod({ affinity }), node())[0] ?? '', /node affinity\/selector/);
  });

  it('takes no pod that asks for more than it has', () => {
    const small = { ...node(), status: { allocatable: { cpu: '2', memory: '1Gi' } } };
    const asking = (requests: Record<string, string>) => pod({ containers: [{ name: 'c', resources: { requests } }] });
    assert.deepEqual(unfitness(asking({ cpu: '1500m', memory: '1Gi' }), small), []);
    assert.deepEqual(unfitness(asking({ cpu: '64', memory: '2Gi' }), small), [
      'Insufficient cpu',
      'Insufficient memory',
    ]);
    assert.deepEqual(unfitness(asking({ memory: '2e9' }), small), ['Insufficient memory']);
    assert.deepEqual(unfitness(asking({ 'nvidia.com/gpu': '1' }), small), ['Insufficient nvidia.com/gpu']);
  });

  it('gives each of its ports to one pod', () => {
    const web = pod({ containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 8080 }] }] });
    assert.deepEqual(unfitness(web, node()), []);
    const [reason = ''] = unfitness(web, node(), () => [web]);
    assert.equal(reason, "node(s) didn't have free ports for the requested pod ports");
    assert.match(unschedulableMessage([[reason]]), /1 No preemption victims found for incoming pod\.$/);
    const beside = (port: object) =>
      unfitness(web, node(), () => [pod({ containers: [{ name: 'c', ports: [port] }] } as Partial<Pod['spec']>)]);
    for (const free of [{ hostPort: 8081 }, { hostPort: 8080, protocol: 'UDP' }, { containerPort: 8080 }]) {
      assert.deepEqual(beside(free), []);
    }
    assert.deepEqual(beside({ hostPort: 8080, hostIP: '127.0.0.1' }), [reason]);
  });
});

describe('the news that a pod fits nowhere', () => {
  it('counts the reasons', () => {
    assert.equal(
      unschedulableMessage([['node(s) were unschedulable']]),
      '0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
    assert.equal(
      unschedulableMessage([['Insufficient cpu', 'Insufficient memory'], ['node(s) had untolerated taint(s)']]),
      '0/2 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    );
    assert.equal(unschedulableMessage([]), 'no nodes available to schedule pods');
  });
});
