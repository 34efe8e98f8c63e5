/** Keeps as many pods as a ReplicaSet asks for (pkg/controller/replicaset). */
import type { JsonObject, KubeObject } from '../../kube/object.js';
import { labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import {
  type Condition,
  controllerOf,
  controllerReference,
  equalJson,
  keyOf,
  type ReplicaSet,
  resources,
  splitKey,
  target,
} from './objects.js';
import { claim } from './ownership.js';
import type { Pod } from './pod-objects.js';
import { availableIn, deletionOrder, isActive, isReady } from './replica-set-pods.js';

/** As many pods are created or deleted in one turn at most. */
const burst = 500;

/** What this controller has done and not yet seen come back, so that it does not do it twice. */
interface Expectations {
  created: Map<string, Pod>;
  deleted: Set<string>;
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Starts the replica set controller. */
export function startReplicaSetController(context: ControllerContext): void {
  const { clock } = context;
  const client = context.clientOf('replicaset-controller');
  const record = eventRecorder(client, clock, 'replicaset-controller', (e) =>
    context.onError(e, 'replicaset-controller'),
  );
  const expectations = new Map<string, Expectations>();

  const expected = (key: string): Expectations => {
    let entry = expectations.get(key);
    if (!entry) {
      entry = { created: new Map(), deleted: new Set() };
      expectations.set(key, entry);
    }
    return entry;
  };

  const setOwners = async (object: KubeObject, ownerReferences: unknown): Promise<void> => {
    const { namespace = '', name = '', uid } = object.metadata;
    // references are plain JSON
    const metadata = { uid, ownerReferences: (ownerReferences ?? []) as JsonObject[] };
    await client.patch(target(resources.pods, { namespace, name }), { metadata });
  };

  const create = async (set: ReplicaSet): Promise<void> => {
    const { namespace = '', name = '' } = set.metadata;
    const { template } = set.spec;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels: template.metadata?.labels,
        annotations: template.metadata?.annotations,
        finalizers: template.metadata?.finalizers,
        ownerReferences: [controllerReference(set)],
      },
      spec: template.spec,
    };
    let created: Pod;
    try {
      created = await client.create<Pod>(target(resources.pods, { namespace }), pod);
    } catch (error) {
      // of a namespace that is going nothing is to be told
      if (!isNamespaceTerminating(error)) record(set, 'Warning', 'FailedCreate', `Error creating: ${told(error)}`);
      throw error;
    }
    record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
    const { uid = '', name: podName = '' } = created.metadata;
    if (pods.get(namespace, podName)?.metadata.uid !== uid) expected(keyOf(set)).created.set(uid, created);
  };

  const remove = async (set: ReplicaSet, pod: Pod): Promise<void> => {
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    const { deleted } = expected(keyOf(set));
    deleted.add(uid);
    try {
      await client.delete(target(resources.pods, { namespace, name }), { preconditions: { uid } });
      record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
    } catch (error) {
      deleted.delete(uid);
      if (isApiError(error, 'NotFound')) return;
      record(set, 'Warning', 'FailedDelete', `Error deleting: ${told(error)}`);
      throw error;
    }
  };

  /** Creates or deletes what is missing or too much; the answer is the fault that kept it from doing so. */
  const manage = async (
    set: ReplicaSet,
    active: readonly Pod[],
  ): Promise<{ reason: string; error: unknown } | undefined> => {
    const surplus = active.length - (set.spec.replicas ?? 1);
    const jobs =
      surplus < 0
        ? Array.from({ length: Math.min(-surplus, burst) }, () => () => create(set))
        : deletionOrder(active)
            .slice(0, Math.min(surplus, burst))
            .map((pod) => () => remove(set, pod));
    // as Kubernetes: one first, then twice as many, so that a refusal is met once and not five hundred times
    for (let size = 1, from = 0; from < jobs.length; from += size, size *= 2) {
      const results = await Promise.allSettled(jobs.slice(from, from + size).map((job) => job()));
      const failures = results.filter((r) => r.status === 'rejected');
      // a namespace that is going takes nothing new: there is nothing left to be done for this set
      const failure = failures.find((r) => !isNamespaceTerminating(r.reason));
      if (failure) return { reason: surplus < 0 ? 'FailedCreate' : 'FailedDelete', error: failure.reason };
    }
    return undefined;
  };

  const statusOf = (
    set: ReplicaSet,
    owned: readonly Pod[],
    failure?: { reason: string; error: unknown },
  ): ReplicaSet['status'] => {
    const active = owned.filter(isActive);
    const templateTerms = labelSelectorTerms({ matchLabels: set.spec.template.metadata?.labels ?? {} });
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
      terminatingReplicas: owned.filter((pod) => pod.metadata.deletionTimestamp).length,
      observedGeneration: set.metadata.generation,
      ...(conditions.length ? { conditions } : {}),
    };
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name } = splitKey(key);
    const set = sets.get(namespace, name);
    if (!set) {
      expectations.delete(key);
      return;
    }
    const { created, deleted } = expected(key);
    const seen = pods.list(namespace);
    const uids = new Set(seen.map((pod) => pod.metadata.uid));
    for (const uid of created.keys()) if (uids.has(uid)) created.delete(uid);
    for (const uid of deleted) if (!uids.has(uid)) deleted.delete(uid);
    const owned = await claim(set, [...seen, ...created.values()], { setOwners });
    const active = owned.filter((pod) => isActive(pod) && !deleted.has(pod.metadata.uid ?? ''));
    const failure = set.metadata.deletionTimestamp ? undefined : await manage(set, active);
    const status = statusOf(set, owned, failure);
    if (!equalJson(status, set.status ?? {})) {
      await client.update(target(resources.replicaSets, { namespace, name, subresource: 'status' }), {
        ...set,
        status,
      });
    }
    const soonest = Math.min(
      ...active.map((pod) => availableIn(pod, set.spec.minReadySeconds ?? 0, clock.now()) || Number.POSITIVE_INFINITY),
    );
    if (Number.isFinite(soonest)) queue.addAfter(key, soonest);
    if (failure) throw failure.error;
  };

  const queue = context.queue('replicaset-controller', async (key) => {
    try {
      await sync(key);
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  });

  const sets = context.watch<ReplicaSet>(resources.replicaSets, ({ object }) => queue.add(keyOf(object)));
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    const { namespace = '', labels, uid = '' } = object.metadata;
    const owner = controllerOf(object);
    if (owner) {
      if (owner.kind !== 'ReplicaSet') return;
      const key = `${namespace}/${owner.name}`;
      if (type === 'DELETED') expectations.get(key)?.created.delete(uid);
      queue.add(key);
      return;
    }
    if (type === 'DELETED') return;
    for (const set of sets.list(namespace)) {
      if (matchesLabels(labelSelectorTerms(set.spec.selector), labels)) queue.add(keyOf(set));
    }
  });
}
