/** Keeps as many pods as a ReplicaSet or ReplicationController asks for (pkg/controller/replicaset). */

import type { ResourceKind } from '../../kube/kinds.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { type Condition, equalJson, keyOf, type ReplicaSet, resources, splitKey, target } from './objects.js';
import { claim, concerned } from './ownership.js';
import { inGrowingSteps, podControl, told } from './pod-control.js';
import type { Pod } from './pod-objects.js';
import { toldByEvent } from './queue.js';
import { availableIn, deletionOrder, isActive, isReady } from './replica-set-pods.js';
import { whileThere } from './while-there.js';

/** The most pods that are created or deleted in one turn. */
const burst = 500;

/** The older ReplicationController differs from replica sets by its selector alone, which is a map of labels. */
type SetKind = 'ReplicaSet' | 'ReplicationController';

const kindsOfSets: Record<
  SetKind,
  { controller: string; row: ResourceKind; selectorOf(set: ReplicaSet): LabelSelector }
> = {
  ReplicaSet: {
    controller: 'replicaset-controller',
    row: resources.replicaSets,
    selectorOf: ({ spec }) => spec.selector,
  },
  ReplicationController: {
    controller: 'replication-controller',
    row: resources.replicationControllers,
    selectorOf: ({ spec }) => ({ matchLabels: spec.selector as Record<string, string> }),
  },
};

/** Starts the controller of replica sets, or that of replication controllers. */
export function startReplicaSetController(context: ControllerContext, kind: SetKind): void {
  const { clock } = context;
  const { controller, row, selectorOf } = kindsOfSets[kind];
  const read = (set: ReplicaSet): ReplicaSet => ({ ...set, spec: { ...set.spec, selector: selectorOf(set) } });
  const client = context.clientOf(controller);
  const record = eventRecorder(client, clock, controller, (e) => context.onError(e, controller));
  const control = podControl(client, record);

  /** Creates missing pods or deletes surplus ones; the answer is the fault that kept it from doing so. */
  const manage = async (
    set: ReplicaSet,
    active: readonly Pod[],
  ): Promise<{ reason: string; error: unknown } | undefined> => {
    const surplus = active.length - (set.spec.replicas ?? 1);
    const jobs =
      surplus < 0
        ? Array.from({ length: Math.min(-surplus, burst) }, () => () => control.create(set, set.spec.template))
        : deletionOrder(active)
            .slice(0, Math.min(surplus, burst))
            .map((pod) => () => control.remove(set, pod));
    const error = await inGrowingSteps(jobs);
    return error === undefined ? undefined : { reason: surplus < 0 ? 'FailedCreate' : 'FailedDelete', error };
  };

  const statusOf = (
    set: ReplicaSet,
    owned: readonly Pod[],
    failure?: { reason: string; error: unknown },
  ): ReplicaSet['status'] => {
    const active = owned.filter(isActive);
    const templateTerms = labelSelectorTerms({ matchLabels: set.spec.template.metadata?.labels });
    const minReady = set.spec.minReadySeconds ?? 0;
    const now = clock.now();
    const others = (set.status?.conditions ?? []).filter((c) => c.type !== 'ReplicaFailure');
    const before = set.status?.conditions?.find((c) => c.type === 'ReplicaFailure');
    // as long as it fails, the first failure is told
    const condition: Condition | undefined =
      failure &&
      (before ?? {
        type: 'ReplicaFailure',
        status: 'True',
        reason: failure.reason,
        message: told(failure.error),
        lastTransitionTime: formatTime(now),
      });
    const conditions = condition ? [...others, condition] : others;
    const count = (test: (pod: Pod) => boolean): number => active.filter(test).length;
    const fullyLabeledReplicas = count((pod) => matchesLabels(templateTerms, pod.metadata.labels));
    const readyReplicas = count(isReady);
    const availableReplicas = count((pod) => availableIn(pod, minReady, now) === 0);
    return {
      replicas: active.length,
      ...(fullyLabeledReplicas ? { fullyLabeledReplicas } : {}),
      ...(readyReplicas ? { readyReplicas } : {}),
      ...(availableReplicas ? { availableReplicas } : {}),
      ...(kind === 'ReplicaSet'
        ? { terminatingReplicas: owned.filter((pod) => pod.metadata.deletionTimestamp).length }
        : {}),
      observedGeneration: set.metadata.generation,
      ...(conditions.length ? { conditions } : {}),
    };
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name } = splitKey(key);
    const stored = sets.get(namespace, name);
    if (!stored) {
      control.forget(key);
      return;
    }
    const set = read(stored);
    const owned = await claim(set, control.settled(set, pods.list(namespace)), client, resources.pods);
    const active = owned.filter(isActive);
    const failure = set.metadata.deletionTimestamp ? undefined : await manage(set, active);
    const status = statusOf(set, owned, failure);
    if (!equalJson(status, set.status ?? {})) {
      await client.update(target(row, { namespace, name, subresource: 'status' }), {
        ...stored,
        status,
      });
    }
    const soonest = Math.min(
      ...active.map((pod) => availableIn(pod, set.spec.minReadySeconds ?? 0, clock.now()) || Number.POSITIVE_INFINITY),
    );
    if (Number.isFinite(soonest)) queue.addAfter(key, soonest);
    if (failure) throw toldByEvent(failure.error);
  };

  const queue = context.queue(controller, async (key) => {
    // pods that are not listed yet would be made twice
    await pods.synced;
    await whileThere(() => sync(key));
  });

  const sets = context.watch<ReplicaSet>(row, ({ object }) => queue.add(keyOf(object)));
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (type === 'DELETED') control.gone(object);
    for (const key of concerned(object, kind, (namespace) => sets.list(namespace).map(read))) queue.add(key);
  });
}
