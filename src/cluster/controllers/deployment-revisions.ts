/** The replica sets of a deployment as its history: the current one, and the meaning of their annotations. Pure. */
import type { StoredObject } from '../../kube/object.js';
import { type Deployment, equalJson, type ReplicaSet } from './objects.js';
import { withoutHash } from './pod-template-hash.js';
import { fenceposts } from './rolling-update.js';

/** The annotation that counts the templates of a deployment. */
export const revisionKey = 'deployment.kubernetes.io/revision';
const historyKey = 'deployment.kubernetes.io/revision-history';
const desiredKey = 'deployment.kubernetes.io/desired-replicas';
const maxKey = 'deployment.kubernetes.io/max-replicas';
/** Annotations of a deployment that are not handed on to its replica sets. */
const ownAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionKey,
  historyKey,
  desiredKey,
  maxKey,
  'deprecated.deployment.rollback.to',
]);
/** How long the list of earlier revisions may grow, in characters. */
const longestHistory = 2000;

/** The number of an object's template; 0 for one that has none. */
export const revisionOf = (object: StoredObject): number => Number(object.metadata.annotations?.[revisionKey]) || 0;

/** Sorts the older in front. */
export const byAge = (a: StoredObject, b: StoredObject): number =>
  `${a.metadata.creationTimestamp} ${a.metadata.name}` < `${b.metadata.creationTimestamp} ${b.metadata.name}` ? -1 : 1;

/** The annotations of a replica set that tell for which size of its deployment it was made or scaled. */
export const sizeAnnotations = (deployment: Deployment): Record<string, string> => {
  const replicas = deployment.spec.replicas ?? 1;
  return { [desiredKey]: String(replicas), [maxKey]: String(replicas + fenceposts(deployment).maxSurge) };
};

/** True when the set was last scaled for another size of its deployment. */
export function wasScaledForAnother(set: ReplicaSet, deployment: Deployment): boolean {
  const desired = set.metadata.annotations?.[desiredKey];
  return desired !== undefined && desired !== String(deployment.spec.replicas ?? 1);
}

/** True when the new set has all the pods that the deployment wants, and all are available. */
export function isSaturated(deployment: Deployment, newSet: ReplicaSet | undefined): boolean {
  const wanted = deployment.spec.replicas ?? 1;
  return (
    newSet !== undefined &&
    (newSet.spec.replicas ?? 1) === wanted &&
    newSet.metadata.annotations?.[desiredKey] === String(wanted) &&
    (newSet.status?.availableReplicas ?? 0) === wanted
  );
}

/** The set whose template is the deployment's; the oldest when there are several. */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets]
    .sort(byAge)
    .find((set) => equalJson(withoutHash(set.spec.template), withoutHash(deployment.spec.template)));
}

/** The annotations that the set of the current template should have: the deployment's, and its place in the history. */
export function newSetAnnotations(
  deployment: Deployment,
  revision: string,
  before: Record<string, string> = {},
): Record<string, string> {
  const handedOn = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !ownAnnotations.has(key));
  const annotations: Record<string, string> = { ...before, ...Object.fromEntries(handedOn) };
  const old = before[revisionKey];
  if (Number(old ?? 0) < Number(revision)) {
    annotations[revisionKey] = revision;
    if (old) annotations[historyKey] = longerHistory(before[historyKey] ?? '', old);
  }
  return annotations;
}

/** The history with one more revision; the oldest go when it gets too long. */
function longerHistory(history: string, revision: string): string {
  const revisions = [...history.split(',').filter(Boolean), revision];
  while (revisions.length > 1 && revisions.join().length > longestHistory) revisions.shift();
  return revisions.join();
}
