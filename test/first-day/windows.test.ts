/**
 * The packed package with the Node of Windows, under Wine: a stand-in for Windows, which is not here. Wine gives a program no pipe of
 * Unix as its output, so that each command writes into a file.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findProgram } from '../../src/find-program.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { installPackage } from '../helpers/installed-package.js';
import { skip } from '../helpers/skip.js';
import { code } from '../helpers/small-course.js';

interface Ran {
  code: number | null;
  /** What it wrote, to both. */
  text: string;
}

const root = resolve(import.meta.dirname, '../..');

describe('the packed package on Windows', function () {
  this.timeout(600_000);
  this.slow(60_000);
  const parent = mkdtempSync(join(tmpdir(), 'kubelab-jürgen-'));
  const folder = join(parent, 'a folder');
  /** A path as programs of Windows have it: Wine shows them all files as its drive Z. */
  const seen = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;
  const node = process.env.NODE_FOR_WINDOWS ?? '';
  const wine = {
    PATH: process.env.PATH,
    WINEPREFIX: join(parent, 'wine'),
    WINEDEBUG: '-all',
    XDG_RUNTIME_DIR: parent,
    LANG: 'C.UTF-8',
    KUBELAB_HOME: seen(join(parent, 'home')),
  };

  before(function () {
    if (findProgram('wine', process.env) === undefined) return skip(this, 'there is no wine');
    if (node === '') return skip(this, 'NODE_FOR_WINDOWS names no node.exe');
    mkdirSync(folder);
    return installPackage(folder, ['--os=win32', '--cpu=x64']);
  });
  after(() => {
    if (existsSync(folder)) {
      kubelab('cluster', 'down');
      spawnSync('wineserver', ['-k'], { env: wine, timeout: 60_000 });
    }
    rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
  });

  const kubelab = (...args: string[]): Ran => program('bin.js', ...args);
  function program(name: string, ...args: string[]): Ran {
    const output = join(parent, 'output');
    const words = ['wine', node, `node_modules/kubelab/dist/${name}`, ...args];
    const shell = ['-c', 'out=$1; shift; exec "$@" >"$out" 2>&1 </dev/null', 'sh', output, ...words];
    const { status } = spawnSync('/bin/sh', shell, { cwd: folder, env: wine, timeout: 300_000 });
    return { code: status, text: readFileSync(output, 'utf8') };
  }
  function write(name: string, sources: readonly string[]): void {
    const metadata = { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } };
    const cells = sources.map((source, at) => code(`cell-${at}`, source));
    writeNotebook(join(folder, name), { nbformat: 4, nbformat_minor: 5, metadata, cells });
  }
  function runs(...args: string[]): string {
    const ran = kubelab(...args);
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.text}`);
    return ran.text;
  }

  it('is found in order, and takes a lesson, twice', () => {
    program('kernel/snapshot-program.js');
    const found = runs('doctor');
    assert.match(found, /✓ kernel +starts and imports kubelab in .*, from its start-up snapshot/);
    assert.match(found, /· bubblewrap +not for this system/);
    for (const _time of ['first', 'second']) assert.match(runs('start', '00'), /Start here +(\d+)\/\1 +passed/);
  });

  it('hands out the lessons with their rubrics, in a folder that was made for them', () => {
    mkdirSync(join(folder, 'handed out'));
    const [, notebooks, rubrics] = /^(\d+) notebooks and (\d+) rubrics/.exec(runs('release', 'handed out')) ?? [];
    assert.deepEqual([notebooks, rubrics], ['9', '9']);
  });

  it('tells of an error without the frames of the kernel', () => {
    write('faulty.ipynb', ["throw new Error('mine')"]);
    assert.match(kubelab('run', 'faulty.ipynb').text, /Error: mine\n +at cell-1\.ts:1:7\n(?! +at)/);
  });

  it('has a practice cluster in the background, and says how PowerShell names it', () => {
    const up = runs('cluster', 'up', '--detach', '--port', '0');
    assert.ok(up.includes(`$env:KUBECONFIG = '${wine.KUBELAB_HOME}\\kubeconfig'`), up);
    assert.match(runs('request', 'GET', '/readyz'), /200 OK/);
    assert.match(runs('cluster', 'down'), /stopped/);
    assert.match(runs('cluster', 'up', '--detach', '--port', '0'), /is up/);
  });

  it('interrupts a cell and leaves the kernel its variables', () => {
    write('waits.ipynb', ['const kept = 41;', 'await new Promise(() => {});', 'kept + 1']);
    // a kernel without a snapshot compiles its first cell for seconds on a busy machine
    const { text } = kubelab('run', 'waits.ipynb', '--keep-going', '--timeout-cell', '20');
    assert.match(text, /ran too long and was interrupted[\s\S]*kept \+ 1\n +42\n[\s\S]*2 of 3 cells/);
  });

  it('grades what was handed in', () => {
    mkdirSync(join(folder, 'handed in'));
    copyFileSync(join(root, 'notebooks/solutions/04-activity.ipynb'), join(folder, 'handed in', 'ann.ipynb'));
    copyFileSync(join(root, 'notebooks/04-activity.ipynb'), join(folder, 'handed in', 'ben.ipynb'));
    const text = runs('grade', 'handed in', '--exercise', '04', '--out', 'marks');
    // in the order in which they end
    for (const told of [/not isolated \(this system is not Linux/, /^ben +0 of 20/m, /^ann +20 of 20/m]) {
      assert.match(text, told);
    }
  });
});
