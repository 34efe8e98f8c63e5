/** Gives pods a node: the one there is, unless the pod asks for another or the node takes none (kube-scheduler). */
import type { StoredObject } from '../../kube/object.js';
import { hasEnded } from '../../kube/pod-phase.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { seriesRecorder } from './event-series.js';
import { nodeName } from './node.js';
import { unfitness, unschedulableAnywhereMessage, unschedulableMessage } from './node-fitness.js';
import { keyOf, kindRow, type Node, resources, splitKey, target } from './objects.js';
import { isNeighbourFault, neighbourFault } from './pod-affinity.js';
import { claimFault, claimsOf } from './pod-claims.js';
import type { Pod } from './pod-objects.js';
import { allowing, found } from './while-there.js';

const user = 'system:kube-scheduler';
const claims = kindRow('persistentvolumeclaims');

/** Starts the scheduler. */
export function startScheduler(context: ControllerContext): void {
  const client = context.clientFor(user);
  // it runs where the node is
  const record = seriesRecorder(client, context.clock, 'default-scheduler', nodeName, (e) =>
    context.onError(e, 'scheduler'),
  );

  const refuse = async (pod: Pod, message: string): Promise<void> => {
    const { namespace = '', name, generation } = pod.metadata;
    const before = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
    const isTold = before?.status === 'False' && before.message === message && before.observedGeneration === generation;
    // most changes of its neighbours make no difference
    if (isTold && waitForNeighbours.has(keyOf(pod))) return;
    record(pod, 'Warning', 'FailedScheduling', 'Scheduling', message);
    if (isTold) return;
    const condition = {
      type: 'PodScheduled',
      ...(generation ? { observedGeneration: generation } : {}),
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastProbeTime: null,
      lastTransitionTime: (before?.status === 'False' && before.lastTransitionTime) || formatTime(context.clock.now()),
    };
    const others = (pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled');
    await client.update(target(resources.pods, { namespace, name, subresource: 'status' }), {
      ...pod,
      status: { ...pod.status, conditions: [...others, condition] },
    });
  };

  /** The fault of the first claim that keeps a pod from every node. */
  const faultOfClaims = async (pod: Pod): Promise<string | undefined> => {
    const { namespace } = pod.metadata;
    for (const name of claimsOf(pod)) {
      const fault = claimFault(name, await found(client, target(claims, { namespace, name })));
      if (fault) return fault;
    }
    return undefined;
  };

  /** The nodes of pods that were bound just now, by the pods' uids: the watch does not show them yet. */
  const bound = new Map<string, string>();
  /** The keys of pods that other pods keep from every node. */
  const waitForNeighbours = new Set<string>();

  /** The pods that have their places. */
  const placed = (): Pod[] =>
    pods.list().flatMap((pod) => {
      if (hasEnded(pod)) return [];
      if (pod.spec.nodeName) return [pod];
      const nodeName = bound.get(pod.metadata.uid);
      return nodeName ? [{ ...pod, spec: { ...pod.spec, nodeName } }] : [];
    });

  /** Why a node does not take the pod beside those that have their places; empty when it does. */
  const reasonsAgainst = (pod: Pod, node: Node, others: readonly Pod[]): string[] => {
    const { name } = node.metadata;
    const reasons = unfitness(pod, node, () => others.filter(({ spec }) => spec.nodeName === name));
    if (reasons.length > 0) return reasons;
    const fault = neighbourFault(pod, node, {
      pods: others,
      nodeOf: ({ spec }) => nodes.get('', spec.nodeName ?? ''),
      labelsOf: (namespace) => namespaces.get('', namespace)?.metadata.labels ?? {},
    });
    return fault ? [fault] : [];
  };

  const bind = async ({ metadata: { namespace, name, uid } }: Pod, node: Node): Promise<void> => {
    // first, since the watch may show the pod on its node before the answer is there
    bound.set(uid, node.metadata.name);
    try {
      await client.create(target(resources.pods, { namespace, name, subresource: 'binding' }), {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace, uid },
        target: { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
      });
    } catch (error) {
      bound.delete(uid);
      throw error;
    }
  };

  const queue = context.queue('scheduler', async (key) => {
    const { namespace, name } = splitKey(key);
    const pod = pods.get(namespace, name);
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp || bound.has(pod.metadata.uid)) {
      waitForNeighbours.delete(key);
      return;
    }
    if ((pod.spec.schedulerName ?? 'default-scheduler') !== 'default-scheduler') return;
    if (pod.spec.schedulingGates?.length) return;
    const candidates = nodes.list().filter((node) => !node.metadata.deletionTimestamp);
    const fault = await faultOfClaims(pod);
    if (fault) {
      const message = unschedulableAnywhereMessage(candidates.length, fault);
      await allowing(['NotFound', 'NamespaceTerminating'], () => refuse(pod, message));
      return;
    }
    const others = placed();
    const against = candidates.map((node) => reasonsAgainst(pod, node, others));
    const node = candidates[against.findIndex((reasons) => reasons.length === 0)];
    // in a namespace that is going, so is the pod
    await allowing(['NotFound', 'NamespaceTerminating'], async () => {
      if (!node) {
        // before anything can change: what happens during the refusal counts
        if (against.flat().some(isNeighbourFault)) waitForNeighbours.add(key);
        else waitForNeighbours.delete(key);
        await refuse(pod, unschedulableMessage(against));
        return;
      }
      await bind(pod, node);
      const told = `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`;
      record(pod, 'Normal', 'Scheduled', 'Binding', told);
    });
  });

  const retryRefused = (): void => {
    for (const pod of pods.list()) if (!pod.spec.nodeName) queue.add(keyOf(pod));
  };
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (object.spec.nodeName || type === 'DELETED') bound.delete(object.metadata.uid);
    if (object.spec.nodeName) {
      for (const key of waitForNeighbours) queue.add(key);
      // its port may be what another waits for
      const hasPort = object.spec.containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort));
      if ((type === 'DELETED' || hasEnded(object)) && hasPort) retryRefused();
      return;
    }
    if (type === 'DELETED') return;
    // an unschedulable pod waits for a change of the nodes, or of itself: it may tolerate more than it did
    const { generation } = object.metadata;
    const refused = object.status?.conditions?.some(
      (c) => c.type === 'PodScheduled' && c.reason === 'Unschedulable' && c.observedGeneration === generation,
    );
    if (type === 'ADDED' || !refused) queue.add(keyOf(object));
  });
  const namespaces = context.watch<StoredObject>(resources.namespaces);
  const nodes = context.watch<Node>(resources.nodes, ({ type }) => {
    if (type !== 'DELETED') retryRefused();
  });
  context.whenUsed(claims, () => {
    context.watch<StoredObject>(claims, ({ type, object: { metadata } }) => {
      if (type === 'DELETED') return;
      const isFor = (pod: Pod): boolean =>
        !pod.spec.nodeName && pod.metadata.namespace === metadata.namespace && claimsOf(pod).includes(metadata.name);
      for (const pod of pods.list()) if (isFor(pod)) queue.add(keyOf(pod));
    });
  });
}
