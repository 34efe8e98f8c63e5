/** Carries a Deployment from one template to the next through replica sets (pkg/controller/deployment). */
import type { JsonObject, KubeObject } from '../../kube/object.js';
import { isApiError } from '../../kube/status.js';
import type { ControllerContext } from './context.js';
import { deploymentStatus, isComplete, progressDeadlineIn, setCondition } from './deployment-status.js';
import { eventRecorder } from './events.js';
import {
  type Condition,
  controllerOf,
  controllerReference,
  type Deployment,
  equalJson,
  keyOf,
  type Pod,
  type ReplicaSet,
  resources,
  splitKey,
  target,
} from './objects.js';
import { claim } from './ownership.js';
import { podTemplateHash, podTemplateHashLabel, withoutHash } from './pod-template-hash.js';
import { fenceposts, newSetReplicas, scaleDownOldSets, scaleProportionally } from './rolling-update.js';

const revisionKey = 'deployment.kubernetes.io/revision';
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

const revisionOf = (object: KubeObject): number => Number(object.metadata.annotations?.[revisionKey] ?? 0) || 0;
const byAge = (a: KubeObject, b: KubeObject): number =>
  `${a.metadata.creationTimestamp} ${a.metadata.name}` < `${b.metadata.creationTimestamp} ${b.metadata.name}` ? -1 : 1;

const sizeAnnotations = (deployment: Deployment): Record<string, string> => {
  const replicas = deployment.spec.replicas ?? 1;
  return { [desiredKey]: String(replicas), [maxKey]: String(replicas + fenceposts(deployment).maxSurge) };
};

/** The set whose template is the deployment's; the oldest when there are several. */
function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets]
    .sort(byAge)
    .find((set) => equalJson(withoutHash(set.spec.template), withoutHash(deployment.spec.template)));
}

/** The annotations that the new set should have: the deployment's, its own sizes, and its place in the history. */
function newSetAnnotations(
  deployment: Deployment,
  revision: string,
  before: Record<string, string> = {},
): Record<string, string> {
  const handedOn = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !ownAnnotations.has(key));
  const annotations: Record<string, string> = { ...before, ...Object.fromEntries(handedOn) };
  const old = before[revisionKey];
  if (Number(old ?? 0) < Number(revision)) {
    annotations[revisionKey] = revision;
    if (old) annotations[historyKey] = [before[historyKey], old].filter(Boolean).join(',');
  }
  return { ...annotations, ...sizeAnnotations(deployment) };
}

