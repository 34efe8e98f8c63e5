/** What becomes of a released volume by its reclaim policy (deleteVolumeOperation in pkg/controller/volume/persistentvolume). Pure. */
import { fields, isFields, text } from '../../kube/fields.js';
import type { StoredObject } from '../../kube/object.js';

/**
 * `delete` for a volume that goes with its claim, the fault for one that Kubernetes cannot delete; undefined for one that stays, and
 * for one that its driver deletes.
 */
export function reclaimOf({ metadata, spec: ofVolume }: StoredObject): 'delete' | { fault: string } | undefined {
  const spec = fields(ofVolume);
  if (spec.persistentVolumeReclaimPolicy !== 'Delete') return undefined;
  const { 'pv.kubernetes.io/provisioned-by': provisioner = '', 'pv.kubernetes.io/migrated-to': driver } =
    metadata.annotations ?? {};
  const isForeign = provisioner !== '' && !provisioner.startsWith('kubernetes.io/');
  if (isForeign || driver !== undefined || isFields(spec.csi)) return undefined;
  if (!isFields(spec.hostPath)) {
    const why = 'no deletable volume plugin matched';
    return { fault: `error getting deleter volume plugin for volume "${metadata.name}": ${why}` };
  }
  const path = text(spec.hostPath.path);
  if (/^\/tmp\/.+/.test(path)) return 'delete';
  return { fault: `host_path deleter only supports /tmp/.+ but received provided ${path}` };
}
