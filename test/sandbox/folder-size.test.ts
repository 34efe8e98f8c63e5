import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { excessOf } from '../../src/sandbox/folder-size.js';

describe('how much is in a folder', () => {
  const MB = 1024 * 1024;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-size-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

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
});
