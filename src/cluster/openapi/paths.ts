/** The paths of OpenAPI 3.0: those of each group and version, and those of discovery, tokens' keys and the version. */
import { type ResourceKind, type Subresource, servedKinds } from '../../kube/kinds.js';
import { metaSchemas } from './meta-schemas.js';
import {
  type OpenapiOperation,
  type OpenapiParameter,
  type OpenapiPathItem,
  type OpenapiSchema,
  openapiMethods,
  refTo,
  sortedRecord,
} from './model.js';
import * as operations from './operations.js';
import { pathParameter } from './parameters.js';

type Paths = Record<string, OpenapiPathItem>;

const namespaceParameter = (): OpenapiParameter => pathParameter('namespace', 'The namespace of the objects.');

/** The paths of all resources of a group and version, and of their discovery. */
export function resourcePaths(group: string, version: string): Paths {
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const title = operations.groupTitle(group);
  const rows = servedKinds.filter((row) => row.group === group && row.version === version);
  return sortedRecord([
    ...Object.entries(
      discoveryPath(`${root}/`, {
        id: `get${capital(title)}${capital(version)}APIResources`,
        tag: `${title}_${version}`,
        description: 'get available resources',
        schema: refTo(metaSchemas.apiResourceList),
      }),
    ),
    ...rows.flatMap((row) => Object.entries(pathsOfKind(root, row))),
  ]);
}

