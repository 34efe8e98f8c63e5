import assert from 'node:assert/strict';
import { prlimitWords, usualLimits } from '../../src/sandbox/limits.js';

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
    const forCode = Number(process.versions.node.split('.')[0]) >= 24 ? 512 * MB : 0;
    assert.ok(bytes >= 512 * MB + forCode && bytes < 2048 * MB, data);
    const shared = ['--cpu=20:25', '--fsize=7', '--nofile=11', '--core=0'];
    assert.deepEqual(words, [...shared, '--nproc=9', '--']);
    assert.deepEqual(prlimitWords(limits, false).slice(2), [...shared, '--']);
  });
});
