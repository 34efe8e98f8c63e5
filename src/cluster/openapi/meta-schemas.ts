/** Schemas that are written by hand: values with a form of their own, discovery, watches, the version. */
import { type OpenapiSchema, refTo } from './model.js';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

/** The names of the schemas of values that are more than a type and a format. */
export const valueSchemas: Readonly<
  Record<'time' | 'microTime' | 'fieldsV1' | 'quantity' | 'intOrString' | 'any', string>
> = {
  time: `${meta}Time`,
  microTime: `${meta}MicroTime`,
  fieldsV1: `${meta}FieldsV1`,
  quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  intOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  any: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
};

type MetaSchema =
  | 'deleteOptions'
  | 'status'
  | 'patch'
  | 'watchEvent'
  | 'apiVersions'
  | 'apiGroup'
  | 'apiGroupList'
  | 'apiResourceList'
  | 'versionInfo';

/** The names of schemas that operations speak of. */
export const metaSchemas: Readonly<Record<MetaSchema, string>> = {
  deleteOptions: `${meta}DeleteOptions`,
  status: `${meta}Status`,
  patch: `${meta}Patch`,
  watchEvent: `${meta}WatchEvent`,
  apiVersions: `${meta}APIVersions`,
  apiGroup: `${meta}APIGroup`,
  apiGroupList: `${meta}APIGroupList`,
  apiResourceList: `${meta}APIResourceList`,
  versionInfo: 'io.k8s.apimachinery.pkg.version.Info',
};

const text: OpenapiSchema = { type: 'string' };
const flag: OpenapiSchema = { type: 'boolean' };
const list = (items: OpenapiSchema): OpenapiSchema => ({ type: 'array', items, 'x-kubernetes-list-type': 'atomic' });
const texts = list({ type: 'string', default: '' });
const part = (name: string): OpenapiSchema => ({ allOf: [refTo(name)], default: {} });

const object = (
  description: string,
  properties: Record<string, OpenapiSchema>,
  required: string[] = [],
): OpenapiSchema => ({
  description,
  type: 'object',
  properties,
  ...(required.length ? { required } : {}),
});

/** An answer of discovery, which is a kind of the core group itself. */
const discovery = (
  kind: string,
  description: string,
  properties: Record<string, OpenapiSchema>,
  required: string[],
): OpenapiSchema => ({
  ...object(description, { apiVersion: text, kind: text, ...properties }, required),
  'x-kubernetes-group-version-kind': [{ group: '', kind, version: 'v1' }],
});

const version = `${meta}GroupVersionForDiscovery`;
const address = `${meta}ServerAddressByClientCIDR`;
const resource = `${meta}APIResource`;
const compatibility = ['emulationMajor', 'emulationMinor', 'minCompatibilityMajor', 'minCompatibilityMinor'];
const build = ['gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform'];

/** The schemas by name. */
export const handWrittenSchemas: Readonly<Record<string, OpenapiSchema>> = {
  [valueSchemas.time]: { description: 'A moment, to the second.', type: 'string', format: 'date-time' },
  [valueSchemas.microTime]: { description: 'A moment, to the microsecond.', type: 'string', format: 'date-time' },
  [valueSchemas.fieldsV1]: { description: 'A set of fields, as a tree of keys.', type: 'object' },
  [valueSchemas.quantity]: {
    description: 'A number with a unit, such as 100m or 1Gi.',
    oneOf: [{ type: 'string' }, { type: 'number' }],
  },
  [valueSchemas.intOrString]: {
    description: 'A whole number, or a name or percentage.',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
    format: 'int-or-string',
  },
  [metaSchemas.patch]: { description: 'A change, in the form that its media type names.', type: 'object' },
  [metaSchemas.watchEvent]: object(
    'One change that a watch tells of.',
    { type: { type: 'string', default: '' }, object: refTo(valueSchemas.any) },
    ['type', 'object'],
  ),
  [valueSchemas.any]: { description: 'An object of any kind.', type: 'object' },
  [version]: object('A version of a group.', { groupVersion: text, version: text }, ['groupVersion', 'version']),
  [address]: object(
    'The address at which clients of a network reach the server.',
    { clientCIDR: text, serverAddress: text },
    ['clientCIDR', 'serverAddress'],
  ),
  [metaSchemas.apiVersions]: discovery(
    'APIVersions',
    'The versions of the core group.',
    { versions: texts, serverAddressByClientCIDRs: list(part(address)) },
    ['versions', 'serverAddressByClientCIDRs'],
  ),
  [metaSchemas.apiGroup]: discovery(
    'APIGroup',
    'A group and its versions.',
    {
      name: text,
      versions: list(part(version)),
      preferredVersion: part(version),
      serverAddressByClientCIDRs: list(part(address)),
    },
    ['name', 'versions'],
  ),
  [metaSchemas.apiGroupList]: discovery(
    'APIGroupList',
    'All groups that are served.',
    { groups: list(part(metaSchemas.apiGroup)) },
    ['groups'],
  ),
  [metaSchemas.apiResourceList]: discovery(
    'APIResourceList',
    'The resources of a group and version.',
    { groupVersion: text, resources: list(part(resource)) },
    ['groupVersion', 'resources'],
  ),
  [resource]: object(
    'A resource: what it is called and what can be done with it.',
    {
      name: text,
      singularName: text,
      namespaced: flag,
      kind: text,
      verbs: { type: 'array', items: { type: 'string', default: '' } },
      group: text,
      version: text,
      shortNames: texts,
      categories: texts,
      storageVersionHash: text,
    },
    ['name', 'singularName', 'namespaced', 'kind', 'verbs'],
  ),
  [metaSchemas.versionInfo]: object(
    'What the server was built from.',
    Object.fromEntries(['major', 'minor', ...compatibility, ...build].map((name) => [name, text])),
    ['major', 'minor', ...build],
  ),
};
