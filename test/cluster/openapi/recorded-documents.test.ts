/** The OpenAPI documents beside those of a real kube-apiserver 1.36, recorded without their descriptions (`fixtures/openapi`). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import type { OpenapiDocument } from '../../../src/cluster/openapi/model.js';
import type { SwaggerDocument } from '../../../src/cluster/openapi/swagger.js';
import { type Api, adminOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../fixtures/openapi', name));
const recorded = <T>(name: string): T => JSON.parse(brotliDecompressSync(fixture(name)).toString()) as T;
const documents = recorded<Record<string, OpenapiDocument>>('v3.json.br');

/** The document without its descriptions, which are kubelab's own; properties may be called so. */
function read<T>(text: string): T {
  return JSON.parse(text, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  ) as T;
}

/** The paths with each parameter in its place: what is kept once for all paths has a name of the server's own. */
function withParameters({ parameters, ...document }: SwaggerDocument): object {
  const whole = (one: object): object =>
    '$ref' in one ? (parameters[String(one.$ref).slice('#/parameters/'.length)] ?? one) : one;
  const paths = JSON.parse(JSON.stringify(document.paths), (key, value: unknown) =>
    key === 'parameters' && Array.isArray(value) ? value.map(whole) : value,
  ) as object;
  return { ...document, paths };
}

describe('OpenAPI documents as recorded', () => {
  let cluster: TestCluster;
  let admin: Api;

  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    for (const definition of parseAllDocuments(fixture('definitions.yaml').toString())) {
      await admin.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition.toJS());
    }
    await until('the kinds are served', async () => {
      const { resources = [] } = (await admin.get('/apis/kinds.example.com/v1')).body as { resources?: object[] };
      return resources.length === 4;
    });
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
  });

  it('the index names the same documents in the same order', async () => {
    const { paths } = JSON.parse((await admin.get('/openapi/v3')).text) as { paths: object };
    assert.deepEqual(Object.keys(paths), Object.keys(documents));
  });

  for (const [name, document] of Object.entries(documents)) {
    it(`version 3 of ${name}`, async () => {
      const own = read<OpenapiDocument>((await admin.get(`/openapi/v3/${name}`)).text);
      assert.deepEqual(own, document);
      assert.equal(JSON.stringify(own), JSON.stringify(document), 'the order of keys');
    });
  }

  it('version 2', async () => {
    const own = read<SwaggerDocument>((await admin.get('/openapi/v2')).text);
    const real = recorded<SwaggerDocument>('v2.json.br');
    assert.deepEqual(withParameters(own), withParameters(real));
    const one = (document: SwaggerDocument) => document.definitions['com.example.kinds.v1.GadgetList'];
    assert.equal(JSON.stringify(one(own)), JSON.stringify(one(real)), 'the order of keys in a definition');
    const get = (document: SwaggerDocument) => Object.keys(document.paths['/api/v1/pods']?.get ?? {});
    assert.deepEqual(get(own), get(real), 'the order of keys in an operation');
  });
});
