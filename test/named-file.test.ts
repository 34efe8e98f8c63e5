import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNamedFile, statNamed } from '../src/named-file.js';

describe('a file that somebody named', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-named-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const read = (bytes: Buffer): string => {
    const file = join(folder, 'class.csv');
    writeFileSync(file, bytes);
    return readNamedFile(file, 'the roster', 'check the name after --roster');
  };

  it('is read as UTF-8', () => assert.equal(read(Buffer.from('Bob Müller')), 'Bob Müller'));

  // a Müller that is read wrongly fits no folder, and would be written wrongly into what is uploaded
  for (const [what, bytes] of [
    ['Windows-1252', Buffer.from('Bob Müller', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffBob Müller', 'utf16le')],
  ] as const) {
    it(`is refused as ${what}, with what to choose in a spreadsheet program`, () => {
      assert.throws(() => read(bytes), {
        code: 'ARGUMENT_INVALID',
        message: 'the roster is not text in UTF-8',
        hint: /"CSV UTF-8"/,
      });
    });
  }

  it('that is not there is called what it was to be', () => {
    assert.throws(() => readNamedFile(join(folder, 'none.csv'), 'the roster', 'check the name'), {
      code: 'FILE_MISSING',
      message: 'the roster cannot be read: there is no such file',
      hint: 'check the name',
    });
  });

  it('is told apart from a folder, and from nothing, also below a file', () => {
    const file = join(folder, 'some file');
    writeFileSync(file, 'text');
    const isFolder = [folder, file, join(folder, 'none'), join(file, 'below')].map((path) =>
      statNamed(path)?.isDirectory(),
    );
    assert.deepEqual(isFolder, [true, false, undefined, undefined]);
  });

  it('says why it cannot be looked at', () => {
    const circle = join(folder, 'circle');
    symlinkSync(circle, circle);
    for (const [path, message] of [
      [circle, 'it cannot be read: its links lead round in a circle'],
      [join(folder, 'x'.repeat(300)), 'it cannot be read: the name is too long'],
    ] as const) {
      assert.throws(() => statNamed(path), { code: 'FILE_UNREADABLE', message, place: { file: path } });
    }
  });
});
