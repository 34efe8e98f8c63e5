/** The status of a pod from the states of its containers, as the kubelet reports it. Pure. */
import { imageID, imageName } from './image-reference.js';
import { nodeIP } from './node.js';
import type { Condition } from './objects.js';
import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from './pod-objects.js';

/** What stands before the id of a container of this node. */
export const idPrefix = 'kubelab://';

/** A container as the kubelet sees it. */
export interface ContainerView {
  spec: Container;
  state: ContainerState;
  lastState: ContainerState;
  restartCount: number;
  containerID?: string;
  /** The results of its probes while it runs; undefined before. */
  probes?: { isStarted(): boolean; isReady(): boolean };
}

/** True for a container that runs and whose probes say that it can serve. */
const isReady = ({ state, probes }: ContainerView): boolean =>
  state.running !== undefined && (probes?.isReady() ?? true);

const isStarted = ({ state, probes }: ContainerView): boolean =>
  state.running !== undefined && (probes?.isStarted() ?? true);

/** User and group of a container's command. */
export function containerUser(spec: Pod['spec'], container: Container): { uid: number; gid: number } {
  const { securityContext: own } = container;
  const { securityContext: shared } = spec;
  return {
    uid: own?.runAsUser ?? shared?.runAsUser ?? 0,
    gid: own?.runAsGroup ?? shared?.runAsGroup ?? 0,
  };
}

const containerStatus = (pod: Pod, view: ContainerView): ContainerStatus => {
  const { spec, state, lastState, restartCount, containerID } = view;
  const image = spec.image ?? '';
  const { requests = {} } = spec.resources ?? {};
  const { uid, gid } = containerUser(pod.spec, spec);
  const { fsGroup, supplementalGroups = [] } = pod.spec.securityContext ?? {};
  const groups = new Set([gid, ...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups]);
  return {
    name: spec.name,
    state,
    lastState,
    ready: isReady(view),
    started: isStarted(view),
    restartCount,
    image: containerID ? imageName(image) : image,
    imageID: containerID ? imageID(image) : '',
    ...(containerID ? { containerID: `${idPrefix}${containerID}` } : {}),
    ...(Object.keys(requests).length ? { allocatedResources: requests } : {}),
    resources: spec.resources ?? {},
    ...(containerID ? { user: { linux: { gid, supplementalGroups: [...groups], uid } } } : {}),
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

/** An init container is ready when it has done its work, a sidecar while it runs. */
const initStatus = (pod: Pod, view: ContainerView): ContainerStatus => {
  const status = containerStatus(pod, view);
  return isSidecarView(view) ? status : { ...status, ready: view.state.terminated?.exitCode === 0 };
};

const isSidecarView = ({ spec }: ContainerView): boolean => spec.restartPolicy === 'Always';

/** True for an init container that lets those behind it start. */
export function isInitialized(view: ContainerView): boolean {
  return isSidecarView(view) ? isStarted(view) : view.state.terminated?.exitCode === 0;
}

/** The phase that the containers' states give under the pod's restart policy (getPhase in pkg/kubelet/kubelet_pods.go). */
export function podPhase(pod: Pod, init: readonly ContainerView[], containers: readonly ContainerView[]): string {
  const policy = pod.spec.restartPolicy ?? 'Always';
  const hasFailed = ({ state, lastState }: ContainerView): boolean =>
    ((state.terminated ?? (state.waiting && lastState.terminated))?.exitCode ?? 0) !== 0;
  if (policy === 'Never' && init.some((view) => !isSidecarView(view) && hasFailed(view))) return 'Failed';
  if (containers.some(({ state, lastState }) => state.waiting && !lastState.terminated)) return 'Pending';
  const ends = containers.map(({ state, lastState }) => state.terminated ?? (state.waiting && lastState.terminated));
  if (ends.some((end) => end === undefined) || policy === 'Always') return 'Running';
  if (ends.every((end) => end?.exitCode === 0)) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** The status of an ephemeral container, which counts as not ready. */
const ephemeralStatus = (pod: Pod, view: ContainerView): ContainerStatus => {
  const { started: _, ...status } = containerStatus(pod, view);
  return { ...status, ready: false };
};

/** Why the node ended a pod; such a pod has failed, whatever its containers did. */
export interface Eviction {
  reason: string;
  message: string;
}

/** The message about the readiness gates that are not true; empty when all are (GeneratePodReadyCondition). */
const closedGates = ({ spec, status }: Pod): string =>
  (spec.readinessGates ?? [])
    .flatMap(({ conditionType }) => {
      const gate = status?.conditions?.find(({ type }) => type === conditionType);
      if (!gate) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
      if (gate.status === 'True') return [];
      return [`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`];
    })
    .join(', ');

/**
 * The whole status; times of conditions change only with their status. The pod has the conditions that others have set,
 * since its readiness gates are among them.
 */
export function podStatus(
  pod: Pod,
  podIP: string,
  init: readonly ContainerView[],
  containers: readonly ContainerView[],
  ephemeral: readonly ContainerView[],
  now: string,
  eviction?: Eviction,
): PodStatus {
  const before = pod.status ?? {};
  const phase = eviction ? 'Failed' : podPhase(pod, init, containers);
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
  const unready = [...init.filter(isSidecarView), ...containers]
    .filter((view) => !isReady(view))
    .map((view) => view.spec.name);
  const begun = containers.some(({ state, lastState }) => !state.waiting || lastState.terminated);
  const waitingInit = begun ? [] : init.filter((view) => !isInitialized(view)).map((view) => view.spec.name);
  const readiness = (type: string, closed = ''): Condition => {
    if (phase === 'Succeeded') return condition(type, false, 'PodCompleted');
    if (phase === 'Failed') return condition(type, false, 'PodFailed');
    if (unready.length === 0) {
      return closed ? condition(type, false, 'ReadinessGatesNotReady', closed) : condition(type, true);
    }
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
  return {
    ...(generation ? { observedGeneration: generation } : {}),
    phase,
    ...eviction,
    conditions: [
      condition('PodReadyToStartContainers', podIP !== '' && !over),
      initialized,
      readiness('Ready', closedGates(pod)),
      readiness('ContainersReady'),
      condition('PodScheduled', true),
    ],
    hostIP: nodeIP,
    hostIPs: [{ ip: nodeIP }],
    ...(podIP ? { podIP, podIPs: [{ ip: podIP }] } : {}),
    startTime: before.startTime ?? now,
    ...(init.length ? { initContainerStatuses: init.map((view) => initStatus(pod, view)) } : {}),
    containerStatuses: containers.map((view) => containerStatus(pod, view)),
    ...(ephemeral.length ? { ephemeralContainerStatuses: ephemeral.map((view) => ephemeralStatus(pod, view)) } : {}),
  };
}
