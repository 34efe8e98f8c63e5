import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { isStoreInUse, openStore } from '../../../src/cluster/storage/open-store.js';
import { type StoreEvent, storageKey } from '../../../src/cluster/storage/store.js';
import { isKubelabError } from '../../../src/errors.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { skip } from '../../helpers/skip.js';

const cms = { group: '', resource: 'configmaps' };
const keyOf = (name: string): string => storageKey(cms, 'lab', name);
const object = (name: string, data: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels: { ключ: '✓' } },
  data,
});

describe('a store in a folder', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'kubelab-store-')), 'made', 'by itself');
  });
  afterEach(() => rm(join(directory, '../..'), { recursive: true }));

  const refuses = async (path: string, message: RegExp, code = 'DATA_DIR_UNUSABLE'): Promise<void> => {
    await assert.rejects(openStore({ directory: path }), (error) => {
      assert.ok(isKubelabError(error), String(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.place?.file, path);
      return true;
    });
  };

  it('goes on after a restart with all objects, their versions, and the counter', async () => {
    let store = await openStore({ directory });
    await store.create(keyOf('gone'), object('gone'));
    const kept = await store.create(keyOf('kept'), object('kept', { a: '1' }));
    await store.delete(keyOf('gone'), store.get(keyOf('gone'))?.revision ?? 0);
    const last = store.revision();
    await store.close();

    store = await openStore({ directory });
    // a deletion counts, although nothing of it is left
    assert.equal(store.revision(), last);
    assert.deepEqual(store.get(keyOf('kept')), kept);
    assert.equal(store.get(keyOf('gone')), undefined);
    const next = await store.create(keyOf('next'), object('next'));
    assert.equal(next?.revision, last + 1);
    await store.close();
  });

  it('counts from one where nothing was', async () => {
    const store = await openStore({ directory });
    assert.equal(store.revision(), 1);
    assert.equal((await store.create(keyOf('first'), object('first')))?.revision, 2);
    await store.close();
  });

  it('keeps no history over a restart: older watches and lists have expired, one from the last write has not', async () => {
    let store = await openStore({ directory });
    await store.create(keyOf('one'), object('one'));
    await store.create(keyOf('two'), object('two'));
    const last = store.revision();
    await store.close();

    store = await openStore({ directory });
    assert.equal(
      store.watch(storageKey(cms), last - 1, () => {}),
      'expired',
    );
    assert.equal(store.listAt(storageKey(cms), last - 1), 'expired');
    const events: StoreEvent[] = [];
    assert.ok(store.watch(storageKey(cms), last, (event) => events.push(event)) !== 'expired');
    await store.create(keyOf('three'), object('three'));
    assert.deepEqual(
      events.map((event) => event.object.metadata.name),
      ['three'],
    );
    await store.close();
  });

  it('writes what is under way before it closes', async () => {
    let store = await openStore({ directory });
    const writes = Array.from({ length: 200 }, (_, i) => store.create(keyOf(`n${i}`), object(`n${i}`)));
    await store.close();
    await Promise.all(writes);
    store = await openStore({ directory });
    assert.equal(store.list(storageKey(cms)).length, 200);
    await store.close();
  });

  it('refuses what comes after its end, and leaves the folder to the next one', async () => {
    const store = await openStore({ directory });
    await store.close();
    // the second one would find that the first has failed
    for (const late of ['late', 'later']) {
      await assert.rejects(store.create(keyOf(late), object(late)), /the store is closed$/);
    }
    const next = await openStore({ directory });
    assert.deepEqual(next.list(storageKey(cms)), []);
    await next.close();
  });

  it('has on the disk what it acknowledged, even when its process is killed', async () => {
    const script = `
      import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../../src/cluster/storage/open-store.ts'))};
      const store = await openStore({ directory: process.argv[1] });
      for (let i = 0; i < 50; i++) await store.create('configmaps/lab/n' + i, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'n' + i } });
      process.kill(process.pid, 'SIGKILL');
    `;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script, '--', directory],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    assert.equal(signal, 'SIGKILL');
    const store = await openStore({ directory });
    assert.equal(store.list(storageKey(cms)).length, 50);
    // versions that a reader may have seen and the disk has not are not given again
    assert.ok(store.revision() > 51, String(store.revision()));
    assert.equal(
      store.watch(storageKey(cms), 51, () => {}),
      'expired',
    );
    await store.close();
  });

  it('goes on after a crash with revisions that nobody has seen', async () => {
    const store = await openStore({ directory });
    const stored = await store.create(keyOf('one'), object('one'));
    // what lies on the disk now is what a crash would leave
    const left = `${directory} left`;
    await cp(directory, left, { recursive: true });
    const next = await openStore({ directory: left });
    assert.deepEqual(next.get(keyOf('one')), stored);
    assert.equal(next.revision(), store.revision() + 10_000);
    await next.close();
    await store.close();
    const again = await openStore({ directory: left });
    assert.equal(again.revision(), store.revision() + 10_000, 'it was closed this time');
    await again.close();
  });

  it('is refused when another process or cluster has it open', async () => {
    const store = await openStore({ directory });
    await refuses(directory, /another practice cluster has its state in/, 'CLUSTER_RUNNING');
    assert.equal(await isStoreInUse(directory), true);
    await store.close();
    assert.equal(await isStoreInUse(directory), false);
    assert.equal(await isStoreInUse(join(directory, 'none')), false);
    assert.equal((await readdir(directory)).includes('none'), false, 'asking makes no store');
    await (await openStore({ directory })).close();
  });

  it('is refused when it is of another format, and left as it is', async () => {
    await mkdir(directory, { recursive: true });
    const database = new ClassicLevel(directory);
    await database.put('!format', '7');
    await database.close();
    await refuses(directory, /is of format 7, and this version of kubelab reads format 1/);
    // it was closed again
    const again = new ClassicLevel(directory);
    assert.equal(await again.get('!format'), '7');
    await again.close();
  });

  it('is refused when a file of it is cut off or something else, and is free again when it is put back', async () => {
    const names = ['a', 'b', 'c'];
    // what a start reads from the log it writes to a table
    for (const name of names) {
      const store = await openStore({ directory });
      await store.create(keyOf(name), object(name, { text: name.repeat(1000) }));
      await store.close();
    }
    const tables = (await readdir(directory)).filter((file) => file.endsWith('.ldb'));
    assert.ok(tables.length > 0);
    for (const file of tables) {
      const path = join(directory, file);
      const kept = await readFile(path);
      for (const damaged of [kept.subarray(0, kept.length / 2), Buffer.from('no table'), Buffer.alloc(0)]) {
        await writeFile(path, damaged);
        await refuses(directory, /^the data folder .* cannot be used: (IO error|Corruption): /);
      }
      await writeFile(path, kept);
    }
    const store = await openStore({ directory });
    assert.deepEqual(
      names.filter((name) => store.get(keyOf(name)) === undefined),
      [],
    );
    await store.close();
  });

  it('is refused when what is stored is no object', async () => {
    await (await openStore({ directory })).close();
    const database = new ClassicLevel(directory);
    await database.put(keyOf('broken'), '{"revision":');
    await database.close();
    await refuses(directory, /cannot be used: .*JSON/);
  });

  it('is refused when the path is no folder', async () => {
    await mkdir(join(directory, '..'), { recursive: true });
    await writeFile(directory, 'a file');
    await refuses(directory, /cannot be used/);
  });

  it('is refused when it cannot be written', async function () {
    if (process.getuid?.() === 0) return skip(this, 'root may write everywhere');
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o500);
    await refuses(directory, /permission denied/i);
    await chmod(directory, 0o700);
  });
});
