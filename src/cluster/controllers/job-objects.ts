/** The fields of jobs that the controllers read and write. */
import type { StoredObject } from '../../kube/object.js';
import type { LabelSelector } from '../../kube/selector.js';
import { type Clock, formatTime } from '../clock.js';
import type { Condition } from './objects.js';
import type { PodTemplate } from './pod-objects.js';

/** spec.podFailurePolicy.rules[]. */
export interface PodFailureRule {
  action: string;
  onExitCodes?: { containerName?: string; operator: string; values: number[] };
  onPodConditions?: { type: string; status?: string }[];
}

/** The specification of a Job. */
export interface JobSpec {
  parallelism?: number;
  completions?: number;
  completionMode?: string;
  backoffLimit?: number;
  backoffLimitPerIndex?: number;
  maxFailedIndexes?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  managedBy?: string;
  podReplacementPolicy?: string;
  podFailurePolicy?: { rules: PodFailureRule[] };
  successPolicy?: { rules: { succeededIndexes?: string; succeededCount?: number }[] };
  selector: LabelSelector;
  template: PodTemplate;
}

/** The status of a Job. */
export interface JobStatus {
  conditions?: Condition[];
  startTime?: string;
  completionTime?: string;
  active?: number;
  ready?: number;
  terminating?: number;
  succeeded?: number;
  failed?: number;
  completedIndexes?: string;
  failedIndexes?: string;
  uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] };
}

/** batch/v1 Job. */
export interface Job extends StoredObject {
  spec: JobSpec;
  status?: JobStatus;
}

/** The finalizer by which a pod stays until its job has counted its end. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';
/** The label and the annotation of a pod of an indexed job. */
export const indexKey = 'batch.kubernetes.io/job-completion-index';

/** The condition of that type that holds; undefined without one. */
export function holding(status: JobStatus | undefined, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
}

/** The condition by which the job has ended; undefined while it has not. */
export function endOf({ status }: Job): Condition | undefined {
  return holding(status, 'Complete') ?? holding(status, 'Failed');
}

/** The conditions with one of them set; the very same list when it stands there. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  next: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>,
  clock: Pick<Clock, 'now'>,
): Condition[] {
  const all = [...(conditions ?? [])];
  const place = all.findIndex(({ type }) => type === next.type);
  const before = all[place];
  if (before?.status === next.status && before.reason === next.reason && before.message === next.message) return all;
  const now = formatTime(clock.now());
  const { type, status, reason, message } = next;
  const condition = { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message } as Condition;
  if (place < 0) all.push(condition);
  else all[place] = condition;
  return all;
}
