/** The pods of a DaemonSet: the nodes that run one, its template, and its status (pkg/controller/daemon). Pure. */
import { hasEnded } from '../../kube/pod-phase.js';
import type { Revised } from './controller-revisions.js';
import { tolerationsOf, unfitness } from './node-fitness.js';
import type { Node } from './objects.js';
import type { Pod, PodTemplate, Toleration } from './pod-objects.js';
import { availableIn, isReady } from './replica-set-pods.js';

/** apps/v1 DaemonSet. */
export interface DaemonSet extends Revised {
  spec: Revised['spec'] & {
    minReadySeconds?: number;
    updateStrategy?: {
      type?: string;
      rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string };
    };
  };
  status?: {
    currentNumberScheduled?: number;
    numberMisscheduled?: number;
    desiredNumberScheduled?: number;
    numberReady?: number;
    observedGeneration?: number;
    updatedNumberScheduled?: number;
    numberAvailable?: number;
    numberUnavailable?: number;
    collisionCount?: number;
  };
}

/** The label with the hash of the template that a pod was made of. */
export const hashLabel = 'controller-revision-hash';
const generationKey = 'deprecated.daemonset.template.generation';

const stays = (key: string, effect: string): Toleration => ({ key, operator: 'Exists', effect });
/** Tolerations of the taints that keep other pods from a node or drive them away. */
const tolerations: readonly Toleration[] = [
  stays('node.kubernetes.io/not-ready', 'NoExecute'),
  stays('node.kubernetes.io/unreachable', 'NoExecute'),
  stays('node.kubernetes.io/disk-pressure', 'NoSchedule'),
  stays('node.kubernetes.io/memory-pressure', 'NoSchedule'),
  stays('node.kubernetes.io/pid-pressure', 'NoSchedule'),
  stays('node.kubernetes.io/unschedulable', 'NoSchedule'),
];

/** The template for the pod of one node. */
export function templateFor(set: DaemonSet, node: string, hash: string): PodTemplate {
  const { metadata, spec } = set.spec.template;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const nodeSelectorTerms = terms?.length ? terms.map((term) => ({ ...term, matchFields })) : [{ matchFields }];
  const own = spec.hostNetwork
    ? [...tolerations, stays('node.kubernetes.io/network-unavailable', 'NoSchedule')]
    : tolerations;
  return {
    metadata: {
      ...metadata,
      labels: {
        ...metadata?.labels,
        [hashLabel]: hash,
        'pod-template-generation': set.metadata.annotations?.[generationKey] ?? '1',
      },
    },
    spec: {
      ...spec,
      affinity: {
        ...spec.affinity,
        nodeAffinity: {
          ...spec.affinity?.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
        },
      },
      tolerations: [...(spec.tolerations ?? []), ...own],
    },
  };
}

/** The node that a pod is for, whether it is there yet or not. */
export function nodeOf(pod: Pod): string {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const fields = required?.nodeSelectorTerms.flatMap(({ matchFields = [] }) => matchFields) ?? [];
  return pod.spec.nodeName || (fields.find(({ key }) => key === 'metadata.name')?.values?.[0] ?? '');
}

/** Whether the node is to get a pod, and whether one that is there may go on. */
export function fits(set: DaemonSet, node: Node): { shouldRun: boolean; mayStay: boolean } {
  const { name } = node.metadata;
  const { metadata, spec } = templateFor(set, name, '');
  // ports and resources are left out: the scheduler looks at what else runs on the node
  const containers = spec.containers.map(({ resources: _resources, ports: _ports, ...rest }) => rest);
  const pod = { metadata, spec: { ...spec, containers } } as Pod;
  const taints = node.spec?.taints ?? [];
  const without = { ...node, spec: { ...node.spec, taints: [] } };
  const isWanted = !spec.nodeName || spec.nodeName === name;
  const isSelected = isWanted && unfitness(pod, without).length === 0;
  const driven = taints.some((taint) => taint.effect === 'NoExecute' && tolerationsOf(pod, taint).length === 0);
  return { shouldRun: isSelected && unfitness(pod, node).length === 0, mayStay: isSelected && !driven };
}

/** True when the pod was made of the template with this hash. */
export const isNew = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[hashLabel] === hash;

/** The pods with the oldest in front; a pod that no node has yet counts as the youngest. */
export function oldestFirst(pods: readonly Pod[]): Pod[] {
  const key = ({ metadata, spec }: Pod): string =>
    `${spec.nodeName ? 0 : 1} ${metadata.creationTimestamp} ${metadata.name}`;
  return [...pods].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The status by the nodes and pods that are there. */
export function statusOf(
  set: DaemonSet,
  nodes: readonly Node[],
  podsOn: (node: string) => readonly Pod[],
  hash: string,
  now: Date,
): NonNullable<DaemonSet['status']> {
  let [desired, current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0, 0];
  for (const node of nodes) {
    // a pod that is going counts until it has ended
    const pods = podsOn(node.metadata.name).filter((pod) => !pod.metadata.deletionTimestamp || !hasEnded(pod));
    if (!fits(set, node).shouldRun) {
      if (pods.length > 0) misscheduled++;
      continue;
    }
    desired++;
    // with a surge there may be two: the old one counts until it goes
    const [pod] = oldestFirst(pods);
    if (!pod) continue;
    current++;
    if (isReady(pod)) ready++;
    if (availableIn(pod, set.spec.minReadySeconds ?? 0, now) === 0) available++;
    if (isNew(pod, hash)) updated++;
  }
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: set.metadata.generation ?? 0,
    ...(updated ? { updatedNumberScheduled: updated } : {}),
    ...(available ? { numberAvailable: available } : {}),
    ...(desired > available ? { numberUnavailable: desired - available } : {}),
    ...(set.status?.collisionCount === undefined ? {} : { collisionCount: set.status.collisionCount }),
  };
}
