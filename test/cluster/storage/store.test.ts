import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import { openStore } from '../../../src/cluster/storage/open-store.js';
import { type Store, type StoreEvent, storageKey } from '../../../src/cluster/storage/store.js';
import type { KubeObject } from '../../../src/kube/object.js';

const cms = { group: '', resource: 'configmaps' };
const keyOf = (name: string, namespace = 'lab'): string => storageKey(cms, namespace, name);
const prefix = storageKey(cms, 'lab');
const object = (name: string, value = '1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { value },
});
const names = (found: readonly { object: KubeObject }[] | 'expired'): unknown =>
  found === 'expired' ? found : found.map((f) => f.object.metadata.name);

/** Every kind of store passes the same cases. */
const stores: { name: string; open(): Promise<{ store: Store; close(): Promise<void> }> }[] = [
  {
    name: 'in memory',
    open: async () => {
      const store = memoryStore();
      return { store, close: () => store.close() };
    },
  },
  {
    name: 'in LevelDB',
    open: async () => {
      const directory = await mkdtemp(join(tmpdir(), 'kubelab-store-'));
      const store = await openStore({ directory });
      const close = async (): Promise<void> => {
        await store.close();
        await rm(directory, { recursive: true });
      };
      return { store, close };
    },
  },
];

describe('storage keys', () => {
  it('tell groups, namespaces and names apart', () => {
    const roles = { group: 'rbac.authorization.k8s.io', resource: 'roles' };
    assert.equal(storageKey(cms, 'lab', 'one'), 'configmaps/lab/one');
    assert.equal(storageKey(roles, 'lab', 'one'), 'roles.rbac.authorization.k8s.io/lab/one');
    assert.equal(storageKey({ group: '', resource: 'nodes' }, undefined, 'n'), 'nodes//n');
    assert.equal(storageKey(cms), 'configmaps/');
    assert.equal(storageKey(cms, 'lab'), 'configmaps/lab/');
  });
});

