/** kube-apiserver's warnings about the volumes of a pod. */
import { type Fields, isFields } from '../../../../../kube/fields.js';

const deprecated: Record<string, string> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};
/** Where the path of the warning is not the field's name. */
const shown: Record<string, string> = { storageos: 'storageOS' };

/** The warnings about deprecated and removed sources of volumes. */
export function volumeWarnings(volumes: readonly Fields[], path: string): string[] {
  return volumes.flatMap((volume, i) =>
    Object.entries(deprecated)
      .filter(([source]) => isFields(volume[source]))
      .map(([source, why]) => `${path}[${i}].${shown[source] ?? source}: ${why}`),
  );
}
