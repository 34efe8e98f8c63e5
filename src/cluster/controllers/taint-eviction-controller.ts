/** Drives pods from a node whose taints they do not tolerate, or not for ever (pkg/controller/tainteviction). */
import type { JsonObject } from '../../kube/object.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { tolerationsOf } from './node-fitness.js';
import { type Condition, keyOf, type Node, resources, splitKey, type Taint, target } from './objects.js';
import type { Pod } from './pod-objects.js';
import { whileThere } from './while-there.js';

/** Milliseconds for which the pod may stay on a node with these taints; infinite when it may for ever. */
export function mayStayFor(pod: Pod, taints: readonly Taint[]): number {
  const seconds = taints
    .filter(({ effect }) => effect === 'NoExecute')
    .map((taint) => {
      // the first toleration that fits the taint decides
      const [toleration] = tolerationsOf(pod, taint);
      return toleration ? (toleration.tolerationSeconds ?? Number.POSITIVE_INFINITY) : 0;
    });
  return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...seconds)) * 1000;
}

/** Starts the controller. */
export function startTaintEvictionController(context: ControllerContext): void {
  const { clock } = context;
  // it was a part of the node controller, and still acts as that
  const client = context.clientOf('node-controller');
  const record = eventRecorder(client, clock, 'taint-eviction-controller', (e) =>
    context.onError(e, 'taint-eviction-controller'),
  );
  /** When each pod goes that may stay for a while: what comes later, as another taint, does not move it. */
  const due = new Map<string, number>();

  const tell = ({ namespace, name }: { namespace: string; name: string }, what: string): void => {
    const about = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
    record(about, 'Normal', 'TaintManagerEviction', `${what} Pod ${namespace}/${name}`);
  };
  /** Forgets when the pod was to go; tells of it, where it was to. */
  const cancel = (key: string): void => {
    if (due.delete(key)) tell(splitKey(key), 'Cancelling deletion of');
  };

  const evict = async (pod: Pod): Promise<void> => {
    const { namespace = '', name, generation } = pod.metadata;
    tell({ namespace, name }, 'Marking for deletion');
    const condition: Condition = {
      type: 'DisruptionTarget',
      ...(generation ? { observedGeneration: generation } : {}),
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
      lastProbeTime: null,
      lastTransitionTime: formatTime(clock.now()),
    };
    const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== condition.type);
    // conditions are plain JSON
    const conditions = [...others, condition] as unknown as JsonObject[];
    await client.patch(target(resources.pods, { namespace, name, subresource: 'status' }), { status: { conditions } });
    await client.delete(target(resources.pods, { namespace, name }), {});
  };

  const queue = context.queue('taint-eviction-controller', async (key) => {
    const { namespace, name } = splitKey(key);
    const pod = pods.get(namespace, name);
    // one that is going already is not told to again
    if (pod?.metadata.deletionTimestamp) return;
    const taints = pod && nodes.get('', pod.spec.nodeName ?? '')?.spec?.taints;
    const allowed = pod ? mayStayFor(pod, taints ?? []) : Number.POSITIVE_INFINITY;
    if (!pod || !Number.isFinite(allowed)) {
      cancel(key);
      return;
    }
    // it goes at once
    if (allowed === 0) cancel(key);
    const now = clock.now().getTime();
    const end = due.get(key) ?? now + allowed;
    if (end > now) {
      due.set(key, end);
      queue.addAfter(key, end - now);
      return;
    }
    await whileThere(() => evict(pod));
    due.delete(key);
  });

  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    const taints = nodes.get('', object.spec.nodeName ?? '')?.spec?.taints;
    if (type === 'DELETED' ? due.has(keyOf(object)) : taints?.length) queue.add(keyOf(object));
  });
  const nodes = context.watch<Node>(resources.nodes, ({ type, object }) => {
    if (type === 'DELETED') return;
    const isTainted = object.spec?.taints?.some(({ effect }) => effect === 'NoExecute');
    if (!isTainted && due.size === 0) return;
    for (const pod of pods.list()) if (pod.spec.nodeName === object.metadata.name) queue.add(keyOf(pod));
  });
}
