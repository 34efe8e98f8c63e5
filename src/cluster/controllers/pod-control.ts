/** How controllers make and delete the pods of their objects (pkg/controller/controller_utils.go), and remember these writes. */
import type { StoredObject } from '../../kube/object.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import type { ClusterClient } from '../client/client.js';
import type { Recorder } from './events.js';
import { controllerOf, controllerReference, keyOf, resources, target } from './objects.js';
import type { Pod, PodTemplate } from './pod-objects.js';

/** Makes and deletes the pods of one kind of owner. */
export interface PodControl {
  /** Makes a pod of the template; `more` is laid over its metadata. Rejects with the ApiError that refused it. */
  create(owner: StoredObject, template: PodTemplate, more?: object): Promise<Pod>;
  remove(owner: StoredObject, pod: Pod): Promise<void>;
  /** The pods that the informer shows, with new ones that it does not show yet, and without deleted ones. */
  settled(owner: StoredObject, seen: readonly Pod[]): Pod[];
  /** Takes note that a pod is gone. */
  gone(pod: Pod): void;
  forget(key: string): void;
}

/** The text of an error. */
export const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The control that acts as `client` and tells of it by `record`. */
export function podControl(client: ClusterClient, record: Recorder): PodControl {
  const made = new Map<string, Map<string, Pod>>();
  const deleted = new Map<string, Set<string>>();
  const of = <T>(map: Map<string, T>, key: string, empty: () => T): T => {
    const entry = map.get(key) ?? empty();
    map.set(key, entry);
    return entry;
  };
  const madeBy = (owner: StoredObject): Map<string, Pod> => of(made, keyOf(owner), () => new Map());
  const deletedBy = (owner: StoredObject): Set<string> => of(deleted, keyOf(owner), () => new Set());

  return {
    create: async (owner, template, more) => {
      const { namespace = '', name } = owner.metadata;
      const { labels, annotations, finalizers } = template.metadata ?? {};
      const ownerReferences = [controllerReference(owner)];
      const metadata = {
        generateName: `${name}-`,
        namespace,
        labels,
        annotations,
        finalizers,
        ownerReferences,
        ...more,
      };
      let created: Pod;
      try {
        const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec };
        created = await client.create<Pod>(target(resources.pods, { namespace }), pod);
      } catch (error) {
        // of a namespace that is going nothing is to be told
        if (!isNamespaceTerminating(error)) record(owner, 'Warning', 'FailedCreate', `Error creating: ${told(error)}`);
        throw error;
      }
      record(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
      madeBy(owner).set(created.metadata.uid, created);
      return created;
    },
    remove: async (owner, pod) => {
      const { namespace = '', name, uid } = pod.metadata;
      deletedBy(owner).add(uid);
      try {
        await client.delete(target(resources.pods, { namespace, name }), { preconditions: { uid } });
        record(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
      } catch (error) {
        deletedBy(owner).delete(uid);
        if (isApiError(error, 'NotFound')) return;
        record(owner, 'Warning', 'FailedDelete', `Error deleting: ${told(error)}`);
        throw error;
      }
    },
    settled: (owner, seen) => {
      const [created, removed] = [madeBy(owner), deletedBy(owner)];
      const uids = new Set(seen.map((pod) => pod.metadata.uid));
      for (const uid of created.keys()) if (uids.has(uid)) created.delete(uid);
      for (const uid of removed) if (!uids.has(uid)) removed.delete(uid);
      return [...seen, ...created.values()].map((pod) =>
        // one that was deleted just now is on its way out, though its event is not here yet
        removed.has(pod.metadata.uid) && !pod.metadata.deletionTimestamp
          ? { ...pod, metadata: { ...pod.metadata, deletionTimestamp: pod.metadata.creationTimestamp ?? '' } }
          : pod,
      );
    },
    gone: (pod) => {
      const { namespace = '', uid } = pod.metadata;
      const owner = controllerOf(pod);
      if (owner) made.get(`${namespace}/${owner.name}`)?.delete(uid);
    },
    forget: (key) => {
      made.delete(key);
      deleted.delete(key);
    },
  };
}

/** Does one first, then twice as many, so that a refusal is met once and not five hundred times; the error of the first refusal. */
export async function inGrowingSteps(jobs: readonly (() => Promise<unknown>)[]): Promise<unknown> {
  for (let size = 1, from = 0; from < jobs.length; from += size, size *= 2) {
    const results = await Promise.allSettled(jobs.slice(from, from + size).map((job) => job()));
    const failures = results.filter((r) => r.status === 'rejected');
    // a namespace that is going takes nothing new: there is nothing left to be done
    const failure = failures.find((r) => !isNamespaceTerminating(r.reason));
    if (failure) return failure.reason;
  }
  return undefined;
}
