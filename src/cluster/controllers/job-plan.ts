/** The next step of a job, by its pods and its counts (syncJob in pkg/controller/job). Pure. */
import {
  commonRanges,
  countIndexes,
  freeIndexes,
  hasIndex,
  type IndexRange,
  joinRanges,
  rangesOf,
} from '../../kube/index-ranges.js';
import { holding, type Job } from './job-objects.js';
import { indexOf } from './job-pods.js';
import type { Condition } from './objects.js';
import type { Pod } from './pod-objects.js';
import { deletionOrder, isActive } from './replica-set-pods.js';

/** The next step. */
export interface JobPlan {
  /** FailureTarget or SuccessCriteriaMet, as soon as it is clear how the job will end. */
  target?: Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;
  /** Pods to be made: an index for each, or undefined. */
  create: (number | undefined)[];
  remove: readonly Pod[];
  /** The pods to be removed do not count as failed. */
  isUncounted?: true;
  /** Milliseconds after which to look again. */
  wakeAfter?: number;
}

/** A pause after a failure is shorter than in Kubernetes, where it begins with 10 s: a lesson would wait for it. */
const firstPause = 1_000;
const longestPause = 600_000;
/** The most pods that are made in one turn. */
const burst = 500;

const target = (type: string, reason: string, message: string): JobPlan['target'] => ({
  type,
  status: 'True',
  reason,
  message,
});

/** The step for a job whose ended pods are counted in its status; `failJob` is the message of a policy rule that fails it. */
export function planJob(job: Job, pods: readonly Pod[], now: Date, failJob?: string): JobPlan {
  const { spec, status = {}, metadata } = job;
  const active = pods.filter(isActive);
  const plan: JobPlan = { create: [], remove: [] };
  const end =
    holding(status, 'FailureTarget') ??
    holding(status, 'SuccessCriteriaMet') ??
    failure(job, pods, now, failJob) ??
    success(job, active);
  if (end) {
    // pods that a success makes needless have not failed
    return {
      ...plan,
      target: end,
      remove: active,
      ...(end.type === 'SuccessCriteriaMet' ? { isUncounted: true } : {}),
    };
  }
  if (metadata.deletionTimestamp) return plan;
  if (spec.suspend) return { ...plan, remove: active, isUncounted: true };
  const wakeAfter = deadlineIn(job, now);
  const next: JobPlan = { ...plan, ...(wakeAfter === undefined ? {} : { wakeAfter }) };
  const done = doneIndexes(job);
  const surplus = surplusPods(job, active, done);
  if (surplus.length > 0) return { ...next, remove: surplus, isUncounted: true };
  const going = pods.filter((pod) => pod.metadata.deletionTimestamp && pod.status?.phase !== 'Failed').length;
  const waiting = spec.podReplacementPolicy === 'Failed' ? going : 0;
  const missing = Math.min(wanted(job) - active.length - waiting, burst);
  if (missing <= 0) return next;
  const pause = pauseLeft(pods, now);
  if (pause > 0) return { ...next, wakeAfter: Math.min(pause, wakeAfter ?? pause) };
  if (spec.completionMode !== 'Indexed') return { ...next, create: Array.from({ length: missing }, () => undefined) };
  const ofPods = active.map((pod): IndexRange => [indexOf(pod) ?? 0, indexOf(pod) ?? 0]);
  return { ...next, create: freeIndexes(joinRanges(done, ofPods), spec.completions ?? 0, missing) };
}

/** The indexes of a text in the job's status or policy; none where it is no list of them. */
function rangesIn({ spec }: Job, text = ''): IndexRange[] {
  const ranges = rangesOf(text, spec.completions ?? 0);
  return typeof ranges === 'string' ? [] : ranges;
}

/** The indexes that need no pod any more. */
function doneIndexes(job: Job): IndexRange[] {
  return joinRanges(rangesIn(job, job.status?.completedIndexes), rangesIn(job, job.status?.failedIndexes));
}

function wanted(job: Job): number {
  const { spec, status = {} } = job;
  const { parallelism = 1, completions } = spec;
  // without a number of completions the first success is the last pod
  if (completions === undefined) return (status.succeeded ?? 0) > 0 ? 0 : parallelism;
  const ended = spec.completionMode === 'Indexed' ? countIndexes(doneIndexes(job)) : (status.succeeded ?? 0);
  return Math.max(0, Math.min(parallelism, completions - ended));
}

