/** The paths of OpenAPI 3.0: those of each group and version, and those of discovery, tokens' keys and the version. */
import { type ResourceKind, type Subresource, servedKinds } from '../../kube/kinds.js';
import { metaSchemas } from './meta-schemas.js';
import {
  type OpenapiParameter,
  type OpenapiPathItem,
  type OpenapiSchema,
  type openapiMethods,
  refTo,
  sortedRecord,
} from './model.js';
import * as operations from './operations.js';
import { optionsOf, pathParameter, queryParameters } from './parameters.js';

type Paths = Record<string, OpenapiPathItem>;

const pretty = (): OpenapiParameter[] => queryParameters(['pretty']);
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
  const common = [...(row.namespaced ? [namespaceParameter()] : []), ...pretty()];
  const named = [pathParameter('name', `The name of the ${row.kind}.`), ...common];

  const paths: Paths = {
    [base]: {
      ...(can('list') && { get: operations.list(names, '', optionsOf.list) }),
      ...(can('create') && { post: operations.create(names) }),
      ...(can('deletecollection') && { delete: operations.removeCollection(names) }),
      parameters: common,
    },
  };
  if (can('get')) {
    paths[`${base}/{name}`] = {
      get: operations.read(names),
      ...(can('update') && { put: operations.replace(names) }),
      ...(can('delete') && { delete: operations.remove(names) }),
      ...(can('patch') && { patch: operations.patch(names) }),
      parameters: named,
    };
  }
  for (const subresource of row.subresources ?? []) {
    Object.assign(paths, subresourcePaths(`${base}/{name}`, { row, scope, subresource }, named));
  }
  return { ...paths, ...(can('list') ? listPaths(root, row, place, { common, named }) : {}) };
}

type WithSubresource = operations.OperationNames & { subresource: Subresource };

function subresourcePaths(base: string, names: WithSubresource, parameters: OpenapiParameter[]): Paths {
  const { subresource } = names;
  const path = `${base}/${subresource.name}`;
  if (subresource.kind?.kind.endsWith('Options')) return connectPaths(path, names, parameters);
  const can = (verb: string): boolean => subresource.verbs.includes(verb);
  return {
    [path]: {
      ...(can('get') && { get: operations.read(names) }),
      ...(can('update') && { put: operations.replace(names) }),
      ...(can('create') && { post: operations.create(names) }),
      ...(can('patch') && { patch: operations.patch(names) }),
      parameters,
    },
  };
}

const methodOf: Readonly<Record<string, (typeof openapiMethods)[number]>> = {
  get: 'get',
  create: 'post',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
};

/** A way to a pod or node: its kind is that of the options in the query. A proxy goes on below its path. */
function connectPaths(path: string, names: WithSubresource, parameters: OpenapiParameter[]): Paths {
  const { name, verbs } = names.subresource;
  const own = name === 'exec' || name === 'attach' || name === 'portforward' || name === 'proxy' ? optionsOf[name] : [];
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const item = (suffix: string, more: OpenapiParameter[]): OpenapiPathItem => ({
    ...Object.fromEntries(
      verbs.flatMap((verb) => {
        const method = methodOf[verb];
        return method ? [[method, operations.connect(names, method, suffix)]] : [];
      }),
    ),
    parameters: [...inPath, ...more, ...queryParameters(own)],
  });
  return {
    [path]: item('', []),
    ...(name === 'proxy' && {
      [`${path}/{path}`]: item('WithPath', [pathParameter('path', 'The path to ask for behind the proxy.')]),
    }),
  };
}

/** The list over all namespaces, and the old paths of watches. */
function listPaths(
  root: string,
  row: ResourceKind,
  place: string,
  parameters: { common: OpenapiParameter[]; named: OpenapiParameter[] },
): Paths {
  const names = { row, scope: row.namespaced ? 'Namespaced' : '' };
  const options = queryParameters([...optionsOf.list, 'pretty']);
  const withOptions = (own: OpenapiParameter[]): OpenapiParameter[] => [
    ...own.filter((parameter) => parameter.in === 'path'),
    ...options,
  ];
  const everywhere = { row, scope: '' };
  return {
    ...(row.namespaced && {
      [`${root}/${row.resource}`]: {
        get: operations.list(everywhere, 'ForAllNamespaces', []),
        parameters: options,
      },
      [`${root}/watch/${row.resource}`]: {
        get: operations.watch(everywhere, 'ForAllNamespaces', true),
        parameters: options,
      },
    }),
    ...(row.verbs.includes('watch') && {
      [`${root}/watch/${place}${row.resource}`]: {
        get: operations.watch(names, '', true),
        parameters: withOptions(parameters.common),
      },
      [`${root}/watch/${place}${row.resource}/{name}`]: {
        get: operations.watch(names, '', false),
        parameters: withOptions(parameters.named),
      },
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
  const { id, tag, description, schema, types = ['application/json', 'application/yaml'] } = facts;
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
