/**
 * One pod on the node: starts its containers in order, restarts them as its policy says, reports their states. The file is
 * long, since all these steps share the states of the containers.
 */
import { isMirror } from '../../kube/mirror-pod.js';
import { type Clock, formatTime } from '../clock.js';
import type { ContainerConfig, ContainerRuntime, RunningContainer } from '../pod/container.js';
import { deadlineExceeded, timeLeft } from './active-deadline.js';
import { containerConfig, sandboxConfig } from './container-config.js';
import { runHook } from './container-hooks.js';
import type { Recorder } from './events.js';
import { type ContainerNews, firstBackOff, longestBackOff, pullImage } from './image-pull.js';
import {
  type ContainerList,
  cutOff,
  ended,
  formatPause,
  isSidecar,
  letGo,
  type Managed,
  manage,
  statusesOf,
  waiting,
} from './managed-container.js';
import { checkVolumes, MissingReference, type PodReads } from './pod-environment.js';
import type { Container, Pod, PodStatus } from './pod-objects.js';
import { type Eviction, isInitialized, podStatus } from './pod-status.js';
import { startProbes } from './probes.js';

/** The kubelet's parts for a worker. */
export interface PodWorkerOptions {
  clock: Clock;
  runtime: ContainerRuntime;
  reads: PodReads;
  record: Recorder;
  podIP: string;
  /** Asks for another {@link PodWorker.sync}, now or after a while. */
  wake(afterMs?: number): void;
}

/** The worker of one pod. */
export interface PodWorker {
  readonly podIP: string;
  /** Brings the containers on their way; the status that the API should hold then. */
  sync(pod: Pod, report: (status: PodStatus) => Promise<void>): Promise<void>;
  /** The status after everything was killed. */
  kill(pod: Pod): PodStatus;
}

/** After so long without an end a container counts as sound again. */
const soundAfter = 600_000;
/** Missing ConfigMaps and the like are looked for again after this. */
const lookAgain = 2_000;
/** … and told of again after this. */
const tellAgain = 10_000;

