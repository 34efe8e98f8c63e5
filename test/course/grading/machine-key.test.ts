import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineKey, sealOf } from '../../../src/course/grading/machine-key.js';

describe('course/grading/machine-key', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-key-'));
    file = join(folder, 'home', 'machine.key');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made once, for this user alone, and is another on each machine', () => {
    const key = machineKey({ machineKey: file });
    assert.equal(key.length, 32);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(readFileSync(file, 'utf8'), `${key.toString('hex')}\n`);
    assert.deepEqual(machineKey({ machineKey: file }), key);
    assert.notDeepEqual(machineKey({ machineKey: join(folder, 'other.key') }), key);
  });

  it('is made anew when its file was cut, emptied or is no key: anybody could seal by a key that is known', () => {
    mkdirSync(join(folder, 'home'));
    for (const text of ['', '00', '00'.repeat(31), '00'.repeat(33), 'a key\n']) {
      writeFileSync(file, text);
      const key = machineKey({ machineKey: file });
      assert.equal(key.length, 32, text);
      assert.equal(readFileSync(file, 'utf8'), `${key.toString('hex')}\n`);
    }
  });

  it('is read of a file that an editor has put blank lines into', () => {
    const key = machineKey({ machineKey: file });
    writeFileSync(file, `\n ${key.toString('hex')}\r\n\n`);
    assert.deepEqual(machineKey({ machineKey: file }), key);
  });

  it('seals each value in another way, by each key and for each kind', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const seals = [sealOf('record', { a: 1 }, one), sealOf('record', { a: 2 }, one), sealOf('record', { a: 1 }, two)];
    assert.equal(new Set([...seals, sealOf('comparison', { a: 1 }, one)]).size, 4);
    assert.equal(sealOf('record', { a: 1 }, one), seals[0]);
  });
});
