/** Files that are whole or not there. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFile } from '../src/atomic-file.js';
import { start } from './helpers/command.js';

/** How often a file is made while another process looks at it. */
const TIMES = 5000;

describe('a file that is made', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-atomic-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is for this user alone, and nothing else is left beside it', () => {
    const file = join(folder, 'claim');
    createFile(file, 'mine');
    assert.deepEqual([readFileSync(file, 'utf8'), statSync(file).mode & 0o777], ['mine', 0o600]);
    assert.deepEqual(readdirSync(folder), ['claim']);
  });

  it('is not put in the place of one that is there', () => {
    const file = join(folder, 'claim');
    createFile(file, 'first');
    assert.throws(() => createFile(file, 'second'), { code: 'EEXIST' });
    assert.deepEqual([readFileSync(file, 'utf8'), readdirSync(folder)], ['first', ['claim']]);
  });

  it('is made without a draft where none can be made', () => {
    // the name of a draft would be longer than the 255 bytes of a file system
    const file = join(folder, 'c'.repeat(250));
    createFile(file, 'first');
    assert.throws(() => createFile(file, 'second'), { code: 'EEXIST' });
    assert.equal(readFileSync(file, 'utf8'), 'first');
  });

  it('throws what the file system says', () => {
    assert.throws(() => createFile(join(folder, 'gone', 'claim'), 'mine'), { code: 'ENOENT' });
    assert.ok(!existsSync(join(folder, 'gone')));
  });

  it('is never seen empty', async () => {
    const file = join(folder, 'claim');
    const program = `
      const { readFileSync } = require('node:fs');
      let seen = 0, empty = 0, over = false;
      process.stdin.on('end', () => { over = true; }).resume();
      console.log('looks');
      const look = () => {
        for (let i = 0; i < 1000; i++) {
          try { readFileSync(process.argv[1], 'utf8') === '' ? empty++ : seen++; } catch {}
        }
        if (over) console.log('empty ' + empty + (seen > 0 ? '' : ', never seen')); else setImmediate(look);
      };
      look();`;
    const looking = start(process.execPath, ['-e', program, file]);
    await looking.sees(/looks/);
    for (let count = 0; count < TIMES; count++) {
      createFile(file, 'mine');
      rmSync(file);
    }
    // it may have begun to look when all was over
    createFile(file, 'mine');
    looking.child.stdin?.end();
    await looking.ended;
    assert.match(looking.stdout(), /empty 0\n/, looking.stderr());
  });
});
