/** The arithmetic of rollouts: how far each replica set may grow or must shrink (pkg/controller/deployment). Pure. */
import type { Deployment, ReplicaSet } from './objects.js';

/** How many pods above and below the wanted number a rollout may have. */
export interface Fenceposts {
  maxSurge: number;
  maxUnavailable: number;
}

/** The number of replicas to give to a replica set, by its name. */
export type Scaling = { set: ReplicaSet; replicas: number };

/** The number, or the share of the total that a percentage is. */
export const resolveAmount = (value: number | string, total: number, roundUp: boolean): number => {
  if (typeof value === 'number') return value;
  // the API server has refused every other text
  const share = (Number.parseInt(value, 10) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
};

/** maxSurge rounded up and maxUnavailable rounded down; both zero would never move, so one may be missing then. */
export function fenceposts(deployment: Deployment): Fenceposts {
  if (isRecreated(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = replicasOf(deployment);
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = resolveAmount(maxSurge, replicas, true);
  const unavailable = resolveAmount(maxUnavailable, replicas, false);
  return surge === 0 && unavailable === 0
    ? { maxSurge: 0, maxUnavailable: 1 }
    : { maxSurge: surge, maxUnavailable: Math.min(unavailable, replicas) };
}

/** The number of pods that is asked for. */
export const replicasOf = ({ spec }: { spec: { replicas?: number } }): number => spec.replicas ?? 1;
/** True for a deployment whose old pods go before it makes new ones. */
export const isRecreated = ({ spec }: Deployment): boolean => spec.strategy?.type === 'Recreate';

const availableOf = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;
const sum = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number =>
  sets.reduce((total, set) => total + count(set), 0);

/** The replicas that the new set should have now, given the total of all sets. */
export function newSetReplicas(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  const wanted = replicasOf(deployment);
  if (isRecreated(deployment)) return wanted;
  const total = sum(all, replicasOf);
  const most = wanted + fenceposts(deployment).maxSurge;
  if (total >= most) return current;
  return current + Math.min(most - total, wanted - current);
}

const age = ({ metadata }: ReplicaSet): string => `${metadata.creationTimestamp} ${metadata.name}`;
const oldestFirst = (sets: readonly ReplicaSet[]): ReplicaSet[] => [...sets].sort((a, b) => (age(a) < age(b) ? -1 : 1));
const onlyChanges = (scalings: readonly Scaling[]): Scaling[] =>
  scalings.filter(({ set, replicas }) => replicas !== replicasOf(set));

/** How the old sets shrink in this step of a rolling update; only the changes. */
export function scaleDownOldSets(
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
  newSet: ReplicaSet,
): Scaling[] {
  const old = oldestFirst(oldSets.filter((set) => replicasOf(set) > 0));
  const all = [...old, newSet];
  const wanted = replicasOf(deployment);
  const minAvailable = wanted - fenceposts(deployment).maxUnavailable;
  const newUnavailable = replicasOf(newSet) - availableOf(newSet);
  const room = sum(all, replicasOf) - minAvailable - newUnavailable;
  if (room <= 0) return [];
  // pods that are not available serve nobody: they go first
  let unhealthyRoom = room;
  const sound: Scaling[] = [];
  for (const set of old) {
    const unhealthy = replicasOf(set) - availableOf(set);
    // the set still counts pods that it was just told to delete: no other pod goes before its count is right
    if (unhealthy < 0 && unhealthyRoom > 0) return onlyChanges(sound);
    const cut = Math.min(unhealthyRoom, Math.max(0, unhealthy));
    unhealthyRoom -= cut;
    sound.push({ set, replicas: replicasOf(set) - cut });
  }
  let spare = Math.max(0, sum(all, availableOf) - minAvailable);
  const left = sound.map(({ set, replicas }) => {
    const cut = Math.min(spare, replicas);
    spare -= cut;
    return { set, replicas: replicas - cut };
  });
  return onlyChanges(left);
}

/** How a deployment that is scaled in the middle of a rollout shares its new number among its sets; only the changes. */
export function scaleProportionally(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
): Scaling[] {
  const active = sets.filter((set) => replicasOf(set) > 0);
  const wanted = replicasOf(deployment);
  const only = active.length === 1 ? active[0] : active.length === 0 ? newest : undefined;
  if (only) return replicasOf(only) === wanted ? [] : [{ set: only, replicas: wanted }];
  const total = sum(active, replicasOf);
  const most = wanted + fenceposts(deployment).maxSurge;
  const allowed = wanted > 0 ? most : 0;
  const toAdd = allowed - total;
  if (toAdd === 0) return [];
  // larger sets first; of equal ones the newer when growing, the older when shrinking
  const age = oldestFirst(active);
  const order = [...active].sort(
    (a, b) =>
      replicasOf(b) - replicasOf(a) || (toAdd > 0 ? age.indexOf(b) - age.indexOf(a) : age.indexOf(a) - age.indexOf(b)),
  );
  let added = 0;
  const sizes = order.map((set) => {
    const annotated = Number(set.metadata.annotations?.['deployment.kubernetes.io/max-replicas']);
    const before = annotated || deployment.status?.replicas || total;
    const share = wanted === 0 ? -replicasOf(set) : Math.round((replicasOf(set) * most) / before) - replicasOf(set);
    const left = toAdd - added;
    const part = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    added += part;
    return { set, replicas: replicasOf(set) + part };
  });
  // the first, which is the largest, gets what rounding has left over
  const leftover = toAdd - added;
  return onlyChanges(
    sizes.map(({ set, replicas }, i) => ({ set, replicas: i > 0 ? replicas : Math.max(0, replicas + leftover) })),
  );
}
