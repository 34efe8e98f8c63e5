import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { usualLimits } from '../../src/sandbox/limits.js';
import { treeOf, usageOf } from '../../src/sandbox/process-tree.js';
import { type ProcessWatch, watchProcesses } from '../../src/sandbox/watch-processes.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('watching a process tree', () => {
  const MB = 1024 * 1024;
  /** With a limit of CPU time, in case nobody ends it; all of a test are to run at once, also where another one starts slowly. */
  const loop = 'ulimit -t 60; while :; do :; done';
  const mark = `KUBELAB_RUN=watch-${process.pid}`;
  const env = { PATH: process.env.PATH, KUBELAB_RUN: `watch-${process.pid}` };
  const started: ChildProcess[] = [];
  const watches: ProcessWatch[] = [];

  before(function () {
    if (process.platform !== 'linux') skip(this, 'processes are watched on Linux alone');
  });

  afterEach(() => {
    for (const watch of watches.splice(0)) watch.end();
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  function watched(
    script: string,
    limits: Partial<ReturnType<typeof usualLimits>>,
    folders: string[] = [],
    onExceeded: (what: string) => void = () => {},
  ): ChildProcess {
    const child = spawn(process.execPath, ['-e', script], { env, stdio: 'ignore' });
    started.push(child);
    const watch = watchProcesses({ limits: { ...usualLimits(1024 * MB, 60), ...limits }, folders, mark, onExceeded });
    watches.push(watch);
    watch.add(child.pid ?? 0);
    return child;
  }

  function begin(script: string, limits: Partial<ReturnType<typeof usualLimits>>, folders?: string[]): Promise<string> {
    return new Promise((exceeded) => watched(script, limits, folders, exceeded));
  }

  it('tells of memory that children take together', async () => {
    const hog = 'const kept = Buffer.alloc(80 * 1024 * 1024, 1); setInterval(() => kept.length, 1000)';
    const script = `for (let i = 0; i < 3; i++) require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hog)}])`;
    assert.equal(await begin(script, { memory: 200 * MB }), 'more than 200 MB of memory');
  });

  it('S7: tells of memory that no process has mapped', async function () {
    const python = '/usr/bin/python3';
    if (spawnSync(python, ['-V']).status !== 0) return skip(this, 'no Python here, which can make such files');
    const hog =
      'import os, time; f = os.memfd_create("x"); [os.write(f, bytes(1000000)) for _ in range(150)]; time.sleep(100)';
    const script = `require('child_process').spawn('${python}', ['-c', ${JSON.stringify(hog)}])`;
    assert.equal(await begin(script, { memory: 150 * MB }), 'more than 150 MB of memory');
  });

  it('S10: puts those last who want more CPUs than there are for one', async () => {
    const busy = `require('child_process').spawn('sh', ['-c', '${loop}'], { detached: true })`;
    // nothing where this kernel has no autogroups; empty where this session began in none
    const own = (): string => (existsSync('/proc/self/autogroup') ? readFileSync('/proc/self/autogroup', 'utf8') : '');
    const before = own();
    const child = watched(`for (let i = 0; i < 12; i++) ${busy}; setInterval(() => {}, 1000)`, { memory: 2048 * MB });
    const nice = (): number[] => treeOf(child.pid ?? 0).map(({ pid }) => getPriority(pid));
    await until(
      () => `all to be put last, instead of ${nice()}`,
      () => nice().length === 13 && nice().every((value) => value === 19),
    );
    assert.equal(own(), before, 'the session of the one who watches is as it was');
  });

  it('leaves those of a control group as they are, since the kernel shares out by groups', async () => {
    const child = spawn('sh', ['-c', `for i in 1 2 3 4 5 6 7 8 9 10 11 12; do (${loop}) & done; wait`], { env });
    started.push(child);
    let looks = 0;
    const excess = (): undefined => void looks++;
    const group = { procs: '', excess, end: async () => {} };
    const limits = usualLimits(1024 * MB, 60);
    const watch = watchProcesses({ limits, group, folders: [], mark, onExceeded: assert.fail });
    watches.push(watch);
    watch.add(child.pid ?? 0);
    await until('all to be busy', () => usageOf(treeOf(child.pid ?? 0)).busy > 8);
    const first = looks;
    await until('a few looks', () => looks > first + 2);
    const nice = treeOf(child.pid ?? 0).map(({ pid }) => getPriority(pid));
    assert.deepEqual(nice, Array(13).fill(getPriority()));
  });

  /** A watch over a control group, which counts how often it is looked at. */
  function counted(
    excess: string | undefined,
    onExceeded: (what: string) => void,
    limits: Partial<ReturnType<typeof usualLimits>> = {},
  ): { watch: ProcessWatch; looks(): number } {
    let looks = 0;
    const look = (): string | undefined => {
      looks++;
      return excess;
    };
    const group = { procs: '', excess: look, end: async () => {} };
    const all = { ...usualLimits(1024 * MB, 60), ...limits };
    const watch = watchProcesses({ limits: all, group, folders: [], onExceeded });
    watches.push(watch);
    return { watch, looks: () => looks };
  }

  it('tells of an excess once, looks no more after its end, and keeps no process running', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const told: string[] = [];
    const exceeded = counted('too much', (what) => told.push(what));
    const ended = counted(undefined, assert.fail);
    const going = counted(undefined, assert.fail);
    assert.equal(timers(), before);
    await until('the first look', () => exceeded.looks() > 0 && ended.looks() > 0);
    ended.watch.end();
    const [first, last] = [going.looks(), ended.looks()];
    await until('three more of another one', () => going.looks() > first + 2);
    assert.deepEqual([told, exceeded.looks(), ended.looks()], [['too much'], 1, last]);
  });

  it('lets a tree have twice the processes that one of a user of its own may have', async () => {
    const child = spawn('sh', ['-c', 'for i in 1 2 3 4 5 6 7 8 9 10 11; do sleep 1000 & done; wait'], {
      env,
      stdio: 'ignore',
    });
    started.push(child);
    await until('all to run', () => usageOf(treeOf(child.pid ?? 0)).tasks === 12);
    const { watch, looks } = counted(undefined, assert.fail, { processes: 6 });
    watch.add(child.pid ?? 0);
    await until('a few looks', () => looks() > 2);
  });

  it('says what a control group was ended for', async () => {
    const group = { procs: '', excess: () => 'more than 7 MB of memory', end: async () => {} };
    const limits = usualLimits(1024 * MB, 60);
    const what = await new Promise((onExceeded) => {
      watches.push(watchProcesses({ limits, group, folders: [], onExceeded }));
    });
    assert.equal(what, 'more than 7 MB of memory');
  });

  it('tells of too many processes and threads', async () => {
    const script = "for (let i = 0; i < 30; i++) require('child_process').spawn('sleep', ['100'])";
    assert.equal(await begin(script, { processes: 10 }), 'more than 10 processes');
    const nice = treeOf(started.at(-1)?.pid ?? 0).map(({ pid }) => getPriority(pid));
    assert.deepEqual(new Set(nice), new Set([getPriority()]), 'those who sleep are not put last');
  });

  it('counts once what processes share', async function () {
    const python = '/usr/bin/python3';
    if (spawnSync(python, ['-V']).status !== 0) return skip(this, 'no Python here, whose children share its memory');
    const family =
      'import os, time; kept = bytes(b"x" * 60000000); [os.fork() == 0 and time.sleep(100) for _ in range(30)]; time.sleep(100)';
    const script = `require('child_process').spawn('${python}', ['-c', ${JSON.stringify(family)}])`;
    // what is looked at after the memory, so that this is the answer where the memory was not too much
    assert.equal(await begin(script, { memory: 400 * MB, processes: 10 }), 'more than 10 processes');
  });

  it('tells of files that grow in a shared folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-watch-'));
    try {
      writeFileSync(join(folder, 'large'), Buffer.alloc(2 * MB));
      assert.equal(
        await begin('setInterval(() => {}, 1000)', { sharedFiles: MB }, [folder]),
        'more than 1 MB of files',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  /** A shell and a child of it in a session of its own, without the mark. */
  async function pair(): Promise<{ shell: ChildProcess; both: number[] }> {
    const shell = spawn('sh', ['-c', 'setsid sleep 1000 & wait'], { stdio: 'ignore' });
    started.push(shell);
    const both = await until('both', () => {
      const pids = treeOf(shell.pid ?? 0).map(({ pid }) => pid);
      return pids.length === 2 && pids;
    });
    return { shell, both };
  }
  const watch = (): ProcessWatch =>
    watchProcesses({ limits: usualLimits(1024 * MB, 60), folders: [], onExceeded: () => {} });

  it('ends the tree as it is at the end', async () => {
    const { shell, both } = await pair();
    const watched = watch();
    watched.add(shell.pid ?? 0);
    watched.end();
    await until('their end', () => both.every((pid) => treeOf(pid).length === 0));
  });

  it('ends those who were seen in the tree, though their parent is gone', async () => {
    const { shell, both } = await pair();
    const watched = watch();
    watched.add(shell.pid ?? 0);
    assert.ok(watched.memory() > 0);
    const ended = once(shell, 'exit');
    shell.kill('SIGKILL');
    await ended;
    assert.ok(both.some((pid) => treeOf(pid).length === 1));
    watched.end();
    await until('its end', () => both.every((pid) => treeOf(pid).length === 0));
  });

  it('ends those who left the tree, by the mark in their environment', async () => {
    const child = spawn(
      'sh',
      ['-c', 'setsid sleep 1000 > /dev/null 2>&1 & echo $!; setsid sleep 1001 > /dev/null 2>&1 & echo $!'],
      { env },
    );
    started.push(child);
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
    });
    await once(child, 'close');
    const pids = text.trim().split('\n').map(Number);
    assert.equal(pids.length, 2);
    assert.ok(pids.every((pid) => treeOf(pid).length === 1));
    watchProcesses({ limits: usualLimits(MB, 1), folders: [], mark, onExceeded: () => {} }).end();
    await until('their end', () => pids.every((pid) => treeOf(pid).length === 0));
  });
});
