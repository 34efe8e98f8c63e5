import assert from 'node:assert/strict';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import { takeSnapshot } from '../../../src/cluster/storage/snapshot.js';
import type { Store, Stored } from '../../../src/cluster/storage/store.js';
import type { KubeObject } from '../../../src/kube/object.js';

const object = (name: string, uid: string, data: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, uid },
  data,
});

describe('a snapshot of a store', () => {
  let store: Store;
  beforeEach(async () => {
    store = memoryStore();
    for (const name of ['kept', 'changed', 'deleted', 'replaced']) {
      await store.create(`things/${name}`, object(name, `uid of ${name}`, 'first'));
    }
    await store.create('runs/one', object('one', 'uid of one', 'first'));
  });

  const change = async (key: string, to: KubeObject): Promise<void> => {
    assert.ok(await store.update(key, to, store.get(key)?.revision ?? 0));
  };
  const remove = async (key: string): Promise<void> => {
    assert.ok(await store.delete(key, store.get(key)?.revision ?? 0));
  };
  const contents = (): unknown =>
    store
      .all()
      .map(({ key, object: { metadata, data } }) => [key, metadata.uid, data])
      .sort();

  it('is come back to again and again, and watches see what was written for it', async () => {
    const restore = takeSnapshot(store, (key) => key.startsWith('runs/'));
    const before = contents();
    const kept = store.get('things/kept')?.revision;
    for (const turn of [1, 2]) {
      await change('things/changed', object('changed', 'uid of changed', `turn ${turn}`));
      await remove('things/deleted');
      await remove('things/replaced');
      await store.create('things/replaced', object('replaced', 'another uid', 'second'));
      await store.create('things/new', object('new', 'uid of new', 'second'));
      await change('runs/one', object('one', 'uid of one', 'second'));
      const seen: string[] = [];
      for (const prefix of ['things/', 'runs/']) {
        store.watch(prefix, store.revision(), ({ type, key }) => seen.push(`${type} ${key}`));
      }
      await restore();
      assert.deepEqual(contents(), before);
      assert.equal(store.get('things/kept')?.revision, kept, 'what did not change is not written');
      assert.deepEqual(seen.sort(), [
        'ADDED runs/one',
        'ADDED things/deleted',
        'ADDED things/replaced',
        'DELETED runs/one',
        'DELETED things/new',
        'DELETED things/replaced',
        'MODIFIED things/changed',
      ]);
    }
    const unchanged = store.revision();
    await restore();
    assert.equal(store.revision(), unchanged, 'nothing has changed since');
  });

  it('has objects that were made later and belong to it, as they were made', async () => {
    const later: Stored[] = [];
    const restore = takeSnapshot(
      store,
      () => false,
      () => later,
    );
    const before = contents();
    for (const name of ['own', 'lost']) {
      const made = await store.create(`things/${name}`, object(name, `uid of ${name}`, 'first'));
      if (made) later.push(made);
    }
    const all = contents();
    assert.notDeepEqual(all, before);
    for (const turn of [1, 2]) {
      await change('things/own', object('own', 'uid of own', `turn ${turn}`));
      await remove('things/lost');
      await restore();
      assert.deepEqual(contents(), all);
    }
  });

  it('is come back to only when all of it is safe', async () => {
    let hold = false;
    const held: (() => void)[] = [];
    const slow = memoryStore({ persist: (_event, done) => (hold ? void held.push(done) : done()) });
    await slow.create('things/a', object('a', 'uid of a', 'first'));
    const restore = takeSnapshot(slow, () => false);
    await slow.create('things/b', object('b', 'uid of b', 'second'));
    hold = true;
    let isOver = false;
    const restored = restore().then(() => {
      isOver = true;
    });
    await new Promise((done) => setImmediate(done));
    assert.deepEqual([isOver, held.length], [false, 1]);
    held[0]?.();
    await restored;
    assert.equal(slow.get('things/b'), undefined);
  });
});
