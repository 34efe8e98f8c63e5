/** kube-apiserver's warnings about the volumes of a pod. */
import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';

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

/** The warnings about files of projected volumes that have the name of a token's. */
export function duplicateFiles(volumes: readonly Fields[], path: string): string[] {
  const sources = volumes.map((volume) => list(fields(volume.projected).sources));
  const tokens = new Set(
    sources
      .flat()
      .flatMap((source) => (isFields(source.serviceAccountToken) ? [text(source.serviceAccountToken.path)] : [])),
  );
  const names = { configMap: 'configMap', secret: 'secrets', downwardAPI: 'downwardAPI' };
  return sources.flatMap((ofOne, i) =>
    ofOne.flatMap((source) =>
      Object.entries(names).flatMap(([kind, name]) =>
        list(fields(source[kind]).items).flatMap((item, j) => {
          const file = text(item.path);
          if (!tokens.has(file)) return [];
          const why = `has duplicated path with ServiceAccountToken ${JSON.stringify(file)}`;
          return [`${path}[${i}].projected.sources.${name}[${j}]: ${why}`];
        }),
      ),
    ),
  );
}
