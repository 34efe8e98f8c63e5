/** How the pods of a job ended, and the consequences (pkg/controller/job). Pure. */
import { indexKey, type Job, type PodFailureRule, trackingFinalizer } from './job-objects.js';
import type { Pod } from './pod-objects.js';

/** How often the index of a pod has failed before it. */
const failuresKey = 'batch.kubernetes.io/job-index-failure-count';

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

/** The action of the first rule of the job's policy that a failed pod matches, and its message. */
export function failureAction(job: Job, pod: Pod): { action: string; message: string } {
  const { namespace = '', name = '' } = pod.metadata;
  for (const [i, rule] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
    const rest = `matching ${rule.action} rule at index ${i}`;
    const failed = matchingContainer(rule, pod);
    if (failed) {
      const what = `Container ${failed.name} for pod ${namespace}/${name} failed with exit code ${failed.exitCode}`;
      return { action: rule.action, message: `${what} ${rest}` };
    }
    const condition = rule.onPodConditions?.find(({ type, status = 'True' }) =>
      pod.status?.conditions?.some((c) => c.type === type && c.status === status),
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
  return failureAction(job, pod).action === 'FailIndex' || failuresBefore(pod) >= limit;
}

const failuresBefore = (pod: Pod): number => Number(pod.metadata.annotations?.[failuresKey] ?? 0) || 0;

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
  const count = Math.max(-1, ...failed.filter((pod) => indexOf(pod) === index).map(failuresBefore)) + 1;
  const more = {
    generateName: `${host}-`,
    labels: { ...template.metadata?.labels, [indexKey]: String(index) },
    annotations: {
      ...template.metadata?.annotations,
      [indexKey]: String(index),
      ...(backoffLimitPerIndex === undefined ? {} : { [failuresKey]: String(count) }),
    },
  };
  return { template: { ...template, spec }, more };
}
