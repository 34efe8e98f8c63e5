/** The kubelet of the one node: registers it, runs the pods that are bound to it, and removes those that are to go. */
import { isMirror } from '../../kube/mirror-pod.js';
import type { JsonObject, StoredObject } from '../../kube/object.js';
import { hasEnded } from '../../kube/pod-phase.js';
import type { ContainerRuntime } from '../pod/container.js';
import { runHook, stopHooks } from './container-hooks.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { nodeIP, nodeName, registerNode, tellSchedulable } from './node.js';
import { equalJson, keyOf, type Node, resources, splitKey, target } from './objects.js';
import type { Pod, PodStatus } from './pod-objects.js';
import { podReads } from './pod-reads.js';
import { type PodWorker, podWorker } from './pod-worker.js';
import { createMirrorPods } from './static-pods.js';
import { found, whileThere } from './while-there.js';

/** The key under which the queue knows the task to have all mirror pods; no pod has a key without a slash. */
const mirrorPods = 'mirror pods';

/** The conditions of a pod that are the kubelet's matter. */
const ownConditions = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);

/** The states of the conditions that the pod's readiness waits for. */
const gatesOf = ({ spec, status }: Pod): (string | undefined)[] =>
  (spec.readinessGates ?? []).map(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status,
  );

interface Assigned {
  uid: string;
  /** The pod was deleted. One of the same uid that is there again was restored, and starts anew. */
  deleted?: true;
  /** The containers are told to end: first their hooks run. */
  stopping?: 'hooks' | 'done';
  worker: PodWorker;
  /** The status reported last, so that it is not reported again. */
  reported?: PodStatus;
  /** Names for the Events of a pod that is gone already. */
  pod: Pod;
}