function surplusPods(job: Job, active: readonly Pod[], done: readonly IndexRange[]): Pod[] {
  const seen = new Set<number>();
  const isUnwanted = (pod: Pod): boolean => {
    const index = indexOf(pod);
    if (index === undefined || hasIndex(done, index) || seen.has(index)) return true;
    seen.add(index);
    return index >= (job.spec.completions ?? 0);
  };
  // of several pods with an index, the one that would be deleted last stays
  const unwanted = job.spec.completionMode === 'Indexed' ? deletionOrder(active).reverse().filter(isUnwanted) : [];
  const rest = active.filter((pod) => !unwanted.includes(pod));
  // without completions those that run go on
  const most = job.spec.completions === undefined && wanted(job) === 0 ? rest.length : wanted(job);
  return [...unwanted, ...deletionOrder(rest).slice(0, Math.max(0, rest.length - most))];
}

function failure(job: Job, pods: readonly Pod[], now: Date, failJob: string | undefined): JobPlan['target'] {
  const { spec, status = {} } = job;
  if (failJob !== undefined) return target('FailureTarget', 'PodFailurePolicy', failJob);
  const { backoffLimit = 6, maxFailedIndexes, completions = 0 } = spec;
  if ((status.failed ?? 0) > backoffLimit || restartsExceed(job, pods, backoffLimit)) {
    return target('FailureTarget', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  }
  if (deadlineIn(job, now) === 0) {
    return target('FailureTarget', 'DeadlineExceeded', 'Job was active longer than specified deadline');
  }
  if (spec.completionMode !== 'Indexed' || !status.failedIndexes) return undefined;
  const failed = countIndexes(rangesIn(job, status.failedIndexes));
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    const why = 'Job has exceeded the specified maximal number of failed indexes';
    return target('FailureTarget', 'MaxFailedIndexesExceeded', why);
  }
  return countIndexes(doneIndexes(job)) >= completions
    ? target('FailureTarget', 'FailedIndexes', 'Job has failed indexes')
    : undefined;
}

/** Where a container that failed starts again in its pod, its restarts are the failures. */
function restartsExceed({ spec }: Job, pods: readonly Pod[], limit: number): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  const restarts = pods
    .filter(({ status }) => status?.phase === 'Running' || status?.phase === 'Pending')
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function success(job: Job, active: readonly Pod[]): JobPlan['target'] {
  const { spec, status = {} } = job;
  const succeeded = rangesIn(job, status.completedIndexes);
  for (const [i, { succeededIndexes, succeededCount }] of (spec.successPolicy?.rules ?? []).entries()) {
    const named = succeededIndexes === undefined ? undefined : rangesIn(job, succeededIndexes);
    const count = countIndexes(named ? commonRanges(succeeded, named) : succeeded);
    // no rule matches before an index has succeeded, and never one that names no index: both would match 0 of 0
    if (succeeded.length === 0 || named?.length === 0) continue;
    if (count >= (succeededCount ?? (named && countIndexes(named)) ?? Number.POSITIVE_INFINITY)) {
      return target('SuccessCriteriaMet', 'SuccessPolicy', `Matched rules at index ${i}`);
    }
  }
  const done = status.succeeded ?? 0;
  const isComplete = active.length === 0 && (spec.completions === undefined ? done > 0 : done >= spec.completions);
  const why = 'Reached expected number of succeeded pods';
  return isComplete ? target('SuccessCriteriaMet', 'CompletionsReached', why) : undefined;
}

/** Milliseconds until the deadline; undefined without one. */
function deadlineIn({ spec, status }: Job, now: Date): number | undefined {
  const { activeDeadlineSeconds: seconds, suspend } = spec;
  if (seconds === undefined || suspend || !status?.startTime) return undefined;
  return Math.max(0, Date.parse(status.startTime) + seconds * 1000 - now.getTime());
}

/** Milliseconds of the pause that is left after the last of the failures since the last success; it doubles with each. */
function pauseLeft(pods: readonly Pod[], now: Date): number {
  const ends = (phase: string): number[] => pods.filter(({ status }) => status?.phase === phase).map(endTime);
  const lastSuccess = Math.max(0, ...ends('Succeeded'));
  const failures = ends('Failed').filter((time) => time > lastSuccess);
  const pause = Math.min(firstPause * 2 ** (failures.length - 1), longestPause);
  return Math.max(0, Math.max(...failures) + pause - now.getTime());
}

function endTime(pod: Pod): number {
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) => Date.parse(state.terminated?.finishedAt ?? ''));
  const last = Math.max(...ends.filter((time) => !Number.isNaN(time)));
  return Number.isFinite(last)
    ? last
    : Date.parse(pod.metadata.deletionTimestamp ?? pod.metadata.creationTimestamp ?? '') || 0;
}
