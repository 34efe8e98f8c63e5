/** Which processes count as running. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { processExists } from '../src/home.js';
import { skip } from './helpers/skip.js';
import { until } from './helpers/until.js';

describe('processExists', () => {
  it("knows the process of the test, and init, which may be another user's", () => {
    assert.equal(processExists(process.pid), true);
    assert.equal(processExists(1), true);
  });

  it('knows no process that has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    assert.equal(processExists(Number(child.pid)), false);
  });

  it('takes a process for ended that its parent has not asked for its end', async function () {
    if (!existsSync('/proc/self/stat')) return skip(this, 'there is no /proc');
    // the shell becomes a program that asks for no child
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [said] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(said.toString());
      await until('the parent to be sleep', () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
      assert.equal(processExists(pid), true);
      process.kill(pid, 'SIGKILL');
      await until('the zombie', () => /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
      assert.equal(processExists(pid), false);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