/** Starts the kubelet; resolves when the node is registered and the control plane's pods are there. */
export async function startKubelet(
  context: ControllerContext,
  options: { runtime: ContainerRuntime; apiServerFlags: readonly string[] },
): Promise<void> {
  const { clock } = context;
  const { runtime } = options;
  const client = context.clientFor(`system:node:${nodeName}`);
  const record = eventRecorder(client, clock, 'kubelet', (e) => context.onError(e, 'kubelet'), nodeName);
  const assigned = new Map<string, Assigned>();
  const addresses = new Set<string>();
  const services = context.watch<StoredObject>(resources.services);
  const reads = podReads(client, clock, () => services.list());

  const newAddress = (): string => {
    for (let i = 2; ; i++) {
      // 10.244.0.0/16, without the addresses that end in 0 and 255
      const address = `10.244.${Math.floor(i / 254)}.${(i % 254) + 1}`;
      if (!addresses.has(address)) return address;
    }
  };

  const assign = (key: string, pod: Pod): Assigned => {
    const before = pod.status?.podIP;
    const podIP = pod.spec.hostNetwork ? nodeIP : before && !addresses.has(before) ? before : newAddress();
    addresses.add(podIP);
    const worker = podWorker(pod, {
      clock,
      runtime,
      reads,
      record,
      podIP,
      wake: (ms) => (ms === undefined ? queue.add(key) : queue.addAfter(key, ms)),
    });
    const entry: Assigned = { uid: pod.metadata.uid, worker, pod };
    assigned.set(key, entry);
    return entry;
  };

  const forget = (key: string, entry: Assigned): void => {
    runtime.remove(entry.uid);
    reads.forget(entry.uid);
    addresses.delete(entry.worker.podIP);
    assigned.delete(key);
  };

  const report = async (entry: Assigned, pod: Pod, status: PodStatus): Promise<void> => {
    if (equalJson(entry.reported, status)) return;
    const { namespace = '', name, uid } = pod.metadata;
    // conditions that other controllers have set stay
    const foreign = pod.status?.conditions?.filter(({ type }) => !ownConditions.has(type)) ?? [];
    const conditions = [...foreign, ...(status.conditions ?? [])];
    // a status is plain JSON
    const patch = { metadata: { uid }, status: { ...status, conditions } } as unknown as JsonObject;
    await client.patch(target(resources.pods, { namespace, name, subresource: 'status' }), patch);
    entry.reported = status;
  };

  /** Runs the hooks of a pod's end, as long as its grace period allows; the pod is looked at again behind them. */
  const stopInOrder = (key: string, entry: Assigned, pod: Pod): void => {
    const hooks = stopHooks(pod);
    const seconds = pod.metadata.deletionGracePeriodSeconds ?? 0;
    if (hooks.length === 0 || seconds === 0) return;
    entry.stopping = 'hooks';
    const done = (): void => {
      entry.stopping = 'done';
      queue.add(key);
    };
    const cancel = clock.after(seconds * 1000, done);
    const runs = hooks.map(async ({ container: { name }, hook, list }) => {
      const run = (command: readonly string[]) => runtime.run(entry.uid, name, command);
      if (await runHook(hook, { clock, run })) return;
      if (entry.stopping === 'hooks') {
        record(pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', `spec.${list}{${name}}`);
      }
    });
    void Promise.all(runs).then(() => {
      cancel();
      done();
    });
  };

  /** Kills a pod that is to go, and lets it go; one with finalizers stays, with the status of its end. */
  const terminate = async (key: string, pod: Pod): Promise<void> => {
    const { namespace = '', name, uid, finalizers } = pod.metadata;
    const entry = assigned.get(key);
    if (entry && !entry.stopping) {
      const lists = { containers: pod.status?.containerStatuses, initContainers: pod.status?.initContainerStatuses };
      for (const [list, statuses = []] of Object.entries(lists)) {
        for (const { name: container } of statuses.filter(({ state }) => state.running)) {
          record(pod, 'Normal', 'Killing', `Stopping container ${container}`, `spec.${list}{${container}}`);
        }
      }
      entry.stopping = 'done';
      stopInOrder(key, entry, pod);
    }
    if (entry?.stopping === 'hooks') return;
    if (entry) {
      const status = entry.worker.kill(pod);
      runtime.remove(entry.uid);
      if (finalizers?.length) await report(entry, pod, status);
    }
    await client.delete(target(resources.pods, { namespace, name }), { gracePeriodSeconds: 0, preconditions: { uid } });
    if (entry) forget(key, entry);
  };

  const sync = async (key: string): Promise<void> => {
    if (key === mirrorPods) {
      // the pods of a node that is not there would be deleted with it, again and again
      const here = await found<Node>(client, target(resources.nodes, { name: nodeName }));
      if (here && !here.metadata.deletionTimestamp) await createMirrorPods(context, here, options.apiServerFlags);
      return;
    }
    const { namespace, name } = splitKey(key);
    const pod = pods.get(namespace, name);
    let entry = assigned.get(key);
    if (entry && (entry.deleted || entry.uid !== pod?.metadata.uid)) {
      forget(key, entry);
      entry = undefined;
    }
    if (!pod || pod.spec.nodeName !== nodeName) return;
    if (pod.metadata.deletionTimestamp) {
      // one whose grace period is over is held by finalizers alone
      if (entry || pod.metadata.deletionGracePeriodSeconds !== 0) await terminate(key, pod);
      return;
    }
    if (!entry && hasEnded(pod)) return;
    const current = entry ?? assign(key, pod);
    current.pod = pod;
    await current.worker.sync(pod, (status) => report(current, pod, status));
  };

  const queue = context.queue('kubelet', (key) => whileThere(() => sync(key)));

  // the node comes first: with a node that is known, pods can be bound and mirror pods can name their owner
  const node = await registerNode(context);
  tellSchedulable(context, record, node);
  await createMirrorPods(context, node, options.apiServerFlags);
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (object.spec.nodeName !== nodeName) return;
    const key = keyOf(object);
    const entry = assigned.get(key);
    if (type === 'DELETED' && isMirror(object)) queue.add(mirrorPods);
    if (type === 'DELETED' && entry) entry.deleted = true;
    // the kubelet's own reports come back too; only what others have changed is work
    const known =
      entry && entry.uid === object.metadata.uid && type === 'MODIFIED' && !object.metadata.deletionTimestamp;
    if (known && equalJson(entry.pod.spec, object.spec) && equalJson(gatesOf(entry.pod), gatesOf(object))) {
      entry.pod = object;
      return;
    }
    queue.add(key);
  });
}
