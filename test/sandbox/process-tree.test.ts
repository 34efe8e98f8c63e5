import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  keyOf,
  killAll,
  memoryFilesOf,
  processesWith,
  proportionalMemoryOf,
  putLast,
  treeOf,
  usageOf,
} from '../../src/sandbox/process-tree.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('processes below one', () => {
  let mark: string;
  let shell: ChildProcess;
  let pid: number;
  let file: string;

  before(async function () {
    if (process.platform !== 'linux') return skip(this, 'there is no /proc');
    const env = { PATH: process.env.PATH, KUBELAB_TREE: `${process.pid}-${performance.now()}` };
    mark = `KUBELAB_TREE=${env.KUBELAB_TREE}`;
    file = join(mkdtempSync(join(tmpdir(), 'kubelab-tree-')), 'file');
    writeFileSync(file, Buffer.alloc(1024 * 1024, 1));
    const open = openSync(file, 'r');
    const options: SpawnOptions = { env, detached: true, stdio: [open, 'ignore', 'ignore'] };
    // they would not end by a signal that asks them to
    shell = spawn('sh', ['-c', 'trap "" TERM; sleep 1000 & sleep 1000 & wait'], options);
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
    assert.deepEqual(usageOf(gone), { memory: 0, tasks: 0, busy: 0 });
    assert.deepEqual([proportionalMemoryOf(gone), memoryFilesOf(gone)], [0, 0]);
    assert.ok(usageOf(treeOf(process.pid)).busy >= 1, 'this one runs now');
  });

  it('are not those that have ended, though their parent has not asked for how', async () => {
    // the child ends with its input, when its parent is a program that asks nobody
    const script = 'cat <&3 & echo $!; exec sleep 1000';
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
    try {
      const [line] = (await once(parent.stdout ?? assert.fail(), 'data')) as [Buffer];
      const child = Number(line);
      await until('the parent is sleep', () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
      assert.equal(treeOf(parent.pid ?? 0).length, 2);
      (parent.stdio[3] as Writable).end();
      const state = (): string => readFileSync(`/proc/${child}/stat`, 'latin1').split(' ')[2] ?? '';
      await until('the child has ended', () => state() === 'Z');
      assert.deepEqual(
        treeOf(parent.pid ?? 0).map((each) => each.pid),
        [parent.pid],
      );
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('are put last once, and their session with them, but never the session of this process', async () => {
    const own = spawn('sleep', ['1000'], { stdio: 'ignore' });
    const apart = spawn('sleep', ['1000'], { stdio: 'ignore', detached: true });
    try {
      const both = [own.pid ?? 0, apart.pid ?? 0].flatMap(treeOf);
      assert.equal(both.length, 2);
      const nice = (): number[] => both.map((each) => getPriority(each.pid));
      const group = ({ pid }: ChildProcess): string => {
        const file = `/proc/${pid}/autogroup`;
        return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
      };
      const [before, done] = [group(own), new Set<string>()];
      putLast(both, done);
      assert.deepEqual(nice(), [19, 19]);
      assert.equal(group(own), before);
      const theirs = group(apart);
      if (theirs !== '') assert.match(theirs, / nice 19$/);
      assert.deepEqual([...done], both.map(keyOf));
      const late = spawn('sleep', ['1000'], { stdio: 'ignore' });
      const [latest = assert.fail()] = treeOf(late.pid ?? 0);
      putLast([latest], new Set([keyOf(latest)]));
      assert.equal(getPriority(latest.pid), getPriority(), 'one that has been put last already is left as it is');
      late.kill('SIGKILL');
    } finally {
      for (const child of [own, apart]) child.kill('SIGKILL');
    }
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
    const echo = spawn('cat');
    const later = treeOf(echo.pid ?? 0).map((each) => ({ ...each, startedAt: `${each.startedAt}1` }));
    assert.equal(later.length, 1);
    killAll(later);
    const gone = once(echo, 'exit');
    echo.stdin.on('error', () => {}).end('still here');
    assert.equal(await text(echo.stdout), 'still here');
    await gone;
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
