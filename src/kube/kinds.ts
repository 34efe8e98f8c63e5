/**
 * The table of kinds: what each is called, where it lives and what may be done with it. Discovery, the registry, the
 * helper and the printers all read it; adding a kind begins with its name here.
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
  namespaced: boolean;
  shortNames?: readonly string[];
  categories?: readonly string[];
  verbs: readonly string[];
  subresources?: readonly Subresource[];
  /** What a client is warned of whenever it uses the kind. */
  deprecated?: string;
  /** The resource under which its objects are stored, where that is another. */
  storedAs?: GroupResource;
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

/** Of a resource in several versions only the first counts, which Kubernetes prefers. */
function preferred(rows: readonly ResourceKind[]): ResourceKind[] {
  const byName = new Map<string, ResourceKind>();
  for (const row of rows) {
    const name = formatGroupResource(row);
    if (!byName.has(name)) byName.set(name, row);
  }
  return [...byName.values()];
}

/** Every resource of Kubernetes in the version that it prefers, in the order of discovery. */
export const allResources: readonly ResourceKind[] = preferred(parseResources());

/**
 * What the practice cluster serves. A name more is a kind more: it is stored and listed, validated against its type, patched,
 * applied, and found in discovery and OpenAPI. Rules, defaults and columns of its own are code.
 */
export const served: ReadonlySet<string> = new Set([
  'bindings',
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'namespaces',
  'nodes',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'secrets',
  'serviceaccounts',
  'services',
  'controllerrevisions.apps',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'events.events.k8s.io',
  'selfsubjectreviews.authentication.k8s.io',
  'tokenreviews.authentication.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
  'cronjobs.batch',
  'jobs.batch',
  'certificatesigningrequests.certificates.k8s.io',
  'clusterrolebindings.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'endpointslices.discovery.k8s.io',
]);

/** What the data of a release does not tell. */
const more: Readonly<Record<string, Pick<ResourceKind, 'deprecated' | 'storedAs' | 'returnsDeleted'>>> = {
  endpoints: { deprecated: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice' },
  'events.events.k8s.io': { storedAs: { group: '', resource: 'events' } },
  pods: { returnsDeleted: true },
  serviceaccounts: { returnsDeleted: true },
  services: { returnsDeleted: true },
};

/** Every kind that the practice cluster serves, in the order in which discovery lists it. */
export const kinds: readonly ResourceKind[] = allResources.flatMap((row) => {
  const name = formatGroupResource(row);
  if (!served.has(name)) return [];
  return more[name] ? { ...row, ...more[name] } : row;
});

/** The row of a group and resource (plural name), or undefined. */
export function kindOfResource(group: string, resource: string): ResourceKind | undefined {
  return kinds.find((k) => k.group === group && k.resource === resource);
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
