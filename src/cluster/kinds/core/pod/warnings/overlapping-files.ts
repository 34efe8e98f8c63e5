/** kube-apiserver's warnings about files of one volume that hide each other, or that are folders of others. */

import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';
import { withoutTrailingSlashes } from '../../../../../kube/trailing-slashes.js';
import { mostWarnings } from './most-warnings.js';

/** A file, and the source that it is of where a volume has several. */
interface File {
  path: string;
  source: string;
}

/** Folders of a path that are looked at: Linux takes no path with more. */
const DEEPEST = 2048;

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

/** Each pair of files of which one is the other, or a folder of it. Pairs are looked up: a volume may have tens of thousands of files. */
function overlaps(all: readonly File[]): string[] {
  const known = all.map(({ path, source }) => ({ path: withoutTrailingSlashes(path), source }));
  const shown = ({ path, source }: File): string => `${JSON.stringify(path)}${source === '' ? '' : ` (${source})`}`;
  const at = new Map<string, number[]>();
  const below = new Map<string, number[]>();
  const pairs: string[] = [];
  for (const [i, file] of known.entries()) {
    if (file.path === '') continue;
    const folders = foldersOf(file.path);
    const earlier = [file.path, ...folders].flatMap((path) => at.get(path) ?? []);
    for (const other of [...earlier, ...(below.get(file.path) ?? [])].sort((a, b) => a - b)) {
      pairs.push(`${shown(file)} with ${shown(known[other] ?? file)}`);
      if (pairs.length === mostWarnings) return pairs;
    }
    note(at, file.path, i);
    for (const folder of folders) note(below, folder, i);
  }
  return pairs;
}

function note(places: Map<string, number[]>, path: string, index: number): void {
  const known = places.get(path);
  if (known) known.push(index);
  else places.set(path, [index]);
}

/** The folders that the path leads through. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.indexOf('/'); end !== -1 && folders.length < DEEPEST; end = path.indexOf('/', end + 1)) {
    if (end > 0) folders.push(path.slice(0, end));
  }
  return folders;
}
