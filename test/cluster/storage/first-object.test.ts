import assert from 'node:assert/strict';
import { whenFirstStored } from '../../../src/cluster/storage/first-object.js';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';

const object = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

describe('the first object of a resource', () => {
  it('is told of once, and not of objects of others', async () => {
    const store = memoryStore();
    let told = 0;
    whenFirstStored(store, 'jobs.batch/', () => told++);
    await store.create('configmaps/lab/a', object('a'));
    assert.equal(told, 0);
    await store.create('jobs.batch/lab/a', object('a'));
    await store.create('jobs.batch/lab/b', object('b'));
    assert.equal(told, 1);
  });

  it('is told of at once where it is there already', async () => {
    const store = memoryStore();
    await store.create('jobs.batch/lab/a', object('a'));
    let told = 0;
    whenFirstStored(store, 'jobs.batch/', () => told++);
    assert.equal(told, 1);
  });
});
