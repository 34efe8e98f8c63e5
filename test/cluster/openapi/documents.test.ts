import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { described } from '../../../src/cluster/openapi/descriptions.js';
import { openapiV2, openapiV3, openapiV3Index } from '../../../src/cluster/openapi/documents.js';
import type { OpenapiDocument, OpenapiSchema } from '../../../src/cluster/openapi/model.js';
import type { SwaggerDocument } from '../../../src/cluster/openapi/swagger.js';
import { typeNamed } from '../../../src/cluster/types/api-types.js';
import { servedKinds as kinds, type ResourceKind } from '../../../src/kube/kinds.js';
import type { GroupVersionKind } from '../../../src/kube/object.js';

interface Operation {
  operationId: string;
  parameters?: { $ref?: string; name?: string; in?: string }[];
  'x-kubernetes-action'?: string;
  'x-kubernetes-group-version-kind'?: GroupVersionKind;
}

const index = JSON.parse(openapiV3Index().toString()) as { paths: Record<string, { serverRelativeURL: string }> };
const names = Object.keys(index.paths);
const v3 = (name: string): OpenapiDocument => {
  const found = openapiV3(name);
  assert(found, `there is no document ${name}`);
  return JSON.parse(found.json.toString()) as OpenapiDocument;
};
const v2 = JSON.parse(openapiV2().json.toString()) as SwaggerDocument;

/** Every `$ref` in a document. */
function refs(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]) =>
    key === '$ref' && typeof child === 'string' ? [child] : refs(child),
  );
}

function resolve(document: object, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
}

const documentName = ({ group, version }: ResourceKind): string =>
  group ? `apis/${group}/${version}` : `api/${version}`;

/** The methods that a kind's verbs and sub-resources ask for, as `METHOD path`. */
function wanted(row: ResourceKind): string[] {
  const root = `/${documentName(row)}`;
  const base = `${root}/${row.namespaced ? 'namespaces/{namespace}/' : ''}${row.resource}`;
  const one = `${base}/{name}`;
  const places: Record<string, string[]> = {
    list: [`get ${base}`, ...(row.namespaced ? [`get ${root}/${row.resource}`] : [])],
    watch: [`get ${base.replace(root, `${root}/watch`)}`, `get ${one.replace(root, `${root}/watch`)}`],
    create: [`post ${base}`],
    deletecollection: [`delete ${base}`],
    get: [`get ${one}`],
    update: [`put ${one}`],
    patch: [`patch ${one}`],
    delete: [`delete ${one}`],
  };
  const methods: Record<string, string> = {
    create: 'post',
    get: 'get',
    update: 'put',
    patch: 'patch',
    delete: 'delete',
  };
  return [
    ...row.verbs.flatMap((verb) => places[verb] ?? assert.fail(`verb ${verb}`)),
    ...(row.subresources ?? []).flatMap((part) => part.verbs.map((verb) => `${methods[verb]} ${one}/${part.name}`)),
  ];
}

function operationAt(document: { paths: object }, place: string): Operation | undefined {
  const [method = '', path = ''] = place.split(' ');
  return (document.paths as Record<string, Record<string, Operation> | undefined>)[path]?.[method];
}

const property = (typeName: string, field: string): OpenapiSchema | undefined =>
  v3('api/v1').components.schemas?.[`io.k8s.api.core.v1.${typeName}`]?.properties?.[field];

