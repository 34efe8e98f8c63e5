/** What every kind promises of any object of its type: no fault of the server, no silence, and what is read back is what was stored. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { decodeObject } from '../../src/cluster/wire/decode.js';
import { kinds, type ResourceKind, resourcePath } from '../../src/kube/kinds.js';
import type { KubeObject } from '../../src/kube/object.js';
import type { Status } from '../../src/kube/status.js';
import { type Cluster, startCluster } from '../../src/library/index.js';
import type { Client, RequestDescription } from '../../src/request/api.js';
import type { Exchange } from '../../src/request/exchange.js';
import { isStatedFault } from './fuzz-judge.js';
import { mended, objectsOf } from './random-objects.js';
import { isSoak, seed } from './soak.js';

/** Each takes a fifth of a second. Outside of long runs they are the same ones each time, so that a change alone makes them fail. */
const runs = isSoak ? 3000 : 40;
const from = isSoak || process.env.KUBELAB_SOAK_SEED ? seed : 1;
const namespace = 'default';
const patience = 10_000;
const table = 'application/json;as=Table;g=meta.k8s.io;v=v1';

const creatable = kinds.filter(({ verbs }) => verbs.includes('create'));
/** Requests in the form of objects, which nobody can read again. */
const isStored = (kind: ResourceKind): boolean => kind.verbs.includes('get');
const cases = fc
  .constantFrom(...creatable)
  .chain((kind) => objectsOf(kind, namespace).map((object) => ({ kind, object })));

describe(`${runs} objects at random of ${creatable.length} kinds (seed ${from})`, function () {
  this.timeout(runs * 500 + 60_000);
  const faults: unknown[] = [];
  let cluster: Cluster;
  let admin: Client;
  before(async () => {
    cluster = await startCluster({ nodes: 0, audit: 'none', onError: (error) => faults.push(error) });
    // so that nobody else writes the objects
    await cluster.pauseControllers();
    admin = await cluster.client();
  });
  after(async () => {
    await cluster.resumeControllers();
    await cluster.stop();
  });

  /** The answer, which is in time, no fault of the server, and a Status where it is a refusal. */
  const send = async (request: RequestDescription): Promise<Exchange> => {
    const answer = await admin.request({ timeout: patience, ...request });
    const { status = 0, failure } = answer;
    const text = `${request.method} ${request.path}: ${status} ${failure?.message ?? JSON.stringify(answer.body)}`;
    assert.ok(status >= 200 && (status < 500 || isStatedFault(answer.body?.message)), text);
    if (status < 400) return answer;
    const refusal = answer.body as Status;
    assert.deepEqual(
      [refusal.kind, refusal.apiVersion, refusal.status, refusal.code],
      ['Status', 'v1', 'Failure', status],
      text,
    );
    assert.ok(refusal.message && (refusal.reason || isStatedFault(refusal.message)), text);
    return answer;
  };
  const ok = async (request: RequestDescription): Promise<Exchange> => {
    const answer = await send(request);
    assert.ok(answer.ok, `${request.method} ${request.path}: ${answer.status} ${answer.body?.message}`);
    return answer;
  };
  /** The object as the server has made it; what it refuses is taken out some times. Undefined when it still refuses it. */
  const create = async (kind: ResourceKind, path: string, object: KubeObject): Promise<KubeObject | undefined> => {
    for (let wanted: KubeObject | undefined = object, tries = 0; wanted && tries < 10; tries++) {
      const { ok, status, body } = await send({ method: 'POST', path, body: wanted });
      if (ok) return body;
      wanted = status === 422 ? mended(kind, wanted, body.details?.causes ?? []) : undefined;
    }
    return undefined;
  };

  const live = async (kind: ResourceKind, made: KubeObject): Promise<void> => {
    const name = made.metadata?.name ?? '';
    const collection = resourcePath(kind, { namespace });
    const path = resourcePath(kind, { namespace, name });
    const get = async (accept = 'application/json') => (await ok({ method: 'GET', path, headers: { accept } })).body;
    const version = (object: KubeObject): string | undefined => object.metadata?.resourceVersion;

    const read = await get();
    assert.deepEqual(read, made);
    assert.deepEqual(parse(await get('application/yaml')), made);
    const options = { format: 'json', fieldValidation: 'Strict' } as const;
    const decoded = decodeObject(kind, JSON.stringify(read), options).object;
    assert.deepEqual(decodeObject(kind, JSON.stringify(decoded), options).object, decoded);
    if (kind.verbs.includes('update')) {
      const put = await ok({ method: 'PUT', path, body: read });
      assert.equal(version(put.body), version(read), 'an object that is put back as it was read is changed');
    }
    const watch = admin.watch(collection, { resourceVersion: version(read) });
    const { managedFields: _, ...metadata } = read.metadata;
    const apply = () =>
      send({
        method: 'PATCH',
        path: `${path}?fieldManager=random&force=true`,
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: { ...read, metadata: { ...metadata, resourceVersion: undefined } },
      });
    // the types of server-side apply refuse lists whose keys are missing or twice there
    const applied = await apply();
    if (applied.ok) {
      assert.equal(version((await apply()).body), version(applied.body), 'an object that is applied again is changed');
    } else {
      assert.match(applied.body.message, /^failed to create typed patch object /);
    }
    const patch = { metadata: { labels: { 'example.com/patched': 'yes' } } };
    const headers = { 'content-type': 'application/merge-patch+json' };
    const patched = (await ok({ method: 'PATCH', path, headers, body: patch })).body;
    assert.equal(patched.metadata.labels['example.com/patched'], 'yes');
    const { columnDefinitions, rows } = (await ok({ method: 'GET', path: collection, headers: { accept: table } }))
      .body;
    const row = rows.find(({ object }: { object: KubeObject }) => object.metadata?.name === name);
    // Kubernetes gives an IPAddress a cell for which it has no column
    const extra = kind.kind === 'IPAddress' ? 1 : 0;
    assert.equal(row?.cells.length, columnDefinitions.length + extra);
    await ok({ method: 'DELETE', path, body: { gracePeriodSeconds: 0 } });
    for await (const { type, object } of watch) {
      if (object.metadata.name !== name) continue;
      if (type === 'DELETED' || object.metadata.deletionTimestamp) break;
    }
    const after = await send({ method: 'GET', path });
    // finalizers keep it
    if (after.status !== 404) assert.ok(after.body.metadata.deletionTimestamp);
  };

  it('are answered and read back as they are', async () => {
    let count = 0;
    const property = fc.asyncProperty(cases, async ({ kind, object }) => {
      count++;
      const { path, named } = { path: resourcePath(kind, { namespace }), named: structuredClone(object) };
      named.metadata = { name: `r${count}`, ...named.metadata };
      try {
        const made = await create(kind, path, named);
        if (made && isStored(kind)) await live(kind, made);
      } finally {
        await cluster.reset();
      }
    });
    await fc.assert(property, { numRuns: runs, seed: from });
    assert.deepEqual(faults, []);
  });
});
