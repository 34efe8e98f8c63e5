import assert from 'node:assert/strict';
import type { ContainerState, Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { type ContainerView, podPhase, podStatus } from '../../../src/cluster/controllers/pod-status.js';

const pod = (restartPolicy: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', generation: 1 },
  spec: { containers: [{ name: 'c', image: 'nginx' }], restartPolicy },
});
const view = (state: ContainerState, more: Partial<ContainerView> = {}): ContainerView => ({
  spec: { name: 'c', image: 'nginx' },
  state,
  lastState: {},
  restartCount: 0,
  ...more,
});
const running = view({ running: { startedAt: 't' } }, { containerID: 'abc' });
const ended = (exitCode: number) =>
  view({ terminated: { exitCode, reason: exitCode ? 'Error' : 'Completed', startedAt: 't', finishedAt: 't' } });
const creating = view({ waiting: { reason: 'ContainerCreating' } });

const looping = view({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 2, lastState: ended(1).state });
const sidecar = (of: ContainerView): ContainerView => ({ ...of, spec: { ...of.spec, restartPolicy: 'Always' } });

describe('the phase of a pod', () => {
  for (const [policy, init, containers, expected] of [
    ['Always', [], [creating], 'Pending'],
    ['Always', [], [running], 'Running'],
    ['Never', [], [ended(0)], 'Succeeded'],
    ['Never', [], [ended(1)], 'Failed'],
    ['Never', [], [ended(1), running], 'Running'],
    ['OnFailure', [], [ended(1)], 'Running'],
    ['OnFailure', [], [ended(0)], 'Succeeded'],
    ['Always', [], [ended(0)], 'Running'],
    ['Always', [running], [creating], 'Pending'],
    ['Never', [ended(1)], [creating], 'Failed'],
    ['Never', [ended(0)], [running], 'Running'],
    ['Always', [], [looping], 'Running'],
    ['Always', [], [running, creating], 'Pending'],
    ['Always', [], [running, looping], 'Running'],
    ['Never', [sidecar(running)], [ended(0)], 'Succeeded'],
    ['Always', [sidecar(running)], [creating], 'Pending'],
    ['Always', [sidecar(looping)], [running], 'Running'],
  ] as const) {
    const states = [...init, ...containers].map((v) => Object.keys(v.state)[0]).join(', ');
    it(`is ${expected} with ${states} (${init.length} init) under ${policy}`, () => {
      assert.equal(podPhase(pod(policy), init, containers), expected);
    });
  }
});

