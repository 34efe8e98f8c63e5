import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { writeZip, type ZipEntry } from '../src/zip-file.js';

describe('zip-file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-zip-'));
  const file = join(folder, 'inner', 'a.zip');
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('writes what is read again, whatever names hold, and the same bytes each time', () => {
    const big = 'x y z '.repeat(500_000);
    const entries: ZipEntry[] = [
      { name: 'Ada Lövelace ☃/feedback.html', bytes: strToU8('<p>é</p>') },
      { name: 'big.txt', bytes: strToU8(big) },
      { name: 'empty', bytes: new Uint8Array() },
    ];
    writeZip(file, entries);
    const first = readFileSync(file);
    const read = unzipSync(first);
    assert.deepEqual(
      Object.keys(read),
      entries.map(({ name }) => name),
    );
    assert.equal(strFromU8(read['big.txt'] ?? new Uint8Array()), big);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    writeZip(file, entries);
    assert.deepEqual(readFileSync(file), first);
  });

  it('leaves the older file and no draft when an entry cannot be had', () => {
    const before = readFileSync(file);
    function* broken(): Generator<ZipEntry> {
      yield { name: 'a', bytes: strToU8('a') };
      throw new Error('gone');
    }
    assert.throws(() => writeZip(file, broken()), { code: 'FILE_UNREADABLE', message: /gone/ });
    assert.deepEqual(readFileSync(file), before);
    assert.deepEqual(readdirSync(join(folder, 'inner')), ['a.zip']);
  });

  it('says where it cannot be written', () => {
    assert.throws(() => writeZip(join(file, 'b.zip'), []), { code: 'FILE_UNREADABLE' });
    assert.ok(existsSync(file));
  });
});