describe('cluster/openapi', () => {
  it('has a document for each group, each version, and each path that belongs to no group', () => {
    const groups = kinds.flatMap((row) => [documentName(row), ...(row.group ? [`apis/${row.group}`] : [])]);
    const others = ['.well-known/openid-configuration', 'api', 'apis', 'openid/v1/jwks', 'version'];
    assert.deepEqual(names, [...new Set([...groups, ...others])].sort());
  });

  it('gives each document the SHA-512 of its bytes as hash', () => {
    for (const name of names) {
      const hash = createHash('sha512')
        .update(openapiV3(name)?.json ?? '')
        .digest('hex')
        .toUpperCase();
      assert.deepEqual(index.paths[name], { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` });
    }
  });

  it('refers only to what the same document holds', () => {
    for (const [name, document] of [...names.map((n) => [n, v3(n)] as const), ['v2', v2] as const]) {
      const broken = refs(document).filter((ref) => resolve(document, ref) === undefined);
      assert.deepEqual([...new Set(broken)], [], name);
    }
    assert.ok(refs(v2).length > 1000);
  });

  it('holds no schema in a version that nothing there refers to', () => {
    for (const name of names) {
      const document = v3(name);
      const referred = new Set(refs(document).map((ref) => ref.slice('#/components/schemas/'.length)));
      const idle = Object.keys(document.components.schemas ?? {}).filter((schema) => !referred.has(schema));
      assert.deepEqual(idle, [], name);
    }
  });

  for (const row of kinds) {
    it(`has schema and operations of ${row.resource} in ${documentName(row)}`, () => {
      const { group, version, kind } = row;
      const document = v3(documentName(row));
      const typed = (schemas: Record<string, OpenapiSchema> | undefined, of: string): string[] =>
        Object.entries(schemas ?? {})
          .filter(
            ([, s]) =>
              JSON.stringify(s['x-kubernetes-group-version-kind']) === JSON.stringify([{ group, kind: of, version }]),
          )
          .map(([name]) => name);
      for (const of of row.verbs.includes('list') ? [kind, `${kind}List`] : [kind]) {
        assert.equal(typed(document.components.schemas, of).length, 1, `${of} in v3`);
        assert.deepEqual(typed(v2.definitions, of), typed(document.components.schemas, of), `${of} in v2`);
      }
      for (const place of wanted(row)) {
        const operation = operationAt(document, place);
        assert(operation, `v3: ${place}`);
        assert.equal(operationAt(v2, place)?.operationId, operation.operationId, `v2: ${place}`);
      }
    });
  }

  it('offers no method that the kinds do not have', () => {
    const all = new Set(kinds.flatMap(wanted));
    const more = Object.entries(v2.paths)
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`))
      .filter((place) => !place.startsWith('parameters ') && !all.has(place))
      // methods that a proxy passes on, paths below one, watches over all namespaces, and discovery
      .filter((place) => !/^(?:options|head) \S+\/proxy$|\/proxy\/\{path\}$/.test(place))
      .filter((place) => !/^get \S+\/v\d\/watch\/[a-z]+$|\/$/.test(place));
    assert.deepEqual(more, []);
  });

  it('gives each operation an id of its own, in the words of Kubernetes', () => {
    const ids = Object.values(v2.paths).flatMap((item) =>
      Object.values(item as Record<string, Operation>).flatMap((operation) => operation.operationId ?? []),
    );
    assert.equal(new Set(ids).size, ids.length);
    const known: Record<string, string> = {
      'get /api/': 'getCoreAPIVersions',
      'get /apis/': 'getAPIVersions',
      'get /api/v1/': 'getCoreV1APIResources',
      'get /apis/rbac.authorization.k8s.io/': 'getRbacAuthorizationAPIGroup',
      'get /version/': 'getCodeVersion',
      'get /api/v1/pods': 'listCoreV1PodForAllNamespaces',
      'get /api/v1/namespaces/{namespace}/pods/{name}/log': 'readCoreV1NamespacedPodLog',
      'post /api/v1/namespaces/{namespace}/pods/{name}/exec': 'connectCoreV1PostNamespacedPodExec',
      'post /api/v1/namespaces/{namespace}/serviceaccounts/{name}/token': 'createCoreV1NamespacedServiceAccountToken',
      'put /api/v1/namespaces/{name}/finalize': 'replaceCoreV1NamespaceFinalize',
      'get /api/v1/watch/namespaces/{namespace}/pods': 'watchCoreV1NamespacedPodList',
      'delete /apis/apps/v1/namespaces/{namespace}/deployments': 'deleteAppsV1CollectionNamespacedDeployment',
      'patch /apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale': 'patchAppsV1NamespacedDeploymentScale',
      'patch /apis/rbac.authorization.k8s.io/v1/clusterroles/{name}': 'patchRbacAuthorizationV1ClusterRole',
    };
    for (const [place, id] of Object.entries(known)) assert.equal(operationAt(v2, place)?.operationId, id, place);
  });

  it('says of each PATCH that it takes fieldValidation and dryRun, in both versions', () => {
    const patched = kinds.filter((row) => row.verbs.includes('patch'));
    assert.ok(patched.length > 10);
    for (const row of patched) {
      const place = wanted(row).find((one) => one.startsWith('patch ')) ?? '';
      const { group, version, kind } = row;
      const operation = operationAt(v3(documentName(row)), place);
      assert.deepEqual(operation?.['x-kubernetes-group-version-kind'], { group, kind, version });
      const inV3 = operation?.parameters?.filter((one) => one.in === 'query').map((one) => one.name);
      const inV2 = operationAt(v2, place)?.parameters?.map((one) => one.$ref);
      for (const name of ['dryRun', 'fieldManager', 'fieldValidation', 'force']) {
        assert.ok(inV3?.includes(name), `${kind}: ${name} in v3`);
        assert.ok(inV2?.includes(`#/parameters/${name}`), `${kind}: ${name} in v2`);
      }
    }
  });

  it('declares every part of a path that is chosen by the client', () => {
    for (const [path, item] of names.flatMap((name) => Object.entries(v3(name).paths))) {
      const chosen = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (item.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
      assert.deepEqual(declared.sort(), chosen.sort(), path);
    }
  });

  it('says how lists and maps are merged', () => {
    assert.deepEqual(pick(property('PodSpec', 'volumes')), {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      'x-kubernetes-patch-merge-key': 'name',
      'x-kubernetes-patch-strategy': 'merge,retainKeys',
    });
    assert.deepEqual(pick(property('Container', 'ports')), {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-patch-strategy': 'merge',
    });
    assert.deepEqual(pick(property('Container', 'args')), { 'x-kubernetes-list-type': 'atomic' });
    assert.deepEqual(pick(property('PodSpec', 'nodeSelector')), { 'x-kubernetes-map-type': 'atomic' });
    assert.deepEqual(pick(property('ConfigMap', 'data')), {});
    assert.deepEqual(v2.definitions['io.k8s.api.core.v1.LocalObjectReference']?.['x-kubernetes-map-type'], 'atomic');
  });

  it('writes the same value in the words of each version', () => {
    const cases = [
      { name: 'util.intstr.IntOrString', v3: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
      { name: 'api.resource.Quantity', v3: [{ type: 'string' }, { type: 'number' }], format: undefined },
    ];
    for (const { name, v3: oneOf, format } of cases) {
      const schema = v3('api/v1').components.schemas?.[`io.k8s.apimachinery.pkg.${name}`];
      assert.deepEqual([schema?.oneOf, schema?.format], [oneOf, format], name);
      const old = v2.definitions[`io.k8s.apimachinery.pkg.${name}`];
      assert.deepEqual([old?.type, old?.format, old?.oneOf], ['string', format, undefined], name);
    }
    const spec = 'io.k8s.api.core.v1.PodSpec';
    const description = 'What should run.';
    assert.deepEqual(property('Pod', 'spec'), {
      allOf: [{ $ref: `#/components/schemas/${spec}` }],
      description,
      default: {},
    });
    assert.deepEqual(v2.definitions['io.k8s.api.core.v1.Pod']?.properties?.spec, {
      $ref: `#/definitions/${spec}`,
      description,
    });
    assert.deepEqual(property('ContainerPort', 'protocol')?.default, 'TCP');
    assert.doesNotMatch(openapiV2().json.toString(), /"default":(\{\}|"TCP)/);
  });

  it('names the required fields', () => {
    const rule = v3('apis/rbac.authorization.k8s.io/v1').components.schemas?.['io.k8s.api.rbac.v1.PolicyRule'];
    assert.deepEqual(rule?.required, ['verbs']);
    assert.equal(v3('api/v1').components.schemas?.['io.k8s.api.core.v1.Pod']?.required, undefined);
  });

  it('describes only types and fields that there are', () => {
    const unknown = described().filter((key) => {
      const [group = '', version = '', type = '', ...field] = key.split('.');
      const found = typeNamed(`${group}.${version}.${type}`);
      return !found || (field.length > 0 && !found.fields.has(field.join('.')));
    });
    assert.deepEqual(unknown, []);
  });

  for (const type of [
    'core.v1.Container',
    'core.v1.PodSpec',
    'core.v1.Probe',
    'core.v1.ServiceSpec',
    'core.v1.Event',
    'apps.v1.DeploymentSpec',
    'apps.v1.DeploymentStatus',
    'rbac.v1.PolicyRule',
    'certificates.v1.CertificateSigningRequestSpec',
  ]) {
    it(`describes every field of ${type}`, () => {
      const known = new Set(described());
      const fields = [...(typeNamed(type)?.fields.keys() ?? [])];
      assert.ok(fields.length > 0);
      assert.deepEqual(
        fields.filter((field) => !['apiVersion', 'kind', 'metadata'].includes(field) && !known.has(`${type}.${field}`)),
        [],
      );
    });
  }
});

const pick = (schema: OpenapiSchema | undefined): object =>
  Object.fromEntries(Object.entries(schema ?? {}).filter(([name]) => name.startsWith('x-')));
