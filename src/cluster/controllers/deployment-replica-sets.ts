/** How the deployment controller makes, scales and removes replica sets (pkg/controller/deployment/sync.go). */
import type { NamedObject, StoredObject } from '../../kube/object.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import type { ClusterClient, Target } from '../client/client.js';
import { newSetAnnotations, revisionOf, sizeAnnotations } from './deployment-revisions.js';
import { hasProgressDeadline } from './deployment-status.js';
import type { Recorder } from './events.js';
import {
  type Condition,
  controllerOf,
  controllerReference,
  type Deployment,
  equalJson,
  type ReplicaSet,
  resources,
  target,
  targetOf,
} from './objects.js';
import { told } from './pod-control.js';
import { podTemplateHash, podTemplateHashLabel, withoutHash } from './pod-template-hash.js';
import { toldByEvent } from './queue.js';
import { newSetReplicas } from './rolling-update.js';

/** Actions on the replica sets of deployments. */
export interface ReplicaSetWriter {
  update(set: ReplicaSet): Promise<ReplicaSet>;
  /** The set with so many replicas, of which an Event tells; untouched when it has them. */
  scale(deployment: Deployment, set: ReplicaSet, replicas: number): Promise<ReplicaSet>;
  /** The set of the current template, beside the `others`. Throws the ApiError that kept it from being made. */
  create(deployment: Deployment, others: readonly ReplicaSet[], revision: string): Promise<ReplicaSet>;
  /** Removes the oldest of the old sets without pods that are more than the deployment's history may have. */
  cleanUp(deployment: Deployment, old: readonly ReplicaSet[]): Promise<void>;
}

const longestName = 253;

/** `name-hash`, with a name that leaves room for the hash. */
export function replicaSetName(deployment: string, hash: string): string {
  return `${deployment.slice(0, longestName - hash.length - 1)}-${hash}`;
}

/** The writer that acts as `client` and tells of its writes. `setProgressing` writes that condition into the status. */
export function replicaSetWriter(
  client: ClusterClient,
  record: Recorder,
  setProgressing: (deployment: Deployment, status: Condition['status'], reason: string, message: string) => Deployment,
): ReplicaSetWriter {
  const at = (set: Pick<NamedObject, 'metadata'>): Target => targetOf(resources.replicaSets, set);
  const statusOf = (deployment: StoredObject): Target => targetOf(resources.deployments, deployment, 'status');

  const update = (set: ReplicaSet): Promise<ReplicaSet> => client.update<ReplicaSet>(at(set), set);

  const tellScaling = (deployment: Deployment, set: StoredObject, from: number, to: number): void => {
    const message = `Scaled ${from < to ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`;
    record(deployment, 'Normal', 'ScalingReplicaSet', message);
  };

  /** The set that has the name already: it itself, or one of another template with the same hash. */
  const settleCollision = async (deployment: Deployment, set: NamedObject, error: unknown): Promise<ReplicaSet> => {
    const found = await client.get<ReplicaSet>(at(set));
    const same = equalJson(withoutHash(found.spec.template), withoutHash(deployment.spec.template));
    if (same && controllerOf(found)?.uid === deployment.metadata.uid) return found;
    // the next try hashes with a higher count
    await client.update(statusOf(deployment), {
      ...deployment,
      status: { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 },
    });
    throw error;
  };

  const refused = async (deployment: Deployment, set: NamedObject, error: unknown): Promise<never> => {
    const message = `Failed to create new replica set ${JSON.stringify(set.metadata.name)}: ${told(error)}`;
    if (hasProgressDeadline(deployment)) {
      const failed = setProgressing(deployment, 'False', 'ReplicaSetCreateError', message);
      // there is a larger fault to be told of than one of this write
      await client.update(statusOf(deployment), failed).catch(() => undefined);
    }
    record(deployment, 'Warning', 'ReplicaSetCreateError', message);
    throw toldByEvent(error);
  };

  return {
    update,
    scale: async (deployment, set, replicas) => {
      const from = set.spec.replicas ?? 1;
      const annotations = { ...set.metadata.annotations, ...sizeAnnotations(deployment) };
      if (from === replicas && equalJson(annotations, set.metadata.annotations)) return set;
      const metadata = { ...set.metadata, annotations };
      const updated = await update({ ...set, metadata, spec: { ...set.spec, replicas } });
      if (from !== replicas) tellScaling(deployment, set, from, replicas);
      return updated;
    },
    create: async (deployment, others, revision) => {
      const { namespace = '', name } = deployment.metadata;
      const { template, selector, minReadySeconds } = deployment.spec;
      const hash = podTemplateHash(template, deployment.status?.collisionCount);
      const labels = { ...template.metadata?.labels, [podTemplateHashLabel]: hash };
      const replicas = newSetReplicas(deployment, others, 0);
      const set = {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: replicaSetName(name, hash),
          namespace,
          labels,
          annotations: { ...newSetAnnotations(deployment, revision), ...sizeAnnotations(deployment) },
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
        if (replicas > 0) tellScaling(deployment, created, 0, replicas);
        return created;
      } catch (error) {
        if (isApiError(error, 'AlreadyExists')) return settleCollision(deployment, set, error);
        // a namespace that is going takes no set at all: there is nothing to be told
        if (isNamespaceTerminating(error)) throw error;
        return refused(deployment, set, error);
      }
    },
    cleanUp: async (deployment, old) => {
      const { revisionHistoryLimit: limit = Number.POSITIVE_INFINITY } = deployment.spec;
      const candidates = old
        .filter((set) => !set.metadata.deletionTimestamp)
        .sort((a, b) => revisionOf(a) - revisionOf(b));
      for (const set of candidates.slice(0, Math.max(0, candidates.length - limit))) {
        const idle = set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0;
        if (!idle || (set.status?.observedGeneration ?? 0) < (set.metadata.generation ?? 0)) continue;
        await client.delete(at(set), {});
      }
    },
  };
}
