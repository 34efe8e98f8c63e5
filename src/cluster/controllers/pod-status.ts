/** The status of a pod from the states of its containers, as the kubelet reports it. Pure. */
import { createHash } from 'node:crypto';
import { nodeIP } from './node.js';
import type { Condition, Container, ContainerState, ContainerStatus, Pod, PodStatus } from './objects.js';

/** A container as the kubelet sees it. */
export interface ContainerView {
  spec: Container;
  state: ContainerState;
  lastState: ContainerState;
  restartCount: number;
  containerID?: string;
}

/** `docker.io/library/nginx:latest` for `nginx`: the full name of an image. */
export function imageName(image: string): string {
  const [path = '', digest] = image.split('@');
  const slash = path.indexOf('/');
  const host = slash > 0 ? path.slice(0, slash) : '';
  const named = /[.:]/.test(host) || host === 'localhost' ? path : `docker.io/${slash > 0 ? path : `library/${path}`}`;
  if (digest) return `${named}@${digest}`;
  return /:[^/]+$/.test(named) ? named : `${named}:latest`;
}

const imageID = (image: string): string => {
  const name = imageName(image);
  return name.includes('@')
    ? name
    : `${name.replace(/:[^/:]+$/, '')}@sha256:${createHash('sha256').update(name).digest('hex')}`;
};

const containerStatus = (view: ContainerView): ContainerStatus => {
  const { spec, state, lastState, restartCount, containerID } = view;
  const image = spec.image ?? '';
  const running = state.running !== undefined;
  return {
    name: spec.name,
    state,
    lastState,
    ready: running,
    started: running,
    restartCount,
    image: containerID ? imageName(image) : image,
    imageID: containerID ? imageID(image) : '',
    ...(containerID ? { containerID: `kubelab://${containerID}` } : {}),
    ...(spec.volumeMounts?.length
      ? {
          volumeMounts: spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
            name,
            mountPath,
            ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
          })),
        }
      : {}),
  };
};

/** The phase that the containers' states give under the pod's restart policy. */
export function podPhase(pod: Pod, init: readonly ContainerView[], containers: readonly ContainerView[]): string {
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (init.some((view) => (view.state.terminated?.exitCode ?? 0) !== 0) && policy === 'Never') return 'Failed';
  if (init.some((view) => view.state.terminated?.exitCode !== 0)) return 'Pending';
  const ends = containers.map((view) => view.state.terminated);
  if (containers.every((view) => view.state.waiting && view.restartCount === 0 && !view.lastState.terminated))
    return 'Pending';
  if (ends.some((end) => end === undefined)) return 'Running';
  if (policy === 'Always') return 'Running';
  const failed = ends.some((end) => end?.exitCode !== 0);
  if (!failed) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** Of an ephemeral container nobody asks whether it is ready. */
const ephemeralStatus = (view: ContainerView): ContainerStatus => {
  const { started: _, ...status } = containerStatus(view);
  return { ...status, ready: false };
};

/** The whole status; times of conditions change only with their status. */
export function podStatus(
  pod: Pod,
  podIP: string,
  init: readonly ContainerView[],
  containers: readonly ContainerView[],
  ephemeral: readonly ContainerView[],
  now: string,
): PodStatus {
  const before = pod.status ?? {};
  const phase = podPhase(pod, init, containers);
  const over = phase === 'Succeeded' || phase === 'Failed';
  const generation = pod.metadata.generation;
  const condition = (type: string, holds: boolean, reason?: string, message?: string): Condition => {
    const old = before.conditions?.find((c) => c.type === type);
    const status = holds ? 'True' : 'False';
    return {
      ...(generation ? { observedGeneration: generation } : {}),
      type,
      status,
      lastProbeTime: null,
      lastTransitionTime: old?.status === status ? old.lastTransitionTime : now,
      ...(reason ? { reason } : {}),
      ...(message ? { message } : {}),
    };
  };
  const unready = containers.filter((view) => !view.state.running).map((view) => view.spec.name);
  const waitingInit = init.filter((view) => view.state.terminated?.exitCode !== 0).map((view) => view.spec.name);
  const readiness = (type: string): Condition => {
    if (unready.length === 0 && waitingInit.length === 0) return condition(type, true);
    if (phase === 'Succeeded') return condition(type, false, 'PodCompleted');
    if (phase === 'Failed') return condition(type, false, 'PodFailed');
    return condition(type, false, 'ContainersNotReady', `containers with unready status: [${unready.join(' ')}]`);
  };
  const initialized =
    waitingInit.length > 0
      ? condition(
          'Initialized',
          false,
          'ContainersNotInitialized',
          `containers with incomplete status: [${waitingInit.join(' ')}]`,
        )
      : condition('Initialized', true, phase === 'Succeeded' ? 'PodCompleted' : undefined);
  const ip = podIP || undefined;
  return {
    ...(generation ? { observedGeneration: generation } : {}),
    phase,
    conditions: [
      condition('PodReadyToStartContainers', Boolean(ip) && !over),
      initialized,
      readiness('Ready'),
      readiness('ContainersReady'),
      condition('PodScheduled', true),
    ],
    hostIP: nodeIP,
    hostIPs: [{ ip: nodeIP }],
    ...(ip ? { podIP: ip, podIPs: [{ ip }] } : {}),
    startTime: before.startTime ?? now,
    ...(init.length ? { initContainerStatuses: init.map(containerStatus) } : {}),
    containerStatuses: containers.map(containerStatus),
    ...(ephemeral.length ? { ephemeralContainerStatuses: ephemeral.map(ephemeralStatus) } : {}),
  };
}