/** The paths of custom resources, without those of old watches and of discovery. */
export function customPaths(rows: readonly ResourceKind[]): Paths {
  const paths = rows.flatMap((row) => Object.entries(pathsOfKind(`/apis/${row.group}/${row.version}`, row)));
  return sortedRecord(paths.filter(([path]) => !path.includes('/watch/')));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function pathsOfKind(root: string, row: ResourceKind): Paths {
  const scope = row.namespaced ? 'Namespaced' : '';
  const place = row.namespaced ? 'namespaces/{namespace}/' : '';
  const names = { row, scope };
  const can = (verb: string): boolean => row.verbs.includes(verb);
  const base = `${root}/${place}${row.resource}`;
  const ofAll = row.namespaced ? [namespaceParameter()] : [];
  const ofOne = [pathParameter('name', `The name of the ${row.kind}.`), ...ofAll];

  const paths: Paths = {
    [base]: pathItem(ofAll, {
      ...(can('list') && { get: operations.list(names, '') }),
      ...(can('create') && { post: operations.create(names) }),
      ...(can('deletecollection') && { delete: operations.removeCollection(names) }),
    }),
  };
  if (can('get')) {
    paths[`${base}/{name}`] = pathItem(ofOne, {
      get: operations.read(names),
      ...(can('update') && { put: operations.replace(names) }),
      ...(can('delete') && { delete: operations.remove(names) }),
      ...(can('patch') && { patch: operations.patch(names) }),
    });
  }
  for (const subresource of row.subresources ?? []) {
    Object.assign(paths, subresourcePaths(`${base}/{name}`, { row, scope, subresource }, ofOne));
  }
  if (can('list') && row.namespaced) {
    const everywhere = { row, scope: '' };
    paths[`${root}/${row.resource}`] = pathItem([], { get: operations.list(everywhere, 'ForAllNamespaces') });
    const get = operations.watch(everywhere, 'ForAllNamespaces', true);
    paths[`${root}/watch/${row.resource}`] = pathItem([], { get });
  }
  if (can('watch')) {
    const old = `${root}/watch/${place}${row.resource}`;
    paths[old] = pathItem(ofAll, { get: operations.watch(names, '', true) });
    paths[`${old}/{name}`] = pathItem(ofOne, { get: operations.watch(names, '', false) });
  }
  return paths;
}

type Operations = Partial<Record<(typeof openapiMethods)[number], OpenapiOperation>>;

/** The operations of a path. Options that all of them take stand at the path, as its own parts do. */
function pathItem(inPath: readonly OpenapiParameter[], given: Operations): OpenapiPathItem {
  const all = Object.values(given);
  const isCommon = ({ name }: OpenapiParameter): boolean =>
    all.every(({ parameters = [] }) => parameters.some((one) => one.name === name));
  const common = [...inPath, ...(all[0]?.parameters ?? []).filter(isCommon)];
  return {
    ...Object.fromEntries(
      openapiMethods.flatMap((method) => {
        const operation = given[method];
        const own = operation?.parameters?.filter((one) => !isCommon(one)) ?? [];
        return operation ? [[method, { ...operation, parameters: own.length ? own : undefined }]] : [];
      }),
    ),
    ...(common.length ? { parameters: common.sort((a, b) => (a.name < b.name ? -1 : 1)) } : {}),
  };
}

type WithSubresource = operations.OperationNames & { subresource: Subresource };

function subresourcePaths(base: string, names: WithSubresource, inPath: readonly OpenapiParameter[]): Paths {
  const { subresource } = names;
  const path = `${base}/${subresource.name}`;
  if (subresource.kind?.kind.endsWith('Options')) return connectPaths(path, names, inPath);
  const can = (verb: string): boolean => subresource.verbs.includes(verb);
  return {
    [path]: pathItem(inPath, {
      ...(can('get') && { get: operations.read(names) }),
      ...(can('update') && { put: operations.replace(names) }),
      ...(can('create') && { post: operations.create(names) }),
      ...(can('patch') && { patch: operations.patch(names) }),
    }),
  };
}

const methodOf: Readonly<Record<string, (typeof openapiMethods)[number]>> = {
  get: 'get',
  create: 'post',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
};
/** What a proxy passes on besides, which no verb stands for. */
const ofProxy = ['options', 'head'] as const;

/** A way to a pod or node: its kind is that of the options in the query. A proxy goes on below its path. */
function connectPaths(path: string, names: WithSubresource, inPath: readonly OpenapiParameter[]): Paths {
  const { name, verbs } = names.subresource;
  const methods = [...verbs.flatMap((verb) => methodOf[verb] ?? []), ...(name === 'proxy' ? ofProxy : [])];
  const item = (suffix: string, more: OpenapiParameter[]): OpenapiPathItem =>
    pathItem(
      [...inPath, ...more],
      Object.fromEntries(methods.map((method) => [method, operations.connect(names, method, suffix)])),
    );
  return {
    [path]: item('', []),
    ...(name === 'proxy' && {
      [`${path}/{path}`]: item('WithPath', [pathParameter('path', 'The path to ask for behind the proxy.')]),
    }),
  };
}

interface DiscoveryFacts {
  id: string;
  tag: string;
  description: string;
  schema: OpenapiSchema;
  types?: readonly string[];
}

function discoveryPath(path: string, facts: DiscoveryFacts): Paths {
  const { id, tag, description, schema, types = operations.answerTypes({}) } = facts;
  return {
    [path]: {
      get: {
        tags: [tag],
        description,
        operationId: id,
        responses: {
          200: { description: 'OK', content: operations.content(types, schema) },
          401: { description: 'Unauthorized' },
        },
      },
    },
  };
}

/** The path of a group's own discovery. */
export function groupPath(group: string): Paths {
  const title = operations.groupTitle(group);
  return discoveryPath(`/apis/${group}/`, {
    id: `get${capital(title)}APIGroup`,
    tag: title,
    description: 'get information of a group',
    schema: refTo(metaSchemas.apiGroup),
  });
}

/** The paths that belong to no group, each under the name of its document. */
export function otherPaths(): Record<string, Paths> {
  const json = ['application/json'];
  return {
    api: discoveryPath('/api/', {
      id: 'getCoreAPIVersions',
      tag: 'core',
      description: 'get available API versions',
      schema: refTo(metaSchemas.apiVersions),
    }),
    apis: discoveryPath('/apis/', {
      id: 'getAPIVersions',
      tag: 'apis',
      description: 'get available API versions',
      schema: refTo(metaSchemas.apiGroupList),
    }),
    version: discoveryPath('/version/', {
      id: 'getCodeVersion',
      tag: 'version',
      description: 'get the version information for this server',
      schema: refTo(metaSchemas.versionInfo),
      types: json,
    }),
    '.well-known/openid-configuration': discoveryPath('/.well-known/openid-configuration/', {
      id: 'getServiceAccountIssuerOpenIDConfiguration',
      tag: 'WellKnown',
      description: 'get the OpenID configuration of the service account issuer',
      schema: { type: 'string' },
      types: json,
    }),
    'openid/v1/jwks': discoveryPath('/openid/v1/jwks/', {
      id: 'getServiceAccountIssuerOpenIDKeyset',
      tag: 'openid',
      description: 'get the keys that tokens of service accounts are verified by',
      schema: { type: 'string' },
      types: ['application/jwk-set+json'],
    }),
  };
}
