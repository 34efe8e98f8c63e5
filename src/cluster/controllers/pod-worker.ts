/** One pod on the node: starts its containers in order, restarts them as its policy says, reports what became of them. */

import { type Clock, formatTime } from '../clock.js';
import type { ContainerConfig, ContainerExit, ContainerRuntime, RunningContainer } from '../container.js';
import type { Recorder } from './events.js';
import type { Container, ContainerState, Pod, PodStatus } from './objects.js';
import {
  checkVolumes,
  containerEnv,
  containerMounts,
  expand,
  MissingReference,
  type PodReads,
} from './pod-environment.js';
import { type ContainerView, podStatus } from './pod-status.js';

/** What a worker needs of the kubelet. */
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

const firstBackOff = 10_000;
const longestBackOff = 300_000;
/** After so long without an end a container counts as sound again. */
const soundAfter = 600_000;
/** Missing ConfigMaps and the like are looked for again after this. */
const lookAgain = 2_000;

interface Managed extends ContainerView {
  running?: RunningContainer;
  exit?: ContainerExit;
  backOff: number;
  retryAt?: number;
}

const waiting = (reason: string, message?: string): ContainerState => ({
  waiting: { reason, ...(message ? { message } : {}) },
});

/** A worker for a pod; one that ran before (by its status) is taken up as after a reboot of the node. */
export function podWorker(first: Pod, options: PodWorkerOptions): PodWorker {
  const { clock, runtime, reads, record, podIP, wake } = options;
  const { namespace = '', name = '', uid = '' } = first.metadata;
  const policy = first.spec.restartPolicy ?? 'Always';
  const restarts = (exitCode: number): boolean => policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);

  const manage = (spec: Container, initial: string, previous?: PodStatus['containerStatuses']): Managed => {
    const old = previous?.find((s) => s.name === spec.name);
    const fresh: Managed = { spec, state: waiting(initial), lastState: {}, restartCount: 0, backOff: 0 };
    if (!old) return fresh;
    if (old.state.terminated && !restarts(old.state.terminated.exitCode)) {
      return { ...fresh, state: old.state, lastState: old.lastState ?? {}, restartCount: old.restartCount };
    }
    if (!old.state.running) return { ...fresh, restartCount: old.restartCount, lastState: old.lastState ?? {} };
    // it ran when the node went down; what became of it nobody knows
    const end: ContainerState = {
      terminated: {
        exitCode: 255,
        reason: 'Unknown',
        startedAt: old.state.running.startedAt,
        finishedAt: formatTime(clock.now()),
        ...(old.containerID ? { containerID: old.containerID } : {}),
      },
    };
    return restarts(255)
      ? { ...fresh, lastState: end, restartCount: old.restartCount + 1 }
      : { ...fresh, state: end, restartCount: old.restartCount };
  };

  const init = (first.spec.initContainers ?? []).map((c) =>
    manage(c, 'PodInitializing', first.status?.initContainerStatuses),
  );
  const containers = first.spec.containers.map((c) =>
    manage(c, init.length ? 'PodInitializing' : 'ContainerCreating', first.status?.containerStatuses),
  );
  /** Those that were added while the pod ran (kubectl debug); they are never started again. */
  const ephemeral: Managed[] = [];
  const adopt = (pod: Pod): void => {
    for (const container of pod.spec.ephemeralContainers ?? []) {
      if (ephemeral.some(({ spec }) => spec.name === container.name)) continue;
      ephemeral.push(manage(container, 'ContainerCreating', pod.status?.ephemeralContainerStatuses));
    }
  };
  let volumesChecked = false;

  const fieldPath = (managed: Managed): string =>
    `spec.${init.includes(managed) ? 'initContainers' : ephemeral.includes(managed) ? 'ephemeralContainers' : 'containers'}{${managed.spec.name}}`;

  const config = async (pod: Pod, container: Container): Promise<ContainerConfig> => {
    const env = await containerEnv(pod, podIP, container, reads);
    return {
      name: container.name,
      image: container.image ?? '',
      command: (container.command ?? []).map((word) => expand(word, env)),
      args: (container.args ?? []).map((word) => expand(word, env)),
      env,
      ...(container.workingDir ? { workingDir: container.workingDir } : {}),
      stdin: container.stdin ?? false,
      stdinOnce: container.stdinOnce ?? false,
      tty: container.tty ?? false,
      uid: container.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser ?? 0,
      gid: container.securityContext?.runAsGroup ?? pod.spec.securityContext?.runAsGroup ?? 0,
      mounts: containerMounts(pod, podIP, container, reads),
    };
  };

  const pull = (pod: Pod, managed: Managed): void => {
    const image = managed.spec.image ?? '';
    const news = (reason: string, message: string): void => record(pod, 'Normal', reason, message, fieldPath(managed));
    if (managed.spec.imagePullPolicy === 'Always') {
      news('Pulling', `Pulling image ${JSON.stringify(image)}`);
      news('Pulled', `Successfully pulled image ${JSON.stringify(image)} in 0s (0s including waiting)`);
    } else {
      news(
        'Pulled',
        `Container image ${JSON.stringify(image)} already present on machine and can be accessed by the pod`,
      );
    }
  };

  const ended = (startedAt: Date, exit: ContainerExit, containerID: string): ContainerState => ({
    terminated: {
      exitCode: exit.exitCode,
      reason: exit.startError ? 'StartError' : exit.exitCode === 0 ? 'Completed' : 'Error',
      ...(exit.startError ? { message: exit.startError } : {}),
      startedAt: formatTime(startedAt),
      finishedAt: formatTime(clock.now()),
      containerID: `kubelab://${containerID}`,
    },
  });

  const start = async (pod: Pod, managed: Managed): Promise<void> => {
    delete managed.retryAt;
    let settings: ContainerConfig;
    try {
      settings = await config(pod, managed.spec);
    } catch (error) {
      if (!(error instanceof MissingReference)) throw error;
      managed.state = waiting('CreateContainerConfigError', error.message);
      record(pod, 'Warning', 'Failed', `Error: ${error.message}`, fieldPath(managed));
      managed.retryAt = clock.now().getTime() + lookAgain;
      return;
    }
    const image = managed.spec.image ?? '';
    if (/(^|\.)invalid(:\d+)?\//.test(image)) {
      // RFC 2606: a name under .invalid resolves nowhere
      const host = image.slice(0, image.indexOf('/'));
      const message = `failed to pull and unpack image ${JSON.stringify(imageRef(image))}: failed to resolve reference: dial tcp: lookup ${host.replace(/:\d+$/, '')}: no such host`;
      managed.state = waiting(
        managed.backOff ? 'ImagePullBackOff' : 'ErrImagePull',
        managed.backOff ? `Back-off pulling image ${JSON.stringify(image)}: ErrImagePull: ${message}` : message,
      );
      record(pod, 'Warning', 'Failed', `Failed to pull image ${JSON.stringify(image)}: ${message}`, fieldPath(managed));
      managed.backOff = Math.min(managed.backOff * 2 || firstBackOff, longestBackOff);
      managed.retryAt = clock.now().getTime() + managed.backOff;
      return;
    }
    pull(pod, managed);
    const sandbox = {
      namespace,
      name,
      uid,
      podIP,
      hostname: pod.spec.hostNetwork ? 'kubelab' : (pod.spec.hostname ?? name),
    };
    const running = await runtime.start(sandbox, settings);
    record(pod, 'Normal', 'Created', 'Container created', fieldPath(managed));
    managed.running = running;
    managed.containerID = running.id;
    managed.state = { running: { startedAt: formatTime(running.startedAt) } };
    delete managed.exit;
    void running.exited.then((exit) => {
      if (managed.running !== running) return;
      managed.exit = exit;
      wake();
    });
    record(pod, 'Normal', 'Started', 'Container started', fieldPath(managed));
  };

  /** Takes note of an end, and decides about what comes then. */
  const settle = (pod: Pod, managed: Managed): void => {
    const { running, exit } = managed;
    if (!running || !exit) return;
    const end = ended(running.startedAt, exit, running.id);
    delete managed.running;
    delete managed.exit;
    if (exit.startError) record(pod, 'Warning', 'Failed', `Error: ${exit.startError}`, fieldPath(managed));
    const again = init.includes(managed)
      ? exit.exitCode !== 0 && policy !== 'Never'
      : !ephemeral.includes(managed) && restarts(exit.exitCode);
    if (!again) {
      managed.state = end;
      return;
    }
    const now = clock.now().getTime();
    if (now - running.startedAt.getTime() > soundAfter) managed.backOff = 0;
    const pause = managed.backOff;
    managed.backOff = Math.min(pause * 2 || firstBackOff, longestBackOff);
    managed.lastState = end;
    managed.restartCount++;
    managed.retryAt = now + pause;
    if (pause === 0) {
      managed.state = end;
      return;
    }
    managed.state = waiting(
      'CrashLoopBackOff',
      `back-off ${formatPause(pause)} restarting failed container=${managed.spec.name} pod=${name}_${namespace}(${uid})`,
    );
    record(
      pod,
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${managed.spec.name} in pod ${name}_${namespace}(${uid})`,
      fieldPath(managed),
    );
  };

  /** Starts what is due; true when something has changed. */
  const advance = async (pod: Pod, managed: Managed): Promise<boolean> => {
    if (managed.running) return false;
    if (managed.state.terminated && managed.retryAt === undefined) return false;
    const now = clock.now().getTime();
    if (managed.retryAt !== undefined && managed.retryAt > now) {
      wake(managed.retryAt - now);
      return false;
    }
    await start(pod, managed);
    if (managed.retryAt !== undefined) wake(Math.max(0, managed.retryAt - clock.now().getTime()));
    return true;
  };

  let last = first.status;
  const status = (pod: Pod): PodStatus => {
    last = podStatus(
      { ...pod, status: last ?? pod.status },
      podIP,
      init,
      containers,
      ephemeral,
      formatTime(clock.now()),
    );
    return last;
  };

  const over = (): boolean => {
    const done = (managed: Managed): boolean => Boolean(managed.state.terminated) && managed.retryAt === undefined;
    return init.some((m) => done(m) && m.state.terminated?.exitCode !== 0) || containers.every(done);
  };

  return {
    podIP,
    sync: async (pod, report) => {
      adopt(pod);
      for (const managed of [...init, ...containers, ...ephemeral]) settle(pod, managed);
      if (!over() && !volumesChecked) {
        await report(status(pod));
        try {
          await checkVolumes(pod, podIP, reads);
          volumesChecked = true;
        } catch (error) {
          if (!(error instanceof MissingReference)) throw error;
          record(pod, 'Warning', 'FailedMount', error.message);
          wake(lookAgain);
          return;
        }
      }
      await report(status(pod));
      if (over()) return;
      for (const managed of init) {
        if (managed.state.terminated?.exitCode === 0) continue;
        await advance(pod, managed);
        await report(status(pod));
        return;
      }
      for (const managed of [...containers, ...ephemeral]) await advance(pod, managed);
      await report(status(pod));
    },
    kill: (pod) => {
      for (const managed of [...containers, ...ephemeral]) {
        if (managed.state.running && managed.running) {
          managed.state = ended(managed.running.startedAt, { exitCode: 137 }, managed.running.id);
        }
        delete managed.running;
        delete managed.retryAt;
      }
      const after = status(pod);
      return { ...after, phase: after.phase === 'Succeeded' ? 'Succeeded' : 'Failed' };
    },
  };
}

const imageRef = (image: string): string => (/:[^/]+$/.test(image) ? image : `${image}:latest`);

/** A pause as Go writes a duration: `10s`, `1m20s`, `5m0s`. */
function formatPause(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
