/**
 * Whether a node takes a pod, and the message when none does (pkg/scheduler/framework/plugins, in the order in which the
 * scheduler asks them). The requests of all pods together are not counted: the node's size is that of the machine. Pure.
 */
import { fields, own } from '../../kube/fields.js';
import { nanosOf } from '../../kube/quantity.js';
import { askedByPod } from '../kinds/core/pod/default-resources.js';
import type { Node, Taint } from './objects.js';
import { antiAffinityFaults } from './pod-affinity.js';
import type { NodeSelectorRequirement, Pod, Toleration } from './pod-objects.js';

/** The tolerations by which the pod may be on a node with this taint. */
export function tolerationsOf(pod: Pod, taint: Taint): Toleration[] {
  return (pod.spec.tolerations ?? []).filter(
    (t) =>
      (!t.effect || t.effect === taint.effect) &&
      (!t.key || t.key === taint.key) &&
      (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '')),
  );
}

const tolerates = (pod: Pod, taint: Taint): boolean => tolerationsOf(pod, taint).length > 0;

/** The taint that cordoning a node gives it. */
export const unschedulableTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;

const portsTaken = "node(s) didn't have free ports for the requested pod ports";
/** Reasons that another pod's end could change, for which preemption is considered. */
const resolvable: ReadonlySet<string> = new Set([portsTaken, ...antiAffinityFaults]);

/** A label as the whole number that it is compared as; NaN for any other, which is neither above nor below. */
const integer = (value = ''): number => (/^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN);

const holds = ({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean => {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return integer(value) > integer(values[0]);
    case 'Lt':
      return integer(value) < integer(values[0]);
    default:
      return false;
  }
};

const isSelected = (pod: Pod, { metadata: { name, labels = {} } }: Node): boolean => {
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (wanted.some(([key, value]) => labels[key] !== value)) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!required) return true;
  return required.nodeSelectorTerms.some(
    ({ matchExpressions = [], matchFields = [] }) =>
      matchExpressions.length + matchFields.length > 0 &&
      matchExpressions.every((r) => holds(r, own(labels, r.key))) &&
      matchFields.every((r) => holds(r, r.key === 'metadata.name' ? name : undefined)),
  );
};

const hostPorts = (pod: Pod): { port: number; protocol: string; ip: string }[] =>
  pod.spec.containers
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ hostPort }) => hostPort)
    .map(({ hostPort = 0, protocol = 'TCP', hostIP: ip = '0.0.0.0' }) => ({ port: hostPort, protocol, ip }));

const hasFreePorts = (pod: Pod, others: () => readonly Pod[]): boolean => {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return true;
  const taken = others().flatMap(hostPorts);
  return !wanted.some((a) =>
    taken.some(
      (b) =>
        a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0'),
    ),
  );
};

const tooMuch = (pod: Pod, node: Node): string[] => {
  const has = node.status?.allocatable ?? {};
  return [...askedByPod(fields(pod.spec), 'requests')]
    .filter(([name, { nanos }]) => nanos > nanosOf(has[name]))
    .map(([name]) => `Insufficient ${name}`);
};

/** Why the node, with the `others` that run on it, does not take the pod, in kube-scheduler's words; empty when it does. */
export function unfitness(pod: Pod, node: Node, others: () => readonly Pod[] = () => []): string[] {
  if (node.spec?.unschedulable && !tolerates(pod, unschedulableTaint)) return ['node(s) were unschedulable'];
  const taint = node.spec?.taints?.find((t) => t.effect !== 'PreferNoSchedule' && !tolerates(pod, t));
  if (taint) return ['node(s) had untolerated taint(s)'];
  if (!isSelected(pod, node)) return ["node(s) didn't match Pod's node affinity/selector"];
  if (!hasFreePorts(pod, others)) return [portsTaken];
  return tooMuch(pod, node);
}

const histogram = (reasons: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
};

const noNodes = 'no nodes available to schedule pods';

/** The sentence of a FailedScheduling Event for each node's reasons against the pod. */
export function unschedulableMessage(nodes: readonly (readonly string[])[]): string {
  if (nodes.length === 0) return noNodes;
  const available = `0/${nodes.length} nodes are available:`;
  const preemption = nodes.map((reasons) =>
    reasons.every((reason) => resolvable.has(reason))
      ? 'No preemption victims found for incoming pod'
      : 'Preemption is not helpful for scheduling',
  );
  // the plug-ins that could make room speak in turn: that of resource claims, and preemption
  return `${available} ${histogram(nodes.flat())}. no new claims to deallocate, preemption: ${available} ${histogram(preemption)}.`;
}

/**
 * The sentence of the FailedScheduling Event of a pod that no node could take, whatever it is like. The second `not found` is
 * an error of the plug-in of resource claims: it looks for what it would have noted of the pod, had the scheduler come so far.
 */
export function unschedulableAnywhereMessage(nodes: number, fault: string): string {
  return nodes === 0 ? noNodes : `0/${nodes} nodes are available: ${fault}. not found`;
}
