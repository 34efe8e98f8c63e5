import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { durableWrites, revisionKey, type Saved } from '../../../src/cluster/storage/durable-writes.js';
import type { StoreEvent } from '../../../src/cluster/storage/store.js';
import type { KubeObject } from '../../../src/kube/object.js';

describe('writes to a disk that is full for a while', () => {
  let directory: string;
  let database: ClassicLevel;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kubelab-writes-'));
    database = new ClassicLevel(directory);
    await database.open();
  });
  afterEach(async () => {
    await database.close();
    await rm(directory, { recursive: true });
  });

  /** LevelDB's batch fails until the function that is given back is called; what it wrote on its way may still be there. */
  function fill({ leaves = false } = {}): () => void {
    const { batch } = database;
    const full = async (...args: Parameters<typeof batch>): Promise<never> => {
      if (leaves) await batch.apply(database, args);
      throw new Error('failed', { cause: new Error('No space left on device') });
    };
    database.batch = full as unknown as typeof batch;
    return () => {
      database.batch = batch;
    };
  }
  /** The files that LevelDB writes to; another one is begun by opening. */
  const logs = async (): Promise<string[]> => (await readdir(directory)).filter((name) => name.endsWith('.log'));
  const object = (name: string, revision: number): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, resourceVersion: String(revision) },
  });
  const event = (type: StoreEvent['type'], key: string, revision: number, previous?: KubeObject): StoreEvent => ({
    type,
    key,
    object: object(key, revision),
    revision,
    ...(previous && { previous }),
  });
  const saved = async (key: string): Promise<Saved | undefined> => {
    const text = await database.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as Saved);
  };

  it('are refused with all that came behind them, the last one first, and leave nothing on the disk', async () => {
    const writes = durableWrites(database);
    const write = (given: StoreEvent): Promise<void> =>
      new Promise((done, fail) => writes.write(given, (error) => (error ? fail(error) : done())));
    await write(event('ADDED', 'a', 2));
    const free = fill();
    const order: string[] = [];
    const refused = [
      event('MODIFIED', 'a', 3, object('a', 2)),
      event('ADDED', 'b', 4),
      event('DELETED', 'a', 5, object('a', 3)),
    ].map((given) =>
      assert.rejects(
        write(given).finally(() => order.push(`${given.key} ${given.revision}`)),
        {
          code: 500,
          message: /could not be written to the disk, and was not made: No space left on device$/,
        },
      ),
    );
    await Promise.all(refused);
    assert.deepEqual(order, ['a 5', 'b 4', 'a 3']);
    free();
    await write(event('ADDED', 'c', 6));
    assert.deepEqual(await saved('a'), { revision: 2, object: object('a', 2) });
    assert.equal(await saved('b'), undefined);
    assert.equal((await saved('c'))?.revision, 6);
    assert.equal(await database.get(revisionKey), '6');
    await writes.end();
  });

  it('are taken off the disk at the end', async () => {
    const writes = durableWrites(database);
    await database.put('b', JSON.stringify({ revision: 2, object: object('b', 2) }));
    const free = fill();
    const refused = new Promise((done) => writes.write(event('ADDED', 'b', 2), done));
    assert.match(String(await refused), /No space left/);
    free();
    await writes.end();
    assert.equal(await saved('b'), undefined);
    const late = await new Promise((done) => writes.write(event('ADDED', 'b', 3), done));
    assert.match(String(late), /the store is closed/);
  });

  const write = (writes: ReturnType<typeof durableWrites>, given: StoreEvent): Promise<void> =>
    new Promise((done, fail) => writes.write(given, (error) => (error ? fail(error) : done())));

  it('are taken off the disk before the next write, which goes to a new log, and are not taken off again', async () => {
    const writes = durableWrites(database);
    await write(writes, event('ADDED', 'a', 2));
    const free = fill({ leaves: true });
    await assert.rejects(write(writes, event('MODIFIED', 'a', 3, object('a', 2))), { code: 500 });
    assert.equal((await saved('a'))?.revision, 3);
    free();
    const torn = await logs();
    await write(writes, event('ADDED', 'c', 4));
    const mended = await logs();
    assert.notDeepEqual(mended, torn);
    assert.deepEqual(await saved('a'), { revision: 2, object: object('a', 2) });
    await write(writes, event('MODIFIED', 'a', 5, object('a', 2)));
    await write(writes, event('ADDED', 'd', 6));
    assert.equal((await saved('a'))?.revision, 5);

    const freeAgain = fill({ leaves: true });
    await assert.rejects(write(writes, event('ADDED', 'b', 7)), { code: 500 });
    assert.equal((await saved('b'))?.revision, 7);
    freeAgain();
    assert.deepEqual(await logs(), mended, 'no other log before the next write');
    await write(writes, event('ADDED', 'e', 8));
    assert.equal(await saved('b'), undefined);
    const last = await logs();
    await writes.end();
    assert.deepEqual(await logs(), last, 'nothing was torn since');
  });

  it('wait for the disk each time, also those that mend', async () => {
    const { batch } = database;
    const waited: boolean[] = [];
    const watched = (...args: [unknown[], { sync: boolean }]): unknown => {
      waited.push(args[1].sync);
      return Reflect.apply(batch, database, args);
    };
    const watch = (): void => {
      database.batch = watched as unknown as typeof batch;
    };
    const writes = durableWrites(database);
    fill();
    await assert.rejects(write(writes, event('ADDED', 'a', 2)), { code: 500 });
    watch();
    await write(writes, event('ADDED', 'b', 3));
    assert.deepEqual(waited, [true, true]);
    await writes.end();
  });
});
