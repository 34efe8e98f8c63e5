import assert from 'node:assert/strict';
import {
  tolerationsOf,
  unfitness,
  unschedulableAnywhereMessage,
  unschedulableMessage,
} from '../../../src/cluster/controllers/node-fitness.js';
import type { Node } from '../../../src/cluster/controllers/objects.js';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';

const node = (spec: Node['spec'] = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n', uid: '1', labels: { disk: 'ssd' } },
  spec,
});
const pod = (spec: Partial<Pod['spec']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', uid: '1' },
  spec: { containers: [], ...spec },
});

describe('a node', () => {
  it('takes a pod that asks for nothing', () => assert.deepEqual(unfitness(pod(), node()), []));

  it('takes a pod that asks for other pods alone', () => {
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } };
    assert.deepEqual(unfitness(pod({ affinity }), node()), []);
  });

  it('that nothing is known of has room for nothing', () => {
    const bare: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: '1' } };
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

  it('is tolerated by key, value and effect, of which any may be left out', () => {
    const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
    const tolerates = (toleration: object, of: object = taint) =>
      tolerationsOf(pod({ tolerations: [toleration] }), of as typeof taint).length === 1;
    assert.equal(tolerates({ operator: 'Exists' }), true);
    assert.equal(tolerates({ key: 'gpu', operator: 'Exists' }), true);
    assert.equal(tolerates({ key: 'cpu', operator: 'Exists' }), false);
    assert.equal(tolerates({ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }), true);
    assert.equal(tolerates({ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }), false);
    assert.equal(tolerates({ key: 'gpu', value: 'yes', effect: 'NoSchedule' }), true);
    assert.equal(tolerates({ key: 'gpu', operator: 'Equal', value: 'no' }), false);
    assert.equal(tolerates({ key: 'gpu', operator: 'Equal' }), false);
    // a taint and a toleration without a value are equal
    const bare = { key: 'gpu', effect: 'NoSchedule' };
    assert.deepEqual([tolerates({ key: 'gpu' }, bare), tolerates({ key: 'gpu', value: '' }, bare)], [true, true]);
    assert.equal(tolerates({ key: 'gpu' }, { ...bare, value: '' }), true);
  });

  it('takes what would rather be elsewhere', () => {
    assert.deepEqual(unfitness(pod(), node({ taints: [{ key: 'gpu', effect: 'PreferNoSchedule' }] })), []);
  });

  it('must have the labels that a pod selects', () => {
    assert.deepEqual(unfitness(pod({ nodeSelector: { disk: 'ssd' } }), node()), []);
    assert.match(unfitness(pod({ nodeSelector: { disk: 'hdd' } }), node())[0] ?? '', /node affinity\/selector/);
  });

  it('is named by a field, and compared by a number; a term without rules selects none', () => {
    const takes = (...nodeSelectorTerms: object[]) => {
      const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
      const sized = { ...node(), metadata: { name: 'n', uid: '1', labels: { size: '5' } } };
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
    ['Near', ['ssd'], false],
  ] as const) {
    it(`${takes ? 'takes' : 'does not take'} a pod whose affinity says disk ${operator} ${values ?? ''}`, () => {
      const requirement = { key: 'disk', operator, ...(values ? { values: [...values] } : {}) };
      const required = { nodeSelectorTerms: [{ matchExpressions: [requirement] }] };
      const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
      assert.equal(unfitness(pod({ affinity }), node()).length === 0, takes);
    });
  }

  it('without the label is neither in nor above nor below, but it is not in', () => {
    const takes = (operator: string) => {
      const matchExpressions = [{ key: 'none', operator, values: ['undefined', '1'] }];
      const required = { nodeSelectorTerms: [{ matchExpressions }] };
      const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
      return unfitness(pod({ affinity }), node()).length === 0;
    };
    const found = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'].filter(takes);
    assert.deepEqual(found, ['NotIn', 'DoesNotExist']);
    assert.deepEqual(unfitness(pod({ affinity: { nodeAffinity: {} } }), node()), []);
    const other = { key: 'metadata.namespace', operator: 'In', values: ['n'] };
    const required = { nodeSelectorTerms: [{ matchFields: [other] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    assert.equal(unfitness(pod({ affinity }), node()).length, 1);
  });

  it('is above or below with a whole number alone', () => {
    const takes = (label: string, operator: string, value: string): boolean => {
      const sized = { ...node(), metadata: { name: 'n', uid: '1', labels: { size: label } } };
      const matchExpressions = [{ key: 'size', operator, values: [value] }];
      const affinity = {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
        },
      };
      return unfitness(pod({ affinity }), sized).length === 0;
    };
    assert.deepEqual([takes('2', 'Gt', '-1'), takes('-2', 'Lt', '+1'), takes('10', 'Gt', '9')], [true, true, true]);
    for (const label of ['', '1.5', '1e3', 'x5', '5x', '0x5']) {
      assert.deepEqual([takes(label, 'Gt', '-1'), takes(label, 'Lt', '9')], [false, false], label);
    }
  });

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
    assert.deepEqual(unfitness(asking({ 'nvidia.com/gpu': '0' }), small), []);
  });

  it('has room for all containers together, and for the largest of those that run before them', () => {
    const small = { ...node(), status: { allocatable: { cpu: '2' } } };
    const of = (name: string, cpu: string) => ({ name, resources: { requests: { cpu } } });
    const takes = (containers: string[], initContainers: string[] = []) =>
      unfitness(
        pod({
          containers: containers.map((cpu) => of('c', cpu)),
          initContainers: initContainers.map((cpu) => of('i', cpu)),
        }),
        small,
      ).length === 0;
    assert.deepEqual([takes(['1', '1']), takes(['1', '1001m'])], [true, false]);
    assert.deepEqual([takes(['1'], ['2', '2']), takes(['1'], ['1', '3'])], [true, false]);
    assert.deepEqual([takes(['3'], ['1']), takes([], ['3'])], [false, false]);
  });

  it('has room for sidecars beside the containers, and beside those that run before these', () => {
    const small = { ...node(), status: { allocatable: { cpu: '2' } } };
    const of = (cpu: string, restartPolicy?: string) => ({
      name: 'c',
      resources: { requests: { cpu } },
      ...(restartPolicy ? { restartPolicy } : {}),
    });
    const reasons = (cpu: string, ...initContainers: ReturnType<typeof of>[]) =>
      unfitness(pod({ containers: [of(cpu)], initContainers }), small);
    assert.deepEqual(reasons('1500m', of('500m', 'Always'), of('1500m')), []);
    assert.deepEqual(reasons('1501m', of('500m', 'Always')), ['Insufficient cpu']);
    assert.deepEqual(reasons('1', of('500m', 'Always'), of('1501m')), ['Insufficient cpu']);
    assert.deepEqual(reasons('1', of('2'), of('500m', 'Always')), []);
  });

  it('has room for what the pod as a whole asks for, and not for its containers’ requests beside it', () => {
    const small = { ...node(), status: { allocatable: { cpu: '2' } } };
    const asking = (cpu: string) => {
      const containers = [{ name: 'c', resources: { requests: { cpu: '500m' } } }];
      const { spec } = pod({ containers });
      return { ...pod(), spec: { ...spec, resources: { requests: { cpu } } } };
    };
    assert.deepEqual([unfitness(asking('2'), small), unfitness(asking('3'), small)], [[], ['Insufficient cpu']]);
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
    const local = (hostIP: string, ...more: object[]) =>
      pod({ containers: [{ name: 'c', ports: [...more, { hostPort: 8080, hostIP }] }] } as Partial<Pod['spec']>);
    const against = (a: Pod, b: Pod) => unfitness(a, node(), () => [b]);
    assert.deepEqual(against(local('127.0.0.1'), local('127.0.0.2')), []);
    assert.deepEqual(against(local('127.0.0.1'), local('127.0.0.1')), [reason]);
    assert.deepEqual(against(local('127.0.0.1'), local('0.0.0.0')), [reason]);
    assert.deepEqual(against(local('127.0.0.1', { hostPort: 9090 }), local('127.0.0.1')), [reason]);
    // ports of the pod's own address are no matter of the node
    assert.deepEqual(
      against(
        local('0.0.0.0', { containerPort: 1 }),
        pod({ containers: [{ name: 'c', ports: [{ containerPort: 1 }] }] }),
      ),
      [],
    );
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
    const order = unschedulableMessage([['Insufficient cpu'], ['Insufficient cpu'], ['node(s) were unschedulable']]);
    assert.match(order, /^0\/3 nodes are available: 1 node\(s\) were unschedulable, 2 Insufficient cpu\. /);
    const mixed = unschedulableMessage([
      ["node(s) didn't have free ports for the requested pod ports", 'Insufficient cpu'],
    ]);
    assert.match(mixed, /1 Preemption is not helpful for scheduling\.$/);
  });

  it('names the fault of the pod itself, if there are nodes', () => {
    assert.equal(unschedulableAnywhereMessage(0, 'x'), 'no nodes available to schedule pods');
    assert.equal(
      unschedulableAnywhereMessage(2, 'persistentvolumeclaim "c" not found'),
      '0/2 nodes are available: persistentvolumeclaim "c" not found. not found',
    );
  });
});
