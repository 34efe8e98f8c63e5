/** Gives pods a node: the one there is, unless the pod asks for another or the node takes none (kube-scheduler). */
import type { KubeObject } from '../../kube/object.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { seriesRecorder } from './event-series.js';
import { nodeName } from './node.js';
import { unfitness, unschedulableAnywhereMessage, unschedulableMessage } from './node-fitness.js';
import { keyOf, kindRow, type Node, resources, splitKey, target } from './objects.js';
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
    const { namespace = '', name = '', generation } = pod.metadata;
    record(pod, 'Warning', 'FailedScheduling', 'Scheduling', message);
    const before = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
    const isTold = before?.status === 'False' && before.message === message;
    if (isTold && before.observedGeneration === generation) return;
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

  /** What is wrong with the first claim that keeps a pod from every node. */
  const faultOfClaims = async (pod: Pod): Promise<string | undefined> => {
    const { namespace } = pod.metadata;
    for (const name of claimsOf(pod)) {
      const fault = claimFault(name, await found(client, target(claims, { namespace, name })));
      if (fault) return fault;
    }
    return undefined;
  };

  const isOn = (node: Node) => (pod: Pod) =>
    pod.spec.nodeName === node.metadata.name && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

  const queue = context.queue('scheduler', async (key) => {
    const { namespace, name } = splitKey(key);
    const pod = pods.get(namespace, name);
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp) return;
    if ((pod.spec.schedulerName ?? 'default-scheduler') !== 'default-scheduler') return;
    if (pod.spec.schedulingGates?.length) return;
    const candidates = nodes.list().filter((node) => !node.metadata.deletionTimestamp);
    const fault = await faultOfClaims(pod);
    if (fault) {
      const message = unschedulableAnywhereMessage(candidates.length, fault);
      await allowing(['NotFound', 'NamespaceTerminating'], () => refuse(pod, message));
      return;
    }
    const against = candidates.map((node) => unfitness(pod, node, () => pods.list().filter(isOn(node))));
    const node = candidates[against.findIndex((reasons) => reasons.length === 0)];
    // in a namespace that is going, so is the pod
    await allowing(['NotFound', 'NamespaceTerminating'], async () => {
      if (!node) return refuse(pod, unschedulableMessage(against));
      await client.create(target(resources.pods, { namespace, name, subresource: 'binding' }), {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace, uid: pod.metadata.uid },
        target: { apiVersion: 'v1', kind: 'Node', name: node.metadata.name },
      });
      const told = `Successfully assigned ${namespace}/${name} to ${node.metadata.name}`;
      record(pod, 'Normal', 'Scheduled', 'Binding', told);
    });
  });

  const retryRefused = (): void => {
    for (const pod of pods.list()) if (!pod.spec.nodeName) queue.add(keyOf(pod));
  };
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (object.spec.nodeName) {
      // its port may be what another waits for
      const hasPort = object.spec.containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort));
      if (type === 'DELETED' && hasPort) retryRefused();
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
  const nodes = context.watch<Node>(resources.nodes, ({ type }) => {
    if (type !== 'DELETED') retryRefused();
  });
  context.whenUsed(claims, () => {
    context.watch<KubeObject>(claims, ({ type, object: { metadata } }) => {
      if (type === 'DELETED') return;
      const isFor = (pod: Pod): boolean =>
        !pod.spec.nodeName &&
        pod.metadata.namespace === metadata.namespace &&
        claimsOf(pod).includes(metadata.name ?? '');
      for (const pod of pods.list()) if (isFor(pod)) queue.add(keyOf(pod));
    });
  });
}
