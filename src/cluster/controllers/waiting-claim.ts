/** The Event that tells why a volume claim still waits for its volume (syncUnboundClaim in pv_controller.go). Pure. */
import { fields, text } from '../../kube/fields.js';
import type { StoredObject } from '../../kube/object.js';
import { volumeMismatch } from './volume-fit.js';

/** The part of an Event that says what happened. */
export interface News {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** The objects on which the news of a waiting claim depends. */
export interface ClaimSurroundings {
  /** The volume that the claim names. */
  named?: StoredObject | undefined;
  /** The class that the claim names. */
  storageClass?: StoredObject | undefined;
  /** The pods that mount the claim. */
  pods: readonly StoredObject[];
}

const newsOfNamed = (claim: StoredObject, volume: StoredObject | undefined): News | undefined => {
  if (!volume) return undefined;
  const { name } = volume.metadata;
  if (fields(volume.spec).claimRef !== undefined) {
    const message = `volume "${name}" already bound to a different claim.`;
    return { type: 'Warning', reason: 'FailedBinding', message };
  }
  const mismatch = volumeMismatch(claim, volume);
  const message = `Cannot bind to requested volume "${name}": ${mismatch}`;
  return mismatch ? { type: 'Warning', reason: 'VolumeMismatch', message } : undefined;
};

const newsOfConsumers = (pods: readonly StoredObject[]): News => {
  const names = pods.map(({ metadata }) => metadata.name);
  if (names.length === 0) {
    const message = 'waiting for first consumer to be created before binding';
    return { type: 'Normal', reason: 'WaitForFirstConsumer', message };
  }
  const which = names.length > 1 ? `pods ${names.join(',')}` : `pod ${names[0]}`;
  return { type: 'Normal', reason: 'WaitForPodScheduled', message: `waiting for ${which} to be scheduled` };
};

/** True when the class binds no volume before a pod that mounts the claim has a node, and with it the place of the volume. */
export function waitsForPod(storageClass: StoredObject | undefined, pods: readonly StoredObject[]): boolean {
  const isScheduled = pods.some(({ spec }) => text(fields(spec).nodeName) !== '');
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !isScheduled;
}

/** The news of a claim for which there is no volume; undefined when Kubernetes tells nothing. */
export function newsOfWaiting(claim: StoredObject, { named, storageClass, pods }: ClaimSurroundings): News | undefined {
  const { storageClassName, volumeName } = fields(claim.spec);
  if (text(volumeName)) return newsOfNamed(claim, named);
  const name = text(storageClassName);
  if (!name) {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    return { type: 'Normal', reason: 'FailedBinding', message };
  }
  if (!storageClass) {
    const message = `storageclass.storage.k8s.io "${name}" not found`;
    return { type: 'Warning', reason: 'ProvisioningFailed', message };
  }
  if (waitsForPod(storageClass, pods)) return newsOfConsumers(pods);
  const provisioner = text(storageClass.provisioner);
  if (provisioner === 'kubernetes.io/no-provisioner') {
    const message = `no volume plugin matched name: ${provisioner}`;
    return { type: 'Warning', reason: 'ProvisioningFailed', message };
  }
  return {
    type: 'Normal',
    reason: 'ExternalProvisioning',
    message: `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  };
}
