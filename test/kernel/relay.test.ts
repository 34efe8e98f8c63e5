import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { processExists } from '../../src/home.js';
import { makeKernelSnapshot } from '../../src/kernel/make-snapshot.js';
import { makeConnection } from '../../src/notebook/connection.js';
import { type KernelChannels, openChannels } from '../../src/notebook/kernel-channels.js';
import { kernelAnswers } from '../helpers/protocol-kernel.js';
import { until } from '../helpers/until.js';

const bin = resolve('dist/bin.js');
const launcher = resolve('dist/kernel/launch.js');

for (const [name, command] of [
  ['the launcher, when there is a snapshot', [launcher]],
  ['kubelab kernel', [bin, 'kernel', '--config-path']],
] as const) {
  describe(`${name}, as a program that starts kernels sees it`, () => {
    let channels: KernelChannels;
    let child: ReturnType<typeof spawn>;
    let remove: () => void;

    beforeEach(async () => {
      await makeKernelSnapshot();
      const connection = await makeConnection();
      remove = () => connection.remove();
      child = spawn(process.execPath, [...command, connection.file], {
        cwd: 'notebooks',
        stdio: 'ignore',
        detached: true,
      });
      channels = openChannels(connection.info, randomUUID());
      await kernelAnswers(channels);
    });
    afterEach(() => {
      child.kill('SIGKILL');
      channels.close();
      remove();
    });

    const run = (code: string): Promise<Record<string, unknown> | undefined> =>
      channels.request('shell', 'execute_request', { code });

    /** The process that runs cells, which is not the one that was started. */
    async function worker(): Promise<number> {
      let pid = 0;
      await channels.request('shell', 'execute_request', { code: 'process.pid' }, (type, { data }) => {
        if (type === 'execute_result') pid = Number((data as Record<string, string>)['text/plain']);
      });
      assert.notEqual(pid, child.pid);
      return pid;
    }

    it('is interrupted by a signal to it or to its group, and goes on', async () => {
      const code = "console.log('waits'); await new Promise((done) => setTimeout(done, 20_000));";
      for (const target of [child.pid ?? 0, -(child.pid ?? 0)]) {
        const running = channels.request('shell', 'execute_request', { code }, (type) => {
          if (type === 'stream') process.kill(target, 'SIGINT');
        });
        assert.equal((await running)?.ename, 'Interrupted');
        assert.equal((await run('2'))?.status, 'ok');
      }
    });

    it('ends by request with 0, and with it the one that runs cells', async () => {
      const pid = await worker();
      const ended = new Promise((done) => child.once('exit', done));
      await channels.request('control', 'shutdown_request', { restart: false });
      assert.equal(await ended, 0);
      assert.equal(processExists(pid), false);
    });

    it('takes the one that runs cells with it when it is killed', async () => {
      const pid = await worker();
      child.kill('SIGKILL');
      await until('the end of the kernel', () => !processExists(pid));
    });
  });
}