/** Starts the deployment controller. */
export function startDeploymentController(context: ControllerContext): void {
  const { clock } = context;
  const client = context.clientOf('deployment-controller');
  const record = eventRecorder(client, clock, 'deployment-controller', (e) =>
    context.onError(e, 'deployment-controller'),
  );

  const setOwners = async (object: KubeObject, ownerReferences: unknown): Promise<void> => {
    const { namespace = '', name = '', uid } = object.metadata;
    // references are plain JSON
    const metadata = { uid, ownerReferences: (ownerReferences ?? []) as JsonObject[] };
    await client.patch(target(resources.replicaSets, { namespace, name }), { metadata });
  };

  const updateSet = (set: ReplicaSet): Promise<ReplicaSet> => {
    const { namespace = '', name = '' } = set.metadata;
    return client.update<ReplicaSet>(target(resources.replicaSets, { namespace, name }), set);
  };

  const scale = async (deployment: Deployment, set: ReplicaSet, replicas: number): Promise<ReplicaSet> => {
    const from = set.spec.replicas ?? 1;
    const sizes = sizeAnnotations(deployment);
    const annotations = { ...set.metadata.annotations, ...sizes };
    if (from === replicas && equalJson(annotations, set.metadata.annotations)) return set;
    const updated = await updateSet({
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, replicas },
    });
    if (from !== replicas) {
      const direction = from < replicas ? 'up' : 'down';
      record(
        deployment,
        'Normal',
        'ScalingReplicaSet',
        `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${replicas}`,
      );
    }
    return updated;
  };

  const createSet = async (
    deployment: Deployment,
    others: readonly ReplicaSet[],
    revision: string,
  ): Promise<ReplicaSet> => {
    const { namespace = '', name = '' } = deployment.metadata;
    const { template, selector, minReadySeconds } = deployment.spec;
    const hash = podTemplateHash(template, deployment.status?.collisionCount);
    const labels = { ...template.metadata?.labels, [podTemplateHashLabel]: hash };
    const replicas = newSetReplicas(deployment, others, 0);
    const set = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels,
        annotations: newSetAnnotations(deployment, revision),
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas,
        ...(minReadySeconds ? { minReadySeconds } : {}),
        selector: { ...selector, matchLabels: { ...selector.matchLabels, [podTemplateHashLabel]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    try {
      const created = await client.create<ReplicaSet>(target(resources.replicaSets, { namespace }), set);
      if (replicas > 0) {
        const message = `Scaled up replica set ${created.metadata.name} from 0 to ${replicas}`;
        record(deployment, 'Normal', 'ScalingReplicaSet', message);
      }
      return created;
    } catch (error) {
      if (!isApiError(error, 'AlreadyExists')) throw error;
      const found = await client.get<ReplicaSet>(target(resources.replicaSets, { namespace, name: set.metadata.name }));
      const same = equalJson(withoutHash(found.spec.template), withoutHash(template));
      if (same && controllerOf(found)?.uid === deployment.metadata.uid) return found;
      // another template has this hash: the next try hashes with a higher count
      await client.update(target(resources.deployments, { namespace, name, subresource: 'status' }), {
        ...deployment,
        status: { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 },
      });
      throw error;
    }
  };

  /** The set of the current template, made when `create` allows, with its annotations right; and the deployment after that. */
  const ensureNewSet = async (
    deployment: Deployment,
    sets: readonly ReplicaSet[],
    create: boolean,
  ): Promise<{ deployment: Deployment; newSet?: ReplicaSet; created: boolean }> => {
    const found = findNewSet(deployment, sets);
    const others = sets.filter((set) => set !== found);
    const revision = String(Math.max(0, ...others.map(revisionOf)) + 1);
    if (!found && !create) return { deployment, created: false };
    let newSet = found;
    if (newSet) {
      const annotations = newSetAnnotations(deployment, revision, newSet.metadata.annotations);
      const minReady = deployment.spec.minReadySeconds ?? 0;
      if (!equalJson(annotations, newSet.metadata.annotations) || minReady !== (newSet.spec.minReadySeconds ?? 0)) {
        const { minReadySeconds: _old, ...spec } = newSet.spec;
        newSet = await updateSet({
          ...newSet,
          metadata: { ...newSet.metadata, annotations },
          spec: { ...spec, ...(minReady ? { minReadySeconds: minReady } : {}) },
        });
      }
    } else newSet = await createSet(deployment, sets, revision);
    const current = newSet.metadata.annotations?.[revisionKey];
    if (current && deployment.metadata.annotations?.[revisionKey] !== current) {
      const { namespace = '', name = '' } = deployment.metadata;
      const annotations = { ...deployment.metadata.annotations, [revisionKey]: current };
      // through its status: as a change of the whole object it would count as a new generation
      const updated = await client.update<Deployment>(
        target(resources.deployments, { namespace, name, subresource: 'status' }),
        { ...deployment, metadata: { ...deployment.metadata, annotations } },
      );
      return { deployment: updated, newSet, created: !found };
    }
    return { deployment, newSet, created: !found };
  };

  const cleanUp = async (deployment: Deployment, old: readonly ReplicaSet[]): Promise<void> => {
    const limit = deployment.spec.revisionHistoryLimit;
    if (limit === undefined) return;
    const candidates = old
      .filter((set) => !set.metadata.deletionTimestamp)
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const set of candidates.slice(0, Math.max(0, candidates.length - limit))) {
      const idle = (set.spec.replicas ?? 1) === 0 && (set.status?.replicas ?? 0) === 0;
      if (!idle || (set.status?.observedGeneration ?? 0) < (set.metadata.generation ?? 0)) continue;
      const { namespace = '', name = '' } = set.metadata;
      await client.delete(target(resources.replicaSets, { namespace, name }), {});
    }
  };

  /** One step of the rollout; the sets as they are after it. */
  const step = async (deployment: Deployment, old: ReplicaSet[], newSet: ReplicaSet): Promise<ReplicaSet[]> => {
    const replaced = (list: ReplicaSet[], set: ReplicaSet): ReplicaSet[] =>
      list.map((each) => (each.metadata.uid === set.metadata.uid ? set : each));
    const current = newSet.spec.replicas ?? 1;
    const wanted = deployment.spec.replicas ?? 1;
    if (current > wanted) return [...old, await scale(deployment, newSet, wanted)];
    const grown = newSetReplicas(deployment, [...old, newSet], current);
    if (grown > current) return [...old, await scale(deployment, newSet, grown)];
    let after = old;
    for (const { set, replicas } of scaleDownOldSets(deployment, old, newSet)) {
      after = replaced(after, await scale(deployment, set, replicas));
    }
    return [...after, newSet];
  };

  const recreate = async (
    deployment: Deployment,
    old: ReplicaSet[],
    newSet: ReplicaSet | undefined,
  ): Promise<ReplicaSet[]> => {
    const after: ReplicaSet[] = [];
    for (const set of old) after.push((set.spec.replicas ?? 1) > 0 ? await scale(deployment, set, 0) : set);
    return newSet ? [...after, await scale(deployment, newSet, deployment.spec.replicas ?? 1)] : after;
  };

  const oldPodsRun = (old: readonly ReplicaSet[], namespace: string): boolean => {
    const uids = new Set(old.map((set) => set.metadata.uid));
    return pods.list(namespace).some((pod) => {
      const { phase } = pod.status ?? {};
      return uids.has(controllerOf(pod)?.uid) && phase !== 'Succeeded' && phase !== 'Failed';
    });
  };

  const rollOut = async (key: string, deployment: Deployment, sets: ReplicaSet[]): Promise<void> => {
    const now = clock.now();
    const { namespace = '' } = deployment.metadata;
    let conditions: Condition[] = deployment.status?.conditions ?? [];
    const progress = (status: Condition['status'], reason: string, message: string): void => {
      conditions = setCondition(conditions, { type: 'Progressing', status, reason, message }, now);
    };
    const deadline = deployment.spec.progressDeadlineSeconds !== undefined;
    const wasPaused = conditions.find((c) => c.type === 'Progressing')?.reason === 'DeploymentPaused';
    if (deadline && deployment.spec.paused && !wasPaused)
      progress('Unknown', 'DeploymentPaused', 'Deployment is paused');
    if (deadline && !deployment.spec.paused && wasPaused)
      progress('Unknown', 'DeploymentResumed', 'Deployment is resumed');

    const scaling = sets.some(
      (set) =>
        (set.spec.replicas ?? 1) > 0 &&
        set.metadata.annotations?.[desiredKey] !== undefined &&
        set.metadata.annotations[desiredKey] !== String(deployment.spec.replicas ?? 1),
    );
    const going = deployment.metadata.deletionTimestamp !== undefined;
    const held = deployment.spec.paused || scaling || going;
    const isRecreate = deployment.spec.strategy?.type === 'Recreate';
    const oldOf = (newSet?: ReplicaSet): ReplicaSet[] =>
      sets.filter((set) => set.metadata.uid !== newSet?.metadata.uid);
    const existing = findNewSet(deployment, sets);
    const waits = isRecreate && !existing && oldPodsRun(oldOf(), namespace);
    const made = going
      ? { deployment, newSet: existing, created: false }
      : await ensureNewSet(deployment, sets, !held && !waits);
    const { newSet } = made;
    let after = newSet ? [...oldOf(newSet), newSet] : [...sets];
    if (made.created && deadline && newSet) {
      progress('True', 'NewReplicaSetCreated', `Created new replica set ${JSON.stringify(newSet.metadata.name)}`);
    } else if (deadline && newSet && !conditions.some((c) => c.type === 'Progressing')) {
      progress('True', 'FoundNewReplicaSet', `Found new replica set ${JSON.stringify(newSet.metadata.name)}`);
    }
    if (held && !going) {
      const newest = newSet ?? [...sets].sort(byAge).at(-1);
      const changes = new Map(
        scaleProportionally(made.deployment, after, newest).map(({ set, replicas }) => [set, replicas]),
      );
      after = await Promise.all(
        after.map((set) => {
          const replicas = changes.get(set) ?? set.spec.replicas ?? 1;
          return replicas > 0 || changes.has(set) ? scale(made.deployment, set, replicas) : set;
        }),
      );
    } else if (!going && isRecreate) {
      const old = oldOf(newSet);
      after = await recreate(made.deployment, old, oldPodsRun(old, namespace) ? undefined : newSet);
      if (newSet && !after.some((set) => set.metadata.uid === newSet.metadata.uid)) after.push(newSet);
    } else if (!going && newSet) after = await step(made.deployment, oldOf(newSet), newSet);

    const latest = newSet && after.find((set) => set.metadata.uid === newSet.metadata.uid);
    const status = deploymentStatus(made.deployment, after, latest, conditions, now);
    if (!equalJson(status, made.deployment.status ?? {})) {
      const { name = '' } = deployment.metadata;
      await client.update(target(resources.deployments, { namespace, name, subresource: 'status' }), {
        ...made.deployment,
        status,
      });
    }
    if (isComplete(made.deployment, status) || deployment.spec.paused) await cleanUp(deployment, oldOf(newSet));
    const due = progressDeadlineIn(made.deployment, status.conditions ?? [], now);
    // a moment later than the deadline, which has whole seconds
    if (due !== undefined && due > 0) queue.addAfter(key, due + 1000);
  };

  const queue = context.queue('deployment-controller', async (key) => {
    const { namespace, name } = splitKey(key);
    const deployment = deployments.get(namespace, name);
    if (!deployment) return;
    try {
      const sets = await claim(deployment, replicaSets.list(namespace), { setOwners });
      await rollOut(key, deployment, sets);
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
  });

  const deployments = context.watch<Deployment>(resources.deployments, ({ type, object }) => {
    if (type !== 'DELETED') queue.add(keyOf(object));
  });
  const replicaSets = context.watch<ReplicaSet>(resources.replicaSets, ({ object }) => {
    const owner = controllerOf(object);
    const { namespace = '' } = object.metadata;
    if (owner?.kind === 'Deployment') queue.add(`${namespace}/${owner.name}`);
    else if (!owner) for (const deployment of deployments.list(namespace)) queue.add(keyOf(deployment));
  });
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    // only a deployment that recreates waits for pods to be gone
    const owner = type === 'DELETED' ? controllerOf(object) : undefined;
    if (owner?.kind !== 'ReplicaSet') return;
    const { namespace = '' } = object.metadata;
    const set = replicaSets.get(namespace, owner.name);
    const parent = set && controllerOf(set);
    const deployment = parent && deployments.get(namespace, parent.name);
    if (deployment?.spec.strategy?.type === 'Recreate') queue.add(keyOf(deployment));
  });
}
