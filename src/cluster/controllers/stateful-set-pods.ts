/** The pods of a StatefulSet: their names, their contents, and the next step (pkg/controller/statefulset). Pure. */
import type { NamedObject, StoredObject } from '../../kube/object.js';
import { hasEnded } from '../../kube/pod-phase.js';
import { type ControllerRevision, type Revised, templateOf } from './controller-revisions.js';
import { controllerReference } from './objects.js';
import type { Pod, Volume } from './pod-objects.js';
import { availableIn, isReady } from './replica-set-pods.js';

/** apps/v1 StatefulSet. */
export interface StatefulSet extends Revised {
  spec: Revised['spec'] & {
    replicas?: number;
    serviceName?: string;
    podManagementPolicy?: string;
    minReadySeconds?: number;
    ordinals?: { start?: number };
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
    volumeClaimTemplates?: NamedObject[];
    persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    currentReplicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    collisionCount?: number;
  };
}

/** The label with the name of the revision that a pod was made of. */
export const revisionLabel = 'controller-revision-hash';

/** The number behind the set's name; undefined for a pod that is called otherwise. */
export function ordinalOf(set: StoredObject, pod: StoredObject): number | undefined {
  const { name } = pod.metadata;
  const prefix = `${set.metadata.name}-`;
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : undefined;
}

/** The name of a claim of a pod. */
export const claimName = (template: NamedObject, podName: string): string => `${template.metadata.name}-${podName}`;

/** True for a pod whose ordinal the set does not ask for any more. */
export function isScaledAway(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(set, pod) ?? 0;
  const start = set.spec.ordinals?.start ?? 0;
  return ordinal < start || ordinal >= start + (set.spec.replicas ?? 1);
}

/** The pod of an ordinal, made of a revision. */
export function podOf(set: StatefulSet, ordinal: number, revision: ControllerRevision): object {
  const { name: own, namespace = '' } = set.metadata;
  const { metadata, spec } = templateOf(revision);
  const name = `${own}-${ordinal}`;
  const claims = set.spec.volumeClaimTemplates ?? [];
  const claimed = claims.map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(template, name) },
  }));
  const others = (spec.volumes ?? []).filter(({ name: volume }: Volume) => claimed.every((c) => c.name !== volume));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${own}-`,
      namespace,
      labels: {
        ...metadata?.labels,
        [revisionLabel]: revision.metadata.name,
        'apps.kubernetes.io/pod-index': String(ordinal),
        'statefulset.kubernetes.io/pod-name': name,
      },
      annotations: metadata?.annotations,
      finalizers: metadata?.finalizers,
      ownerReferences: [controllerReference(set)],
    },
    spec: {
      ...spec,
      ...(claims.length ? { volumes: [...claimed, ...others] } : {}),
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
    },
  };
}

/** One step; `wait` says after how many milliseconds to look again, where nothing else will tell. */
export interface SetStep {
  create: number[];
  remove: Pod[];
  wait?: number;
}

/** The next step for the pods as they are; `update` is the name of the newest revision. */
export function nextStep(set: StatefulSet, pods: readonly Pod[], update: string, now: Date): SetStep {
  const { spec } = set;
  const start = spec.ordinals?.start ?? 0;
  const end = start + (spec.replicas ?? 1);
  const inOrder = spec.podManagementPolicy !== 'Parallel';
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod) ?? -1, pod]));
  const step: SetStep = { create: [], remove: [] };
  const minReady = spec.minReadySeconds ?? 0;
  const unavailable = (pod: Pod): boolean => {
    const left = pod.metadata.deletionTimestamp ? undefined : availableIn(pod, minReady, now);
    if (left) step.wait = Math.min(left, step.wait ?? left);
    return left !== 0;
  };
  for (let ordinal = start; ordinal < end; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) step.create.push(ordinal);
    else if (hasEnded(pod) && !pod.metadata.deletionTimestamp) step.remove.push(pod);
    else if (!inOrder || !unavailable(pod)) continue;
    // the pods behind it wait for this one
    if (inOrder) return step;
  }
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal < start || ordinal >= end)
    .sort(([a], [b]) => b - a)
    .map(([, pod]) => pod);
  for (const [i, pod] of condemned.entries()) {
    // a pod that is not available waits as long as a condemned pod with a lower ordinal is not available either
    const waits = inOrder && unavailable(pod) && condemned.slice(i + 1).some(unavailable);
    if (!pod.metadata.deletionTimestamp && !waits) step.remove.push(pod);
    if (inOrder) return step;
  }
  if (step.create.length > 0 || step.remove.length > 0 || spec.updateStrategy?.type === 'OnDelete') return step;
  const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  // from the last to the first, one at a time
  for (let ordinal = end - 1; ordinal >= Math.max(start, start + partition); ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (!pod) return step;
    if (pod.metadata.labels?.[revisionLabel] !== update && !pod.metadata.deletionTimestamp) {
      step.remove.push(pod);
      return step;
    }
    if (unavailable(pod)) return step;
  }
  return step;
}

/** The revision that a new pod of an ordinal is made of: below the partition the one before. */
export function revisionFor<T>(set: StatefulSet, ordinal: number, { current, update }: { current: T; update: T }): T {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type === 'OnDelete') return update;
  return ordinal < (set.spec.ordinals?.start ?? 0) + (rollingUpdate?.partition ?? 0) ? current : update;
}

/** The status by the pods that are there. */
export function statusOf(
  set: StatefulSet,
  pods: readonly Pod[],
  { current, update }: { current: string; update: string },
  now: Date,
): NonNullable<StatefulSet['status']> {
  const count = (test: (pod: Pod) => boolean): number => pods.filter(test).length;
  const of = (revision: string) => (pod: Pod) =>
    pod.metadata.labels?.[revisionLabel] === revision && !pod.metadata.deletionTimestamp;
  const [ready, updated] = [count((pod) => isReady(pod) && !hasEnded(pod)), count(of(update))];
  const type = set.spec.updateStrategy?.type ?? 'RollingUpdate';
  // a rollout between two pods has fewer of them than are wanted
  const isDone = type === 'RollingUpdate' && [updated, ready, pods.length].every((n) => n === (set.spec.replicas ?? 1));
  const nowCurrent = isDone ? updated : count(of(current));
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: pods.length,
    ...(ready ? { readyReplicas: ready } : {}),
    ...(nowCurrent ? { currentReplicas: nowCurrent } : {}),
    ...(updated ? { updatedReplicas: updated } : {}),
    availableReplicas: count((pod) => !hasEnded(pod) && availableIn(pod, set.spec.minReadySeconds ?? 0, now) === 0),
    currentRevision: isDone ? update : current,
    updateRevision: update,
    collisionCount: set.status?.collisionCount ?? 0,
  };
}
