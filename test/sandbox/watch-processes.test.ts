import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usualLimits } from '../../src/sandbox/limits.js';
import { treeOf } from '../../src/sandbox/process-tree.js';
import { type ProcessWatch, watchProcesses } from '../../src/sandbox/watch-processes.js';
import { until } from '../helpers/until.js';

describe('watching a process tree', () => {
  const MB = 1024 * 1024;
  const mark = `KUBELAB_RUN=watch-${process.pid}`;
  const env = { PATH: process.env.PATH, KUBELAB_RUN: `watch-${process.pid}` };
  const started: ChildProcess[] = [];
  const watches: ProcessWatch[] = [];

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  afterEach(() => {
    for (const watch of watches.splice(0)) watch.end();
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  function begin(
    script: string,
    limits: Partial<ReturnType<typeof usualLimits>>,
    folders: string[] = [],
  ): Promise<string> {
    const child = spawn(process.execPath, ['-e', script], { env, stdio: 'ignore' });
    started.push(child);
    return new Promise((exceeded) => {
      const watch = watchProcesses({
        limits: { ...usualLimits(1024 * MB, 60), ...limits },
        folders,
        mark,
        onExceeded: exceeded,
      });
      watches.push(watch);
      watch.add(child.pid ?? 0);
    });
  }

  it('tells of memory that children take together', async () => {
    const hog = 'const kept = Buffer.alloc(80 * 1024 * 1024, 1); setInterval(() => kept.length, 1000)';
    const script = `for (let i = 0; i < 3; i++) require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hog)}])`;
    assert.equal(await begin(script, { memory: 200 * MB }), 'more than 200 MB of memory');
  });

  it('tells of too many processes and threads', async () => {
    const script = "for (let i = 0; i < 30; i++) require('child_process').spawn('sleep', ['100'])";
    assert.equal(await begin(script, { processes: 10 }), 'more than 10 processes');
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
