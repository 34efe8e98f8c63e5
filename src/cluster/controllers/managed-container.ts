/** A container of a pod as its worker keeps it: where it stands, and how it came there. */
import { formatTime } from '../clock.js';
import type { ContainerExit, RunningContainer } from '../pod/container.js';
import type { Container, ContainerState, PodStatus } from './pod-objects.js';
import { type ContainerView, idPrefix } from './pod-status.js';
import type { Probes } from './probes.js';

/** Which of a pod's lists a container is in. */
export type ContainerList = 'initContainers' | 'containers' | 'ephemeralContainers';

/** A container that a worker starts, and starts again. */
export interface Managed extends ContainerView {
  list: ContainerList;
  /** It has been started, by this kubelet or an earlier one: the next start is a restart. */
  hasBegun?: boolean;
  running?: RunningContainer;
  exit?: ContainerExit;
  /** The pause before the next start, in milliseconds. */
  backOff: number;
  retryAt?: number;
  probes?: Probes;
  /** Why the image could not be pulled; while the pause lasts, that is told once more. */
  pullFault?: string;
}

/** The state of a container that does not run yet. */
export const waiting = (reason: string, message?: string): ContainerState => ({
  waiting: { reason, ...(message ? { message } : {}) },
});

/** The state of a container that has ended; one that could not be started has begun in 1970. */
export function ended({ startedAt, id }: RunningContainer, exit: ContainerExit, now: Date): ContainerState {
  return {
    terminated: {
      exitCode: exit.exitCode,
      reason: exit.startError ? 'StartError' : exit.exitCode === 0 ? 'Completed' : 'Error',
      ...(exit.startError ? { message: exit.startError } : {}),
      startedAt: exit.startError ? '1970-01-01T00:00:00Z' : formatTime(startedAt),
      finishedAt: formatTime(now),
      containerID: `${idPrefix}${id}`,
    },
  };
}

/** A container as it is taken up: new, or as an earlier kubelet reported it. */
export function manage(
  spec: Container,
  list: ContainerList,
  initial: string,
  restarts: (exitCode: number) => boolean,
  now: Date,
  previous?: PodStatus['containerStatuses'],
): Managed {
  const old = previous?.find((s) => s.name === spec.name);
  const fresh: Managed = { spec, list, state: waiting(initial), lastState: {}, restartCount: 0, backOff: 0 };
  if (!old) return fresh;
  // a container that has ended for good keeps its id
  const { containerID } = old;
  const kept = { ...fresh, ...(containerID ? { containerID: containerID.replace(idPrefix, '') } : {}) };
  if (old.state.terminated && !restarts(old.state.terminated.exitCode)) {
    return { ...kept, state: old.state, lastState: old.lastState ?? {}, restartCount: old.restartCount };
  }
  const hasBegun = containerID !== undefined;
  const { restartCount } = old;
  if (!old.state.running) return { ...fresh, restartCount, hasBegun, lastState: old.lastState ?? {} };
  // it ran when the node went down; what became of it nobody knows
  const end: ContainerState = {
    terminated: {
      exitCode: 255,
      reason: 'Unknown',
      startedAt: old.state.running.startedAt,
      finishedAt: formatTime(now),
      ...(containerID ? { containerID } : {}),
    },
  };
  return restarts(255) ? { ...fresh, lastState: end, restartCount, hasBegun } : { ...kept, state: end, restartCount };
}

/** Treats the command of a container as over, with its probes. */
export function letGo(managed: Managed): void {
  managed.probes?.stop();
  delete managed.probes;
  delete managed.running;
  delete managed.exit;
}

/** Ends a container for good, whatever it does just then: it is killed, or its pause for the next start ends with the pod. */
export function cutOff(managed: Managed, now: Date): void {
  const { running, exit, state, lastState } = managed;
  // one may have ended by itself just before, and one whose first hook runs has begun, too
  if (running) managed.state = ended(running, exit ?? { exitCode: 137 }, now);
  else if (state.waiting && lastState.terminated) managed.state = lastState;
  letGo(managed);
  delete managed.retryAt;
}

/** True for a container that runs before the others and goes on beside them (KEP-753). */
export function isSidecar({ spec, list }: { spec: Container; list?: ContainerList }): boolean {
  return list === 'initContainers' && spec.restartPolicy === 'Always';
}

/** The field of a pod's status that tells of a list of containers. */
export const statusesOf = {
  initContainers: 'initContainerStatuses',
  containers: 'containerStatuses',
  ephemeralContainers: 'ephemeralContainerStatuses',
} as const;

/** A pause as Go writes a duration: `10s`, `1m20s`, `5m0s`. */
export function formatPause(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
