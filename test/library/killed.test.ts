/** What a test process that is killed leaves behind: nothing. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { processExists } from '../../src/home.js';
import { childrenOf, commandOf } from '../helpers/processes.js';
import { until } from '../helpers/until.js';

const program = resolve(import.meta.dirname, '../fixtures/library-cluster.ts');

describe('a test process with a cluster of the library that ends without stopping it', () => {
  let child: ChildProcess;
  afterEach(() => child.kill('SIGKILL'));

  for (const isolated of [false, true]) {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      it(`leaves nothing behind after ${signal}, ${isolated ? 'isolated' : 'in this process'}`, async () => {
        child = spawn(process.execPath, ['--import=tsx', program, String(isolated)], {
          stdio: ['ignore', 'pipe', 'inherit'],
          detached: true,
        });
        const pid = child.pid ?? 0;
        const [output] = (await once(child.stdout ?? child, 'data')) as [Buffer];
        const file = output.toString().trim();
        assert.ok(existsSync(file));
        const started = childrenOf(pid).filter((each) => !commandOf(each).includes('esbuild'));
        assert.equal(started.length, isolated ? 2 : 1);
        // the whole group, as a terminal or a CI runner does
        process.kill(-pid, signal);
        await until('the folder', () => !existsSync(join(file, '..')));
        await until('the processes', () => !started.some(processExists));
      });
    }
  }
});
