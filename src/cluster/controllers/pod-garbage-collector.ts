/** Deletes pods that no kubelet will ever end, since their node is gone or they never had one (pkg/controller/podgc). */
import type { JsonObject } from '../../kube/object.js';
import { hasEnded } from '../../kube/pod-phase.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { type Condition, keyOf, type Node, resources, splitKey, target } from './objects.js';
import type { Pod } from './pod-objects.js';
import { found, whileThere } from './while-there.js';

/** Milliseconds for which a node may be missing before its pods are deleted. */
const quarantine = 40_000;

/** True for a pod that is being deleted, was never bound, and has not failed yet. */
const isUnboundAndLeaving = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp !== undefined && !pod.spec.nodeName && !hasEnded(pod);

/** Starts the controller. */
export function startPodGarbageCollector(context: ControllerContext): void {
  const client = context.clientOf('pod-garbage-collector');

  /** Marks the pod as failed, and deletes it without a grace period; its finalizers hold it all the same. */
  const collect = async (pod: Pod, reason?: Pick<Condition, 'reason' | 'message'>): Promise<void> => {
    const { namespace = '', name, uid, generation } = pod.metadata;
    if (!hasEnded(pod)) {
      const observed = generation ? { observedGeneration: generation } : {};
      const condition: Condition = {
        type: 'DisruptionTarget',
        ...observed,
        status: 'True',
        ...reason,
        lastProbeTime: null,
        lastTransitionTime: formatTime(context.clock.now()),
      };
      const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== condition.type);
      // conditions are plain JSON
      const conditions = [...others, condition] as unknown as JsonObject[];
      const status = { ...observed, phase: 'Failed', ...(reason ? { conditions } : {}) };
      const at = target(resources.pods, { namespace, name, subresource: 'status' });
      await client.patch(at, { metadata: { uid }, status });
    }
    await client.delete(target(resources.pods, { namespace, name }), { gracePeriodSeconds: 0, preconditions: { uid } });
  };

  const ofNodes = context.queue('pod-garbage-collector', async (name) => {
    const orphans = pods.list().filter(({ spec }) => spec.nodeName === name);
    if (orphans.length === 0 || (await found(client, target(resources.nodes, { name })))) return;
    const reason = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' };
    for (const pod of orphans) await whileThere(() => collect(pod, reason));
  });
  const ofPods = context.queue('pod-garbage-collector', async (key) => {
    const { namespace, name } = splitKey(key);
    const pod = pods.get(namespace, name);
    if (pod && isUnboundAndLeaving(pod)) await whileThere(() => collect(pod));
  });

  const nodes = context.watch<Node>(resources.nodes, ({ type, object }) => {
    if (type === 'DELETED') ofNodes.addAfter(keyOf(object), quarantine);
  });
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (type === 'DELETED') return;
    const { nodeName } = object.spec;
    if (nodeName && !nodes.get('', nodeName)) ofNodes.addAfter(nodeName, quarantine);
    if (isUnboundAndLeaving(object)) ofPods.add(keyOf(object));
  });
}
