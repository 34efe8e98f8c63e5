import assert from 'node:assert/strict';
import { cpSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { start } from './helpers/command.js';
import { makeInstallation } from './helpers/installation.js';

/** The folders in which these libraries have their builds. */
const builds = { zeromq: 'build', 'classic-level': 'prebuilds' };

describe('a library with machine code that has no build for this system', function () {
  this.slow(20_000);
  const { root, remove } = makeInstallation();
  after(remove);
  before(() => {
    for (const [name, folder] of Object.entries(builds)) {
      const library = join(root, 'node_modules', name);
      const own = realpathSync(library);
      rmSync(library);
      cpSync(own, library, { recursive: true });
      for (const system of readdirSync(join(library, folder))) {
        if (system.startsWith(process.platform)) rmSync(join(library, folder, system), { recursive: true });
      }
    }
  });

  async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const env = { ...process.env, KUBELAB_HOME: join(dirname(root), 'home'), KUBECONFIG: undefined };
    const running = start(process.execPath, [join(root, 'dist/bin.js'), ...args], { env });
    running.child.stdin?.end();
    const { code } = await running.ended;
    return { code, stdout: running.stdout(), stderr: running.stderr() };
  }

  it('is told as a fault of the system, without the frames of anybody’s code', async () => {
    const { code, stdout, stderr } = await run('cluster', 'up', '--port', '0');
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(
      stderr,
      /^error: The library classic-level cannot be loaded on this system .*\n {2}next: .*npm install \[ENVIRONMENT\]\n$/,
    );
  });

  it('is found by doctor', async () => {
    const { code, stdout, stderr } = await run('doctor');
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(
      stdout,
      /✗ kernel +The library zeromq cannot[\s\S]*npm install[\s\S]*✗ practice cluster +The library classic-level cannot/,
    );
  });
});