for (const { name, open } of stores) {
  describe(`a store ${name}`, () => {
    let store: Store;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());

    it('counts every write with one counter and writes the count into the object', async () => {
      const before = store.revision();
      const one = await store.create(keyOf('one'), object('one'));
      const two = await store.create(keyOf('two'), object('two'));
      assert.deepEqual([one?.revision, two?.revision], [before + 1, before + 2]);
      assert.equal(store.get(keyOf('two'))?.object.metadata.resourceVersion, String(before + 2));
      assert.equal(store.revision(), before + 2);
    });

    it('creates a key once, and changes it only at the revision that it has', async () => {
      const [first, second] = await Promise.all([
        store.create(keyOf('one'), object('one', 'first')),
        store.create(keyOf('one'), object('one', 'second')),
      ]);
      assert.ok(first);
      assert.equal(second, undefined);
      const changed = await store.update(keyOf('one'), object('one', 'changed'), first.revision);
      assert.ok(changed);
      assert.equal(await store.update(keyOf('one'), object('one', 'late'), first.revision), undefined);
      assert.equal(await store.delete(keyOf('one'), first.revision), undefined);
      assert.deepEqual(store.get(keyOf('one'))?.object.data, { value: 'changed' });
      assert.ok(await store.delete(keyOf('one'), changed.revision));
      assert.equal(store.get(keyOf('one')), undefined);
      assert.equal(await store.update(keyOf('one'), object('one'), changed.revision), undefined);
    });

    it('lists a prefix in the order of its keys, and nothing beside it', async () => {
      for (const n of ['b', 'a', 'c']) await store.create(keyOf(n), object(n));
      await store.create(keyOf('other', 'lab2'), object('other'));
      await store.create(storageKey({ group: '', resource: 'configmapsx' }, 'lab', 'x'), object('x'));
      assert.deepEqual(names(store.list(prefix)), ['a', 'b', 'c']);
      assert.deepEqual(names(store.list(storageKey(cms))), ['a', 'b', 'c', 'other']);
      assert.deepEqual(names(store.list(storageKey(cms, 'none'))), []);
      await store.delete(keyOf('b'), store.get(keyOf('b'))?.revision ?? 0);
      assert.deepEqual(names(store.list(prefix)), ['a', 'c']);
    });

    it('shows a prefix as it was at an earlier revision', async () => {
      const first = await store.create(keyOf('a0'), object('a0'));
      const elsewhere = await store.create(keyOf('e', 'lab2'), object('e'));
      await store.create(keyOf('b'), object('b', 'old'));
      const gone = await store.create(keyOf('c'), object('c'));
      const then = store.revision();
      await store.update(keyOf('b'), object('b', 'new'), then - 1);
      await store.delete(keyOf('c'), gone?.revision ?? 0);
      await store.delete(keyOf('a0'), first?.revision ?? 0);
      await store.update(keyOf('e', 'lab2'), object('e', 'new'), elsewhere?.revision ?? 0);
      await store.create(keyOf('a'), object('a'));
      const past = store.listAt(prefix, then);
      assert.deepEqual(names(past), ['a0', 'b', 'c']);
      assert.deepEqual(past !== 'expired' && past[1]?.object.data, { value: 'old' });
      assert.deepEqual(past !== 'expired' && past.map((s) => s.revision), [then - 3, then - 1, then]);
      assert.deepEqual(names(store.listAt(prefix, store.revision())), ['a', 'b']);
    });

    it('tells a watch what has happened since its revision, then what happens', async () => {
      await store.create(keyOf('before'), object('before'));
      const since = store.revision();
      await store.create(keyOf('one'), object('one', 'a'));
      await store.create(keyOf('elsewhere', 'other'), object('elsewhere'));
      const events: StoreEvent[] = [];
      const watch = store.watch(prefix, since, (event) => events.push(event));
      assert.ok(watch !== 'expired');
      assert.deepEqual(names(events), ['one']);
      const one = store.get(keyOf('one'));
      const changed = await store.update(keyOf('one'), object('one', 'b'), one?.revision ?? 0);
      await store.create(keyOf('later', 'lab2'), object('later'));
      await store.delete(keyOf('one'), changed?.revision ?? 0);
      watch.stop();
      await store.create(keyOf('after'), object('after'));

      assert.deepEqual(
        events.map(({ type, object: { data }, previous }) => [type, data, previous?.data]),
        [
          ['ADDED', { value: 'a' }, undefined],
          ['MODIFIED', { value: 'b' }, { value: 'a' }],
          ['DELETED', { value: 'b' }, { value: 'b' }],
        ],
      );
      const deletion = events.at(-1);
      assert.equal(deletion?.object.metadata.resourceVersion, String(deletion?.revision));
    });

    it('forgets what has happened when it is told to', async () => {
      const then = store.revision();
      await store.create(keyOf('a'), object('a'));
      store.compact();
      assert.equal(store.oldest(), store.revision());
      assert.equal(
        store.watch(prefix, then, () => {}),
        'expired',
      );
      assert.equal(store.listAt(prefix, then), 'expired');
      assert.notEqual(
        store.watch(prefix, store.revision(), () => {}),
        'expired',
      );
    });

    it('forgets the oldest events, and says so to who asks for them', async () => {
      const first = store.revision();
      // as a rule one object changes again and again
      let revision = (await store.create(keyOf('busy'), object('busy')))?.revision ?? 0;
      const writes: Promise<unknown>[] = [];
      for (let i = 0; i < 20_001; i++) {
        writes.push(store.update(keyOf('busy'), object('busy', String(i)), revision++));
      }
      await Promise.all(writes);
      assert.equal(
        store.watch(prefix, first, () => {}),
        'expired',
      );
      assert.equal(store.listAt(prefix, first), 'expired');
      const seen: StoreEvent[] = [];
      const watch = store.watch(prefix, store.revision() - 9_000, (event) => seen.push(event));
      assert.ok(watch !== 'expired');
      assert.equal(seen.length, 9_000);
      assert.deepEqual(seen.at(-1)?.object.data, { value: '20000' });
    });
  });
}

