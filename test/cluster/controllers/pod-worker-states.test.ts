/** What the worker of a pod does when its containers end, cannot be started, or wait for others. */
import assert from 'node:assert/strict';
import type { ContainerStatus } from '../../../src/cluster/controllers/pod-objects.js';
import { first, stays, working } from '../../helpers/working-pod.js';

const second = 1000;
const sidecar = (more: object = {}) => stays('s', { restartPolicy: 'Always', ...more });
const lost = (name: string) => stays(name, { image: 'registry.invalid/web:v1' });
/** A container in few words: its state, its restarts, and how it ended last. */
const short = (one: ContainerStatus | undefined): string => {
  const { waiting, running, terminated } = one?.state ?? {};
  const state = waiting?.reason ?? (running && 'running') ?? terminated?.exitCode;
  return [state, one?.restartCount, one?.lastState.terminated?.exitCode ?? '-'].join(' ');
};

describe('a container that ends', () => {
  it('is started again as the pod says, at once the first time', async () => {
    const always = working();
    await always.look();
    const status = await always.end();
    assert.equal(short(first(status)), 'running 1 137');
    // what ended is shown before it is started again
    const shown = always.reports.map((report) => short(first(report)));
    assert.ok(shown.includes('137 0 137'), shown.join(', '));
    assert.equal(always.count('Warning BackOff'), 0);
    assert.equal(short(first(await always.end())), 'CrashLoopBackOff 1 137');
    const told = 'Warning BackOff Back-off restarting failed container c in pod p_n(u) spec.containers{c}';
    assert.equal(always.count(told), 1);

    const onFailure = working({
      restartPolicy: 'OnFailure',
      containers: [stays(), stays('d', { command: ['sleep', '5'] })],
    });
    await onFailure.look();
    assert.equal(short(first(await onFailure.end())), 'running 1 137');
    onFailure.clock.advance(5 * second);
    const [, d] = (await onFailure.lookAgain()).containerStatuses ?? [];
    assert.equal(short(d), '0 0 -');
  });

  it('counts as sound when it has run for more than ten minutes', async () => {
    for (const [ms, state] of [
      [600_000, 'CrashLoopBackOff 1 137'],
      [600_001, 'running 2 137'],
    ] as const) {
      const { clock, look, end } = working();
      await look();
      await end();
      clock.advance(ms);
      assert.equal(short(first(await end())), state);
    }
  });

  it('ends the pod with the others, and its sidecars then', async () => {
    const spec = { restartPolicy: 'Never', containers: [stays('c'), stays('d')], initContainers: [sidecar()] };
    const { runtime, clock, look, end } = working(spec);
    await look();
    const one = await end('c');
    assert.equal(runtime.find('u', 's')?.running, true);
    assert.deepEqual([one.phase, short(one.initContainerStatuses?.[0])], ['Running', 'running 0 -']);
    const both = await end('d');
    assert.deepEqual([both.phase, short(both.initContainerStatuses?.[0])], ['Failed', '0 0 -']);
    assert.equal(runtime.find('u', 's')?.running, false);
    clock.advance(second);
    assert.deepEqual((await look()).initContainerStatuses, both.initContainerStatuses);
  });

  it('is not started again when its program is not there', async () => {
    const { look, lookAgain, reports, told, count } = working({
      restartPolicy: 'Never',
      containers: [stays('c', { image: 'busybox', command: ['nosuch'] })],
    });
    await look();
    assert.equal(short(first(reports.at(-1) ?? {})), 'RunContainerError 0 -');
    const why = 'failed to create containerd task';
    assert.match(first(reports.at(-1) ?? {})?.state.waiting?.message ?? '', new RegExp(`^${why}`));
    assert.equal(count(`Warning Failed Error: ${why}`), 1);
    const { phase, containerStatuses } = await lookAgain();
    assert.deepEqual([phase, containerStatuses?.[0]?.state.terminated?.reason], ['Failed', 'StartError']);
    assert.deepEqual(
      told.filter((one) => one.startsWith('Normal Started')),
      [],
    );
  });
});

describe('a container that comes before the others', () => {
  it('holds them up until it has ended well', async () => {
    const { look, lookAgain, end, clock, reports } = working({
      initContainers: [stays('i', { command: ['sleep', '5'] })],
    });
    await look();
    const states = ({ initContainerStatuses, containerStatuses }: (typeof reports)[number]) =>
      [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])].map(short);
    assert.deepEqual(states(reports[0] ?? {}), ['PodInitializing 0 -', 'PodInitializing 0 -']);
    assert.deepEqual(states(await end('i')), ['running 1 137', 'PodInitializing 0 -']);
    clock.advance(5 * second);
    assert.deepEqual(states(await lookAgain()), ['0 1 137', 'running 0 -']);
  });

  it('fails the pod when it fails and nothing is started again, with the sidecar before it', async () => {
    const { look, end } = working({ restartPolicy: 'Never', initContainers: [sidecar(), stays('i')] });
    await look();
    const { phase, initContainerStatuses, containerStatuses } = await end('i');
    assert.deepEqual(
      [phase, ...(initContainerStatuses ?? []).map(short), short(containerStatuses?.[0])],
      ['Failed', '0 0 -', '137 0 -', 'PodInitializing 0 -'],
    );
  });

  it('and goes on beside them is started again, and holds up none that was there before', async () => {
    const containers = [stays('c'), lost('d')];
    const { look, end } = working({ containers, initContainers: [sidecar()] });
    await look();
    const s = async () => short((await end('s')).initContainerStatuses?.[0]);
    assert.deepEqual([await s(), await s()], ['running 1 137', 'CrashLoopBackOff 1 137']);
    assert.equal(short(first(await end('c'))), 'running 1 137');
  });

  it('and goes on beside them holds them up until it has begun for the first time', async () => {
    const { look, reports } = working({ initContainers: [{ ...lost('s'), restartPolicy: 'Always' }] });
    await look();
    const { initContainerStatuses, containerStatuses } = reports.at(-1) ?? {};
    assert.deepEqual(
      [short(initContainerStatuses?.[0]), short(containerStatuses?.[0])],
      ['ErrImagePull 0 -', 'PodInitializing 0 -'],
    );
  });
});

