/** Gives pods a node: the one there is, unless the pod asks for another or the node takes none (kube-scheduler). */
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { keyOf, type Node, type Pod, resources, splitKey, target } from './objects.js';

const user = 'system:kube-scheduler';

const tolerates = (pod: Pod, taint: { key: string; value?: string; effect: string }): boolean =>
  (pod.spec.tolerations ?? []).some(
    (t) =>
      (!t.effect || t.effect === taint.effect) &&
      (!t.key || t.key === taint.key) &&
      (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '')),
  );

/** Why the node does not take the pod, in kube-scheduler's words; undefined when it does. */
export function unfitness(pod: Pod, node: Node): string | undefined {
  if (node.spec?.unschedulable) return 'node(s) were unschedulable';
  const taint = node.spec?.taints?.find((t) => t.effect !== 'PreferNoSchedule' && !tolerates(pod, t));
  if (taint) return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (wanted.some(([key, value]) => node.metadata.labels?.[key] !== value)) {
    return "node(s) didn't match Pod's node affinity/selector";
  }
  return undefined;
}

/** The sentence of a FailedScheduling Event for what each node has against the pod. */
export function unschedulableMessage(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  const why = parts.length ? parts.join(', ') : 'no nodes available to schedule pods';
  const total = reasons.length;
  if (total === 0) return why;
  return `0/${total} nodes are available: ${why}. preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.`;
}

/** Starts the scheduler. */
export function startScheduler(context: ControllerContext): void {
  const client = context.clientFor(user);
  const record = eventRecorder(client, context.clock, 'default-scheduler', (e) => context.onError(e, 'scheduler'));

  const refuse = async (pod: Pod, message: string): Promise<void> => {
    const { namespace = '', name = '' } = pod.metadata;
    record(pod, 'Warning', 'FailedScheduling', message);
    const before = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
    if (before?.status === 'False' && before.message === message) return;
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastProbeTime: null,
      lastTransitionTime: before?.lastTransitionTime ?? formatTime(context.clock.now()),
    };
    const others = (pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled');
    await client.update(target(resources.pods, { namespace, name, subresource: 'status' }), {
      ...pod,
      status: { ...pod.status, conditions: [...others, condition] },
    });
  };

  const queue = context.queue('scheduler', async (key) => {
    const { namespace, name } = splitKey(key);
    const pod = pods.get(namespace, name);
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp) return;
    if ((pod.spec.schedulerName ?? 'default-scheduler') !== 'default-scheduler') return;
    if (pod.spec.schedulingGates?.length) return;
    const candidates = nodes.list().filter((node) => !node.metadata.deletionTimestamp);
    const node = candidates.find((candidate) => unfitness(pod, candidate) === undefined);
    try {
      if (!node) {
        await refuse(pod, unschedulableMessage(candidates.map((candidate) => unfitness(pod, candidate) ?? '')));
        return;
      }
      await client.create(target(resources.pods, { namespace, name, subresource: 'binding' }), {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace, uid: pod.metadata.uid },
        target: { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
      });
      record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`);
    } catch (error) {
      // in a namespace that is going, so is the pod
      if (!isApiError(error, 'NotFound') && !isNamespaceTerminating(error)) throw error;
    }
  });

  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (type === 'DELETED' || object.spec.nodeName) return;
    // what was refused waits for a change of the nodes
    const refused = object.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'Unschedulable');
    if (type === 'ADDED' || !refused) queue.add(keyOf(object));
  });
  const nodes = context.watch<Node>(resources.nodes, ({ type }) => {
    if (type !== 'DELETED') for (const pod of pods.list()) if (!pod.spec.nodeName) queue.add(keyOf(pod));
  });
}
