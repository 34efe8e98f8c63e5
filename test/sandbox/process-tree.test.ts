import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  keyOf,
  killAll,
  memoryFilesOf,
  processesWith,
  proportionalMemoryOf,
  treeOf,
  usageOf,
} from '../../src/sandbox/process-tree.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('processes below one', () => {
  const mark = `KUBELAB_TREE=${process.pid}`;
  let shell: ChildProcess;
  let pid: number;
  let file: string;

  before(async function () {
    if (process.platform !== 'linux') return skip(this, 'there is no /proc');
    const env = { PATH: process.env.PATH, KUBELAB_TREE: String(process.pid) };
    file = join(mkdtempSync(join(tmpdir(), 'kubelab-tree-')), 'file');
    writeFileSync(file, Buffer.alloc(1024 * 1024, 1));
    const open = openSync(file, 'r');
    const options: SpawnOptions = { env, detached: true, stdio: [open, 'ignore', 'ignore'] };
    shell = spawn('sh', ['-c', 'sleep 1000 & sleep 1000 & wait'], options);
    closeSync(open);
    pid = shell.pid ?? 0;
    const asleep = (): boolean => usageOf(treeOf(pid)).busy === 0;
    await until('the tree', () => treeOf(pid).length === 3 && processesWith(mark).length === 3 && asleep());
  });
  after(() => {
    try {
      if (pid) process.kill(-pid, 'SIGKILL');
    } catch {
      // the last test has ended all of them
    }
    if (file) rmSync(dirname(file), { recursive: true });
  });

  it('are it and its children, each told from a later one of its id', () => {
    const tree = treeOf(pid);
    assert.equal(tree[0]?.pid, pid);
    assert.equal(new Set(tree.map(keyOf)).size, 3);
    assert.notEqual(keyOf({ pid, startedAt: '0' }), keyOf(tree[0] ?? assert.fail()));
    assert.deepEqual(treeOf(2 ** 30), []);
  });

  it('use memory and a thread each, and none of them a file without a name, though one with a name', () => {
    const tree = treeOf(pid);
    const { memory, tasks, busy } = usageOf(tree);
    assert.deepEqual([tasks, busy], [3, 0]);
    assert.ok(memory > 100_000 && memory < 100_000_000, String(memory));
    const shares = proportionalMemoryOf(tree);
    assert.ok(shares > 0 && shares <= memory, String(shares));
    assert.equal(memoryFilesOf(tree), 0);
    const gone = [{ pid: 2 ** 30, startedAt: '0' }];
    assert.deepEqual([usageOf(gone).memory, proportionalMemoryOf(gone), memoryFilesOf(gone)], [0, 0, 0]);
    assert.ok(usageOf(treeOf(process.pid)).busy >= 1, 'this one runs now');
  });

  it('use the memory of files without a name, too', async function () {
    const python = '/usr/bin/python3';
    if (spawnSync(python, ['-V']).status !== 0) return skip(this, 'no Python here, which can make such files');
    const script = 'import os, time; f = os.memfd_create("x"); os.write(f, bytes(3000000)); time.sleep(100)';
    const holder = spawn(python, ['-c', script], { stdio: 'ignore' });
    try {
      const size = (): number => memoryFilesOf(treeOf(holder.pid ?? 0));
      await until('all of its file', () => size() >= 3_000_000);
      assert.ok(size() < 4_000_000, String(size()));
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('are found by a whole entry of their environment', () => {
    assert.deepEqual(processesWith(mark).map(keyOf).sort(), treeOf(pid).map(keyOf).sort());
    for (const other of [`${mark}0`, mark.slice(1), mark.slice(0, -1)]) assert.deepEqual(processesWith(other), []);
  });

  it('are ended, but no other that has the id of one now', async () => {
    const tree = treeOf(pid);
    killAll(tree.map((each) => ({ ...each, startedAt: `${each.startedAt}1` })));
    assert.equal(treeOf(pid).length, 3);
    const ended = once(shell, 'exit');
    killAll(tree);
    await ended;
    await until('their end', () => processesWith(mark).length === 0);
    killAll(tree);
  });
});
