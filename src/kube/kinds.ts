/**
 * The table of kinds: what each is called, where it lives and what may be done with it. Discovery, the registry, the
 * helper and the printers all read it; adding a kind begins with a row here.
 */
import type { GroupResource, GroupVersionKind } from './object.js';

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

const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const noCollection = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'] as const;
const change = ['get', 'patch', 'update'] as const;
const createOnly = ['create'] as const;
const forwarded = ['create', 'delete', 'get', 'patch', 'update'] as const;
const status: Subresource = { name: 'status', verbs: change };
const proxyTo = (kind: string): Subresource => ({
  name: 'proxy',
  verbs: forwarded,
  kind: { group: '', version: 'v1', kind },
});
const scale: Subresource = {
  name: 'scale',
  verbs: change,
  kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
};

type Row = Omit<ResourceKind, 'group' | 'version' | 'singular' | 'verbs' | 'namespaced'> &
  Partial<Pick<ResourceKind, 'verbs' | 'namespaced' | 'singular'>>;

/** By group, in the order of the priorities that the aggregator gives them (pkg/controlplane/apiserver/aggregator.go). */
const rows: Record<string, readonly Row[]> = {
  v1: [
    { resource: 'bindings', kind: 'Binding', verbs: createOnly },
    { resource: 'configmaps', kind: 'ConfigMap', shortNames: ['cm'] },
    {
      resource: 'endpoints',
      kind: 'Endpoints',
      singular: 'endpoints',
      shortNames: ['ep'],
      deprecated: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    },
    { resource: 'events', kind: 'Event', shortNames: ['ev'] },
    {
      resource: 'namespaces',
      kind: 'Namespace',
      namespaced: false,
      shortNames: ['ns'],
      verbs: noCollection,
      subresources: [{ name: 'finalize', verbs: ['update'] }, status],
    },
    {
      resource: 'nodes',
      kind: 'Node',
      namespaced: false,
      shortNames: ['no'],
      subresources: [proxyTo('NodeProxyOptions'), status],
    },
    {
      resource: 'pods',
      kind: 'Pod',
      returnsDeleted: true,
      shortNames: ['po'],
      categories: ['all'],
      subresources: [
        {
          name: 'attach',
          verbs: ['create', 'get'],
          kind: { group: '', version: 'v1', kind: 'PodAttachOptions' },
        },
        { name: 'binding', verbs: createOnly, kind: { group: '', version: 'v1', kind: 'Binding' } },
        { name: 'ephemeralcontainers', verbs: change },
        { name: 'eviction', verbs: createOnly, kind: { group: 'policy', version: 'v1', kind: 'Eviction' } },
        { name: 'exec', verbs: ['create', 'get'], kind: { group: '', version: 'v1', kind: 'PodExecOptions' } },
        { name: 'log', verbs: ['get'] },
        {
          name: 'portforward',
          verbs: ['create', 'get'],
          kind: { group: '', version: 'v1', kind: 'PodPortForwardOptions' },
        },
        proxyTo('PodProxyOptions'),
        { name: 'resize', verbs: change },
        status,
      ],
    },
    { resource: 'secrets', kind: 'Secret' },
    {
      resource: 'serviceaccounts',
      kind: 'ServiceAccount',
      returnsDeleted: true,
      shortNames: ['sa'],
      subresources: [
        {
          name: 'token',
          verbs: createOnly,
          kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
        },
      ],
    },
    {
      resource: 'services',
      kind: 'Service',
      returnsDeleted: true,
      shortNames: ['svc'],
      categories: ['all'],
      subresources: [proxyTo('ServiceProxyOptions'), status],
    },
  ],
  'apps/v1': [
    {
      resource: 'deployments',
      kind: 'Deployment',
      shortNames: ['deploy'],
      categories: ['all'],
      subresources: [scale, status],
    },
    {
      resource: 'replicasets',
      kind: 'ReplicaSet',
      shortNames: ['rs'],
      categories: ['all'],
      subresources: [scale, status],
    },
  ],
  'events.k8s.io/v1': [
    { resource: 'events', kind: 'Event', shortNames: ['ev'], storedAs: { group: '', resource: 'events' } },
  ],
  'authentication.k8s.io/v1': [
    { resource: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false, verbs: createOnly },
    { resource: 'tokenreviews', kind: 'TokenReview', namespaced: false, verbs: createOnly },
  ],
  'authorization.k8s.io/v1': [
    { resource: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', verbs: createOnly },
    { resource: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false, verbs: createOnly },
    { resource: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', namespaced: false, verbs: createOnly },
    { resource: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false, verbs: createOnly },
  ],
  'certificates.k8s.io/v1': [
    {
      resource: 'certificatesigningrequests',
      kind: 'CertificateSigningRequest',
      namespaced: false,
      shortNames: ['csr'],
      subresources: [{ name: 'approval', verbs: change }, status],
    },
  ],
  'rbac.authorization.k8s.io/v1': [
    { resource: 'clusterrolebindings', kind: 'ClusterRoleBinding', namespaced: false },
    { resource: 'clusterroles', kind: 'ClusterRole', namespaced: false },
    { resource: 'rolebindings', kind: 'RoleBinding' },
    { resource: 'roles', kind: 'Role' },
  ],
  'discovery.k8s.io/v1': [{ resource: 'endpointslices', kind: 'EndpointSlice' }],
};

/** Every kind that the project knows, in the order in which discovery lists it. */
export const kinds: readonly ResourceKind[] = Object.entries(rows).flatMap(([gv, list]) => {
  const [first = '', second] = gv.split('/');
  const [group, version] = second === undefined ? ['', first] : [first, second];
  return list.map((row) => ({
    singular: row.kind.toLowerCase(),
    namespaced: true,
    verbs: all,
    ...row,
    group,
    version,
  }));
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
