/** What the garbage collector does when finalizers hold owners and their dependents. */
import assert from 'node:assert/strict';
import type { ObjectMeta } from '../../../src/kube/object.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the garbage collector, where a finalizer holds objects,', () => {
  let cluster: TestCluster;
  let admin: Api;
  let maps = '';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    maps = `${await makeNamespace(admin, 'held')}/configmaps`;
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const hold = 'example.com/hold';
  const uids = new Map<string, unknown>();
  /** A reference to an object that was made. */
  const to = (name: string, blockOwnerDeletion = true) => {
    return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: uids.get(name), blockOwnerDeletion };
  };
  const make = async (name: string, more: object = {}): Promise<void> => {
    const { code, text, body } = await admin.post(maps, configMap(name, {}, more));
    assert.equal(code, 201, text);
    uids.set(name, body.metadata.uid);
  };
  const read = async (name: string): Promise<ObjectMeta | undefined> => {
    const { code, body } = await admin.get(`${maps}/${name}`);
    return code === 200 ? body.metadata : undefined;
  };
  const remove = async (name: string, policy: string): Promise<void> => {
    const { code, text } = await admin.delete(`${maps}/${name}?propagationPolicy=${policy}`);
    assert.equal(code, 200, text);
  };
  const release = (name: string) => admin.patch(`${maps}/${name}`, { metadata: { finalizers: null } });
  const isGone = (name: string) => until(`the end of ${name}`, async () => (await read(name)) === undefined);
  const isGoing = (name: string) => until(`${name} is going`, async () => (await read(name))?.deletionTimestamp);
  /** Objects are looked at in their order: when one without an owner is gone, those before it were looked at. */
  const pass = async (name: string): Promise<void> => {
    await make(name, { ownerReferences: [{ ...to(name), name: 'never', uid: 'no' }] });
    await isGone(name);
  };

  it('leaves dependents until an owner that goes in the background is gone', async () => {
    await make('slow', { finalizers: [hold] });
    await make('of-slow', { ownerReferences: [to('slow')] });
    await remove('slow', 'Background');
    await admin.patch(`${maps}/of-slow`, { metadata: { labels: { a: 'b' } } });
    await pass('after-slow');
    const left = await read('of-slow');
    assert.deepEqual([left?.ownerReferences, left?.deletionTimestamp], [[to('slow')], undefined]);
    assert.deepEqual((await read('slow'))?.finalizers, [hold]);
    await release('slow');
    for (const name of ['slow', 'of-slow']) await isGone(name);
  });

  it('does nothing for a finalizer of its own while nobody deletes the object', async () => {
    for (const finalizer of ['foregroundDeletion', 'orphan']) {
      const [owner, other, dependent] = [`own-${finalizer}`, `other-${finalizer}`, `of-${finalizer}`].map((name) =>
        name.toLowerCase(),
      ) as [string, string, string];
      await make(owner, { finalizers: [finalizer] });
      await make(other);
      await make(dependent, { ownerReferences: [to(owner), to(other)] });
      await remove(other, 'Background');
      await until('one reference', async () => (await read(dependent))?.ownerReferences?.length === 1);
      const { ownerReferences, deletionTimestamp } = (await read(dependent)) ?? {};
      assert.deepEqual([ownerReferences, deletionTimestamp], [[to(owner)], undefined]);
      assert.deepEqual((await read(owner))?.finalizers, [finalizer]);
    }
  });

  it('deletes in the background what has lost its owner, before its own dependents', async () => {
    await make('first');
    await make('second', { ownerReferences: [to('first')] });
    await make('third', { ownerReferences: [to('second')], finalizers: [hold] });
    await remove('first', 'Background');
    for (const name of ['first', 'second']) await isGone(name);
    await isGoing('third');
    await release('third');
    await isGone('third');
  });

  it('deletes what has lost its owner as its own finalizer says', async () => {
    await make('owner');
    await make('orphaning', { ownerReferences: [to('owner')], finalizers: ['orphan'] });
    await make('of-orphaning', { ownerReferences: [to('orphaning')] });
    await make('waiting', { ownerReferences: [to('owner')], finalizers: ['foregroundDeletion'] });
    await make('of-waiting', { ownerReferences: [to('waiting')], finalizers: [hold] });
    await remove('owner', 'Background');
    for (const name of ['owner', 'orphaning']) await isGone(name);
    const { ownerReferences, deletionTimestamp } = (await read('of-orphaning')) ?? {};
    assert.deepEqual([ownerReferences, deletionTimestamp], [undefined, undefined]);
    await isGoing('of-waiting');
    assert.deepEqual((await read('waiting'))?.finalizers, ['foregroundDeletion']);
    await release('of-waiting');
    for (const name of ['of-waiting', 'waiting']) await isGone(name);
  });

  it('keeps two owners in the foreground until their common dependent, which is going, is gone', async () => {
    for (const name of ['left', 'right']) await make(name);
    await make('common', { ownerReferences: [to('left'), to('right')], finalizers: [hold] });
    await remove('common', 'Background');
    for (const name of ['left', 'right']) await remove(name, 'Foreground');
    await pass('after-common');
    for (const name of ['left', 'right'])
      assert.deepEqual((await read(name))?.finalizers, ['foregroundDeletion'], name);
    await release('common');
    for (const name of ['common', 'left', 'right']) await isGone(name);
  });

  it('lets an owner go at once that a dependent does not block, although it blocks another one', async () => {
    for (const name of ['loose', 'tight']) await make(name);
    await make('of-both', { ownerReferences: [to('loose', false), to('tight')] });
    await remove('loose', 'Foreground');
    await isGone('loose');
    await until('one reference', async () => (await read('of-both'))?.ownerReferences?.length === 1);
    assert.deepEqual((await read('of-both'))?.ownerReferences, [to('tight')]);
  });

  it('takes its own finalizer away alone, in the foreground and for orphans', async () => {
    for (const policy of ['Foreground', 'Orphan']) {
      const [owner, dependent] = [`by-${policy}`.toLowerCase(), `under-${policy}`.toLowerCase()];
      await make(owner, { finalizers: [hold] });
      await make(dependent, { ownerReferences: [to(owner)] });
      await remove(owner, policy);
      await until('the finalizer of somebody else alone', async () => (await read(owner))?.finalizers?.length === 1);
      assert.deepEqual((await read(owner))?.finalizers, [hold]);
      const left = await read(dependent);
      assert.deepEqual([left === undefined, left?.ownerReferences], [policy === 'Foreground', undefined]);
      await release(owner);
      await isGone(owner);
    }
  });
});
