import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { skip } from '../helpers/skip.js';

const watch = resolve('dist/kernel/parent-watch.js');

describe('a process that is to end with its parent', () => {
  for (const [what, folder] of [
    ['and takes its folder with it', mkdtempSync(join(tmpdir(), 'kubelab-parent-watch-'))],
    ['also when its folder cannot be removed, as one that is mounted in a sandbox', '/proc/self/task'],
  ] as const) {
    it(`ends when the pipe closes, ${what}`, async function () {
      if (process.platform !== 'linux') return void skip(this, 'no /proc here');
      const program = `
        const { Worker } = require('node:worker_threads');
        const { pid, ppid: parentPid } = process;
        new Worker(${JSON.stringify(watch)}, { workerData: { parentFd: 3, parentPid, pid, folder: ${JSON.stringify(folder)} } });
        for (;;);`;
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
      child.stdio[3]?.destroy();
      assert.deepEqual(await once(child, 'exit'), [null, 'SIGKILL']);
      assert.equal(existsSync(folder), folder.startsWith('/proc'));
    });
  }
});