describe('the hook of the start of a container', () => {
  const hooked = (postStart: object, more: object = {}) => stays('c', { lifecycle: { postStart }, ...more });

  it('keeps it waiting, also when it is started again with another image', async () => {
    const { look, lookAgain, change, clock } = working({ containers: [hooked({ sleep: { seconds: 20 } })] });
    assert.equal(short(first(await look())), 'ContainerCreating 0 -');
    clock.advance(20 * second);
    assert.equal(short(first(await lookAgain())), 'running 0 -');
    change({ containers: [hooked({ sleep: { seconds: 20 } }, { image: 'nginx:1.27' })] });
    assert.equal(short(first(await look())), 'ContainerCreating 1 137');
    clock.advance(20 * second);
    assert.equal(short(first(await lookAgain())), 'running 1 137');
  });

  it('ends it when it fails', async () => {
    const { look, lookAgain, count, told } = working({
      restartPolicy: 'Never',
      containers: [hooked({ exec: { command: ['false'] } })],
    });
    await look();
    const { phase, containerStatuses } = await lookAgain();
    assert.equal(count('Warning FailedPostStartHook PostStartHook failed spec.containers{c}'), 1, told.join('\n'));
    assert.equal(count('Normal Killing FailedPostStartHook spec.containers{c}'), 1);
    const status = containerStatuses?.[0]?.state.terminated ? phase : (await lookAgain()).phase;
    assert.equal(status, 'Failed');
  });
});

describe('the probes of a pod', () => {
  it('are those of its containers and sidecars', async () => {
    const readinessProbe = { initialDelaySeconds: 5 };
    const { look, lookAgain, clock } = working({
      containers: [stays('c', { readinessProbe })],
      initContainers: [sidecar({ readinessProbe })],
    });
    const { containerStatuses, initContainerStatuses } = await look();
    assert.deepEqual([containerStatuses?.[0]?.ready, initContainerStatuses?.[0]?.ready], [false, false]);
    clock.advance(5 * second);
    const later = await lookAgain();
    assert.deepEqual([later.containerStatuses?.[0]?.ready, later.initContainerStatuses?.[0]?.ready], [true, true]);
  });

  it('start a container again that is not alive', async () => {
    const livenessProbe = { exec: { command: ['false'] }, failureThreshold: 1 };
    const { look, lookAgain, count } = working({ containers: [stays('c', { livenessProbe })] });
    await look();
    assert.equal(short(first(await lookAgain())), 'running 1 137');
    const killing = 'Normal Killing Container c failed liveness probe, will be restarted spec.containers{c}';
    assert.equal(count(killing), 1);
  });
});

describe('a pod that waits', () => {
  it('says for what', async () => {
    const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'x', key: 'a' } } }];
    const { look } = working({ containers: [stays('c', { env })] });
    const { waiting } = first(await look())?.state ?? {};
    assert.deepEqual(waiting, { reason: 'CreateContainerConfigError', message: 'secret "x" not found' });
  });

  it('is looked at anew when its objects cannot be read', async () => {
    const envFrom = [{ secretRef: { name: 'x' } }];
    const volumes = [{ name: 'v', secret: { secretName: 'x' } }];
    for (const spec of [{ containers: [stays('c', { envFrom })] }, { volumes }]) {
      const { look, objects, told } = working(spec);
      objects['secret x'] = new Error('the store is gone');
      await assert.rejects(look(), { message: 'the store is gone' });
      assert.deepEqual(
        told.filter((one) => one.startsWith('Warning')),
        [],
      );
      objects['secret x'] = {};
      assert.equal((await look()).phase, 'Running');
    }
  });

  it('has the address of the node at once where it is on its network', async () => {
    const volumes = [{ name: 'v', configMap: { name: 'm' } }];
    const { look } = working({ hostNetwork: true, volumes });
    assert.equal((await look()).podIP, '10.244.0.3');
    assert.equal((await working({ volumes }).look()).podIP, undefined);
  });

  it('does not look for its volumes again when it has them', async () => {
    const { look, end, objects, count } = working({ volumes: [{ name: 'v', configMap: { name: 'm' } }] });
    objects['configmap m'] = {};
    await look();
    delete objects['configmap m'];
    assert.equal(short(first(await end())), 'running 1 137');
    assert.equal(count('Warning FailedMount'), 0);
  });

  it('tries nothing more after its deadline, and has not run what it could not start', async () => {
    const { clock, look, count, told } = working({ activeDeadlineSeconds: 60, containers: [lost('c')] });
    await look();
    clock.advance(60 * second);
    const { phase } = await look();
    assert.deepEqual([phase, count('Normal Killing')], ['Failed', 0]);
    const before = told.length;
    clock.advance(600 * second);
    await look();
    assert.equal(told.length, before);
  });

  it('and has ended before looks for nothing, and keeps its address', async () => {
    const containers = [stays('c', { command: ['sleep', '5'] })];
    const done = working({ restartPolicy: 'Never', containers });
    await done.look();
    done.clock.advance(5 * second);
    const status = await done.lookAgain();
    const volumes = [{ name: 'v', configMap: { name: 'gone' } }];
    const again = working({ restartPolicy: 'Never', containers, volumes }, { status });
    assert.deepEqual(await again.look(), status);
    assert.deepEqual(again.told, []);
  });
});
