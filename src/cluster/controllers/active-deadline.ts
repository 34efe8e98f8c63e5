/** How long a pod may be on its node: `spec.activeDeadlineSeconds` (pkg/kubelet/active_deadline.go). Pure. */
import type { Pod } from './pod-objects.js';
import type { Eviction } from './pod-status.js';

/** Why the node ends a pod whose time is over. */
export const deadlineExceeded: Eviction = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** The milliseconds until the pod has to end, 0 or less when they are over; undefined for a pod without a deadline. */
export function timeLeft(pod: Pod, startTime: string, now: Date): number | undefined {
  const { activeDeadlineSeconds } = pod.spec;
  if (activeDeadlineSeconds === undefined) return undefined;
  return Date.parse(startTime) + activeDeadlineSeconds * 1000 - now.getTime();
}
