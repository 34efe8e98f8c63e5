import assert from 'node:assert/strict';
import { join } from 'node:path';
import { launchCommand } from '../../src/kernel/launch-command.js';
import { packageRoot } from '../../src/package-root.js';

describe('the command that starts a kernel', () => {
  const launcher = join(packageRoot(), 'dist', 'kernel', 'launch.js');
  const env = { A: 'a' };

  it('has its third descriptor watched, and its folder removed, unless the caller sees to its end', () => {
    const watched = [process.execPath, launcher, '{connection_file}', '--parent-fd=3', '--own-folder'];
    assert.deepEqual(launchCommand({ cwd: '/x', env }), { argv: watched, cwd: '/x', env });
    assert.deepEqual(launchCommand({ cwd: '/x', env, watched: false }).argv, watched.slice(0, 3));
  });

  it('names the snapshot and its options before the program, and keeps what the user has set', () => {
    const snapshot = { blob: '/x/kernel.blob', options: ['--one', '--two'] };
    const { argv, env: own } = launchCommand({ cwd: '/x', env, snapshot, watched: false });
    const words = ['--snapshot-blob', '/x/kernel.blob', '--one', '--two'];
    assert.deepEqual(argv, [process.execPath, ...words, launcher, '{connection_file}']);
    assert.deepEqual(own, { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', A: 'a' });
    const set = { GLIBC_TUNABLES: 'of the user' };
    assert.deepEqual(launchCommand({ cwd: '/x', env: set, snapshot }).env, set);
  });
});
