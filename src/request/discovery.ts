/** The resources that a server serves: by aggregated discovery (KEP-3352), else by one request per group version. */
import type { ResourceKind } from '../kube/kinds.js';
import { parseApiVersion } from '../kube/object.js';
import type { Exchange } from './exchange.js';
import { isRecord, type Loose, recordsOf, textOf } from './loose.js';

/** A discovery result. */
export interface Discovered {
  /** Rows like those of `kube/kinds.ts`, in the server's order of preference. */
  kinds: ResourceKind[];
  /** The first answer without success; then `kinds` is incomplete. */
  refused: Exchange | undefined;
}

/** GETs one path with an `accept` header. */
export type Ask = (path: string, accept: string) => Promise<Exchange>;

const plain = 'application/json';
const aggregated = `${plain};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,${plain}`;

/** Asks for all resources, in two requests where the server aggregates. */
export async function discover(ask: Ask): Promise<Discovered> {
  const found: Discovered = { kinds: [], refused: undefined };
  const roots = await Promise.all([ask('/api', aggregated), ask('/apis', aggregated)]);
  const paths: string[] = [];
  for (const root of roots) {
    if (!root.ok) found.refused ??= root;
    else if (textOf(root.body, 'kind') === 'APIGroupDiscoveryList') found.kinds.push(...ofGroups(root.body));
    else paths.push(...versionPaths(root.body));
  }
  for (const list of await Promise.all(paths.map((path) => ask(path, plain)))) {
    if (list.ok) found.kinds.push(...ofVersion(list.body));
    else found.refused ??= list;
  }
  return found;
}

function ofGroups(body: unknown): ResourceKind[] {
  return recordsOf(body, 'items').flatMap((group) =>
    recordsOf(group, 'versions').flatMap((version) =>
      recordsOf(version, 'resources').map((entry) => ({
        ...rowOf(entry, textOf(group.metadata, 'name'), textOf(version, 'version')),
        resource: textOf(entry, 'resource'),
        kind: textOf(entry.responseKind, 'kind'),
        singular: textOf(entry, 'singularResource') || textOf(entry.responseKind, 'kind').toLowerCase(),
        namespaced: entry.scope === 'Namespaced',
      })),
    ),
  );
}

/** The lists of resources that an APIVersions or an APIGroupList names, the preferred version of a group first. */
function versionPaths(body: unknown): string[] {
  if (isRecord(body) && Array.isArray(body.versions)) return body.versions.map((version) => `/api/${String(version)}`);
  return recordsOf(body, 'groups').flatMap((group) => {
    const preferred = textOf(group.preferredVersion, 'groupVersion');
    const all = recordsOf(group, 'versions').map((version) => textOf(version, 'groupVersion'));
    return [...new Set([preferred, ...all])].filter(Boolean).map((version) => `/apis/${version}`);
  });
}

function ofVersion(body: unknown): ResourceKind[] {
  const { group, version } = parseApiVersion(textOf(body, 'groupVersion'));
  return recordsOf(body, 'resources')
    .filter((entry) => !textOf(entry, 'name').includes('/'))
    .map((entry) => ({
      ...rowOf(entry, textOf(entry, 'group') || group, textOf(entry, 'version') || version),
      resource: textOf(entry, 'name'),
      kind: textOf(entry, 'kind'),
      singular: textOf(entry, 'singularName') || textOf(entry, 'kind').toLowerCase(),
      namespaced: entry.namespaced === true,
    }));
}

function rowOf(
  entry: Loose,
  group: string,
  version: string,
): Pick<ResourceKind, 'group' | 'version' | 'verbs' | 'shortNames'> {
  const texts = (field: string): string[] => {
    const list = entry[field];
    return Array.isArray(list) ? list.filter((text): text is string => typeof text === 'string') : [];
  };
  return { group, version, verbs: texts('verbs'), shortNames: texts('shortNames') };
}
