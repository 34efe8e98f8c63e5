/** Carries a Deployment from one template to the next through replica sets (pkg/controller/deployment). */
import { hasEnded } from '../../kube/pod-phase.js';
import type { ControllerContext } from './context.js';
import { replicaSetWriter } from './deployment-replica-sets.js';
import {
  byAge,
  findNewSet,
  isSaturated,
  newSetAnnotations,
  revisionKey,
  revisionOf,
  wasScaledForAnother,
} from './deployment-revisions.js';
import {
  countedStatus,
  deploymentStatus,
  hasProgressDeadline,
  isComplete,
  progressDeadlineIn,
  withProgressing,
} from './deployment-status.js';
import { eventRecorder } from './events.js';
import {
  controllerOf,
  type Deployment,
  equalJson,
  keyOf,
  type ReplicaSet,
  resources,
  splitKey,
  targetOf,
} from './objects.js';
import { claim } from './ownership.js';
import type { Pod } from './pod-objects.js';
import { keysTo } from './queue.js';
import { isRecreated, newSetReplicas, replicasOf, scaleDownOldSets, scaleProportionally } from './rolling-update.js';
import { whileThere } from './while-there.js';

/** Starts the deployment controller. */
export function startDeploymentController(context: ControllerContext): void {
  const { clock } = context;
  const client = context.clientOf('deployment-controller');
  const record = eventRecorder(client, clock, 'deployment-controller', (e) =>
    context.onError(e, 'deployment-controller'),
  );
  const writer = replicaSetWriter(client, record, (deployment, status, reason, message) =>
    withProgressing(deployment, { status, reason, message }, clock.now()),
  );
  const { scale } = writer;

  const updateStatus = (deployment: Deployment): Promise<Deployment> =>
    client.update(targetOf(resources.deployments, deployment, 'status'), deployment);

  /** The deployment, told in its status that it was paused or resumed; one that is overdue stays so. */
  const notePause = async (deployment: Deployment): Promise<Deployment> => {
    const reason = deployment.status?.conditions?.find((c) => c.type === 'Progressing')?.reason;
    const { paused = false } = deployment.spec;
    const isNoted = paused === (reason === 'DeploymentPaused');
    if (!hasProgressDeadline(deployment) || reason === 'ProgressDeadlineExceeded' || isNoted) return deployment;
    const [next, message] = paused
      ? ['DeploymentPaused', 'Deployment is paused']
      : ['DeploymentResumed', 'Deployment is resumed'];
    return updateStatus(withProgressing(deployment, { status: 'Unknown', reason: next, message }, clock.now()));
  };

  /** The set with the annotations and the seconds that the deployment has now. */
  const refreshed = async (deployment: Deployment, set: ReplicaSet, revision: string): Promise<ReplicaSet> => {
    const annotations = newSetAnnotations(deployment, revision, set.metadata.annotations);
    const minReady = deployment.spec.minReadySeconds ?? 0;
    if (equalJson(annotations, set.metadata.annotations ?? {}) && minReady === (set.spec.minReadySeconds ?? 0)) {
      return set;
    }
    const { minReadySeconds: _old, ...spec } = set.spec;
    const metadata = { ...set.metadata, annotations };
    return writer.update({ ...set, metadata, spec: { ...spec, ...(minReady ? { minReadySeconds: minReady } : {}) } });
  };

  /** The set of the current template, made when `create` allows; and the deployment, which has its revision then. */
  const ensureNewSet = async (
    deployment: Deployment,
    sets: readonly ReplicaSet[],
    create: boolean,
  ): Promise<{ deployment: Deployment; newSet?: ReplicaSet }> => {
    const found = findNewSet(deployment, sets);
    if (!found && !create) return { deployment };
    const others = sets.filter((set) => set !== found);
    const revision = String(Math.max(0, ...others.map(revisionOf)) + 1);
    const newSet = found
      ? await refreshed(deployment, found, revision)
      : await writer.create(deployment, sets, revision);
    const name = JSON.stringify(newSet.metadata.name);
    let next = deployment;
    if (hasProgressDeadline(deployment)) {
      const unknown = !deployment.status?.conditions?.some((c) => c.type === 'Progressing');
      const news = found
        ? { reason: 'FoundNewReplicaSet', message: `Found new replica set ${name}` }
        : { reason: 'NewReplicaSetCreated', message: `Created new replica set ${name}` };
      if (!found || unknown) next = withProgressing(next, { status: 'True', ...news }, clock.now());
    }
    const current = newSet.metadata.annotations?.[revisionKey];
    if (current && deployment.metadata.annotations?.[revisionKey] !== current) {
      const annotations = { ...deployment.metadata.annotations, [revisionKey]: current };
      next = { ...next, metadata: { ...next.metadata, annotations } };
    }
    // through its status: as a change of the whole object it would count as a new generation
    return { deployment: next === deployment ? deployment : await updateStatus(next), newSet };
  };

  /** One step of the rollout; the sets as they are after it. */
  const step = async (deployment: Deployment, old: ReplicaSet[], newSet: ReplicaSet): Promise<ReplicaSet[]> => {
    const replaced = (list: ReplicaSet[], set: ReplicaSet): ReplicaSet[] =>
      list.map((each) => (each.metadata.uid === set.metadata.uid ? set : each));
    const current = replicasOf(newSet);
    const wanted = replicasOf(deployment);
    if (current > wanted) return [...old, await scale(deployment, newSet, wanted)];
    const grown = newSetReplicas(deployment, [...old, newSet], current);
    if (grown > current) return [...old, await scale(deployment, newSet, grown)];
    let after = old;
    for (const { set, replicas } of scaleDownOldSets(deployment, old, newSet)) {
      after = replaced(after, await scale(deployment, set, replicas));
    }
    return [...after, newSet];
  };

  /** The sets without pods of an old template, and with those of the new one where `grows` says so. */
  const recreate = async (
    deployment: Deployment,
    old: ReplicaSet[],
    newSet: ReplicaSet | undefined,
    grows: boolean,
  ): Promise<ReplicaSet[]> => {
    const after: ReplicaSet[] = [];
    for (const set of old) after.push(replicasOf(set) > 0 ? await scale(deployment, set, 0) : set);
    if (!newSet) return after;
    return [...after, grows ? await scale(deployment, newSet, replicasOf(deployment)) : newSet];
  };

  const oldPodsRun = (old: readonly ReplicaSet[], namespace: string): boolean => {
    const uids = new Set<string | undefined>(old.map((set) => set.metadata.uid));
    return pods.list(namespace).some((pod) => uids.has(controllerOf(pod)?.uid) && !hasEnded(pod));
  };

  /** Scales the present sets, and begins no new one: a deployment that is paused, or has another size than its sets know. */
  const hold = async (
    deployment: Deployment,
    sets: readonly ReplicaSet[],
    newSet?: ReplicaSet,
  ): Promise<ReplicaSet[]> => {
    const newest = newSet ?? [...sets].sort(byAge).at(-1);
    const active = sets.filter((set) => replicasOf(set) > 0);
    const changes = new Map<ReplicaSet, number>();
    if (active.length > 1 && isSaturated(deployment, newSet)) {
      for (const set of active) if (set !== newSet) changes.set(set, 0);
    } else if (active.length < 2 || !isRecreated(deployment)) {
      // the annotations of all are to tell the new size
      for (const set of active) changes.set(set, replicasOf(set));
      for (const { set, replicas } of scaleProportionally(deployment, sets, newest)) changes.set(set, replicas);
    }
    const after: ReplicaSet[] = [];
    for (const set of sets) {
      const replicas = changes.get(set);
      after.push(replicas === undefined ? set : await scale(deployment, set, replicas));
    }
    return after;
  };

  const rollOut = async (key: string, first: Deployment, sets: ReplicaSet[]): Promise<void> => {
    const now = clock.now();
    const { namespace = '', deletionTimestamp } = first.metadata;
    const others = (newSet?: ReplicaSet): ReplicaSet[] =>
      sets.filter((set) => set.metadata.uid !== newSet?.metadata.uid);
    const store = async (deployment: Deployment, status: NonNullable<Deployment['status']>): Promise<void> => {
      if (!equalJson(status, deployment.status ?? {})) await updateStatus({ ...deployment, status });
    };
    if (deletionTimestamp !== undefined) {
      await store(first, countedStatus(first, sets, findNewSet(first, sets), now));
      return;
    }
    const noted = await notePause(first);
    const isRecreate = isRecreated(noted);
    const held = noted.spec.paused || sets.some((set) => replicasOf(set) > 0 && wasScaledForAnother(set, noted));
    const waits = isRecreate && oldPodsRun(others(), namespace);
    const { deployment, newSet } = await ensureNewSet(noted, sets, !held && !waits);
    const old = others(newSet);
    const all = newSet ? [...old, newSet] : old;
    if (held) {
      const after = await hold(deployment, all, newSet);
      if (deployment.spec.paused) await writer.cleanUp(deployment, old);
      await store(deployment, countedStatus(deployment, after, newSet, now));
      return;
    }
    let after = all;
    if (isRecreate) after = await recreate(deployment, old, newSet, !oldPodsRun(old, namespace));
    else if (newSet) after = await step(deployment, old, newSet);
    const status = deploymentStatus(deployment, after, newSet, now);
    await store(deployment, status);
    if (isComplete(deployment, status)) await writer.cleanUp(deployment, old);
    const due = progressDeadlineIn(deployment, status.conditions ?? [], now);
    // a moment later than the deadline, which has whole seconds
    if (due) queue.addAfter(key, due + 1000);
  };

  const queue = context.queue('deployment-controller', async (key) => {
    const { namespace, name } = splitKey(key);
    const deployment = deployments.get(namespace, name);
    if (!deployment) return;
    await whileThere(async () => {
      const sets = await claim(deployment, replicaSets.list(namespace), client, resources.replicaSets);
      await rollOut(key, deployment, sets);
    });
  });

  const deployments = context.watch<Deployment>(resources.deployments, keysTo(queue));
  const replicaSets = context.watch<ReplicaSet>(resources.replicaSets, ({ object }) => {
    const owner = controllerOf(object);
    const { namespace = '' } = object.metadata;
    if (owner?.kind === 'Deployment') queue.add(`${namespace}/${owner.name}`);
    else if (!owner) for (const deployment of deployments.list(namespace)) queue.add(keyOf(deployment));
  });
  // a deployment that recreates its pods hears of their end from their sets, which count those that are ending
  const pods = context.watch<Pod>(resources.pods);
}