describe('a write that could not be made safe', () => {
  it('is neither there nor in the history: no watch is told of it, not even a later one', async () => {
    let isFull = false;
    const store = memoryStore({ persist: (_event, done) => done(isFull ? new Error('disk full') : undefined) });
    const seen: string[] = [];
    const tell = ({ type, object: { metadata } }: StoreEvent): number => seen.push(`${type} ${metadata.name}`);
    const since = store.revision();
    const kept = await store.create(keyOf('kept'), object('kept'));
    store.watch(prefix, since, tell);
    isFull = true;
    await assert.rejects(store.create(keyOf('refused'), object('refused')), /disk full/);
    await assert.rejects(store.update(keyOf('kept'), object('kept', '2'), kept?.revision ?? 0), /disk full/);
    await assert.rejects(store.delete(keyOf('kept'), kept?.revision ?? 0), /disk full/);
    isFull = false;
    await store.create(keyOf('after'), object('after'));
    assert.deepEqual(seen, ['ADDED kept', 'ADDED after']);
    seen.length = 0;
    store.watch(prefix, since, tell);
    assert.deepEqual(seen, ['ADDED kept', 'ADDED after']);
    assert.deepEqual(store.get(keyOf('kept'))?.object.data, { value: '1' });
    assert.deepEqual(names(store.list(prefix)), ['after', 'kept']);
    await store.close();
  });
});

describe('a write that is not safe yet', () => {
  let finish: ((error?: Error) => void)[];
  let store: Store;
  beforeEach(() => {
    finish = [];
    store = memoryStore({ persist: (_event, done) => void finish.push(done) });
  });

  it('is told to a watch once, when it is safe, also to a watch that begins meanwhile', async () => {
    const seen: string[] = [];
    const since = store.revision();
    const written = store.create(keyOf('one'), object('one'));
    store.watch(prefix, since, ({ object: { metadata } }) => seen.push(String(metadata.name)));
    assert.deepEqual(seen, []);
    finish[0]?.();
    await written;
    assert.deepEqual(seen, ['one']);
  });

  it('is not told to a watch that begins at its revision or after it, as a list has given it', async () => {
    const seen: string[] = [];
    const follow = (since: number): void =>
      void store.watch(prefix, since, ({ object: { metadata } }) => seen.push(`${since} ${metadata.name}`));
    const before = store.revision();
    const writes = ['one', 'two'].map((name) => store.create(keyOf(name), object(name)));
    for (const since of [before, before + 1, before + 2]) follow(since);
    for (const done of finish) done();
    await Promise.all(writes);
    assert.deepEqual(seen, [`${before} one`, `${before} two`, `${before + 1} two`]);
  });

  it('leaves no trace in a list when it is refused, however often it was listed meanwhile', async () => {
    const kept = store.create(keyOf('kept'), object('kept'));
    finish[0]?.();
    const { revision = 0 } = (await kept) ?? {};
    const refused = [store.delete(keyOf('kept'), revision), store.create(keyOf('new'), object('new'))];
    assert.deepEqual(names(store.list(prefix)), ['new']);
    for (const done of finish.slice(1).reverse()) done(new Error('disk full'));
    for (const each of refused) await assert.rejects(each, /disk full/);
    assert.deepEqual(names(store.list(prefix)), ['kept']);
    assert.equal(store.get(keyOf('kept'))?.revision, revision);
  });
});

describe('objects whose fields are put into their order', () => {
  const arrange = ({ metadata, ...rest }: KubeObject): KubeObject => ({ metadata, ...rest });

  it('are kept and given so, in memory and on the disk', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kubelab-store-'));
    for (const options of [{ arrange }, { arrange, directory }]) {
      const store = await openStore(options);
      const stored = await store.create(keyOf('one'), object('one'));
      for (const found of [stored, store.get(keyOf('one'))]) {
        assert.deepEqual(Object.keys(found?.object ?? {}), ['metadata', 'apiVersion', 'kind', 'data']);
      }
      await store.close();
    }
    const again = await openStore({ directory });
    assert.deepEqual(Object.keys(again.get(keyOf('one'))?.object ?? {})[0], 'metadata');
    await again.close();
    await rm(directory, { recursive: true });
  });
});
