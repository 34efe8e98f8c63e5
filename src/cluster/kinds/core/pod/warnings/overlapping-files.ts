/** kube-apiserver's warnings about files of one volume that hide each other, or that are folders of others. */

import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';
import { withoutTrailingSlashes } from '../../../../../kube/trailing-slashes.js';

/** A file, and the source that it is of where a volume has several. */
interface File {
  path: string;
  source: string;
}

/** The warnings about the files of each of the volumes. */
export function overlappingFiles(volumes: readonly Fields[]): string[] {
  return volumes.flatMap((volume) => {
    const name = JSON.stringify(text(volume.name));
    const { configMap, secret, downwardAPI, projected } = volume;
    const warn = (what: string, files: readonly File[]): string[] =>
      overlaps(files).map((pair) => `volume ${name} (${what}): overlapping paths: ${pair}`);
    return [
      ...warn(named('ConfigMap', fields(configMap).name), files(configMap)),
      ...warn(named('Secret', fields(secret).secretName), files(secret)),
      ...warn('DownwardAPI', files(downwardAPI)),
      ...list(fields(projected).sources)
        .filter((source) => Object.keys(source).length === 0)
        .map(() => `volume ${name} (Projected) has no sources provided`),
      ...warn('Projected', list(fields(projected).sources).flatMap(filesOf)),
    ];
  });
}

const named = (kind: string, name: unknown): string => `${kind} ${JSON.stringify(text(name))}`;

const files = (of: unknown, source = ''): File[] =>
  list(fields(of).items).map((item) => ({ path: text(item.path), source }));

/** The files of one source of a projected volume. */
function filesOf({ configMap, secret, downwardAPI, serviceAccountToken: token }: Fields): File[] {
  for (const [kind, source] of Object.entries({ ConfigMap: configMap, Secret: secret })) {
    if (isFields(source) && source.items !== undefined) return files(source, named(kind, source.name));
  }
  if (isFields(downwardAPI) && downwardAPI.items !== undefined) return files(downwardAPI, 'DownwardAPI');
  return isFields(token) ? [{ path: text(token.path), source: 'ServiceAccountToken' }] : [];
}

function overlaps(all: readonly File[]): string[] {
  const known = all.map(({ path, source }) => ({ path: withoutTrailingSlashes(path), source }));
  const shown = ({ path, source }: File): string => `${JSON.stringify(path)}${source === '' ? '' : ` (${source})`}`;
  return known.flatMap((file, i) => {
    if (file.path === '') return [];
    return known
      .slice(0, i)
      .filter((other) => other.path !== '' && (within(file.path, other.path) || within(other.path, file.path)))
      .map((other) => `${shown(file)} with ${shown(other)}`);
  });
}

const within = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`);
