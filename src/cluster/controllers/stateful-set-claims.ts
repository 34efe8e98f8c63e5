/** The claims of the pods of StatefulSets: who makes them, and with whom they go (pkg/controller/statefulset). */
import type { NamedObject, OwnerReference, StoredObject } from '../../kube/object.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import type { ClusterClient, Informer } from '../client/client.js';
import type { ControllerContext } from './context.js';
import type { Recorder } from './events.js';
import { controllerReference, equalJson, kindRow, target } from './objects.js';
import { told } from './pod-control.js';
import type { Pod } from './pod-objects.js';
import { ToldFailure } from './queue.js';
import { claimName, isScaledAway, type StatefulSet } from './stateful-set-pods.js';
import { found } from './while-there.js';

const claims = kindRow('persistentvolumeclaims');

/** True when claims go with their set, or with a pod that is scaled away. */
const deletesClaims = ({ spec }: StatefulSet, when: 'whenDeleted' | 'whenScaled'): boolean =>
  spec.persistentVolumeClaimRetentionPolicy?.[when] === 'Delete';

/** True for a claim that belongs to a pod of this name. */
export const isOfPod = ({ metadata }: StoredObject, podName: string): boolean =>
  (metadata.ownerReferences ?? []).some(({ kind, name }) => kind === 'Pod' && name === podName);

/** The owners that a claim of a pod is to have: by the set's policy the pod, the set or neither, and those that others gave it. */
export function claimOwners(set: StatefulSet, pod: Pod, claim: StoredObject): OwnerReference[] {
  const ofPod = { ...controllerReference(pod), apiVersion: 'v1', kind: 'Pod' };
  const ofSet = deletesClaims(set, 'whenDeleted') ? controllerReference(set) : undefined;
  const owner = deletesClaims(set, 'whenScaled') && isScaledAway(set, pod) ? ofPod : ofSet;
  const own = [set.metadata.uid, pod.metadata.uid];
  const kept = (claim.metadata.ownerReferences ?? []).filter(({ uid }) => uid === owner?.uid || !own.includes(uid));
  return owner && kept.every(({ uid }) => uid !== owner.uid) ? [...kept, owner] : kept;
}

/** Actions on the claims of pods. */
export interface ClaimControl {
  /** Makes the claims of a pod that are missing. Throws when one of them is not to be had. */
  create(set: StatefulSet, podName: string): Promise<void>;
  /** Throws while a claim is to go with the pod of the same name that was scaled away. */
  awaitEnd(set: StatefulSet, podName: string): Promise<void>;
  /** Makes claims again that a pod waits for, and settles those that are known to have other owners than they should. */
  mend(set: StatefulSet, pod: Pod): Promise<void>;
}

/** The control that acts as `client` and tells of it by `record`. */
export function claimControl(context: ControllerContext, client: ClusterClient, record: Recorder): ClaimControl {
  let known: Informer | undefined;
  context.whenUsed(claims, () => {
    known = context.watch(claims);
  });

  /** Makes a claim of a pod; the answer is what kept it from that. Throws where the namespace is going. */
  const createClaim = async (set: StatefulSet, template: NamedObject, podName: string): Promise<string | undefined> => {
    const { namespace = '', name: setName } = set.metadata;
    const name = claimName(template, podName);
    const { status: _status, ...body } = template;
    const metadata = {
      ...template.metadata,
      name,
      namespace,
      labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
      ...(deletesClaims(set, 'whenDeleted') ? { ownerReferences: [controllerReference(set)] } : {}),
    };
    try {
      await client.create(target(claims, { namespace }), { ...body, metadata });
      const sentence = `Create Claim ${name} Pod ${podName} in StatefulSet ${setName} success`;
      record(set, 'Normal', 'SuccessfulCreate', sentence);
      return undefined;
    } catch (error) {
      if (isApiError(error, 'NotFound') || isNamespaceTerminating(error)) throw error;
      const sentence = `Create Claim ${name} for Pod ${podName} in StatefulSet ${setName}`;
      if (!isApiError(error, 'AlreadyExists')) {
        record(set, 'Warning', 'FailedCreate', `${sentence} failed error: ${told(error)}`);
      }
      return `failed to create PVC ${name}: ${told(error)}`;
    }
  };

  const create = async (set: StatefulSet, podName: string): Promise<void> => {
    const { namespace = '' } = set.metadata;
    const faults: string[] = [];
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const name = claimName(template, podName);
      const held = await found<StoredObject>(client, target(claims, { namespace, name }));
      const isGoing = held?.metadata.deletionTimestamp !== undefined;
      const why = isGoing
        ? `pvc ${name} is being deleted`
        : held
          ? undefined
          : await createClaim(set, template, podName);
      if (why !== undefined) faults.push(why);
    }
    const [first, ...others] = faults;
    if (first !== undefined) throw new ToldFailure(others.length > 0 ? `[${faults.join(', ')}]` : first);
  };

  const awaitEnd = async (set: StatefulSet, podName: string): Promise<void> => {
    if (!deletesClaims(set, 'whenScaled')) return;
    const { namespace = '' } = set.metadata;
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const held = await found<StoredObject>(client, target(claims, { namespace, name: claimName(template, podName) }));
      if (held && isOfPod(held, podName)) throw new ToldFailure(`pvc ${held.metadata.name} is to go with its pod`);
    }
  };

  /** Gives the claims of a pod the owners that they have by the set's policy. */
  const settle = async (set: StatefulSet, pod: Pod): Promise<void> => {
    const { namespace = '', name: podName } = pod.metadata;
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const at = target(claims, { namespace, name: claimName(template, podName) });
      const held = await found<StoredObject>(client, at);
      const ownerReferences = held && claimOwners(set, pod, held);
      if (!held || equalJson(ownerReferences, held.metadata.ownerReferences ?? [])) continue;
      await client.update(at, { ...held, metadata: { ...held.metadata, ownerReferences } });
    }
  };

  const mend = async (set: StatefulSet, pod: Pod): Promise<void> => {
    const { namespace = '', name: podName } = pod.metadata;
    const held = (set.spec.volumeClaimTemplates ?? []).map((one) => known?.get(namespace, claimName(one, podName)));
    const isWaiting = pod.status?.phase === 'Pending' && !isScaledAway(set, pod);
    if (isWaiting && held.includes(undefined)) await create(set, podName);
    const isSettled = (claim: StoredObject | undefined): boolean =>
      !claim || equalJson(claimOwners(set, pod, claim), claim.metadata.ownerReferences ?? []);
    if (!held.every(isSettled)) await settle(set, pod);
  };

  return { create, awaitEnd, mend };
}
