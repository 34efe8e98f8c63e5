/** Which start-up snapshot a kernel starts from, by the records that are there; `snapshot.test.ts` makes real ones. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { kubelabHome } from '../../src/home.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { launchCommand } from '../../src/kernel/launch-command.js';
import {
  kernelSnapshot,
  recordFile,
  type SnapshotRecord,
  snapshotFolders,
  snapshotScript,
  snapshotState,
  stateOf,
} from '../../src/kernel/snapshot.js';
import { IDLE_VARIABLE } from '../../src/kernel-cluster.js';

const root = resolve(import.meta.dirname, '../..');
const HOUR = 3_600_000;

describe('the start-up snapshot that a kernel finds', () => {
  const { KUBELAB_HOME: usualHome } = process.env;
  /** No other kernel has these options, and so no other record is theirs. */
  const env = { NODE_OPTIONS: '--title=only-in-this-test' };
  let home: string;
  let source: string;
  let blob: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'kubelab-state-'));
    process.env.KUBELAB_HOME = home;
    const { cache } = kubelabHome();
    mkdirSync(cache, { recursive: true });
    source = join(home, 'source.js');
    blob = join(cache, 'some.blob');
    writeFileSync(source, 'one');
    writeFileSync(blob, 'twelve bytes');
  });
  afterEach(() => {
    if (usualHome === undefined) delete process.env.KUBELAB_HOME;
    else process.env.KUBELAB_HOME = usualHome;
    rmSync(home, { recursive: true });
  });

  const options = ['--one'];
  const whole = (): SnapshotRecord => ({
    ...{ state: stateOf([source]), files: [source], options },
    blob: { name: 'some.blob', bytes: 12 },
  });
  const write = (record: object, folder = kubelabHome().cache): string => {
    const file = recordFile(folder, env);
    writeFileSync(file, JSON.stringify(record));
    return file;
  };

  it('is the one of its record, when all that it was made from is as it was', () => {
    assert.deepEqual(snapshotState(env), { state: 'none' });
    assert.equal(kernelSnapshot(env), undefined);
    write(whole());
    assert.deepEqual(snapshotState(env), { state: 'ready', snapshot: { blob, options } });
    assert.deepEqual(kernelSnapshot(env), { blob, options });
    assert.notEqual(kernelSnapshot({})?.blob, blob, 'made with other options');
    writeFileSync(source, 'another');
    assert.deepEqual(snapshotState(env), { state: 'none' });
    unlinkSync(source);
    assert.deepEqual(snapshotState(env), { state: 'none' });
  });

  it('is left where it is by a kernel that brings its cluster', () => {
    write(whole());
    assert.equal(kernelSnapshot({ ...env, [IDLE_VARIABLE]: '30' }), undefined);
  });

  it('is none when its file is not whole, or its record is not', () => {
    const { blob: named, options: _, ...rest } = whole();
    for (const record of [
      { ...rest, blob: named },
      { ...rest, options },
      { ...whole(), blob: { name: 'some.blob', bytes: 13 } },
      { ...whole(), blob: { name: 'gone.blob', bytes: 12 } },
      { ...whole(), state: 'another' },
    ]) {
      write(record);
      assert.deepEqual(snapshotState(env), { state: 'none' }, JSON.stringify(record));
    }
    writeFileSync(recordFile(kubelabHome().cache, env), '{"state":');
    assert.deepEqual(snapshotState(env), { state: 'none' });
  });

  it('is put aside for a day after a fault, of which the record tells', () => {
    const faulty = (at: number): SnapshotRecord => ({ ...whole(), fault: { why: 'no cell ran', at } });
    const record = write(faulty(Date.now() - 23 * HOUR));
    const found = snapshotState(env);
    assert.ok(found.state === 'aside', found.state);
    assert.deepEqual([found.why, found.record], ['no cell ran', record]);
    assert.ok(found.retryInMs > 0.9 * HOUR && found.retryInMs <= HOUR, String(found.retryInMs));
    assert.equal(kernelSnapshot(env), undefined);
    write(faulty(Date.now() - 25 * HOUR));
    assert.deepEqual(snapshotState(env), { state: 'none' });
  });

  it("is that of the package, unless the user's own record says that it is at fault", () => {
    const [ofPackage = '', ofUser = ''] = snapshotFolders();
    assert.deepEqual([ofPackage, ofUser], [join(root, 'node_modules/.cache/kubelab'), kubelabHome().cache]);
    mkdirSync(ofPackage, { recursive: true });
    const shared = join(ofPackage, 'only-in-this-test.blob');
    writeFileSync(shared, 'twelve bytes');
    const record = write({ ...whole(), blob: { name: 'only-in-this-test.blob', bytes: 12 } }, ofPackage);
    try {
      assert.deepEqual(kernelSnapshot(env), { blob: shared, options });
      write({ ...whole(), fault: { why: 'no cell ran', at: Date.now() } });
      assert.equal(snapshotState(env).state, 'aside');
    } finally {
      for (const file of [shared, record]) unlinkSync(file);
    }
  });

  it('has a record for each set of options, and none is another one', () => {
    const file = recordFile('/x', env);
    assert.match(file, new RegExp(`^/x/kernel-${process.version.replaceAll('.', '\\.')}-[0-9a-f]{12}\\.json$`));
    assert.notEqual(recordFile('/x', { NODE_OPTIONS: '--title=another' }), file);
    assert.equal(recordFile('/x', {}), recordFile('/x', { NODE_OPTIONS: '' }));
    assert.equal(dirname(recordFile('/y', env)), '/y');
  });

  it('changes its state with each file, and with the script that makes it', () => {
    assert.equal(snapshotScript(), join(root, 'dist', 'kernel', 'snapshot-entry.cjs'));
    const before = stateOf([source]);
    assert.match(before, /^[0-9a-f]{64}$/);
    assert.equal(stateOf([source]), before);
    assert.notEqual(stateOf([]), before);
    writeFileSync(source, 'longer than it was');
    assert.notEqual(stateOf([source]), before);
    assert.throws(() => stateOf([join(home, 'gone')]), { code: 'ENOENT' });
  });

  it('is in the command of a kernel, with the start without it for when it fails', () => {
    const folder = join(root, 'test/fixtures/notebooks');
    const { snapshot: none, fallback: nothing, ...bare } = kernelCommand({ folder, env });
    assert.deepEqual([none, nothing, bare], [undefined, undefined, launchCommand({ cwd: folder, env })]);
    write(whole());
    for (const watched of [true, false]) {
      const { snapshot, fallback, onFailure, ...command } = kernelCommand({ folder, env, watched });
      assert.deepEqual(snapshot, { blob, options });
      assert.deepEqual(fallback, launchCommand({ cwd: folder, env, watched }));
      assert.deepEqual(command, launchCommand({ cwd: folder, env, watched, snapshot: { blob, options } }));
      assert.equal(typeof onFailure, 'function');
    }
  });
});