/** A worker for a pod; one that ran before (by its status) is taken up as after a reboot of the node. */
export function podWorker(first: Pod, options: PodWorkerOptions): PodWorker {
  const { clock, runtime, reads, record, podIP, wake } = options;
  const { namespace = '', name, uid } = first.metadata;
  const policy = first.spec.restartPolicy ?? 'Always';
  const restarts = (spec: Container) => (exitCode: number) => {
    const own = spec.restartPolicy ?? policy;
    return own === 'Always' || (own === 'OnFailure' && exitCode !== 0);
  };
  const take = (list: ContainerList, spec: Container, initial: string, from: PodStatus | undefined): Managed => {
    const previous = from?.[statusesOf[list]];
    return manage(spec, list, initial, restarts(spec), clock.now(), previous);
  };

  const init = (first.spec.initContainers ?? []).map((spec) =>
    take('initContainers', spec, 'PodInitializing', first.status),
  );
  const containers = first.spec.containers.map((spec) =>
    take('containers', spec, init.length ? 'PodInitializing' : 'ContainerCreating', first.status),
  );
  /** Containers added while the pod ran (kubectl debug); they are never started again. */
  const ephemeral: Managed[] = [];
  let volumesChecked = false;
  /** When a fault was last told that is met again and again. */
  const told = new Map<string, number>();

  const fieldPath = ({ list, spec }: Managed): string => `spec.${list}{${spec.name}}`;
  const news = (pod: Pod): ContainerNews => ({
    note: (managed, reason, message) => record(pod, 'Normal', reason, message, fieldPath(managed)),
    warn: (managed, reason, message) => record(pod, 'Warning', reason, message, fieldPath(managed)),
    seldom: (what, tell) => {
      const now = clock.now().getTime();
      if (now - (told.get(what) ?? Number.NEGATIVE_INFINITY) < tellAgain) return;
      told.set(what, now);
      tell();
    },
  });

  /** Takes note of possible changes in the specification of a pod that runs: new containers, and other images. */
  const adopt = (pod: Pod): void => {
    for (const container of pod.spec.ephemeralContainers ?? []) {
      if (ephemeral.some(({ spec }) => spec.name === container.name)) continue;
      ephemeral.push(take('ephemeralContainers', container, 'ContainerCreating', pod.status));
    }
    for (const managed of [...init, ...containers]) {
      const spec = pod.spec[managed.list as 'containers']?.find(({ name: n }) => n === managed.spec.name);
      if (!spec || spec.image === managed.spec.image) continue;
      managed.spec = spec;
      managed.backOff = 0;
      delete managed.pullFault;
      if (managed.running) {
        news(pod).note(managed, 'Killing', `Container ${spec.name} definition changed, will be restarted`);
        managed.lastState = ended(managed.running, { exitCode: 137 }, clock.now());
        managed.state = managed.lastState;
        letGo(managed);
      }
      if (managed.state.waiting || managed.lastState === managed.state) managed.retryAt = clock.now().getTime();
    }
  };

  const start = async (pod: Pod, managed: Managed): Promise<void> => {
    delete managed.retryAt;
    const { note, warn, seldom } = news(pod);
    if (!pullImage(managed, clock.now().getTime(), news(pod))) return;
    let settings: ContainerConfig;
    try {
      settings = await containerConfig(pod, podIP, managed.spec, reads);
    } catch (error) {
      if (!(error instanceof MissingReference)) throw error;
      managed.state = waiting('CreateContainerConfigError', error.message);
      seldom(`config ${managed.spec.name}`, () => warn(managed, 'Failed', `Error: ${error.message}`));
      managed.retryAt = clock.now().getTime() + lookAgain;
      return;
    }
    const running = await runtime.start(sandboxConfig(pod, podIP), settings);
    note(managed, 'Created', 'Container created');
    // while it waits for its next start, that is none yet
    if (managed.hasBegun) managed.restartCount++;
    managed.hasBegun = true;
    managed.running = running;
    managed.containerID = running.id;
    delete managed.exit;
    void running.exited.then((exit) => {
      if (managed.running !== running) return;
      managed.exit = exit;
      wake();
    });
    // a container that could not be started has exited by now
    const early = await Promise.race([running.exited, undefined]);
    if (early?.startError) {
      managed.state = waiting('RunContainerError', early.startError);
      warn(managed, 'Failed', `Error: ${early.startError}`);
      return;
    }
    note(managed, 'Started', 'Container started');
    const hook = managed.spec.lifecycle?.postStart;
    if (!hook) {
      serve(pod, managed, running);
      return;
    }
    // the container waits for its hook, and other pods do not
    if (managed.state.terminated) managed.state = waiting('ContainerCreating');
    const command = (words: readonly string[]) => runtime.run(uid, managed.spec.name, words);
    void runHook(hook, { clock, run: command }).then((isDone) => {
      if (managed.running !== running || managed.exit) return;
      if (isDone) serve(pod, managed, running);
      else {
        warn(managed, 'FailedPostStartHook', 'PostStartHook failed');
        note(managed, 'Killing', 'FailedPostStartHook');
        runtime.kill(uid, managed.spec.name);
      }
      wake();
    });
  };

  /** Counts a container that has been started as running, and begins to probe it. */
  const serve = (pod: Pod, managed: Managed, { startedAt }: RunningContainer): void => {
    const { note, warn } = news(pod);
    managed.state = { running: { startedAt: formatTime(startedAt) } };
    if (managed.list === 'containers' || isSidecar(managed)) {
      managed.probes = startProbes(managed.spec, {
        clock,
        run: (command) => runtime.run(uid, managed.spec.name, command),
        changed: () => wake(),
        failed: (kind, output) => warn(managed, 'Unhealthy', `${kind} probe failed: ${output}`),
        kill: (kind) => {
          note(managed, 'Killing', `Container ${managed.spec.name} failed ${kind} probe, will be restarted`);
          runtime.kill(uid, managed.spec.name);
        },
      });
    }
  };

  /** Takes note of a container's end, and decides the next step. */
  const settle = (pod: Pod, managed: Managed): void => {
    const { running, exit } = managed;
    if (!running || !exit) return;
    const end = ended(running, exit, clock.now());
    letGo(managed);
    const again =
      managed.list === 'initContainers' && !isSidecar(managed)
        ? exit.exitCode !== 0 && policy !== 'Never'
        : managed.list !== 'ephemeralContainers' && restarts(managed.spec)(exit.exitCode);
    if (!again) {
      managed.state = end;
      return;
    }
    const now = clock.now().getTime();
    if (now - running.startedAt.getTime() > soundAfter) managed.backOff = 0;
    const pause = managed.backOff;
    managed.backOff = Math.min(pause * 2 || firstBackOff, longestBackOff);
    managed.lastState = end;
    managed.retryAt = now + pause;
    if (pause === 0) {
      managed.state = end;
      return;
    }
    managed.state = waiting(
      'CrashLoopBackOff',
      `back-off ${formatPause(pause)} restarting failed container=${managed.spec.name} pod=${name}_${namespace}(${uid})`,
    );
    const which = `${managed.spec.name} in pod ${name}_${namespace}(${uid})`;
    news(pod).warn(managed, 'BackOff', `Back-off restarting failed container ${which}`);
  };

  /** Starts a container that is due. */
  const advance = async (pod: Pod, managed: Managed): Promise<void> => {
    if (managed.running) return;
    if (managed.state.terminated && managed.retryAt === undefined) return;
    const now = clock.now().getTime();
    if (managed.retryAt !== undefined && managed.retryAt > now) {
      wake(managed.retryAt - now);
      return;
    }
    await start(pod, managed);
    if (managed.retryAt !== undefined) wake(Math.max(0, managed.retryAt - clock.now().getTime()));
  };

  let eviction: Eviction | undefined;
  let last = first.status;
  const status = (pod: Pod): PodStatus => {
    const conditions = [...(last?.conditions ?? []), ...(pod.status?.conditions ?? [])];
    last = podStatus(
      { ...pod, status: { ...last, conditions } },
      // it has an address when it has a sandbox, which waits for its volumes
      volumesChecked || pod.spec.hostNetwork || over() ? podIP : '',
      init,
      containers,
      ephemeral,
      formatTime(clock.now()),
      eviction,
    );
    return last;
  };

  const over = (): boolean => {
    if (eviction) return true;
    const done = (managed: Managed): boolean => Boolean(managed.state.terminated) && managed.retryAt === undefined;
    const failed = init.some((m) => !isSidecar(m) && done(m) && m.state.terminated?.exitCode !== 0);
    return failed || containers.every(done);
  };

  /** Ends the sidecars of containers that have ended. */
  const endSidecars = (): void => {
    for (const managed of init) {
      if (!isSidecar(managed) || !managed.running) continue;
      managed.state = ended(managed.running, { exitCode: 0 }, clock.now());
      letGo(managed);
      delete managed.retryAt;
      runtime.kill(uid, managed.spec.name);
    }
  };

  const everyContainer = (): Managed[] => [...init, ...containers, ...ephemeral];

  /** Ends a pod whose time is over, and asks for another look at one whose time is not. */
  const keepDeadline = (pod: Pod): void => {
    const now = clock.now();
    const left = timeLeft(pod, last?.startTime ?? formatTime(now), now);
    if (left === undefined || over()) return;
    if (left > 0) {
      wake(left);
      return;
    }
    eviction = deadlineExceeded;
    record(pod, 'Normal', eviction.reason, eviction.message);
    for (const managed of everyContainer()) {
      if (managed.running) {
        news(pod).note(managed, 'Killing', `Stopping container ${managed.spec.name}`);
        runtime.kill(uid, managed.spec.name);
      }
      cutOff(managed, now);
    }
  };

  return {
    podIP,
    sync: async (pod, report) => {
      adopt(pod);
      for (const managed of everyContainer()) settle(pod, managed);
      keepDeadline(pod);
      // a kubelet runs what it has from files before it shows it, so nobody sees such a pod wait
      const reportBefore = async (): Promise<void> => {
        if (!isMirror(pod)) await report(status(pod));
      };
      if (!over() && !volumesChecked) {
        await reportBefore();
        try {
          await checkVolumes(pod, podIP, reads);
          volumesChecked = true;
        } catch (error) {
          if (!(error instanceof MissingReference)) throw error;
          news(pod).seldom('mount', () => record(pod, 'Warning', 'FailedMount', error.message));
          wake(lookAgain);
          return;
        }
      }
      if (over()) endSidecars();
      await reportBefore();
      if (over()) return;
      for (const managed of init) {
        if (isInitialized(managed)) continue;
        await advance(pod, managed);
        if (isInitialized(managed)) continue;
        await report(status(pod));
        // a sidecar that starts again holds nobody up who was there before
        if (!isSidecar(managed) || !containers.some(({ containerID }) => containerID)) return;
      }
      for (const managed of [...containers, ...ephemeral]) await advance(pod, managed);
      await report(status(pod));
    },
    kill: (pod) => {
      for (const managed of everyContainer()) cutOff(managed, clock.now());
      const after = status(pod);
      return { ...after, phase: after.phase === 'Succeeded' ? 'Succeeded' : 'Failed' };
    },
  };
}
