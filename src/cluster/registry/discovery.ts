/** The discovery documents: which groups, versions and resources there are, made from the table of kinds. */
import { createHash } from 'node:crypto';
import { type ResourceKind, type Subresource, servedKinds } from '../../kube/kinds.js';
import { groupVersion } from '../../kube/object.js';

interface GroupVersion {
  groupVersion: string;
  version: string;
}

/** A resource in an APIResourceList. */
export interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  group?: string;
  version?: string;
  kind: string;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
  storageVersionHash?: string;
}

type Rows = readonly ResourceKind[];

const groups = (kinds: Rows): string[] => [...new Set(kinds.map((k) => k.group))].filter(Boolean);

/** True for a group that is served under /apis. */
export function isGroup(name: string, kinds: Rows = servedKinds): boolean {
  return name !== '' && kinds.some(({ group }) => group === name);
}

const versionsOf = (group: string, kinds: Rows): string[] => [
  ...new Set(kinds.filter((k) => k.group === group).map((k) => k.version)),
];
const kindsOf = (group: string, version: string, kinds: Rows): ResourceKind[] =>
  kinds.filter((k) => k.group === group && k.version === version).sort((a, b) => (a.resource < b.resource ? -1 : 1));

/** `/api`: the versions of the core API. `serverAddress` is `host:port` as clients reach it. */
export function apiVersions(serverAddress: string): object {
  return {
    kind: 'APIVersions',
    versions: versionsOf('', servedKinds),
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

function groupEntry(
  name: string,
  kinds: Rows,
): { name: string; versions: GroupVersion[]; preferredVersion?: GroupVersion } {
  const versions = versionsOf(name, kinds).map((version) => ({ groupVersion: groupVersion(name, version), version }));
  return { name, versions, ...(versions[0] ? { preferredVersion: versions[0] } : {}) };
}

/** `/apis`: all groups. */
export function apiGroupList(kinds: Rows = servedKinds): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups(kinds).map((name) => groupEntry(name, kinds)) };
}

/** `/apis/GROUP`; undefined when there is no such group. */
export function apiGroup(group: string, kinds: Rows = servedKinds): object | undefined {
  return isGroup(group, kinds) ? { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group, kinds) } : undefined;
}

/** `/api/v1` (group `''`) or `/apis/GROUP/VERSION`; undefined when it is not served. */
export function apiResourceList(group: string, version: string, kinds: Rows = servedKinds): object | undefined {
  const rows = kindsOf(group, version, kinds);
  if (rows.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    // the core list is older than this field
    ...(group ? { apiVersion: 'v1' } : {}),
    groupVersion: groupVersion(group, version),
    resources: rows.flatMap(resources),
  };
}

function resources(row: ResourceKind): ApiResource[] {
  const { resource, kind, namespaced, shortNames, categories } = row;
  const own: ApiResource = {
    name: resource,
    singularName: row.singular,
    namespaced,
    kind,
    verbs: row.verbs,
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
    // what is stored can be watched
    ...(row.verbs.includes('watch') ? { storageVersionHash: storageVersionHash(row) } : {}),
  };
  const parts = (row.subresources ?? []).map((part): ApiResource => {
    const foreign = foreignKind(row, part);
    return {
      name: `${resource}/${part.name}`,
      singularName: '',
      namespaced,
      ...(foreign ? { group: foreign.group, version: foreign.version } : {}),
      kind: part.kind?.kind ?? kind,
      verbs: part.verbs,
    };
  });
  return [own, ...parts];
}

/** Group and version of a sub-resource's body, where they are not those of the list. */
function foreignKind(row: ResourceKind, part: Subresource): Subresource['kind'] {
  const { kind } = part;
  return kind && (kind.group !== row.group || kind.version !== row.version) ? kind : undefined;
}

/** Eight bytes that change when the stored version does. */
function storageVersionHash({ group, version, kind }: ResourceKind): string {
  // events of both groups are stored as those of the core
  const stored = group === 'events.k8s.io' ? '' : group;
  const digest = createHash('sha256').update(`${stored}/${version}/${kind}`).digest();
  return digest.subarray(0, 8).toString('base64');
}

/** The aggregated document of `/api` or `/apis` (KEP-3352), in apidiscovery.k8s.io/v2. */
export function aggregatedDiscovery(root: 'api' | 'apis', kinds: Rows = servedKinds): object {
  const names = root === 'api' ? [''] : groups(kinds);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: names.map((name) => ({
      metadata: name ? { name } : {},
      versions: versionsOf(name, kinds).map((v) => ({
        version: v,
        resources: kindsOf(name, v, kinds).map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  };
}

function aggregatedResource(row: ResourceKind): object {
  // the group's own built-in kinds are named without group and version
  const own = row.isCustom ? { group: row.group, version: row.version } : { group: '', version: '' };
  const responseKind = (part: Subresource): object => {
    const { group, version } = foreignKind(row, part) ?? own;
    return { group, version, kind: part.kind?.kind ?? row.kind };
  };
  const { subresources: parts = [] } = row;
  return {
    resource: row.resource,
    responseKind: { ...own, kind: row.kind },
    scope: row.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: row.singular,
    verbs: row.verbs,
    ...(row.shortNames ? { shortNames: row.shortNames } : {}),
    ...(row.categories ? { categories: row.categories } : {}),
    ...(parts.length
      ? {
          subresources: parts.map((part) => ({
            subresource: part.name,
            responseKind: responseKind(part),
            verbs: part.verbs,
          })),
        }
      : {}),
  };
}

/** Every path that discovery serves: `/api`, `/api/v1`, `/apis`, `/apis/apps`, … */
export function discoveryPaths(): string[] {
  return [
    '/api',
    ...versionsOf('', servedKinds).map((v) => `/api/${v}`),
    '/apis',
    ...groups(servedKinds).flatMap((group) => [
      `/apis/${group}`,
      ...versionsOf(group, servedKinds).map((v) => `/apis/${group}/${v}`),
    ]),
  ].sort();
}
