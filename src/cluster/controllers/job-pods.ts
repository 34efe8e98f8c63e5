/** How the pods of a job ended, and the consequences (pkg/controller/job). Pure. */
import {
  countIndexes,
  formatRanges,
  hasIndex,
  type IndexRange,
  joinRanges,
  rangesOf,
} from '../../kube/index-ranges.js';
import { holding, indexKey, type Job, type JobStatus, type PodFailureRule, trackingFinalizer } from './job-objects.js';
import type { Pod } from './pod-objects.js';

/** How often the index of a pod has failed before it. */
const failuresKey = 'batch.kubernetes.io/job-index-failure-count';
/** How often it has failed in a way that the policy ignores. */
const ignoredKey = 'batch.kubernetes.io/job-index-ignored-failure-count';

/** True while the pod waits for its job to count it. */
export const isTracked = (pod: Pod): boolean => pod.metadata.finalizers?.includes(trackingFinalizer) ?? false;

/** The index of a pod of an indexed job; undefined without one. */
export function indexOf(pod: Pod): number | undefined {
  const index = pod.metadata.annotations?.[indexKey];
  return index !== undefined && /^\d+$/.test(index) ? Number(index) : undefined;
}

/** True when the pod has failed; one that is deleted counts as that, where its job does not wait for its end. */
export function hasFailed(job: Job, pod: Pod): boolean {
  const { phase } = pod.status ?? {};
  if (phase === 'Failed') return true;
  const waits = job.spec.podReplacementPolicy === 'Failed';
  return !waits && pod.metadata.deletionTimestamp !== undefined && phase !== 'Succeeded';
}

/** True when the job has a place for the pod: where it is indexed, the pod's index is one of its own. */
export function hasPlace({ spec }: Job, pod: Pod): boolean {
  if (spec.completionMode !== 'Indexed') return true;
  const index = indexOf(pod);
  return index !== undefined && index < (spec.completions ?? 0);
}

/** The action of the first rule of the job's policy that a failed pod matches, and its message. */
export function failureAction(job: Job, pod: Pod): { action: string; message: string } {
  const { namespace = '', name } = pod.metadata;
  for (const [i, rule] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
    const rest = `matching ${rule.action} rule at index ${i}`;
    const failed = matchingContainer(rule, pod);
    if (failed) {
      const what = `Container ${failed.name} for pod ${namespace}/${name} failed with exit code ${failed.exitCode}`;
      return { action: rule.action, message: `${what} ${rest}` };
    }
    // the first of the pod's conditions that the rule names, not the first that the rule names of the pod's
    const condition = pod.status?.conditions?.find((one) =>
      rule.onPodConditions?.some(({ type, status = 'True' }) => one.type === type && one.status === status),
    );
    if (condition) {
      return { action: rule.action, message: `Pod ${namespace}/${name} has condition ${condition.type} ${rest}` };
    }
  }
  return { action: 'Count', message: '' };
}

function matchingContainer({ onExitCodes }: PodFailureRule, pod: Pod): { name: string; exitCode: number } | undefined {
  if (!onExitCodes) return undefined;
  const { containerName, operator, values } = onExitCodes;
  for (const status of [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]) {
    const exitCode = status.state.terminated?.exitCode;
    if (exitCode === undefined || exitCode === 0) continue;
    if (containerName !== undefined && containerName !== status.name) continue;
    if (values.includes(exitCode) === (operator === 'In')) return { name: status.name, exitCode };
  }
  return undefined;
}

/** True when no other pod is to try the pod's index again. */
export function endsItsIndex(job: Job, pod: Pod): boolean {
  const { backoffLimitPerIndex: limit } = job.spec;
  if (limit === undefined) return false;
  const { action } = failureAction(job, pod);
  return action === 'FailIndex' || (action !== 'Ignore' && countOn(pod, failuresKey) >= limit);
}

const countOn = (pod: Pod, key: string): number => Number(pod.metadata.annotations?.[key] ?? 0) || 0;

/** The annotations of a pod that comes after these at its index. */
function failureCounts(job: Job, before: readonly Pod[]): Record<string, string> {
  const pods = before.map((pod) => ({ pod, isIgnored: failureAction(job, pod).action === 'Ignore' }));
  const failures = Math.max(0, ...pods.map(({ pod, isIgnored }) => countOn(pod, failuresKey) + (isIgnored ? 0 : 1)));
  const ignored = Math.max(0, ...pods.map(({ pod, isIgnored }) => countOn(pod, ignoredKey) + (isIgnored ? 1 : 0)));
  return { [failuresKey]: String(failures), ...(ignored > 0 ? { [ignoredKey]: String(ignored) } : {}) };
}

/** The metadata and the template of a pod for `index`, after the pods that failed at it. */
export function indexedPod(
  job: Job,
  index: number,
  failed: readonly Pod[],
): { template: Job['spec']['template']; more: object } {
  const { template, backoffLimitPerIndex } = job.spec;
  const variable = {
    name: 'JOB_COMPLETION_INDEX',
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${indexKey}']` } },
  };
  const withIndex = <T extends { env?: { name: string }[] }>(containers: readonly T[]): T[] =>
    containers.map((c) =>
      c.env?.some(({ name }) => name === variable.name) ? c : { ...c, env: [...(c.env ?? []), variable] },
    );
  const { containers, initContainers } = template.spec;
  const host = `${job.metadata.name}-${index}`;
  const spec = {
    ...template.spec,
    containers: withIndex(containers),
    ...(initContainers ? { initContainers: withIndex(initContainers) } : {}),
    hostname: host,
  };
  const before = failed.filter((pod) => indexOf(pod) === index);
  const more = {
    generateName: `${host}-`,
    labels: { ...template.metadata?.labels, [indexKey]: String(index) },
    annotations: {
      ...template.metadata?.annotations,
      [indexKey]: String(index),
      ...(backoffLimitPerIndex === undefined ? {} : failureCounts(job, before)),
    },
  };
  return { template: { ...template, spec }, more };
}

/** The indexes that have succeeded and failed by now, and how many have succeeded. */
export function indexedCounts(job: Job, before: JobStatus, pods: readonly Pod[]): JobStatus {
  const completions = job.spec.completions ?? 0;
  const merged = (text: string | undefined, more: readonly (number | undefined)[]): IndexRange[] => {
    const had = rangesOf(text ?? '', completions);
    const ended = more.flatMap((index): IndexRange[] =>
      index !== undefined && index < completions ? [[index, index]] : [],
    );
    return joinRanges(typeof had === 'string' ? [] : had, ended);
  };
  const good = merged(before.completedIndexes, pods.filter((pod) => pod.status?.phase === 'Succeeded').map(indexOf));
  // pods that the end of the job removes fail no index
  const isEnding = holding(before, 'FailureTarget') ?? holding(before, 'SuccessCriteriaMet');
  const failed = isEnding ? [] : pods.filter((pod) => hasFailed(job, pod) && endsItsIndex(job, pod)).map(indexOf);
  const bad = merged(
    before.failedIndexes,
    failed.filter((index) => index !== undefined && !hasIndex(good, index)),
  );
  return {
    ...(good.length ? { succeeded: countIndexes(good), completedIndexes: formatRanges(good) } : {}),
    ...(job.spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatRanges(bad) }),
  };
}
