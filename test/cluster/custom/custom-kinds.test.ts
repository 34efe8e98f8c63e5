/** Custom resources on a cluster: they come with their definition, live as other objects do, and go with it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followCustomKinds } from '../../../src/cluster/custom/custom-kinds.js';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import { storageKey } from '../../../src/cluster/storage/store.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Answer, type Api, adminOf } from '../../helpers/api.js';
import { type CustomKind, definitionOf, definitions } from '../../helpers/custom-kind.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const group = 'tests.example.com';

/** A definition of one version, or of several. */
const definition = (
  plural: string,
  kind: string,
  schema: object,
  more: object = {},
  scope: CustomKind['scope'] = 'Namespaced',
) => definitionOf({ group, plural, kind, scope }, schema, more);
const withSpec = (properties: object, more: object = {}) => ({
  type: 'object',
  properties: { spec: { type: 'object', properties, ...more } },
});
const object = (kind: string, name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: `${group}/v1`,
  kind,
  metadata: { name, ...meta },
  spec,
});

describe('the kinds that definitions add', () => {
  it('are served as soon as a read shows that the definition is established, before its write is safe', async () => {
    let isSlow = false;
    const store = memoryStore({ persist: (_event, done) => void (isSlow || done()) });
    const kinds = await followCustomKinds(store);
    const establish = (plural: string) => {
      const status = { acceptedNames: { plural, kind: 'Lamp' }, conditions: [{ type: 'Established', status: 'True' }] };
      const { metadata, ...rest } = definition(plural, 'Lamp', { type: 'object' });
      const target = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
      return store.create(storageKey(target, undefined, metadata.name), { ...rest, metadata, status } as KubeObject);
    };
    try {
      await establish('firsts');
      await until('what serves kinds is loaded', () => kinds.find(group, 'v1', 'firsts') !== undefined);
      isSlow = true;
      void establish('lamps');
      assert.equal(kinds.find(group, 'v1', 'lamps')?.kind.kind, 'Lamp');
      assert.equal(kinds.find(group, 'v2', 'lamps'), undefined);
    } finally {
      kinds.stop();
    }
  });
});

