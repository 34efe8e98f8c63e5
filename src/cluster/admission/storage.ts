/** StorageObjectInUseProtection and PersistentVolumeClaimResize: storage in use stays, and claims grow where their class lets them. */
import { fields, text, textMap } from '../../kube/fields.js';
import { formatGroupResource, type KubeObject } from '../../kube/object.js';
import { nanosOf } from '../../kube/quantity.js';
import { forbidden } from '../../kube/status.js';
import type { AdmissionPlugin, AdmissionReads } from './admission.js';

const finalizers: Record<string, string | undefined> = {
  persistentvolumes: 'kubernetes.io/pv-protection',
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  'volumeattributesclasses.storage.k8s.io': 'kubernetes.io/vac-protection',
};

/** The mutating plug-in: a finalizer holds volumes, claims and classes of attributes in use. */
export const storageProtection: AdmissionPlugin = ({ operation, kind, subresource, object }) => {
  const finalizer = finalizers[formatGroupResource(kind)];
  if (operation !== 'CREATE' || subresource || !object || finalizer === undefined) return;
  const { finalizers: held = [] } = object.metadata;
  if (!held.includes(finalizer)) object.metadata.finalizers = [...held, finalizer];
};

const sizeOf = ({ spec }: KubeObject): bigint => nanosOf(textMap(fields(fields(spec).resources).requests).storage);

/** The validating plug-in; throws an ApiError 403 for a claim that may not grow. */
export function claimResize(reads: AdmissionReads): AdmissionPlugin {
  return ({ operation, kind, name, subresource, object, oldObject }) => {
    if (operation !== 'UPDATE' || kind.kind !== 'PersistentVolumeClaim' || subresource || !object || !oldObject) return;
    if (sizeOf(object) <= sizeOf(oldObject)) return;
    if (fields(oldObject.status).phase !== 'Bound') {
      throw forbidden(kind, name, 'only bound persistent volume claims can be expanded');
    }
    const className = text(fields(object.spec).storageClassName);
    const found = reads.storageClasses().find(({ metadata }) => metadata.name === className);
    if (found?.allowVolumeExpansion === true) return;
    const why =
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
    throw forbidden(kind, name, why);
  };
}
