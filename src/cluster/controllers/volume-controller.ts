/**
 * Binds claims to volumes, lets go of unused ones, and tells claims of a class with a provisioner of its own to wait for
 * it (pkg/controller/volume). Volumes are simulated: nothing is mounted.
 */
import { fields, text } from '../../kube/fields.js';
import type { ResourceKind } from '../../kube/kinds.js';
import type { StoredObject } from '../../kube/object.js';
import { hasEnded } from '../../kube/pod-phase.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import { isApiError } from '../../kube/status.js';
import type { ClusterClient } from '../client/client.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { keyOf, kindRow, resources, splitKey, target, targetOf } from './objects.js';
import { claimsOf } from './pod-claims.js';
import { keysTo } from './queue.js';
import { sizeOf, volumeMismatch } from './volume-fit.js';
import { reclaimOf } from './volume-reclaim.js';
import { newsOfWaiting, waitsForPod } from './waiting-claim.js';
import { found } from './while-there.js';

const volumes = kindRow('persistentvolumes');
const claims = kindRow('persistentvolumeclaims');
const classes = kindRow('storageclasses', 'storage.k8s.io');

/** The note on a claim that has once been bound. */
const bindCompleted = 'pv.kubernetes.io/bind-completed';

/**
 * The volume for a claim: the one that it names, if that is kept for it or free and fits; else one that is kept for it and large
 * enough; else the smallest that is free and fits, unless it waits for its first pod.
 */
export function volumeFor(claim: StoredObject, all: readonly StoredObject[], waits = false): StoredObject | undefined {
  const wanted = fields(claim.spec);
  const isMine = (volume: StoredObject): boolean => {
    const { uid, namespace, name } = fields(fields(volume.spec).claimRef);
    if (namespace !== claim.metadata.namespace || name !== claim.metadata.name) return false;
    return uid === undefined || uid === claim.metadata.uid;
  };
  const isFree = (volume: StoredObject): boolean =>
    fields(volume.spec).claimRef === undefined && volumeMismatch(claim, volume) === undefined;
  const name = text(wanted.volumeName);
  if (name) return all.find((one) => one.metadata.name === name && (isMine(one) || isFree(one)));
  // whoever keeps a volume for a claim has chosen it, whatever its class
  const given = all.find((volume) => {
    const { storageClassName } = fields(volume.spec);
    return isMine(volume) && !volumeMismatch({ ...claim, spec: { ...wanted, storageClassName } }, volume);
  });
  if (given || waits) return given;
  // the API server has checked the selector
  const selector = wanted.selector === undefined ? [] : labelSelectorTerms(wanted.selector as LabelSelector);
  return all
    .filter((volume) => isFree(volume) && matchesLabels(selector, volume.metadata.labels))
    .sort((a, b) => (sizeOf(a) < sizeOf(b) ? -1 : 1))[0];
}

