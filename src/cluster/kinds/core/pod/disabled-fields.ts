/** Fields of features that are off unless a cluster turns them on (pkg/api/pod): the API server drops them. */
import { type Fields, fields, isFields, list } from '../../../../kube/fields.js';
import { containersOf } from './containers-of.js';

/** Removes these fields from the PodSpec, in place. */
export function dropDisabledFields(spec: Fields): void {
  // GenericWorkload
  delete spec.schedulingGroup;
  for (const { container } of containersOf(spec, '')) dropStopSignal(container);
  for (const volume of list(spec.volumes)) {
    for (const source of list(fields(volume.projected).sources)) {
      // ClusterTrustBundleProjection and PodCertificateRequest
      delete source.clusterTrustBundle;
      delete source.podCertificate;
    }
  }
}

/** ContainerStopSignals; without a hook the lifecycle goes as well. */
function dropStopSignal(container: Fields): void {
  const { lifecycle } = container;
  if (!isFields(lifecycle) || lifecycle.stopSignal === undefined) return;
  delete lifecycle.stopSignal;
  if (Object.keys(lifecycle).length === 0) delete container.lifecycle;
}

/** Removes these fields from the status of a pod, in place. */
export function dropDisabledStatus(status: Fields): void {
  // DRANodeAllocatableResources
  delete status.nodeAllocatableResourceClaimStatuses;
  for (const field of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']) {
    for (const { volumeMounts } of list(status[field])) {
      // ImageVolumeWithDigest
      for (const mount of list(volumeMounts)) delete mount.volumeStatus;
    }
  }
}
