/** The status of a Deployment: counts, and the conditions Available and Progressing in Kubernetes' words. Pure. */
import { formatTime } from '../clock.js';
import type { Condition, Deployment, ReplicaSet } from './objects.js';
import { fenceposts } from './rolling-update.js';

/** The conditions with `next` put in: a new one goes to the end, the same again changes nothing. */
export function setCondition(
  conditions: readonly Condition[],
  next: { type: string; status: Condition['status']; reason: string; message: string },
  now: Date,
): Condition[] {
  const before = conditions.find((c) => c.type === next.type);
  if (before?.status === next.status && before.reason === next.reason) return [...conditions];
  const time = formatTime(now);
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : time;
  const { type, status, reason, message } = next;
  return [
    ...conditions.filter((c) => c.type !== type),
    { type, status, lastUpdateTime: time, lastTransitionTime, reason, message },
  ];
}

const total = (
  sets: readonly ReplicaSet[],
  field: 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas',
): number => sets.reduce((count, set) => count + (set.status?.[field] ?? 0), 0);

/** True when every pod is of the new template, available, and no old one is left. */
export function isComplete(deployment: Deployment, status: NonNullable<Deployment['status']>): boolean {
  const wanted = deployment.spec.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

const madeProgress = (before: NonNullable<Deployment['status']>, after: NonNullable<Deployment['status']>): boolean => {
  const old = (s: NonNullable<Deployment['status']>): number => (s.replicas ?? 0) - (s.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
};

const hasMinimum = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
} as const;
const lacksMinimum = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
} as const;

/** False for a deployment that may take as long as it likes. */
export function hasProgressDeadline({ spec }: Deployment): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== 2 ** 31 - 1;
}

/** The deployment with the condition Progressing in its status. */
export function withProgressing(
  deployment: Deployment,
  next: { status: Condition['status']; reason: string; message: string },
  now: Date,
): Deployment {
  const conditions = setCondition(deployment.status?.conditions ?? [], { type: 'Progressing', ...next }, now);
  return { ...deployment, status: { ...deployment.status, conditions } };
}

/** Milliseconds until a rollout without progress is overdue (0 when it is); undefined when it cannot be. */
export function progressDeadlineIn(
  deployment: Deployment,
  conditions: readonly Condition[],
  now: Date,
): number | undefined {
  const seconds = deployment.spec.progressDeadlineSeconds ?? 0;
  const progressing = conditions.find((c) => c.type === 'Progressing');
  if (!hasProgressDeadline(deployment) || deployment.spec.paused || !progressing) return undefined;
  if (progressing.reason === 'NewReplicaSetAvailable') return undefined;
  if (progressing.reason === 'ProgressDeadlineExceeded') return undefined;
  const since = Date.parse(progressing.lastUpdateTime ?? '');
  return Math.max(0, since + seconds * 1000 - now.getTime());
}

/** The number over all sets of pods that are ending; undefined while one of them has not counted its own. */
const totalTerminating = (sets: readonly ReplicaSet[]): number | undefined =>
  sets.some(({ status }) => status?.terminatingReplicas === undefined) ? undefined : total(sets, 'terminatingReplicas');

/** The counts that the sets give, and whether that is enough; the other conditions stay as they are. */
export function countedStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  now: Date,
): NonNullable<Deployment['status']> {
  const before = deployment.status ?? {};
  const wanted = deployment.spec.replicas ?? 1;
  const counts = {
    replicas: total(sets, 'replicas'),
    updatedReplicas: newSet?.status?.replicas ?? 0,
    readyReplicas: total(sets, 'readyReplicas'),
    availableReplicas: total(sets, 'availableReplicas'),
    unavailableReplicas: Math.max(
      0,
      sets.reduce((n, set) => n + (set.spec.replicas ?? 1), 0) - total(sets, 'availableReplicas'),
    ),
  };
  const terminatingReplicas = totalTerminating(sets);
  const enough = counts.availableReplicas >= wanted - fenceposts(deployment).maxUnavailable;
  const conditions = setCondition(before.conditions ?? [], enough ? hasMinimum : lacksMinimum, now);
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    // zeros are left out, as Go's omitempty does
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    ...(terminatingReplicas === undefined ? {} : { terminatingReplicas }),
    ...(before.collisionCount ? { collisionCount: before.collisionCount } : {}),
    conditions,
  };
}

/** The status during a rollout: the counts, how the rollout goes on, and why sets cannot make pods. */
export function deploymentStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  now: Date,
): NonNullable<Deployment['status']> {
  const status = countedStatus(deployment, sets, newSet, now);
  let conditions = status.conditions ?? [];
  conditions = hasProgressDeadline(deployment)
    ? progressing(deployment, deployment.status ?? {}, status, newSet, conditions, now)
    : conditions.filter((c) => c.type !== 'Progressing');
  // that of the new set counts more than those of the old ones
  const failure = [...(newSet ? [newSet] : []), ...sets]
    .flatMap((set) => set.status?.conditions ?? [])
    .find((c) => c.type === 'ReplicaFailure');
  const since = new Date(failure?.lastTransitionTime ?? now);
  const { reason = '', message = '' } = failure ?? {};
  conditions = failure
    ? setCondition(conditions, { type: 'ReplicaFailure', status: failure.status, reason, message }, since)
    : conditions.filter((c) => c.type !== 'ReplicaFailure');
  return { ...status, conditions };
}

function progressing(
  deployment: Deployment,
  before: NonNullable<Deployment['status']>,
  status: NonNullable<Deployment['status']>,
  newSet: ReplicaSet | undefined,
  conditions: Condition[],
  now: Date,
): Condition[] {
  const subject = newSet
    ? `ReplicaSet ${JSON.stringify(newSet.metadata.name)}`
    : `Deployment ${JSON.stringify(deployment.metadata.name)}`;
  const current = conditions.find((c) => c.type === 'Progressing');
  const settled = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (settled) return conditions;
  const set = (state: Condition['status'], reason: string, what: string): Condition[] =>
    setCondition(conditions, { type: 'Progressing', status: state, reason, message: `${subject} ${what}` }, now);
  if (isComplete(deployment, status)) return set('True', 'NewReplicaSetAvailable', 'has successfully progressed.');
  if (madeProgress(before, status)) {
    // every step renews the time from which the deadline counts
    const renewed = conditions.filter((c) => c.type !== 'Progressing');
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    return setCondition(
      renewed,
      { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${subject} is progressing.` },
      now,
    ).map((c) => (c.type === 'Progressing' && since ? { ...c, lastTransitionTime: since } : c));
  }
  return progressDeadlineIn(deployment, conditions, now) === 0
    ? set('False', 'ProgressDeadlineExceeded', 'has timed out progressing.')
    : conditions;
}
