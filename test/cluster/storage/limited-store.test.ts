import assert from 'node:assert/strict';
import { limitedStore } from '../../../src/cluster/storage/limited-store.js';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import type { KubeObject } from '../../../src/kube/object.js';

describe('a store with limits', () => {
  const object = (name: string, size = 0, metadata: object = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...metadata },
    data: { x: 'x'.repeat(size) },
  });
  const full = { code: 500, message: 'etcdserver: mvcc: database space exceeded' };

  it('refuses one object too many, and takes it when another has gone', async () => {
    const store = limitedStore(memoryStore(), { objects: 2, writtenBytes: 1e6 });
    const first = await store.create('configmaps/a/1', object('1'));
    await store.create('configmaps/a/2', object('2'));
    await assert.rejects(store.create('configmaps/a/3', object('3')), full);
    const gone = await store.delete('configmaps/a/1', first?.revision ?? 0);
    assert.equal(gone?.object.metadata.name, '1');
    assert.ok(await store.create('configmaps/a/3', object('3')));
  });

  it('gives no room for a deletion that did not happen', async () => {
    const store = limitedStore(memoryStore(), { objects: 1, writtenBytes: 1e6 });
    const stored = await store.create('configmaps/a/1', object('1'));
    assert.equal(await store.delete('configmaps/a/1', (stored?.revision ?? 0) + 1), undefined);
    assert.equal(await store.delete('configmaps/a/none', 1), undefined);
    await assert.rejects(store.create('configmaps/a/2', object('2')), full);
  });

  it('counts what is written in all, as the history keeps it', async () => {
    const store = limitedStore(memoryStore(), { objects: 10, writtenBytes: 5000 });
    let stored = await store.create('configmaps/a/1', object('1', 1000));
    for (let i = 0; i < 3; i++) stored = await store.update('configmaps/a/1', object('1', 1000), stored?.revision ?? 0);
    await assert.rejects(store.update('configmaps/a/1', object('1', 1000), stored?.revision ?? 0), full);
    assert.ok(store.get('configmaps/a/1'));
  });

  it('lets an object that is being deleted write a last time', async () => {
    const store = limitedStore(memoryStore(), { objects: 10, writtenBytes: 2000 });
    const stored = await store.create('configmaps/a/1', object('1', 1800));
    await assert.rejects(store.update('configmaps/a/1', object('1', 300), stored?.revision ?? 0), full);
    const leaving = object('1', 300, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    assert.ok(await store.update('configmaps/a/1', leaving, stored?.revision ?? 0));
  });

  it('does not count a name that is taken', async () => {
    const store = limitedStore(memoryStore(), { objects: 2, writtenBytes: 1e6 });
    await store.create('configmaps/a/1', object('1'));
    assert.equal(await store.create('configmaps/a/1', object('1')), undefined);
    assert.ok(await store.create('configmaps/a/2', object('2')));
  });

  it('takes what just fits', async () => {
    const size = JSON.stringify(object('1', 100)).length;
    const exact = limitedStore(memoryStore(), { objects: 2, writtenBytes: size });
    assert.ok(await exact.create('configmaps/a/1', object('1', 100)));
    const less = limitedStore(memoryStore(), { objects: 2, writtenBytes: size - 1 });
    await assert.rejects(less.create('configmaps/a/1', object('1', 100)), full);
  });

  it('counts bytes, of which a letter may have several', async () => {
    const written = { ...object('1'), data: { x: 'я'.repeat(500) } };
    const store = limitedStore(memoryStore(), { objects: 2, writtenBytes: 1000 });
    await assert.rejects(store.create('configmaps/a/1', written), full);
  });

  it('takes no more when objects are created at once', async () => {
    const store = limitedStore(memoryStore(), { objects: 2, writtenBytes: 1e6 });
    const created = await Promise.allSettled(
      ['1', '2', '3'].map((name) => store.create(`configmaps/a/${name}`, object(name))),
    );
    assert.deepEqual(
      created.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected'],
    );
    assert.equal(store.all().length, 2);
  });

  it('does not count what was not written: of a name that is taken, another version, or a full disk', async () => {
    let isFull = false;
    const inner = memoryStore({ persist: (_event, done) => done(isFull ? new Error('disk full') : undefined) });
    const store = limitedStore(inner, { objects: 2, writtenBytes: 2600 });
    const stored = await store.create('configmaps/a/1', object('1', 1000));
    for (let i = 0; i < 3; i++) {
      assert.equal(await store.create('configmaps/a/1', object('1', 1000)), undefined);
      assert.equal(await store.update('configmaps/a/1', object('1', 1000), (stored?.revision ?? 0) + 1), undefined);
      isFull = true;
      await assert.rejects(store.create('configmaps/a/2', object('2', 1000)), /disk full/);
      isFull = false;
    }
    assert.ok(await store.create('configmaps/a/2', object('2', 1000)));
    await assert.rejects(store.update('configmaps/a/1', object('1', 1000), stored?.revision ?? 0), full);
  });
});
