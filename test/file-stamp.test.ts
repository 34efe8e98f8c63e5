import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStamp } from '../src/file-stamp.js';

describe('the stamp of a file', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-stamp-'));
    file = join(folder, 'a');
    writeFileSync(file, 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stays while the file does', () => assert.equal(fileStamp(file), fileStamp(file)));

  it('is another one for a new length, a new time, and another file of the same length and time', () => {
    const { atime, mtime } = statSync(file);
    const stamps = [fileStamp(file)];
    writeFileSync(file, 'other');
    utimesSync(file, atime, mtime);
    stamps.push(fileStamp(file));
    utimesSync(file, atime, new Date(mtime.getTime() + 1000));
    stamps.push(fileStamp(file));
    const other = join(folder, 'b');
    writeFileSync(other, 'OTHER');
    utimesSync(other, atime, new Date(mtime.getTime() + 1000));
    renameSync(other, file);
    stamps.push(fileStamp(file));
    assert.equal(new Set(stamps).size, stamps.length);
  });

  it('is empty where no file can be reached', () => {
    symlinkSync('circle', join(folder, 'circle'));
    for (const name of ['none', 'a/below', 'circle']) assert.equal(fileStamp(join(folder, name)), '', name);
  });
});
