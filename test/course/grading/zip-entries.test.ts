import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { type ZipEntry, zipEntries } from '../../../src/course/grading/zip-entries.js';
import { type MadeEntry, makeZip } from '../../helpers/make-zip.js';
import { openFiles } from '../../helpers/open-files.js';
import { until } from '../../helpers/until.js';

describe('course/grading/zip-entries', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-entries-'));
    file = join(folder, 'a.zip');
  });
  after(() => rmSync(folder, { recursive: true }));

  const entriesOf = async (made: MadeEntry[], most = 100): Promise<ZipEntry[]> => {
    writeFileSync(file, makeZip(made));
    const found: ZipEntry[] = [];
    for await (const entry of zipEntries(file, most)) found.push(entry);
    return found;
  };
  const namesOf = async (...names: (string | Buffer)[]): Promise<unknown[]> =>
    (await entriesOf(names.map((name) => ({ name })))).map(({ names: parts, fault }) =>
      fault ? [parts, fault] : parts,
    );
  const faultOf = async (made: MadeEntry): Promise<string | undefined> => (await entriesOf([made]))[0]?.fault;

  it('has the files with the folders that they lie in, and no folders', async () => {
    const names = ['a/b/x.ipynb', 'a/', 'a/./', 'b/.', './c//y.ipynb', 'd\\e\\z.ipynb'];
    assert.deepEqual(await namesOf(...names), [
      ['a', 'b', 'x.ipynb'],
      ['c', 'y.ipynb'],
      ['d', 'e', 'z.ipynb'],
    ]);
  });

  it('has no name for what leads out of the zip', async () => {
    const climbing = ['../x', 'a/../x', '/etc/x', '\\x', 'c:x', 'C:\\x', '/'];
    const fault = 'its path leads out of the zip';
    assert.deepEqual(
      await namesOf(...climbing),
      climbing.map(() => [[], fault]),
    );
    assert.deepEqual(await namesOf('a..b/x', 'ab:c/x'), [
      ['a..b', 'x'],
      ['ab:c', 'x'],
    ]);
  });

  it('refuses a path without a name, or of more than 1024 characters', async () => {
    assert.deepEqual(await namesOf('./.'), []);
    assert.deepEqual(await namesOf(`${'a/'.repeat(511)}xx`), [[...Array<string>(511).fill('a'), 'xx']]);
    assert.deepEqual(await namesOf(`${'a/'.repeat(511)}xxx`), [[['a', 'a'], 'its path is too long']]);
  });

  it('keeps a byte order mark in a name, and reads the code page of DOS where it is no UTF-8', async () => {
    assert.deepEqual(await namesOf('\ufeffx'), [['\ufeffx']]);
    const [dos] = await entriesOf([{ name: Buffer.from('zo\u0089\\x', 'latin1'), flags: 0 }]);
    assert.deepEqual([dos?.names, dos?.fault], [['zoë', 'x'], undefined]);
  });

  it('takes a file without a mode, and no device or link', async () => {
    for (const mode of [0, 0o644, 0o100755]) assert.equal(await faultOf({ name: 'x', mode }), undefined, String(mode));
    for (const mode of [0o120777, 0o020666, 0o010644, 0o140755]) {
      assert.equal(await faultOf({ name: 'x', mode }), 'it is a link or a device');
    }
  });

  it('says of a file that is encrypted or packed by another method that it is', async () => {
    assert.equal(await faultOf({ name: 'x', flags: 0x801 }), 'it is encrypted');
    assert.equal(
      await faultOf({ name: 'x', method: 14 }),
      'it is packed by a method that is not read here; pack it as a plain zip',
    );
  });

  it('unpacks nothing whose checksum or size is another than the zip says', async () => {
    const wrong: MadeEntry[] = [{ crc: 1 }, { size: 3 }, { size: 5 }].map((lie) => ({
      name: 'x',
      content: 'four',
      ...lie,
    }));
    const found = [];
    for (const made of wrong) {
      writeFileSync(file, makeZip([made]));
      for await (const entry of zipEntries(file, 1)) {
        found.push(await entry.unpack(join(folder, `lie-${found.length}`)).catch((error: Error) => error.message));
      }
    }
    assert.equal(found[0], 'its checksum is another one');
    assert.match(String(found[1]), /too many bytes/);
    assert.match(String(found[2]), /not enough bytes/);
  });

  it('takes for a bomb what shrinks by more than 250 and is larger than a megabyte', async () => {
    const bomb = 'it grows to more than 250 times its size, as a bomb does';
    const content = Buffer.alloc(1000);
    // what the directory says of its size decides
    assert.equal(await faultOf({ name: 'x', content, size: 1024 * 1024 }), undefined);
    assert.equal(await faultOf({ name: 'x', content, size: 1024 * 1024 + 1 }), bomb);
    const noise = randomBytes(8000);
    const most = 250 * deflateRawSync(noise, { level: 9 }).length;
    assert.equal(await faultOf({ name: 'x', content: noise, size: most }), undefined);
    assert.equal(await faultOf({ name: 'x', content: noise, size: most + 1 }), bomb);
  });

  it('takes as many files as are allowed, folders included', async () => {
    assert.equal((await entriesOf([{ name: 'a/' }, { name: 'a/x' }], 2)).length, 1);
    await assert.rejects(entriesOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }], 2), {
      message: 'it holds more than 2 files',
    });
  });

  it('unpacks into a new file for this user alone, and closes the zip', async () => {
    writeFileSync(file, makeZip([{ name: 'x', content: 'what was written' }]));
    const to = join(folder, 'to');
    for await (const entry of zipEntries(file, 1)) {
      await entry.unpack(to);
      assert.deepEqual([readFileSync(to, 'utf8'), statSync(to).mode & 0o777], ['what was written', 0o600]);
      await assert.rejects(entry.unpack(to), { code: 'EEXIST' });
    }
    await until('the zip is closed', () => !openFiles().includes(file));
  });
});
