import assert from 'node:assert/strict';
import { bytesForCode, prlimitWords, usualLimits } from '../../src/sandbox/limits.js';

describe('the limits of a run', () => {
  const MB = 1024 * 1024;

  it('are those of its memory and its time', () => {
    assert.deepEqual(usualLimits(512 * MB, 1.2), {
      memory: 512 * MB,
      cpuSeconds: 3,
      fileSize: 64 * MB,
      processes: 256,
      openFiles: 1024,
      sharedFiles: 16 * MB,
    });
  });

  it('are words for prlimit, with the number of processes for a user of its own alone', () => {
    const limits = { ...usualLimits(512 * MB, 10), fileSize: 7, processes: 9, openFiles: 11 };
    const [command, data = '', ...words] = prlimitWords(limits, true);
    assert.equal(command, 'prlimit');
    // with what V8 keeps for code
    const bytes = Number(/^--data=(\d+)$/.exec(data)?.[1]);
    const forCode = Number(process.versions.node.split('.')[0]) >= 24 ? 2 * 512 * MB : 0;
    assert.ok(bytes >= 512 * MB + forCode && bytes < 2560 * MB, data);
    const shared = ['--cpu=20:25', '--fsize=7', '--nofile=11', '--core=0'];
    assert.deepEqual(words, [...shared, '--nproc=9', '--']);
    assert.deepEqual(prlimitWords(limits, false).slice(2), [...shared, '--']);
  });

  it('count what V8 keeps for the code of a thread, with what is mapped into its middle', () => {
    const maps = (...rows: string[]): number => bytesForCode(rows.map((row) => `${row} 00:00 0\n`).join(''));
    const [code, within, rest] = ['100000-200000 rwxp', '200000-400000 r-xp', '400000-7ff000 rwxp'];
    assert.equal(maps('010000-100000 r-xp', code, within, rest, '7ff000-900000 rw-p'), 7 * MB);
    assert.equal(maps(code), MB);
    // beside it, or with a gap before or behind
    assert.equal(maps(code, within), MB);
    assert.equal(maps(within, rest), 4 * MB);
    // of several threads the one with the most
    assert.equal(maps(code, within, '500000-600000 rwxp'), MB);
    assert.equal(maps(code, within, '500000-800000 rwxp', '900000-a00000 rwxp'), 3 * MB);
    assert.equal(maps(code, '300000-400000 r-xp', rest), 4 * MB);
    assert.equal(maps('100000-200000 rw-p', within, rest), 4 * MB);
    assert.equal(maps(code, within, '400000-500000 rw-p'), MB);
    assert.equal(maps(), 0);
  });
});
