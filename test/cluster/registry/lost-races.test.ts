/** Writes that find, when they come to the store, that another write has come before them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { tokenIssuer } from '../../../src/cluster/authentication/token-issuer.js';
import { createAuthorization } from '../../../src/cluster/authorization/authorization.js';
import { RbacIndex } from '../../../src/cluster/authorization/rbac-index.js';
import type { Handler } from '../../../src/cluster/chain/handler.js';
import { systemClock } from '../../../src/cluster/clock.js';
import { followCustomKinds } from '../../../src/cluster/custom/custom-kinds.js';
import { definitionOf } from '../../../src/cluster/kinds/definitions.js';
import { initialObjects } from '../../../src/cluster/registry/initial-objects.js';
import { createRegistry } from '../../../src/cluster/registry/registry.js';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import type { Store } from '../../../src/cluster/storage/store.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { isApiError } from '../../../src/kube/status.js';
import { configMap } from '../../helpers/api.js';
import { apiRequest } from '../../helpers/api-request.js';

const cms = '/api/v1/namespaces/races/configmaps';
const modified =
  'Operation cannot be fulfilled on configmaps "one": the object has been modified; please apply your changes to the latest version and try again';
const notAsked = (): never => assert.fail('nobody asks for it');

describe('a write that others have overtaken', () => {
  const store = memoryStore();
  /** The writes that come before those of the test, one for each time that it tries. */
  let others: ((key: string) => Promise<unknown>)[] = [];
  /** The ends of generated names. */
  let suffixes: string[] = [];
  const busy: Store = {
    ...store,
    update: async (key, object, expected) => {
      await others.shift()?.(key);
      return store.update(key, object, expected);
    },
    delete: async (key, expected) => {
      await others.shift()?.(key);
      return store.delete(key, expected);
    },
  };
  let handle: Handler;
  before(async () => {
    const parts = { clock: systemClock, randomUUID };
    handle = createRegistry({
      ...parts,
      store: busy,
      authorization: createAuthorization(new RbacIndex(), { podsOnNode: () => [], all: () => [] }),
      tokens: { authenticate: notAsked, issuer: tokenIssuer({ ...parts, key: notAsked, issuer: '' }) },
      definitionOf,
      custom: await followCustomKinds(store),
      initial: initialObjects({ ...parts, store }),
      podExec: notAsked,
      podAttach: notAsked,
      podLog: notAsked,
      randomSuffix: () => suffixes.shift() ?? assert.fail('one more'),
    });
    await store.create('namespaces//races', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'races' } });
  });
  beforeEach(async () => {
    for (const { key, revision } of store.list('configmaps/')) await store.delete(key, revision);
    others = [];
    for (const name of ['one', 'two']) await call('POST', cms, configMap(name, { n: '0' }));
  });

  /** The object or list that the registry answers with. */
  async function call(method: string, url: string, body?: object, type = 'application/json'): Promise<KubeObject> {
    const headers = { 'content-type': type };
    const sent = Buffer.from(body ? JSON.stringify(body) : '');
    const answer = await handle(apiRequest(method, url, { headers, body: async () => sent }));
    return JSON.parse(String(answer.body)) as KubeObject;
  }
  const counted = async (key: string): Promise<void> => {
    const { object, revision } = store.get(key) ?? assert.fail(key);
    const other = String(Number((object.data as { other?: string }).other ?? 0) + 1);
    await store.update(key, { ...object, data: { ...(object.data as object), other } }, revision);
  };
  const gone = async (key: string): Promise<void> => {
    await store.delete(key, store.get(key)?.revision ?? 0);
  };
  const read = (): Promise<KubeObject> => call('GET', `${cms}/one`);
  const times = (count: number): (typeof counted)[] => Array.from({ length: count }, () => counted);
  const conflict = (error: unknown): boolean => isApiError(error, 'Conflict') && error.message === modified;

  const apply = 'application/apply-patch+yaml';
  const merge = 'application/merge-patch+json';
  const applied = configMap('one', { n: '1' });
  const writes: [what: string, write: () => Promise<unknown>, data: object | undefined][] = [
    ['PUT', () => call('PUT', `${cms}/one`, configMap('one', { n: '1' })), { n: '1' }],
    ['PATCH', () => call('PATCH', `${cms}/one`, { data: { n: '1' } }, merge), { n: '1', other: '4' }],
    [
      'server-side apply',
      () => call('PATCH', `${cms}/one?fieldManager=me&force=true`, applied, apply),
      { n: '1', other: '4' },
    ],
    ['DELETE', () => call('DELETE', `${cms}/one`), undefined],
    ['DELETE that is held', () => call('DELETE', `${cms}/one?propagationPolicy=Orphan`), { n: '0', other: '4' }],
  ];
  for (const [what, write, data] of writes) {
    it(`is done by ${what} of what the others have left`, async () => {
      others = times(4);
      await write();
      assert.deepEqual(store.get('configmaps/races/one')?.object.data, data);
      assert.equal(others.length, 0);
    });

    it(`is given up by ${what} after five times, with nothing done`, async () => {
      others = times(6);
      await assert.rejects(write, conflict);
      assert.equal(others.length, 1);
      assert.deepEqual(store.get('configmaps/races/one')?.object.data, { n: '0', other: '5' });
    });
  }

  it('is refused at once when it says which version it is for', async () => {
    const { resourceVersion } = (await read()).metadata;
    const versioned = configMap('one', { n: '1' }, { resourceVersion });
    others = times(1);
    await assert.rejects(call('PUT', `${cms}/one`, versioned), conflict);
    assert.deepEqual((await read()).data, { n: '0', other: '1' });
    const preconditions = { resourceVersion: (await read()).metadata.resourceVersion };
    others = times(1);
    await assert.rejects(call('DELETE', `${cms}/one`, { preconditions }), conflict);
    assert.deepEqual((await read()).data, { n: '0', other: '2' });
  });

  it('finds nothing when the other has taken the object away, or makes it anew by an apply', async () => {
    for (const [what, write] of writes) {
      if (!store.get('configmaps/races/one')) await call('POST', cms, configMap('one'));
      others = [gone];
      if (what === 'server-side apply') assert.deepEqual((await write()) && (await read()).data, { n: '1' });
      else await assert.rejects(write, (error) => isApiError(error, 'NotFound'));
    }
  });

  it('takes the object away with its last finalizer, whatever was written meanwhile', async () => {
    await call('DELETE', `${cms}/one?propagationPolicy=Orphan`);
    others = times(2);
    await call('PATCH', `${cms}/one`, { metadata: { finalizers: null } }, merge);
    assert.deepEqual([others.length, store.get('configmaps/races/one')], [0, undefined]);
  });

  it('is done under another name where a generated one is taken, seven times', async () => {
    const map = { metadata: { generateName: 'web-' } };
    suffixes = ['aaaaa'];
    assert.equal((await call('POST', cms, map)).metadata.name, 'web-aaaaa');
    suffixes = ['aaaaa', 'bbbbb'];
    assert.equal((await call('POST', cms, map)).metadata.name, 'web-bbbbb');
    suffixes = [...Array.from({ length: 7 }, () => 'aaaaa'), 'ccccc'];
    assert.equal((await call('POST', cms, map)).metadata.name, 'web-ccccc');
    suffixes = [...Array.from({ length: 7 }, () => 'aaaaa'), 'bbbbb', 'ddddd'];
    await assert.rejects(call('POST', cms, map), (error) => {
      assert.ok(isApiError(error, 'AlreadyExists'));
      const why =
        'configmaps "web-bbbbb" already exists, the server was not able to generate a unique name for the object';
      return error.message === why && error.status.details?.retryAfterSeconds === 1;
    });
    assert.deepEqual(suffixes, ['ddddd']);
    await assert.rejects(call('POST', cms, { metadata: { name: 'web-aaaaa', generateName: 'web-' } }), /unique name/);
    assert.deepEqual(suffixes, ['ddddd']);
    await assert.rejects(call('POST', cms, configMap('one')), (error) => isApiError(error, 'AlreadyExists'));
  });

  it('of a collection leaves to the other what it has taken away', async () => {
    others = [gone];
    const list = await call('DELETE', cms);
    assert.deepEqual(
      (list.items as KubeObject[]).map(({ metadata }) => metadata.name),
      ['one', 'two'],
    );
    assert.deepEqual(store.list('configmaps/'), []);
    for (const name of ['one', 'two']) await call('POST', cms, configMap(name, { n: '0' }));
    others = times(6);
    await assert.rejects(call('DELETE', cms), conflict);
  });
});
