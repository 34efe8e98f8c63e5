/** The worker of one pod with the real runtime, and without a cluster: the test looks when it says, on a clock that it moves. */
import { randomUUID } from 'node:crypto';
import { type ManualClock, manualClock } from '../../src/cluster/clock.js';
import type { KeyedData, PodReads } from '../../src/cluster/controllers/pod-environment.js';
import type { Container, ContainerStatus, Pod, PodStatus } from '../../src/cluster/controllers/pod-objects.js';
import { podWorker } from '../../src/cluster/controllers/pod-worker.js';
import { createRuntime, type NodeRuntime } from '../../src/cluster/pod/runtime.js';
import { until } from './until.js';

/** A pod that a worker runs, and what the worker has said. */
export interface WorkingPod {
  clock: ManualClock;
  runtime: NodeRuntime;
  /** The ConfigMaps and Secrets, by `configmap NAME` and `secret NAME`; an error is the answer to whoever reads it. */
  objects: Record<string, KeyedData | Error>;
  /** The Events: type, reason, message and field path. */
  told: string[];
  /** When the worker asks to be called since it was called last. */
  wakes: (number | undefined)[];
  reports: PodStatus[];
  /** Calls the worker, as the kubelet does when the pod has changed; the status that it has reported last. */
  look(): Promise<PodStatus>;
  /** Waits until the worker asks to be called at once, and calls it. */
  lookAgain(): Promise<PodStatus>;
  /** Ends a container, and calls the worker. */
  end(container?: string): Promise<PodStatus>;
  change(spec: Partial<Pod['spec']>): void;
  /** Ends the pod. */
  kill(): PodStatus;
  /** How many Events begin with this. */
  count(start: string): number;
}

/** A container that stays until it is killed, without a shell. */
export const stays = (name = 'c', more: Partial<Container> = {}): Container => ({
  name,
  image: 'nginx',
  command: ['pause'],
  ...more,
});

/** A worker of a pod with this specification. */
export const working = (
  spec: Partial<Pod['spec']> = {},
  more: { metadata?: object; status?: PodStatus } = {},
): WorkingPod => {
  const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
  const runtime = createRuntime({ clock, server: () => ({ host: '127.0.0.1', port: 1 }), randomUUID });
  const objects: WorkingPod['objects'] = {};
  const reads: PodReads = {
    data: async (kind, _namespace, name) => {
      const found = objects[`${kind} ${name}`];
      if (found instanceof Error) throw found;
      return found;
    },
    token: async () => '',
    services: () => [],
  };
  const told: string[] = [];
  const wakes: (number | undefined)[] = [];
  const reports: PodStatus[] = [];
  let pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', uid: 'u', ...more.metadata },
    spec: { containers: [stays()], ...spec },
    ...(more.status ? { status: more.status } : {}),
  };
  const worker = podWorker(pod, {
    clock,
    runtime,
    reads,
    record: (_pod, type, reason, message, fieldPath = '') => told.push(`${type} ${reason} ${message} ${fieldPath}`),
    podIP: '10.244.0.3',
    wake: (ms) => wakes.push(ms),
  });
  const look = async (): Promise<PodStatus> => {
    wakes.length = 0;
    await worker.sync(pod, async (status) => {
      reports.push(status);
      pod = { ...pod, status };
    });
    return pod.status ?? {};
  };
  const lookAgain = async (): Promise<PodStatus> => {
    await until('it is to be looked at', () => wakes.includes(undefined));
    return look();
  };
  const end = (container = 'c'): Promise<PodStatus> => {
    runtime.kill('u', container);
    return lookAgain();
  };
  const change = (next: Partial<Pod['spec']>): void => {
    pod = { ...pod, spec: { ...pod.spec, ...next } };
  };
  const kill = (): PodStatus => worker.kill(pod);
  const count = (start: string): number => told.filter((one) => one.startsWith(start)).length;
  return { clock, runtime, objects, told, wakes, reports, look, lookAgain, end, change, kill, count };
};
/** The first of its containers. */
export const first = (status: PodStatus): ContainerStatus | undefined => status.containerStatuses?.[0];
