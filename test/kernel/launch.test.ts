import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { processExists } from '../../src/home.js';
import { makeConnection } from '../../src/notebook/connection.js';
import { until } from '../notebook/until.js';

const launcher = resolve(import.meta.dirname, '../../dist/kernel/launch.js');
const cwd = resolve(import.meta.dirname, '../fixtures/notebooks');

describe('the launcher', () => {
  it('says how it is used without a connection file', () => {
    for (const args of [[], ['/nowhere/connection.json']]) {
      const { status, stderr } = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8', cwd });
      assert.equal(status, 2);
      assert.match(stderr, /^usage: /);
    }
  });

  it('ends with a Jupyter server that is killed', async () => {
    const { file, remove } = await makeConnection();
    // As Jupyter does it: the kernel in a session of its own, and the id of the server in its environment.
    const server = `
      const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
      const args = [${JSON.stringify(launcher)}, ${JSON.stringify(file)}];
      const kernel = require('node:child_process').spawn(process.execPath, args, { env, detached: true, stdio: 'ignore' });
      console.log(kernel.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', server], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const kernel = Number(line);
    try {
      // Its sockets are there once it watches its parent.
      await until('the sockets', () => existsSync(file.replace('connection.json', 'socket:1')));
      assert.ok(processExists(kernel));
      parent.kill('SIGKILL');
      await until('the end of the kernel', () => !processExists(kernel));
      assert.ok(existsSync(file), "the connection file is the server's to remove");
    } finally {
      parent.kill('SIGKILL');
      if (processExists(kernel)) process.kill(kernel, 'SIGKILL');
      remove();
    }
  });
});
