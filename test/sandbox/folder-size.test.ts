import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { excessOf, removeFolder } from '../../src/sandbox/folder-size.js';

describe('how much is in a folder', () => {
  const MB = 1024 * 1024;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-size-'));
  });
  afterEach(() => void spawnSync('rm', ['-rf', folder]));

  it('counts the files of all its folders together, up to the limit itself', () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    writeFileSync(join(folder, 'a/one'), Buffer.alloc(MB / 2));
    writeFileSync(join(folder, 'a/b/other'), Buffer.alloc(MB / 2));
    assert.equal(excessOf(folder, MB), undefined);
    writeFileSync(join(folder, 'a/b/last'), 'x');
    assert.equal(excessOf(folder, MB), 'more than 1 MB of files');
  });

  it('follows no link, and takes a folder that is gone as empty', () => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(MB));
    mkdirSync(join(folder, 'shared'));
    symlinkSync('..', join(folder, 'shared/up'));
    symlinkSync('../large', join(folder, 'shared/large'));
    assert.equal(excessOf(join(folder, 'shared'), 1024), undefined);
    assert.equal(excessOf(join(folder, 'none'), 0), undefined);
    assert.equal(excessOf(join(folder, 'large/none'), 0), undefined);
  });

  it('counts the entries of all its folders, up to 2,000', () => {
    mkdirSync(join(folder, 'a'));
    for (let i = 0; i < 1999; i++) writeFileSync(join(folder, 'a', String(i)), '');
    assert.equal(excessOf(folder, 0), undefined);
    writeFileSync(join(folder, 'a/more'), '');
    assert.equal(excessOf(folder, 0), 'more than 2000 files');
  });

  it('goes no deeper than 16 folders', () => {
    const deepest = join(folder, ...Array.from({ length: 16 }, () => 'a'));
    mkdirSync(deepest, { recursive: true });
    writeFileSync(join(deepest, 'large'), Buffer.alloc(2 * MB));
    assert.equal(excessOf(folder, MB), 'more than 1 MB of files');
    assert.equal(excessOf(folder, 2 * MB), undefined);
    mkdirSync(join(deepest, 'a'));
    assert.equal(excessOf(folder, 2 * MB), 'folders more than 16 deep');
  });

  it('says what it cannot read', () => {
    symlinkSync('loop', join(folder, 'loop'));
    assert.equal(excessOf(join(folder, 'loop'), MB), 'a folder that cannot be read (ELOOP)');
    // 4,096 bytes are the most that a path may have
    const half = Array.from({ length: 8 }, () => 'n'.repeat(254));
    for (const name of ['a', 'b']) mkdirSync(join(folder, name, ...half.slice(1)), { recursive: true });
    writeFileSync(join(folder, 'b', ...half.slice(1), 'f'.repeat(254)), '');
    renameSync(join(folder, 'b'), join(folder, 'a', ...half.slice(1), 'b'.repeat(254)));
    assert.equal(excessOf(folder, MB), 'a file that cannot be read (ENAMETOOLONG)');
  });

  it('cannot be removed where no program can get', () => {
    assert.throws(() => removeFolder(join(folder, 'n/'.repeat(2100))), { message: /name too long/i });
  });

  it('is removed, also where its paths are too long for the system', () => {
    const half = Array.from({ length: 15 }, () => 'n'.repeat(200));
    for (const name of ['a', 'b']) mkdirSync(join(folder, name, ...half), { recursive: true });
    writeFileSync(join(folder, 'b', ...half, 'file'), '');
    renameSync(join(folder, 'b'), join(folder, 'a', ...half, 'b'));
    removeFolder(folder);
    assert.ok(!existsSync(folder));
    removeFolder(folder);
  });
});
