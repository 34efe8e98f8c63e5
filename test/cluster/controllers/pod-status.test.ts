import assert from 'node:assert/strict';
import type { ContainerState, Pod } from '../../../src/cluster/controllers/pod-objects.js';
import {
  type ContainerView,
  containerUser,
  isInitialized,
  podPhase,
  podStatus,
} from '../../../src/cluster/controllers/pod-status.js';

const pod = (restartPolicy: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', uid: '1', namespace: 'n', generation: 1 },
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

describe('a pod whose policy is not named', () => {
  it('goes on for ever', () => {
    const { restartPolicy: _, ...spec } = pod('Never').spec;
    assert.equal(podPhase({ ...pod('Never'), spec }, [], [ended(0)]), 'Running');
  });
});

describe('an init container', () => {
  it('lets those behind it start when it has ended well, a sidecar when its probe says that it has started', () => {
    assert.deepEqual([isInitialized(ended(0)), isInitialized(ended(1)), isInitialized(running)], [true, false, false]);
    const probed = (isStarted: boolean) =>
      sidecar({ ...running, probes: { isStarted: () => isStarted, isReady: () => false } });
    assert.deepEqual([isInitialized(probed(true)), isInitialized(probed(false))], [true, false]);
    assert.deepEqual([isInitialized(sidecar(running)), isInitialized(sidecar(ended(0)))], [true, false]);
  });

  it('that failed once is tried again, unless the pod is never restarted', () => {
    const failed = view({ waiting: { reason: 'PodInitializing' } }, { lastState: ended(1).state });
    const waits = view({ waiting: { reason: 'PodInitializing' } });
    assert.deepEqual(
      [podPhase(pod('Never'), [failed], [waits]), podPhase(pod('OnFailure'), [failed], [waits])],
      ['Failed', 'Pending'],
    );
    assert.equal(podPhase(pod('Never'), [running], [waits]), 'Pending');
    assert.equal(podPhase(pod('Never'), [ended(0), ended(1)], [waits]), 'Failed');
    assert.equal(podPhase(pod('Never'), [sidecar(ended(1)), running], [waits]), 'Pending');
    assert.equal(podPhase(pod('Never'), [ended(0), ended(0)], [waits]), 'Pending');
    // once the others have begun it is done, whatever it says
    assert.equal(podPhase(pod('Never'), [sidecar(looping)], [ended(0)]), 'Succeeded');
  });
});

describe('containers of one pod', () => {
  it('fail it together, when all have ended', () => {
    assert.equal(podPhase(pod('Never'), [], [ended(0), ended(1)]), 'Failed');
    assert.equal(podPhase(pod('OnFailure'), [], [ended(0), looping]), 'Running');
    const restarting = view({ waiting: { reason: 'ContainerCreating' } }, { lastState: ended(0).state });
    assert.equal(podPhase(pod('OnFailure'), [], [restarting]), 'Succeeded');
    const again = { ...running, lastState: ended(0).state };
    assert.deepEqual(
      [podPhase(pod('OnFailure'), [], [again]), podPhase(pod('Never'), [], [again])],
      ['Running', 'Running'],
    );
  });

  it('run as the users that they name, else as those of their pod, else as root', () => {
    const user = (own: object | undefined, shared: object | undefined) =>
      containerUser(
        { containers: [], ...(shared ? { securityContext: shared } : {}) },
        { name: 'c', ...(own ? { securityContext: own } : {}) },
      );
    assert.deepEqual(user(undefined, undefined), { uid: 0, gid: 0 });
    assert.deepEqual(user(undefined, { runAsUser: 5, runAsGroup: 6 }), { uid: 5, gid: 6 });
    assert.deepEqual(user({ runAsUser: 7, runAsGroup: 8 }, { runAsUser: 5, runAsGroup: 6 }), { uid: 7, gid: 8 });
    assert.deepEqual(user({ runAsUser: 7 }, { runAsUser: 5, runAsGroup: 6 }), { uid: 7, gid: 6 });
  });
});

describe('the status of a pod', () => {
  it('tells of a container what it is, and what its probes say', () => {
    const mounts = [
      { name: 'a', mountPath: '/a' },
      { name: 'b', mountPath: '/b', readOnly: true },
    ];
    const probes = { isStarted: () => true, isReady: () => false };
    const spec = { name: 'c', image: 'busybox', volumeMounts: mounts };
    const of = (more: Partial<ContainerView>) =>
      podStatus(pod('Always'), '10.244.0.3', [], [{ ...running, spec, ...more }], [], 'now').containerStatuses?.[0];
    const status = of({ probes, restartCount: 3 });
    assert.deepEqual([status?.started, status?.ready, status?.restartCount], [true, false, 3]);
    assert.equal(status?.containerID, 'kubelab://abc');
    assert.match(status?.imageID ?? '', /busybox@sha256:/);
    assert.deepEqual(status?.volumeMounts, [mounts[0], { ...mounts[1], recursiveReadOnly: 'Disabled' }]);
    assert.deepEqual(status?.user, { linux: { gid: 0, supplementalGroups: [0], uid: 0 } });
    const unstarted = of({ probes: { isStarted: () => false, isReady: () => false } });
    assert.equal(unstarted?.started, false);
    const { containerID: _, ...fresh } = { ...creating, spec: { name: 'c', image: 'busybox' } };
    const waiting = podStatus(pod('Always'), '', [], [fresh], [], 'now').containerStatuses?.[0];
    assert.deepEqual([waiting?.image, waiting?.imageID, waiting?.started], ['busybox', '', false]);
    assert.deepEqual([waiting && 'containerID' in waiting, waiting && 'volumeMounts' in waiting], [false, false]);
  });

  it('says which init containers have still to do their work', () => {
    const named = (of: ContainerView, name: string): ContainerView => ({ ...of, spec: { ...of.spec, name } });
    const init = [named(ended(0), 'first'), named(running, 'second'), named(creating, 'third')];
    const { conditions = [], initContainerStatuses = [] } = podStatus(pod('Always'), '1', init, [creating], [], 'now');
    const [, initialized, ready] = conditions;
    assert.deepEqual(
      [initialized?.type, initialized?.status, initialized?.reason, initialized?.message],
      ['Initialized', 'False', 'ContainersNotInitialized', 'containers with incomplete status: [second third]'],
    );
    assert.deepEqual([ready?.status, ready?.reason], ['False', 'ContainersNotReady']);
    assert.deepEqual(
      initContainerStatuses.map((status) => status.ready),
      [true, false, false],
    );
    // one that has begun once is initialized
    const again = podStatus(pod('Always'), '1', [sidecar(looping)], [looping], [], 'now').conditions ?? [];
    assert.deepEqual([again[1]?.status, again[1]?.reason], ['True', undefined]);
    // a sidecar that has not started holds the others up
    const probes = { isStarted: () => false, isReady: () => true };
    const held = podStatus(pod('Always'), '1', [sidecar({ ...running, probes })], [creating], [], 'now').conditions;
    assert.equal(held?.[1]?.message, 'containers with incomplete status: [c]');
  });

  it('is ready when its init containers have done their work, and initialized from the first container on', () => {
    const statusesOf = (init: ContainerView[], containers: ContainerView[]) => {
      const { conditions = [] } = podStatus(pod('Always'), '1', init, containers, [], 'now');
      return ['Initialized', 'Ready'].map((type) => conditions.find((one) => one.type === type)?.status);
    };
    assert.deepEqual(statusesOf([ended(0)], [running]), ['True', 'True']);
    assert.deepEqual(statusesOf([sidecar(looping)], [running]), ['True', 'False']);
    assert.deepEqual(statusesOf([sidecar(looping)], [running, creating]), ['True', 'False']);
    assert.deepEqual(statusesOf([sidecar(looping)], [creating, creating]), ['False', 'False']);
  });

  it('changes the time of a condition with its status alone', () => {
    const times = (of: Pod, container: ContainerView, now: string) => {
      const status = podStatus(of, '1', [], [container], [], now);
      return { ...of, status };
    };
    const first = times(pod('Always'), creating, 't1');
    const second = times(first, running, 't2');
    const third = times(second, running, 't3');
    assert.deepEqual(
      third.status.conditions?.map(({ lastTransitionTime }) => lastTransitionTime),
      ['t1', 't1', 't2', 't2', 't1'],
    );
  });

  it('is that of a pod that is over', () => {
    const conditionsOf = (exitCode: number) => {
      const { conditions = [] } = podStatus(pod('Never'), '10.244.0.3', [], [ended(exitCode)], [], 'now');
      return conditions.map(({ type, status, reason }) => [type, status, reason]);
    };
    assert.deepEqual(conditionsOf(0), [
      ['PodReadyToStartContainers', 'False', undefined],
      ['Initialized', 'True', 'PodCompleted'],
      ['Ready', 'False', 'PodCompleted'],
      ['ContainersReady', 'False', 'PodCompleted'],
      ['PodScheduled', 'True', undefined],
    ]);
    assert.deepEqual(conditionsOf(1), [
      ['PodReadyToStartContainers', 'False', undefined],
      ['Initialized', 'True', undefined],
      ['Ready', 'False', 'PodFailed'],
      ['ContainersReady', 'False', 'PodFailed'],
      ['PodScheduled', 'True', undefined],
    ]);
  });

  it('has the generation that it is about, its first time, and the containers for debugging, which are never ready', () => {
    const status = podStatus(pod('Always'), '10.244.0.3', [], [running], [running], 'now');
    assert.deepEqual([status.observedGeneration, status.conditions?.[0]?.observedGeneration], [1, 1]);
    assert.equal(status.startTime, 'now');
    const [debugging] = status.ephemeralContainerStatuses ?? [];
    assert.deepEqual([debugging?.ready, debugging && 'started' in debugging], [false, false]);
    const later = podStatus({ ...pod('Always'), status }, '10.244.0.3', [], [creating], [], 'later');
    assert.deepEqual([later.startTime, 'ephemeralContainerStatuses' in later], ['now', false]);
    assert.deepEqual(
      later.conditions?.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]),
      [
        ['PodReadyToStartContainers', 'now'],
        ['Initialized', 'now'],
        ['Ready', 'later'],
        ['ContainersReady', 'later'],
        ['PodScheduled', 'now'],
      ],
    );
    const { generation: _, ...metadata } = pod('Always').metadata;
    const bare = podStatus({ ...pod('Always'), metadata }, '', [], [creating], [], 'now');
    assert.deepEqual(
      ['observedGeneration' in bare, 'observedGeneration' in (bare.conditions?.[0] ?? {})],
      [false, false],
    );
  });

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
