import assert from 'node:assert/strict';
import { manualClock } from '../../../src/cluster/clock.js';
import { runHook, stopHooks } from '../../../src/cluster/controllers/container-hooks.js';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Hook,
  Pod,
} from '../../../src/cluster/controllers/pod-objects.js';

describe('a hook of a container', () => {
  /** Runs a hook whose command ends with `exitCode`; tells which commands were run. */
  const running = (hook: Hook, exitCode = 0) => {
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const commands: (readonly string[])[] = [];
    const run = async (command: readonly string[]) => {
      commands.push(command);
      return { exitCode, output: '' };
    };
    return { clock, commands, ended: runHook(hook, { clock, run }) };
  };

  it('runs its command, and has failed when that does', async () => {
    const exec = { command: ['nginx', '-s', 'quit'] };
    const [well, badly, empty] = [running({ exec }), running({ exec }, 1), running({ exec: {} })];
    assert.deepEqual([await well.ended, await badly.ended, await empty.ended], [true, false, true]);
    assert.deepEqual([well.commands, empty.commands], [[exec.command], [[]]]);
  });

  it('sleeps for as many seconds as it says, and not less', async () => {
    const { clock, commands, ended } = running({ sleep: { seconds: 5 } });
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    clock.advance(4_999);
    await new Promise(setImmediate);
    assert.equal(isOver, false);
    clock.advance(1);
    assert.deepEqual([await ended, commands], [true, []]);
  });

  it('over the network counts as answered', async () => {
    const { commands, ended } = running({});
    assert.deepEqual([await ended, commands], [true, []]);
  });
});

describe('the hooks of the end of a pod', () => {
  const hooked = (name: string): Container => ({ name, lifecycle: { preStop: { exec: { command: [name] } } } });
  const status = (name: string, state: ContainerState): ContainerStatus => ({
    name,
    state,
    lastState: {},
    ready: false,
    restartCount: 0,
    image: '',
    imageID: '',
  });
  const runs = { running: { startedAt: '2026-01-01T00:00:00Z' } };
  const pod = (spec: Pod['spec'], own?: Pod['status']): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: '1' },
    spec,
    ...(own ? { status: own } : {}),
  });

  it('are those of the containers that run, each with the list that it is in', () => {
    const spec = {
      containers: [hooked('a'), hooked('b'), { name: 'c', lifecycle: { postStart: {} } }, { name: 'd' }],
      initContainers: [hooked('s'), hooked('i')],
    };
    const containerStatuses = [
      status('a', runs),
      status('b', { waiting: { reason: 'X' } }),
      status('c', runs),
      status('d', runs),
    ];
    const initContainerStatuses = [status('s', runs)];
    const found = stopHooks(pod(spec, { containerStatuses, initContainerStatuses }));
    assert.deepEqual(
      found.map(({ container, hook, list }) => [list, container.name, hook.exec?.command]),
      [
        ['containers', 'a', ['a']],
        ['initContainers', 's', ['s']],
      ],
    );
  });

  it('are none of a pod that has not begun', () => {
    assert.deepEqual(stopHooks(pod({ containers: [hooked('a')] })), []);
  });
});
