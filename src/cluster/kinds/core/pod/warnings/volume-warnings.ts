/** kube-apiserver's warnings about the volumes of a pod. */
import { type Fields, fields, isFields } from '../../../../../kube/fields.js';
import { fractions } from './fractions.js';

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

/** The warnings about deprecated and removed sources of volumes, and about the sizes of claims. */
export function volumeWarnings(volumes: readonly Fields[], path: string): string[] {
  return volumes.flatMap((volume, i) => {
    const at = `${path}[${i}]`;
    const of = (sources: Record<string, string>): string[] =>
      Object.entries(sources)
        .filter(([source]) => isFields(volume[source]))
        .map(([source, why]) => `${at}.${shown[source] ?? source}: ${why}`);
    const claim = fields(fields(fields(volume.ephemeral).volumeClaimTemplate).spec);
    const { requests, limits } = fields(claim.resources);
    const size = `${at}.ephemeral.volumeClaimTemplate.spec.resources`;
    return [
      ...of(deprecated),
      ...fractions(requests, `${size}.requests`, 'storage'),
      ...fractions(limits, `${size}.limits`, 'storage'),
    ];
  });
}
