/** Which pods a replica set counts, and which of them it deletes first (pkg/controller/controller_utils.go). Pure. */
import { hasEnded } from '../../kube/pod-phase.js';
import type { Pod } from './pod-objects.js';

/** True while the pod is wanted: not going, and not ended. */
export function isActive(pod: Pod): boolean {
  return !pod.metadata.deletionTimestamp && !hasEnded(pod);
}

const readyCondition = (pod: Pod) => pod.status?.conditions?.find((c) => c.type === 'Ready');

/** True when the pod's Ready condition holds. */
export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Milliseconds until the pod will have been ready for `minReadySeconds`; 0 when it is available, undefined when not ready. */
export function availableIn(pod: Pod, minReadySeconds: number, now: Date): number | undefined {
  const ready = readyCondition(pod);
  if (ready?.status !== 'True') return undefined;
  if (minReadySeconds === 0) return 0;
  const since = Date.parse(ready.lastTransitionTime ?? '') || now.getTime();
  return Math.max(0, since + minReadySeconds * 1000 - now.getTime());
}

const restarts = (pod: Pod): number => Math.max(0, ...(pod.status?.containerStatuses ?? []).map((s) => s.restartCount));

const deletionCost = (pod: Pod): number =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost']) || 0;

const phaseRank: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 };

/** The pods in the order of their deletion: unassigned, pending, not ready, cheap, restarted, young. */
export function deletionOrder(pods: readonly Pod[]): Pod[] {
  const keys = (pod: Pod): number[] => [
    pod.spec.nodeName ? 1 : 0,
    phaseRank[pod.status?.phase ?? 'Pending'] ?? 0,
    isReady(pod) ? 1 : 0,
    deletionCost(pod),
    -restarts(pod),
    -Date.parse(pod.metadata.creationTimestamp ?? ''),
  ];
  return [...pods].sort((a, b) => {
    const [x, y] = [keys(a), keys(b)];
    const at = x.findIndex((value, i) => value !== y[i]);
    return (x[at] ?? 0) - (y[at] ?? 0);
  });
}