/** Starts the controllers of volumes and claims, which have nothing to do before there is one. */
export function startVolumeController(context: ControllerContext): void {
  const binder = context.clientOf('persistent-volume-binder');
  const record = eventRecorder(binder, context.clock, 'persistentvolume-controller', (e) =>
    context.onError(e, 'persistent-volume-binder'),
  );
  const ofClaims = context.queue('persistent-volume-binder', (key) => settled(syncClaim, key, () => ofClaims.add(key)));
  const ofVolumes = context.queue('persistent-volume-binder', (name) =>
    settled(syncVolume, name, () => ofVolumes.add(name)),
  );
  const ofClasses = context.queue('persistent-volume-binder', () => lookAgain());

  const syncClaim = async (key: string): Promise<void> => {
    const { namespace, name } = splitKey(key);
    const claim = await binder.get<StoredObject>(target(claims, { namespace, name }));
    if (claim.metadata.deletionTimestamp) {
      const guard = context.clientOf('pvc-protection-controller');
      const pods = await guard.list<StoredObject>(target(resources.pods, { namespace }));
      // a pod that has ended uses it until it is deleted, one without a node does not use it yet
      if (pods.some((pod) => text(fields(pod.spec).nodeName) && claimsOf(pod).includes(name))) return;
      await letGo(guard, claim, 'kubernetes.io/pvc-protection');
      return;
    }
    if (claim.metadata.annotations?.[bindCompleted]) {
      await keepBound(claim);
      return;
    }
    const all = await binder.list<StoredObject>(target(volumes));
    const { storageClassName, volumeName } = fields(claim.spec);
    const className = text(storageClassName);
    const storageClass = className ? await found(binder, target(classes, { name: className })) : undefined;
    const mounts = (pod: StoredObject): boolean => !hasEnded(pod) && claimsOf(pod).includes(name);
    const pods = (await binder.list<StoredObject>(target(resources.pods, { namespace }))).filter(mounts);
    const volume = volumeFor(claim, all, waitsForPod(storageClass, pods));
    if (volume) {
      await bind(binder, claim, volume);
      return;
    }
    const named = all.find(({ metadata }) => metadata.name === volumeName);
    const news = newsOfWaiting(claim, { named, storageClass, pods });
    if (news) record(claim, news.type, news.reason, news.message);
    if (storageClass) await tellProvisioner(binder, claim, storageClass);
  };

  /** Holds a claim that was bound to its volume; without that, its data are lost (syncBoundClaim). */
  const keepBound = async (claim: StoredObject): Promise<void> => {
    const name = text(fields(claim.spec).volumeName);
    const volume = name ? await found(binder, target(volumes, { name })) : undefined;
    const { uid, name: holder } = fields(fields(volume?.spec).claimRef);
    if (volume && (holder === undefined || uid === claim.metadata.uid)) {
      if (uid === undefined || fields(claim.status).phase !== 'Bound') await bind(binder, claim, volume);
      return;
    }
    if (fields(claim.status).phase === 'Lost') return;
    await setStatus(binder, claim, { phase: 'Lost', accessModes: undefined, capacity: undefined });
    if (volume) {
      record(
        claim,
        'Warning',
        'ClaimMisbound',
        'Two claims are bound to the same volume, this one is bound incorrectly',
      );
      return;
    }
    const what = name ? 'its PersistentVolume' : 'reference to PersistentVolume';
    record(claim, 'Warning', 'ClaimLost', `Bound claim has lost ${what}. Data on the volume is lost!`);
  };

  const syncVolume = async (name: string): Promise<void> => {
    const volume = await binder.get<StoredObject>(target(volumes, { name }));
    const { namespace, name: claimName, uid } = fields(fields(volume.spec).claimRef);
    const at = target(claims, { namespace: text(namespace), name: text(claimName) });
    const claim = uid === undefined ? undefined : await found(binder, at);
    const isHeld = claim !== undefined && claim.metadata.uid === uid;
    const phase = isHeld ? 'Bound' : uid === undefined ? 'Available' : 'Released';
    const before = fields(volume.status).phase;
    const isLeaving = volume.metadata.deletionTimestamp !== undefined && !isHeld;
    if (isLeaving) await letGo(context.clientOf('pv-protection-controller'), volume, 'kubernetes.io/pv-protection');
    else if (phase === 'Released' && (before === 'Released' || before === 'Failed')) await reclaim(volume);
    else if (before !== phase) await setStatus(binder, volume, { phase, message: undefined });
    if (phase === 'Available') await lookAgain();
    // it may have been lost while the volume was away
    if (isHeld && fields(claim.status).phase !== 'Bound') ofClaims.add(keyOf(claim));
  };

  /** Deletes a released volume where that is its policy, or tells once why it cannot. */
  const reclaim = async (volume: StoredObject): Promise<void> => {
    const step = reclaimOf(volume);
    if (step === 'delete') await binder.delete(target(volumes, { name: volume.metadata.name }));
    else if (step && fields(volume.status).phase !== 'Failed') {
      await setStatus(binder, volume, { phase: 'Failed', message: step.fault });
      record(volume, 'Warning', 'VolumeFailedDelete', step.fault);
    }
  };

  /** Looks again at all claims that wait. */
  const lookAgain = async (): Promise<void> => {
    for (const waiting of await binder.list<StoredObject>(target(claims))) {
      if (fields(waiting.status).phase !== 'Bound') ofClaims.add(keyOf(waiting));
    }
  };

  context.whenUsed(claims, () => {
    context.watch(claims, ({ type, object }) => {
      if (type !== 'DELETED') ofClaims.add(keyOf(object));
      const name = text(fields(object.spec).volumeName);
      if (type === 'DELETED' && name) ofVolumes.add(name);
    });
    context.watch(resources.pods, ({ type, object }: { type: string; object: StoredObject }) => {
      // a claim may wait for the place of its first pod
      const isPlaced = text(fields(object.spec).nodeName) !== '' && fields(object.status).phase === 'Pending';
      if (type !== 'DELETED' && !isPlaced) return;
      for (const name of claimsOf(object)) ofClaims.add(`${object.metadata.namespace}/${name}`);
    });
  });
  context.whenUsed(classes, () => {
    context.watch(classes, keysTo(ofClasses));
  });
  context.whenUsed(volumes, () => {
    context.watch(volumes, ({ type, object }: { type: string; object: StoredObject }) => {
      const { namespace, name } = fields(fields(object.spec).claimRef);
      if (type !== 'DELETED') ofVolumes.add(keyOf(object));
      else if (name) ofClaims.add(`${text(namespace)}/${text(name)}`);
    });
  });
}

