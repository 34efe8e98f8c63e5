import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { processExists } from '../../src/home.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { makeConnection } from '../../src/notebook/connection.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';
import { until } from '../helpers/until.js';

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

  const awaits = {
    'is all of the cell': ['await (async () => 3)()', '3'],
    'is in a declaration': ['const four = await (Promise.resolve(4)); four', '4'],
    'comes after another': [
      'const one = await Promise.resolve(1); const six = await (Promise.resolve(6)); six + one',
      '7',
    ],
    'stands twice': ['const five = await (await Promise.resolve(5)); five', '5'],
    'gives a type of a module': [
      "import { connect } from 'kubelab';\n" +
        "const said = await (await connect({ server: 'https://127.0.0.1:1', insecure: true })).list('pods', {});\n" +
        'typeof said.explain',
      'function',
    ],
  };
  it('runs a cell in which an await before a parenthesis …', async () => {
    const kernel = await startKernel(kernelCommand({ folder: cwd }));
    try {
      for (const [name, [code = '', shown]] of Object.entries(awaits)) {
        const { status, outputs } = await kernel.execute(code);
        const text = outputText(outputs);
        assert.equal(status, 'ok', `… ${name}: ${text}`);
        assert.match(text, new RegExp(`^${shown}$`, 'm'), name);
      }
      const wrong = await kernel.execute('const six: string = await (Promise.resolve(6));');
      assert.match(JSON.stringify(wrong.outputs), /1:7 - Type 'number' is not assignable to type 'string'/);
      assert.equal((await kernel.execute('four + five')).status, 'ok', 'they are variables of later cells');
    } finally {
      await kernel.shutdown();
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
