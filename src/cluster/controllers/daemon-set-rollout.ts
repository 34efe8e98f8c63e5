/** The pods of a DaemonSet that are replaced, and those that are one too many on their node (pkg/controller/daemon). Pure. */
import { type DaemonSet, isNew, oldestFirst } from './daemon-set-pods.js';
import type { Pod } from './pod-objects.js';
import { availableIn, isReady } from './replica-set-pods.js';
import { resolveAmount } from './rolling-update.js';

/** How many nodes of so many may have a new pod beside the old one. */
function surgeOn(nodes: number, { spec }: DaemonSet): number {
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  return type === 'OnDelete' ? 0 : resolveAmount(rollingUpdate?.maxSurge ?? 0, nodes, true);
}

/** True when a node may have a new pod beside the old one. */
export const allowsSurge = (set: DaemonSet): boolean => surgeOn(1, set) > 0;

/** Of the running pods of one node all but the oldest; with a surge all but the oldest of each template. */
export function surplusPods(set: DaemonSet, running: readonly Pod[], hash: string): Pod[] {
  const pods = oldestFirst(running);
  const kept = allowsSurge(set)
    ? [pods.find((pod) => isNew(pod, hash)), pods.find((pod) => !isNew(pod, hash))]
    : pods.slice(0, 1);
  return pods.filter((pod) => !kept.includes(pod));
}

/** The old pods that are deleted now, and the nodes that get a new one beside an old. */
export function rollout(
  set: DaemonSet,
  byNode: ReadonlyMap<string, readonly Pod[]>,
  hash: string,
  now: Date,
): { remove: Pod[]; create: string[] } {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  const result: { remove: Pod[]; create: string[] } = { remove: [], create: [] };
  if (type === 'OnDelete') return result;
  const surge = surgeOn(byNode.size, set);
  const isAvailable = (pod: Pod): boolean => availableIn(pod, set.spec.minReadySeconds ?? 0, now) === 0;
  const candidates: { node: string; old: Pod }[] = [];
  let [unavailable, surging] = [0, 0];
  for (const [node, pods] of byNode) {
    const alive = pods.filter((pod) => !pod.metadata.deletionTimestamp);
    const [fresh, old] = [alive.find((pod) => isNew(pod, hash)), alive.find((pod) => !isNew(pod, hash))];
    // the node counts as unavailable; the choice of pods for each node deletes one of the two
    if (surge === 0 && fresh && old) {
      unavailable++;
      continue;
    }
    if (!alive.some(isAvailable)) unavailable++;
    if (!old) continue;
    if (fresh) {
      if (isAvailable(fresh) || !isReady(old)) result.remove.push(old);
      else surging++;
    } else if (isAvailable(old)) candidates.push({ node, old });
    // a pod that serves nobody is replaced at once
    else if (surge > 0) result.create.push(node);
    else result.remove.push(old);
  }
  if (surge > 0) {
    result.create.push(...candidates.slice(0, Math.max(0, surge - surging)).map(({ node }) => node));
  } else {
    const most = Math.max(1, resolveAmount(rollingUpdate?.maxUnavailable ?? 1, byNode.size, true));
    result.remove.push(...candidates.slice(0, Math.max(0, most - unavailable)).map(({ old }) => old));
  }
  return result;
}
