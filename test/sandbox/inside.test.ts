import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { processesWith } from '../../src/sandbox/process-tree.js';
import { freePort } from '../helpers/free-port.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const program = resolve(import.meta.dirname, '../../src/sandbox/inside.ts');

describe('the first program in a sandbox', () => {
  before(function () {
    if (process.platform !== 'linux') skip(this, 'processes are looked for in /proc');
  });

  const start = async (...command: string[]) => {
    const mark = `KUBELAB_SANDBOX=inside-${process.pid}-${command.length}`;
    const [name = '', value] = mark.split('=');
    const told = JSON.stringify({ relay: { port: await freePort(), socket: '/run/not-there.sock' }, copies: [] });
    const child = spawn(process.execPath, ['--import', 'tsx', program, told, '--', ...command], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      env: { ...process.env, [name]: value },
    });
    return { child, ended: once(child, 'exit'), running: () => processesWith(mark).length };
  };

  it('ends as its command does', async () => {
    const { ended } = await start('sh', '-c', 'exit 7');
    assert.deepEqual(await ended, [7, null]);
  });

  it('ends with its command when whoever started the sandbox is gone', async () => {
    const { child, ended, running } = await start('sleep', '86396');
    await until('the command to run', () => running() >= 2);
    child.stdio[3]?.destroy();
    assert.deepEqual(await ended, [1, null]);
    await until('the end of its command', () => running() === 0);
  });
});
