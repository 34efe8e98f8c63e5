import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeInstallation } from '../helpers/installation.js';

describe('the libraries of a queue', () => {
  it('are optional: without them a worker says how to install them, and all else goes on', () => {
    const { root, remove } = makeInstallation();
    try {
      rmSync(join(root, 'node_modules', 'bullmq'));
      const bin = join(root, 'dist', 'bin.js');
      const worker = spawnSync(process.execPath, [bin, 'worker', 'redis://127.0.0.1:1', '--sandbox', 'none'], {
        encoding: 'utf8',
      });
      assert.match(worker.stderr, /optional packages bullmq and ioredis.*\n.*npm install --no-save bullmq@/);
      assert.equal(worker.status, 3, worker.stderr);
      assert.equal(spawnSync(process.execPath, [bin, 'grade', '--help']).status, 0);
    } finally {
      remove();
    }
  });
});