describe('the status of a pod', () => {
  it('is ready when all its containers run', () => {
    const status = podStatus(pod('Always'), '10.244.0.3', [], [running], [], 'now');
    assert.deepEqual(
      status.conditions?.map((c) => [c.type, c.status]),
      [
        ['PodReadyToStartContainers', 'True'],
        ['Initialized', 'True'],
        ['Ready', 'True'],
        ['ContainersReady', 'True'],
        ['PodScheduled', 'True'],
      ],
    );
    assert.equal(status.containerStatuses?.[0]?.image, 'docker.io/library/nginx:latest');
    assert.equal(status.podIP, '10.244.0.3');
  });

  it('says which containers are not', () => {
    const status = podStatus(pod('Always'), '10.244.0.3', [], [running, creating], [], 'now');
    const ready = status.conditions?.find((c) => c.type === 'Ready');
    assert.equal(ready?.reason, 'ContainersNotReady');
    assert.equal(ready?.message, 'containers with unready status: [c]');
  });

  it('has no address before there is a sandbox', () => {
    const status = podStatus(pod('Always'), '', [], [creating], [], 'now');
    const condition = status.conditions?.find((c) => c.type === 'PodReadyToStartContainers');
    assert.equal(condition?.status, 'False');
    assert.ok(!('podIP' in status));
  });

  it('tells what a container was given, and as whom it runs', () => {
    const resources = { requests: { cpu: '1' }, limits: { cpu: '2' } };
    const spec = { ...running.spec, resources, securityContext: { runAsUser: 1000 } };
    const asking = pod('Always');
    asking.spec.securityContext = { runAsGroup: 2000, fsGroup: 3000 };
    const [status] = podStatus(asking, '10.244.0.3', [], [{ ...running, spec }], [], 'now').containerStatuses ?? [];
    assert.deepEqual(status?.resources, resources);
    assert.deepEqual(status?.allocatedResources, { cpu: '1' });
    assert.deepEqual(status?.user, { linux: { gid: 2000, supplementalGroups: [2000, 3000], uid: 1000 } });
    const [waiting] = podStatus(pod('Always'), '', [], [creating], [], 'now').containerStatuses ?? [];
    assert.deepEqual([waiting?.resources, waiting?.allocatedResources, waiting?.user], [{}, undefined, undefined]);
  });

  it('counts an init container as ready when it has done its work, a sidecar while it runs', () => {
    const status = podStatus(pod('Always'), '10.244.0.3', [ended(0), sidecar(running)], [running], [], 'now');
    assert.deepEqual(
      status.initContainerStatuses?.map(({ ready }) => ready),
      [true, true],
    );
    const waiting = podStatus(pod('Always'), '10.244.0.3', [sidecar(looping)], [running], [], 'now');
    const ready = waiting.conditions?.find((c) => c.type === 'ContainersReady');
    assert.equal(ready?.message, 'containers with unready status: [c]');
  });

  it('has PodCompleted for what has ended well', () => {
    const status = podStatus(pod('Never'), '10.244.0.3', [], [ended(0)], [], 'now');
    assert.equal(status.phase, 'Succeeded');
    assert.equal(status.conditions?.find((c) => c.type === 'Ready')?.reason, 'PodCompleted');
  });

  it('keeps the time of a condition that has not changed', () => {
    const first = podStatus(pod('Always'), '10.244.0.3', [], [running], [], 't1');
    const second = podStatus({ ...pod('Always'), status: first }, '10.244.0.3', [], [running], [], 't2');
    assert.deepEqual(second, first);
  });

  describe('whose spec names readiness gates', () => {
    const gated = (...conditions: { type: string; status: 'True' | 'False' }[]): Pod => {
      const { spec, ...rest } = pod('Always');
      const readinessGates = [{ conditionType: 'example.com/a' }, { conditionType: 'example.com/b' }];
      const told = conditions.map((condition) => ({ ...condition, lastTransitionTime: 't' }));
      return { ...rest, spec: { ...spec, readinessGates }, status: { conditions: told } };
    };
    const readyOf = (of: Pod, container = running) => {
      const { conditions = [] } = podStatus(of, '10.244.0.3', [], [container], [], 'now');
      const [ready, containersReady] = ['Ready', 'ContainersReady'].map((t) =>
        conditions.find(({ type }) => type === t),
      );
      return [ready?.status, ready?.reason, ready?.message, containersReady?.status];
    };
    const absent = (gate: string) => `corresponding condition of pod readiness gate "${gate}" does not exist.`;

    it('is not ready before somebody has set the conditions, though its containers are', () =>
      assert.deepEqual(readyOf(gated()), [
        'False',
        'ReadinessGatesNotReady',
        `${absent('example.com/a')}, ${absent('example.com/b')}`,
        'True',
      ]));
    it('is not ready while one of them is not true', () =>
      assert.deepEqual(
        readyOf(gated({ type: 'example.com/a', status: 'False' }, { type: 'example.com/b', status: 'True' })),
        [
          'False',
          'ReadinessGatesNotReady',
          'the status of pod readiness gate "example.com/a" is not "True", but False',
          'True',
        ],
      ));
    it('is ready when all are', () => {
      const all = gated({ type: 'example.com/a', status: 'True' }, { type: 'example.com/b', status: 'True' });
      assert.deepEqual(readyOf(all), ['True', undefined, undefined, 'True']);
      assert.equal(readyOf(all, creating)[1], 'ContainersNotReady');
    });
  });

  it('has failed when the node ended it, though a container would be started again', () => {
    const eviction = { reason: 'DeadlineExceeded', message: 'too long' };
    const status = podStatus(pod('Always'), '10.244.0.3', [], [ended(137)], [], 'now', eviction);
    assert.deepEqual([status.phase, status.reason, status.message], ['Failed', 'DeadlineExceeded', 'too long']);
    assert.equal(status.conditions?.find((c) => c.type === 'Ready')?.reason, 'PodFailed');
  });
});
