import assert from 'node:assert/strict';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { first, stays, working } from '../../helpers/working-pod.js';

const second = 1000;

describe('the worker of a pod', () => {
  it('reports that a container waits, and then that it runs, and tells what it does', async () => {
    const { look, reports, told, wakes } = working();
    await look();
    assert.deepEqual(
      reports.map(({ phase, podIP, containerStatuses: [one] = [] }) => [phase, podIP, one?.state.waiting?.reason]),
      [
        ['Pending', undefined, 'ContainerCreating'],
        ['Pending', '10.244.0.3', 'ContainerCreating'],
        ['Running', '10.244.0.3', undefined],
      ],
    );
    assert.deepEqual(told.slice(1), [
      'Normal Created Container created spec.containers{c}',
      'Normal Started Container started spec.containers{c}',
    ]);
    assert.match(told[0] ?? '', /^Normal Pulled .* spec\.containers\{c\}$/);
    const started = first(reports[2] ?? {});
    assert.deepEqual([started?.ready, started?.restartCount, started?.lastState], [true, 0, {}]);
    assert.deepEqual(wakes, []);
    await look();
    assert.deepEqual([told.length, reports.at(-1)], [3, reports[2]]);
  });

  it('shows a pod of a file when it runs, and not before', async () => {
    const { look, reports } = working({}, { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } } });
    await look();
    assert.deepEqual(
      reports.map(({ phase }) => phase),
      ['Running'],
    );
  });

  it('looks for what is missing every two seconds, and tells of it every ten', async () => {
    const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'm', key: 'a' } } }];
    const cases: [of: string, start: string, spec: Partial<Pod['spec']>][] = [
      ['the volume', 'Warning FailedMount', { volumes: [{ name: 'v', configMap: { name: 'm' } }] }],
      ['the variable', 'Warning Failed Error: configmap "m" not found', { containers: [stays('c', { env })] }],
    ];
    for (const [of, start, spec] of cases) {
      const { clock, look, wakes, count, objects } = working(spec);
      await look();
      assert.deepEqual([wakes, count(start)], [[2 * second], 1], of);
      for (const told of [1, 1, 1, 1, 2, 2]) {
        clock.advance(2 * second);
        await look();
        assert.equal(count(start), told, of);
      }
      objects['configmap m'] = { a: Buffer.from('x') };
      clock.advance(2 * second);
      assert.equal((await look()).phase, 'Running');
    }
  });

  it('starts a container with another image at once, and does not take the end of the first for that of the second', async () => {
    const { clock, look, change, wakes, count } = working();
    const before = first(await look());
    change({ containers: [stays('c', { image: 'nginx:1.27' })] });
    clock.advance(second);
    const changed = first(await look());
    assert.deepEqual([changed?.restartCount, changed?.lastState.terminated?.exitCode], [1, 137]);
    assert.equal(changed?.lastState.terminated?.containerID, before?.containerID);
    assert.deepEqual(changed?.state, { running: { startedAt: '2026-01-01T00:00:01Z' } });
    await new Promise(setImmediate);
    assert.deepEqual(wakes, []);
    assert.deepEqual(first(await look()), changed);
    assert.equal(count('Normal Killing Container c definition changed, will be restarted spec.containers{c}'), 1);
  });

  it('starts a container with another image that pauses, and begins with the first pause again', async () => {
    const { clock, runtime, look, lookAgain, change, wakes } = working();
    await look();
    const fail = async () => {
      runtime.kill('u', 'c');
      return first(await lookAgain());
    };
    await fail();
    assert.equal((await fail())?.state.waiting?.reason, 'CrashLoopBackOff');
    assert.ok(wakes.includes(10 * second));
    clock.advance(10 * second);
    await look();
    assert.match(
      (await fail())?.state.waiting?.message ?? '',
      /^back-off 20s restarting failed container=c pod=p_n\(u\)$/,
    );
    change({ containers: [stays('c', { image: 'nginx:1.27' })] });
    assert.ok(first(await look())?.state.running);
    const again = await fail();
    assert.deepEqual([again?.restartCount, again?.state.running !== undefined], [4, true]);
  });

  it('leaves a container that has ended, and is not started again, also with another image', async () => {
    const containers = [stays('c'), stays('d')];
    const { runtime, look, lookAgain, change } = working({ restartPolicy: 'Never', containers });
    await look();
    runtime.kill('u', 'c');
    const ended = first(await lookAgain());
    assert.equal(ended?.state.terminated?.exitCode, 137);
    change({ containers: [stays('c', { image: 'nginx:1.27' }), stays('d')] });
    const after = first(await look());
    assert.deepEqual([after?.state, after?.restartCount], [ended?.state, 0]);
  });

  it('asks to be looked at at the deadline of the pod, and ends all that runs then', async () => {
    const initContainers = [stays('s', { restartPolicy: 'Always' })];
    const { clock, runtime, look, told, wakes, count } = working({ activeDeadlineSeconds: 60, initContainers });
    await look();
    assert.deepEqual(wakes, [60 * second]);
    clock.advance(59 * second);
    await look();
    assert.deepEqual([wakes, count('Normal DeadlineExceeded')], [[second], 0]);
    clock.advance(second);
    const { phase, reason, containerStatuses, initContainerStatuses } = await look();
    assert.deepEqual([phase, reason, count('Normal DeadlineExceeded')], ['Failed', 'DeadlineExceeded', 1]);
    for (const [one] of [containerStatuses, initContainerStatuses].map((list) => list ?? [])) {
      assert.equal(one?.state.terminated?.exitCode, 137);
    }
    for (const name of ['c', 's']) assert.equal(runtime.find('u', name)?.running, false);
    assert.deepEqual(told.slice(-2).sort(), [
      'Normal Killing Stopping container c spec.containers{c}',
      'Normal Killing Stopping container s spec.initContainers{s}',
    ]);
    await look();
    assert.equal(count('Normal DeadlineExceeded'), 1);
  });

  it('ends what runs when the pod is killed, with the phase that it has had by then', async () => {
    const running = working();
    await running.look();
    const killed = running.kill();
    assert.deepEqual([killed.phase, first(killed)?.state.terminated?.exitCode], ['Failed', 137]);
    const done = working({ restartPolicy: 'Never', containers: [{ ...stays(), command: ['sleep', '5'] }] });
    await done.look();
    done.clock.advance(5 * second);
    assert.equal((await done.lookAgain()).phase, 'Succeeded');
    assert.equal(done.kill().phase, 'Succeeded');
    const fresh = working();
    assert.deepEqual([fresh.kill().phase, fresh.told], ['Failed', []]);
  });

  it('does not serve a container whose pod was killed during the hook of its start', async () => {
    const containers = [stays('c', { lifecycle: { postStart: { sleep: { seconds: 20 } } } })];
    const { clock, look, kill, wakes, told } = working({ containers });
    const { state } = first(await look()) ?? {};
    assert.equal(state?.waiting?.reason, 'ContainerCreating');
    const killed = kill();
    clock.advance(20 * second);
    await new Promise(setImmediate);
    assert.deepEqual([wakes, told.filter((one) => one.startsWith('Warning'))], [[], []]);
    assert.equal(first(killed)?.state.terminated?.exitCode, 137);
  });

  it('gives a pod that was there before its place, its restarts and its last end again', async () => {
    const { look, reports } = working();
    await look();
    const status = reports.at(-1) ?? {};
    const again = working({}, { status });
    const [one] = (await again.look()).containerStatuses ?? [];
    assert.deepEqual(
      [one?.restartCount, one?.lastState.terminated?.exitCode, one?.lastState.terminated?.reason],
      [1, 255, 'Unknown'],
    );
    assert.equal(again.reports.at(-1)?.startTime, status.startTime);
  });

  it('starts a container for debugging beside those that run, and never again', async () => {
    const { runtime, look, lookAgain, change } = working();
    const before = first(await look());
    change({ ephemeralContainers: [stays('look')] });
    const status = await look();
    assert.ok(status.ephemeralContainerStatuses?.[0]?.state.running);
    assert.deepEqual(first(status), before);
    runtime.kill('u', 'look');
    const [ended] = (await lookAgain()).ephemeralContainerStatuses ?? [];
    assert.deepEqual([ended?.state.terminated?.exitCode, ended?.restartCount], [137, 0]);
    assert.deepEqual((await look()).ephemeralContainerStatuses, [ended]);
    change({ ephemeralContainers: [stays('look'), stays('look-2')] });
    const both = (await look()).ephemeralContainerStatuses ?? [];
    assert.deepEqual([both.length, both[0], both[1]?.name], [2, ended, 'look-2']);
  });
});
