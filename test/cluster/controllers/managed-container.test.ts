import assert from 'node:assert/strict';
import {
  cutOff,
  ended,
  formatPause,
  isSidecar,
  letGo,
  type Managed,
  manage,
  waiting,
} from '../../../src/cluster/controllers/managed-container.js';
import type { ContainerState, ContainerStatus } from '../../../src/cluster/controllers/pod-objects.js';
import type { RunningContainer } from '../../../src/cluster/pod/container.js';

const now = new Date('2026-01-01T00:01:00Z');
const earlier = '2026-01-01T00:00:00Z';
const spec = { name: 'c', image: 'nginx' };
const exited: RunningContainer['exited'] = new Promise(() => {});
const running: RunningContainer = { id: 'abc', startedAt: new Date(earlier), exited };
const over = (exitCode: number): ContainerState => ({
  terminated: { exitCode, reason: 'Error', startedAt: earlier, finishedAt: earlier },
});
const status = (state: ContainerState, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: 'c',
  state,
  lastState: {},
  ready: false,
  restartCount: 2,
  image: 'nginx',
  imageID: '',
  containerID: 'kubelab://abc',
  ...more,
});

describe('a container that a worker takes up', () => {
  const take = (previous?: ContainerStatus[], restarts = true): Managed =>
    manage(spec, 'containers', 'ContainerCreating', () => restarts, now, previous);

  it('waits when nobody has seen it before', () => {
    const fresh = {
      spec,
      list: 'containers',
      state: waiting('ContainerCreating'),
      lastState: {},
      restartCount: 0,
      backOff: 0,
    };
    assert.deepEqual(take(), fresh);
    assert.deepEqual(take([status(over(1), { name: 'other' })]), fresh);
  });

  it('has ended while nobody looked, when it ran, and is started again where that is its policy', () => {
    const old = [status({ running: { startedAt: earlier } })];
    const end = {
      terminated: {
        exitCode: 255,
        reason: 'Unknown',
        startedAt: earlier,
        finishedAt: '2026-01-01T00:01:00Z',
        containerID: 'kubelab://abc',
      },
    };
    const again = take(old);
    assert.deepEqual(
      [again.state, again.lastState, again.restartCount, again.hasBegun],
      [waiting('ContainerCreating'), end, 2, true],
    );
    const done = take(old, false);
    assert.deepEqual([done.state, done.lastState, done.restartCount, done.containerID], [end, {}, 2, 'abc']);
    assert.equal(again.containerID, undefined);
  });

  it('stays as it ended where it is not started again', () => {
    const { state, lastState, restartCount, containerID } = take([status(over(0), { lastState: over(3) })], false);
    assert.deepEqual([state, lastState, restartCount, containerID], [over(0), over(3), 2, 'abc']);
  });

  it('goes on with its restarts when it waited for the next, and has not begun when it waited for the first', () => {
    const paused = take([status(waiting('CrashLoopBackOff'), { lastState: over(3) })]);
    assert.deepEqual(
      [paused.state, paused.lastState, paused.restartCount, paused.hasBegun],
      [waiting('ContainerCreating'), over(3), 2, true],
    );
    const { containerID: _, ...unbegun } = status(waiting('ImagePullBackOff'), { restartCount: 0 });
    assert.deepEqual([take([unbegun]).hasBegun, take([unbegun]).restartCount], [false, 0]);
  });

  it('asks for its policy with the way in which it ended', () => {
    const asked: number[] = [];
    const restarts = (exitCode: number) => {
      asked.push(exitCode);
      return true;
    };
    for (const state of [over(3), { running: { startedAt: earlier } }]) {
      manage(spec, 'containers', 'ContainerCreating', restarts, now, [status(state)]);
    }
    assert.deepEqual(asked, [3, 255]);
  });
});

describe('the end of a container', () => {
  it('says how it ended, when, and which it was', () => {
    const end = (exitCode: number, startError?: string) =>
      ended(running, { exitCode, ...(startError ? { startError } : {}) }, now).terminated;
    const rest = { startedAt: earlier, finishedAt: '2026-01-01T00:01:00Z', containerID: 'kubelab://abc' };
    assert.deepEqual(end(0), { exitCode: 0, reason: 'Completed', ...rest });
    assert.deepEqual(end(1), { exitCode: 1, reason: 'Error', ...rest });
    const never = { ...rest, startedAt: '1970-01-01T00:00:00Z' };
    assert.deepEqual(end(128, 'no such'), { exitCode: 128, reason: 'StartError', message: 'no such', ...never });
  });

  const managed = (more: Partial<Managed> = {}): Managed => ({
    ...manage(spec, 'containers', 'ContainerCreating', () => true, now),
    retryAt: 5,
    ...more,
  });

  it('by its pod is that of a container that was killed, or the last one of one that waits', () => {
    const cut = (more: Partial<Managed>): Managed => {
      const one = managed(more);
      cutOff(one, now);
      assert.deepEqual([one.running, one.exit, one.retryAt], [undefined, undefined, undefined]);
      return one;
    };
    const runs = { running: { startedAt: earlier } };
    assert.equal(cut({ state: runs, running }).state.terminated?.exitCode, 137);
    assert.equal(cut({ state: runs, running, exit: { exitCode: 3 } }).state.terminated?.exitCode, 3);
    // the hook of its start still runs
    assert.equal(cut({ state: waiting('ContainerCreating'), running }).state.terminated?.exitCode, 137);
    assert.deepEqual(cut({ state: waiting('CrashLoopBackOff'), lastState: over(3) }).state, over(3));
    assert.deepEqual(cut({ state: waiting('ContainerCreating') }).state, waiting('ContainerCreating'));
    assert.deepEqual(cut({ state: over(0), lastState: over(3) }).state, over(0));
  });

  it('ends its probes', () => {
    let stopped = 0;
    const one = managed({ running, probes: { isReady: () => true, isStarted: () => true, stop: () => stopped++ } });
    letGo(one);
    assert.deepEqual([stopped, one.probes, one.running], [1, undefined, undefined]);
    letGo(one);
    assert.equal(stopped, 1);
  });
});

describe('a sidecar', () => {
  it('is an init container that is always started again', () => {
    const always = { ...spec, restartPolicy: 'Always' };
    assert.equal(isSidecar({ spec: always, list: 'initContainers' }), true);
    assert.equal(isSidecar({ spec, list: 'initContainers' }), false);
    assert.equal(isSidecar({ spec: always, list: 'containers' }), false);
  });
});

describe('a pause', () => {
  it('is written as Go writes it', () => {
    assert.deepEqual([10_000, 60_000, 80_000, 300_000].map(formatPause), ['10s', '1m0s', '1m20s', '5m0s']);
  });
});
