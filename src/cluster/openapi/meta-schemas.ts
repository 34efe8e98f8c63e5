/** Schemas that are written by hand: values with a form of their own, discovery, watches, the version. */
import { type OpenapiSchema, refTo } from './model.js';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const schemaOfSchemas = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';

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

/** Values of any JSON, as the schema in a CustomResourceDefinition has them. */
const anyJson = {
  JSON: 'Any value.',
  JSONSchemaPropsOrArray: 'One schema, or a list of them.',
  JSONSchemaPropsOrBool: 'A schema, or whether any value will do.',
  JSONSchemaPropsOrStringArray: 'A schema, or a list of names.',
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
const list = (items: OpenapiSchema): OpenapiSchema => ({ type: 'array', items, 'x-kubernetes-list-type': 'atomic' });
const texts = list(text);

/** An object with these properties. Those that are required have Go's zero value as their default. */
const object = (
  description: string,
  required: Record<string, OpenapiSchema>,
  others: Record<string, OpenapiSchema> = {},
): OpenapiSchema => ({
  description,
  type: 'object',
  required: Object.keys(required),
  properties: {
    ...Object.fromEntries(Object.entries(required).map(([name, schema]) => [name, { ...schema, ...zeroOf(schema) }])),
    ...others,
  },
});

const zeroOf = ({ type }: OpenapiSchema): OpenapiSchema =>
  type === 'string' ? { default: '' } : type === 'boolean' ? { default: false } : {};

/** An answer of discovery, which is a kind of the core group itself. */
const discovery = (
  kind: string,
  description: string,
  required: Record<string, OpenapiSchema>,
  others: Record<string, OpenapiSchema> = {},
): OpenapiSchema => ({
  ...object(description, required, { apiVersion: text, kind: text, ...others }),
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
  [metaSchemas.watchEvent]: object('One change that a watch tells of.', {
    type: text,
    object: { allOf: [refTo(valueSchemas.any)] },
  }),
  [valueSchemas.any]: { description: 'An object of any kind.', type: 'object' },
  ...Object.fromEntries(
    Object.entries(anyJson).map(([name, description]) => [schemaOfSchemas + name, { description }]),
  ),
  [version]: object('A version of a group.', { groupVersion: text, version: text }),
  [address]: object('The address at which clients of a network reach the server.', {
    clientCIDR: text,
    serverAddress: text,
  }),
  [metaSchemas.apiVersions]: discovery('APIVersions', 'The versions of the core group.', {
    versions: texts,
    serverAddressByClientCIDRs: list(refTo(address)),
  }),
  [metaSchemas.apiGroup]: discovery(
    'APIGroup',
    'A group and its versions.',
    { name: text, versions: list(refTo(version)) },
    {
      preferredVersion: { allOf: [refTo(version)], default: {} },
      serverAddressByClientCIDRs: list(refTo(address)),
    },
  ),
  [metaSchemas.apiGroupList]: discovery('APIGroupList', 'All groups that are served.', {
    groups: list(refTo(metaSchemas.apiGroup)),
  }),
  [metaSchemas.apiResourceList]: discovery('APIResourceList', 'The resources of a group and version.', {
    groupVersion: text,
    resources: list(refTo(resource)),
  }),
  [resource]: object(
    'A resource: what it is called and what can be done with it.',
    {
      name: text,
      singularName: text,
      namespaced: { type: 'boolean' },
      kind: text,
      verbs: { type: 'array', items: text },
    },
    { group: text, version: text, shortNames: texts, categories: texts, storageVersionHash: text },
  ),
  [metaSchemas.versionInfo]: object(
    'What the server was built from.',
    Object.fromEntries(['major', 'minor', ...build].map((name) => [name, text])),
    Object.fromEntries(compatibility.map((name) => [name, text])),
  ),
};