/** Runs `sync`, and again after a Conflict. A missing object needs no work. */
async function settled(sync: (key: string) => Promise<void>, key: string, again: () => void): Promise<void> {
  try {
    await sync(key);
  } catch (error) {
    if (isApiError(error, 'Conflict')) again();
    else if (!isApiError(error, 'NotFound')) throw error;
  }
}

async function bind(binder: ClusterClient, claim: StoredObject, volume: StoredObject): Promise<void> {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const byController = 'pv.kubernetes.io/bound-by-controller';
  let held = volume;
  if (fields(fields(volume.spec).claimRef).uid !== uid) {
    const claimRef = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
    // who keeps a volume for a claim has bound it himself
    const isKept = fields(volume.spec).claimRef !== undefined;
    const spec = { ...fields(volume.spec), claimRef };
    held = await update(binder, { ...(isKept ? volume : noted(volume, byController)), spec });
  }
  if (fields(held.status).phase !== 'Bound') await setStatus(binder, held, { phase: 'Bound' });
  const isNamed = text(fields(claim.spec).volumeName) !== '';
  const done = noted(isNamed ? claim : noted(claim, byController), bindCompleted);
  const spec = { ...fields(claim.spec), volumeName: volume.metadata.name };
  const { accessModes, capacity } = fields(volume.spec);
  await setStatus(binder, await update(binder, { ...done, spec }), { phase: 'Bound', accessModes, capacity });
}

/** Names, on a claim without a volume, the provisioner of its class. */
async function tellProvisioner(binder: ClusterClient, claim: StoredObject, of: StoredObject): Promise<void> {
  const note = 'volume.kubernetes.io/storage-provisioner';
  if (text(fields(claim.spec).volumeName) || claim.metadata.annotations?.[note]) return;
  const provisioner = text(of.provisioner);
  if (of.volumeBindingMode !== 'Immediate' || provisioner === 'kubernetes.io/no-provisioner') return;
  const older = noted(claim, 'volume.beta.kubernetes.io/storage-provisioner', provisioner);
  await update(binder, noted(older, note, provisioner));
}

const noted = (object: StoredObject, note: string, value = 'yes'): StoredObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [note]: value } },
});

const rowOf = ({ kind }: StoredObject): ResourceKind => (kind === 'PersistentVolume' ? volumes : claims);

const update = (client: ClusterClient, object: StoredObject): Promise<StoredObject> =>
  client.update(targetOf(rowOf(object), object), object);

const setStatus = (client: ClusterClient, object: StoredObject, status: object): Promise<StoredObject> =>
  client.update(targetOf(rowOf(object), object, 'status'), {
    ...object,
    status: { ...fields(object.status), ...status },
  });

async function letGo(client: ClusterClient, object: StoredObject, finalizer: string): Promise<void> {
  const { finalizers = [] } = object.metadata;
  if (!finalizers.includes(finalizer)) return;
  const kept = finalizers.filter((one) => one !== finalizer);
  await update(client, { ...object, metadata: { ...object.metadata, finalizers: kept } });
}