describe('custom resources', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
  });
  afterEach(() => assert.deepEqual(cluster.faults.splice(0), []));
  after(async () => {
    api.close();
    await cluster.stop();
  });

  const ok = (answer: Answer): Answer => {
    assert.ok(answer.code < 300, answer.text);
    return answer;
  };
  const define = async (body: ReturnType<typeof definition>): Promise<string> => {
    ok(await api.post(definitions, body));
    const path = `/apis/${group}/v1/${body.spec.names.plural}`;
    await until('the kind to be served', async () => (await api.get(path)).code === 200);
    return body.spec.scope === 'Cluster' ? path : `/apis/${group}/v1/namespaces/default/${body.spec.names.plural}`;
  };
  const gone = (path: string) => until(`${path} is gone`, async () => (await api.get(path)).code === 404);

  it('of a version that is deprecated come with a warning, also where no answer is in the form that was asked for', async () => {
    const made = await api.post(definitions, definition('relics', 'Relic', { type: 'object' }, { deprecated: true }));
    assert.equal(made.code, 201, made.text);
    const path = `/apis/${group}/v1/namespaces/default/relics`;
    await until('the kind', async () => (await api.get(path)).code === 200);
    const told = async (headers: Record<string, string> = {}): Promise<unknown[]> => {
      const answer = await api.get(path, { headers });
      return [answer.code, answer.headers.warning];
    };
    const warning = `299 - "${group}/v1 Relic is deprecated"`;
    assert.deepEqual(await told(), [200, warning]);
    assert.deepEqual(await told({ accept: 'text/plain' }), [406, warning]);
    await api.delete(`${definitions}/relics.${group}`);
  });

  it('go with their definition, and end their watches', async () => {
    const path = await define(definition('goers', 'Goer', { type: 'object' }));
    ok(await api.post(path, object('Goer', 'a')));
    const watch = await api.watch(`${path}?resourceVersion=0`);
    await watch.has(1);
    ok(await api.delete(`${definitions}/goers.${group}`));
    await watch.ended;
    assert.deepEqual(watch.seen(), ['ADDED a', 'DELETED a']);
    await gone(`${definitions}/goers.${group}`);
    assert.equal((await api.get(path)).text, '404 page not found\n');
  });

  it('hold their definition by a finalizer, and nothing new is made meanwhile', async () => {
    const path = await define(definition('holders', 'Holder', { type: 'object' }));
    ok(await api.post(path, object('Holder', 'a', {}, { finalizers: ['example.com/wait'] })));
    ok(await api.delete(`${definitions}/holders.${group}`));
    const refused = await until('a refusal', async () => {
      const answer = await api.post(path, object('Holder', `b${Math.random()}`.replace('.', '')));
      return answer.code === 405 && answer;
    });
    assert.equal(refused.message, 'create not allowed while custom resource definition is terminating');
    ok(await api.patch(`${path}/a`, { metadata: { finalizers: null } }));
    await gone(`${definitions}/holders.${group}`);
  });

  it('say which finalizers could be those of another writer, once', async () => {
    const path = await define(definition('finals', 'Final', withSpec({})));
    const finalizers = ['example.com/wait', 'example.com', 'plain', 'orphan'];
    const { headers } = ok(await api.post(path, object('Final', 'a', {}, { finalizers })));
    const prefer = (name: string, path = ''): string =>
      `299 - "metadata.finalizers: \\"${name}\\": prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers"`;
    assert.equal(headers.warning, [prefer('example.com', ' including a path (/)'), prefer('plain')].join(', '));
    const again = ok(await api.patch(`${path}/a`, { metadata: { finalizers: null } }));
    assert.equal(again.headers.warning, undefined);
    const { body } = await api.get(`/apis/${group}/v1`);
    const { resources } = body as unknown as { resources: { name: string }[] };
    const names = resources.map(({ name }) => name).filter((name) => name.startsWith('finals'));
    assert.deepEqual(names, ['finals'], 'it has neither status nor scale');
  });

  it('go with their namespace', async () => {
    await define(definition('tenants', 'Tenant', { type: 'object' }));
    ok(await api.post('/api/v1/namespaces', { metadata: { name: 'rented' } }));
    const path = `/apis/${group}/v1/namespaces/rented/tenants`;
    ok(await api.post(path, object('Tenant', 'a')));
    ok(await api.delete('/api/v1/namespaces/rented'));
    await gone('/api/v1/namespaces/rented');
    assert.deepEqual((await api.get(path)).body.items, []);
  });

  it('own and are owned, and are collected', async () => {
    const path = await define(definition('owners', 'Owner', { type: 'object' }));
    const { body: owner } = ok(await api.post(path, object('Owner', 'a')));
    const reference = { apiVersion: `${group}/v1`, kind: 'Owner', name: 'a', uid: owner.metadata.uid };
    const metadata = { ownerReferences: [reference] };
    ok(await api.post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'owned', ...metadata } }));
    ok(await api.post(path, object('Owner', 'b', {}, metadata)));
    ok(await api.delete(`${path}/a`));
    await gone('/api/v1/namespaces/default/configmaps/owned');
    await gone(`${path}/b`);
  });

  it('are there after a restart, with their rules', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kubelab-custom-'));
    const schema = withSpec(
      { a: { type: 'integer', default: 3 }, b: { type: 'string', pattern: '^x+$' } },
      { 'x-kubernetes-validations': [{ rule: 'self.a < 5' }] },
    );
    try {
      let other = await practiceCluster({ dataDir: folder });
      let its = adminOf(other);
      const path = `/apis/${group}/v1/namespaces/default/keepers`;
      ok(await its.post(definitions, definition('keepers', 'Keeper', schema)));
      await until('the kind', async () => (await its.get(path)).code === 200);
      ok(await its.post(path, object('Keeper', 'a')));
      its.close();
      await other.stop();

      other = await practiceCluster({ dataDir: folder });
      its = adminOf(other);
      try {
        assert.deepEqual(ok(await its.get(`${path}/a`)).body.spec, { a: 3 });
        const refused = await its.post(path, object('Keeper', 'b', { a: 7, b: 'y' }));
        assert.match(refused.message, /should match '\^x\+\$', spec: Invalid value: failed rule: self\.a < 5/);
        ok(await its.delete(`${definitions}/keepers.${group}`));
        await until('its end', async () => (await its.get(path)).code === 404);
        assert.deepEqual(other.faults, []);
      } finally {
        its.close();
        await other.stop();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are read in each version by its own schema, and stored in one', async () => {
    const version = (name: string, storage: boolean, properties: object) => ({
      name,
      served: true,
      storage,
      schema: { openAPIV3Schema: withSpec(properties) },
    });
    const text = { type: 'string' };
    const body = definition('twins', 'Twin', {});
    body.spec.versions = [
      version('v1', false, { a: text, b: { ...text, default: 'lost' } }),
      version('v2', true, { a: text, c: text, d: { ...text, default: 'filled in' } }),
    ];
    await define(body);
    const [first, second] = ['v1', 'v2'].map((name) => `/apis/${group}/${name}/namespaces/default/twins`);
    ok(await api.post(`${second}`, { ...object('Twin', 'x', { a: '1', c: '2' }), apiVersion: `${group}/v2` }));
    const read = ok(await api.get(`${first}/x`)).body;
    assert.deepEqual([read.apiVersion, read.spec], [`${group}/v1`, { a: '1' }]);
    const listed = ok(await api.get(`${first}`)).body.items?.map(({ apiVersion, kind }) => [apiVersion, kind]);
    assert.deepEqual(listed, [[`${group}/v1`, 'Twin']], 'its items say what they are');
    const patched = ok(await api.patch(`${first}/x`, { spec: { a: '3' } })).body;
    assert.deepEqual(patched.spec, { a: '3' }, 'the default of a version is not stored as another one');
    const stored = ok(await api.get(`${second}/x`)).body;
    assert.deepEqual([stored.apiVersion, stored.spec], [`${group}/v2`, { a: '3', d: 'filled in' }]);
    const made = await api.post(`${first}`, { ...object('Twin', 'y', { a: '1' }), apiVersion: `${group}/v1` });
    assert.deepEqual(ok(made).body.spec, { a: '1' });
  });

  it('of a group whose name begins as one of Kubernetes are none of its', async () => {
    const body = definition('deployments', 'Deployment', withSpec({ replicas: { type: 'string' } }), {}, 'Cluster');
    body.spec.group = 'apps.example.com';
    body.metadata.name = 'deployments.apps.example.com';
    ok(await api.post(definitions, body));
    const path = '/apis/apps.example.com/v1/deployments';
    await until('the kind', async () => (await api.get(path)).code === 200);
    const made = await api.post(path, {
      apiVersion: 'apps.example.com/v1',
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { replicas: 'many' },
    });
    assert.deepEqual(ok(made).body.spec, { replicas: 'many' });
    assert.deepEqual(ok(await api.get(`${path}/a`)).body.spec, { replicas: 'many' });
  });

  it('change with their definition while it is served', async () => {
    const path = await define(definition('changers', 'Changer', withSpec({ a: { type: 'string' } })));
    ok(await api.post(path, object('Changer', 'x', { a: 'b' })));
    const schema = { openAPIV3Schema: withSpec({ b: { type: 'string', default: 'new' } }) };
    const change = [{ op: 'replace', path: '/spec/versions/0/schema', value: schema }];
    const headers = { 'content-type': 'application/json-patch+json' };
    ok(await api.call('PATCH', `${definitions}/changers.${group}`, change, { headers }));
    assert.deepEqual(ok(await api.get(`${path}/x`)).body.spec, { b: 'new' });
  });

  it('keep what a place of any fields holds, and prune around it', async () => {
    const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const embedded = { ...any, 'x-kubernetes-embedded-resource': true };
    const path = await define(definition('mixers', 'Mixer', withSpec({ any, embedded })));
    const inner = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { a: 'b' } }, spec: { x: 1 } };
    const made = ok(await api.post(path, object('Mixer', 'x', { any: { a: { b: [1] } }, embedded: inner, other: 1 })));
    assert.deepEqual(made.body.spec, { any: { a: { b: [1] } }, embedded: inner });
    assert.match(String(made.headers.warning), /unknown field \\"spec\.other\\"/);
  });

  it('have a status that is written through itself alone', async () => {
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const path = await define(definition('reporters', 'Reporter', schema, { subresources: { status: {} } }));
    const made = ok(await api.post(path, { ...object('Reporter', 'x', { a: 1 }), status: { ready: true } })).body;
    assert.equal(made.status, undefined);
    const told = {
      ...made,
      spec: { a: 2 },
      metadata: { ...made.metadata, labels: { b: 'c' } },
      status: { ready: true },
    };
    const written = ok(await api.put(`${path}/x/status`, told)).body;
    assert.deepEqual([written.spec, written.metadata.labels, written.status], [{ a: 1 }, undefined, { ready: true }]);
    const changed = ok(await api.patch(`${path}/x`, { spec: { a: 3 }, status: { ready: false } })).body;
    assert.deepEqual([changed.spec, changed.status, changed.metadata.generation], [{ a: 3 }, { ready: true }, 2]);
    const { status: _, ...silent } = changed;
    const emptied = ok(await api.put(`${path}/x/status`, silent)).body;
    assert.deepEqual([emptied.spec, emptied.status], [{ a: 3 }, undefined]);
  });

  it('have a scale where their definition says so', async () => {
    const scale = {
      specReplicasPath: '.spec.count',
      statusReplicasPath: '.status.count',
      labelSelectorPath: '.status.selector',
    };
    const int = { type: 'integer' };
    const status = { type: 'object', properties: { count: int, selector: { type: 'string' } } };
    const schema = { type: 'object', properties: { spec: { type: 'object', properties: { count: int } }, status } };
    const path = await define(definition('scalers', 'Scaler', schema, { subresources: { status: {}, scale } }));
    ok(await api.post(path, object('Scaler', 'x', { count: 2 })));
    ok(await api.patch(`${path}/x/status`, { status: { count: 1, selector: 'a=b' } }));
    const shown = ok(await api.get(`${path}/x/scale`)).body;
    assert.deepEqual(
      [shown.kind, shown.spec, shown.status],
      ['Scale', { replicas: 2 }, { replicas: 1, selector: 'a=b' }],
    );
    ok(await api.patch(`${path}/x/scale`, { spec: { replicas: 5 } }));
    assert.deepEqual(ok(await api.get(`${path}/x`)).body.spec, { count: 5 });
    ok(await api.post(path, object('Scaler', 'none')));
    const none = await api.get(`${path}/none/scale`);
    assert.deepEqual(
      [none.code, none.message.includes('the spec replicas field ".spec.count" does not exist')],
      [500, true],
    );
  });

  it('refuse a body of another version, of no kind, and one that is none', async () => {
    const path = await define(definition('strict', 'Strict', { type: 'object' }));
    const other = await api.post(path, { ...object('Strict', 'x'), apiVersion: `${group}/v9` });
    const [theirs, ours] = [`${group}/v9`, `${group}/v1`];
    assert.equal(
      other.message,
      `the API version in the data (${theirs}) does not match the expected API version (${ours})`,
    );
    const none = await api.post(path, { apiVersion: `${group}/v1`, metadata: { name: 'x' } });
    assert.deepEqual([none.code, /Object 'Kind' is missing/.test(none.message)], [400, true]);
    assert.equal((await api.post(path, 'null')).code, 400);
    assert.equal((await api.post(path, { ...object('Strict', 'x'), metadata: { labels: { a: 1 } } })).code, 400);
  });

  it('may have fields with the names of JavaScript', async () => {
    const labels = { type: 'object', additionalProperties: { type: 'string' } };
    const path = await define(definition('odds', 'Odd', withSpec({ labels, constructor: { type: 'string' } })));
    const body = `{"apiVersion":"${group}/v1","kind":"Odd","metadata":{"name":"x"},"spec":{"labels":{"__proto__":"a","toString":"b"},"constructor":"c","__proto__":{"d":1}}}`;
    ok(await api.post(path, body));
    const read = ok(await api.get(`${path}/x`)).text;
    assert.match(read, /"labels":\{"__proto__":"a","toString":"b"\}/);
    assert.doesNotMatch(read, /"d":1/);
  });
});
