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
    await store.delete('configmaps/a/1', first?.revision ?? 0);
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
});
