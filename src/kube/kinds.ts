/**
 * The table of kinds: the names, the place and the verbs of each. Discovery, the registry, the helper and the printers
 * all read it.
 */
import { resourcesText } from './api-data.js';
import { formatGroupResource, type GroupResource, type GroupVersionKind, parseApiVersion } from './object.js';

/** A sub-resource of a kind, such as `pods/log`. */
export interface Subresource {
  name: string;
  verbs: readonly string[];
  /** The kind of its body when it is another than the resource's own. */
  kind?: GroupVersionKind;
}

/** One row: a resource as discovery describes it. */
export interface ResourceKind extends GroupVersionKind, GroupResource {
  singular: string;
  /** The kind of its lists, where it is not the kind with `List` behind it. */
  listKind?: string;
  namespaced: boolean;
  shortNames?: readonly string[];
  categories?: readonly string[];
  verbs: readonly string[];
  subresources?: readonly Subresource[];
  /** The warning to a client whenever it uses the kind. */
  deprecated?: string;
  /** The resource under which its objects are stored, where that is another. */
  storedAs?: GroupResource;
  /** A CustomResourceDefinition has added it. */
  isCustom?: true;
  /** DELETE answers with the object instead of a Status. */
  returnsDeleted?: true;
}

/** The lines of {@link resourcesText}: a resource, and indented below it each of its sub-resources. */
function parseResources(): ResourceKind[] {
  const rows: ResourceKind[] = [];
  for (const line of resourcesText.trim().split('\n')) {
    const row = rows.at(-1);
    if (row && line.startsWith(' ')) row.subresources = [...(row.subresources ?? []), parseSubresource(line, row)];
    else rows.push(parseResource(line));
  }
  return rows;
}

/** `apps/v1 deployments Deployment Namespaced create,delete short=deploy categories=all`. */
function parseResource(line: string): ResourceKind {
  const [apiVersion = '', resource = '', kind = '', scope, verbs = '', ...flags] = line.split(' ');
  const row: ResourceKind = {
    ...parseApiVersion(apiVersion),
    resource,
    kind,
    singular: kind.toLowerCase(),
    namespaced: scope === 'Namespaced',
    verbs: verbs.split(','),
  };
  for (const word of flags) {
    const [flag = '', value = ''] = word.split('=');
    if (flag === 'short') row.shortNames = value.split(',');
    else if (flag === 'categories') row.categories = value.split(',');
    else row.singular = value;
  }
  return row;
}

/** `eviction create policy/v1/Eviction`: a body of a kind in another group, or of one in the resource's own by its name alone. */
function parseSubresource(line: string, own: GroupVersionKind): Subresource {
  const [, name = '', verbs = '', body] = line.split(' ');
  const subresource = { name, verbs: verbs.split(',') };
  if (body === undefined) return subresource;
  const [kind = '', version, group] = body.split('/').reverse();
  return { ...subresource, kind: { group: group ?? own.group, version: version ?? own.version, kind } };
}

/** Facts that the data of a release lacks. */
const more: Readonly<Record<string, Pick<ResourceKind, 'deprecated' | 'storedAs' | 'returnsDeleted'>>> = {
  componentstatuses: { deprecated: 'v1 ComponentStatus is deprecated in v1.19+' },
  endpoints: { deprecated: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice' },
  'events.events.k8s.io': { storedAs: { group: '', resource: 'events' } },
  ...Object.fromEntries(
    [
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'podtemplates',
      'resourcequotas',
      'serviceaccounts',
      'services',
      'csidrivers.storage.k8s.io',
      'csinodes.storage.k8s.io',
      'storageclasses.storage.k8s.io',
      'volumeattachments.storage.k8s.io',
      'volumeattributesclasses.storage.k8s.io',
      'deviceclasses.resource.k8s.io',
      'resourceclaims.resource.k8s.io',
      'resourceclaimtemplates.resource.k8s.io',
      'resourceslices.resource.k8s.io',
    ].map((name) => [name, { returnsDeleted: true }] as const),
  ),
};

/** Every resource of Kubernetes in each of its versions, the preferred one first, in the order of discovery: all are served. */
export const servedKinds: readonly ResourceKind[] = parseResources().map((row) => {
  const rest = more[formatGroupResource(row)];
  return rest ? { ...row, ...rest } : row;
});

/** The row of the version that Kubernetes prefers, by the resource's name. */
const preferred: ReadonlyMap<string, ResourceKind> = new Map(
  [...servedKinds].reverse().map((row) => [formatGroupResource(row), row]),
);

/** Every resource once, in the version that Kubernetes prefers and stores. */
export const kinds: readonly ResourceKind[] = [...preferred.values()].reverse();

/** The row of a group and resource (plural name), or undefined. */
export function kindOfResource(group: string, resource: string): ResourceKind | undefined {
  return preferred.get(formatGroupResource({ group, resource }));
}

/** The row of a resource in one version, or undefined. */
export function kindInVersion(group: string, version: string, resource: string): ResourceKind | undefined {
  const row = kindOfResource(group, resource);
  if (!row || row.version === version) return row;
  return servedKinds.find((k) => k.group === group && k.version === version && k.resource === resource);
}

/** The row of a group and kind, or undefined. */
export function kindOfObject(group: string, kind: string): ResourceKind | undefined {
  return kinds.find((k) => k.group === group && k.kind === kind);
}

/**
 * The row that a person means by `pods`, `pod`, `po`, `Pod`, `deployments.apps` or `deploy`; undefined when none is.
 * Where two groups share a name (events), the first row wins, as with kubectl.
 */
export function findKind(name: string): ResourceKind | undefined {
  const wanted = name.toLowerCase();
  return kinds.find(
    (k) =>
      [k.resource, k.singular, ...(k.shortNames ?? [])].includes(wanted) ||
      (k.group !== '' && (wanted === `${k.resource}.${k.group}` || wanted === `${k.singular}.${k.group}`)),
  );
}

/** The path of a collection, or with `name` of one object: `/apis/apps/v1/namespaces/lab/deployments/web`. */
export function resourcePath(
  kind: ResourceKind,
  target: { namespace?: string; name?: string; subresource?: string } = {},
): string {
  const root = kind.group ? `/apis/${kind.group}/${kind.version}` : `/api/${kind.version}`;
  const segments = [
    ...(kind.namespaced && target.namespace ? ['namespaces', target.namespace] : []),
    kind.resource,
    ...(target.name ? [target.name] : []),
    ...(target.subresource ? [target.subresource] : []),
  ];
  return `${root}/${segments.map(encodeURIComponent).join('/')}`;
}
