import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRunFolder, removeOldRunFolders } from '../../../src/course/grading/run-folder.js';

describe('the folders of runs', () => {
  it('are removed with their run', () => {
    const { root, kernel, give, remove } = makeRunFolder(undefined);
    give('kubeconfig', 'text');
    assert.ok(kernel.startsWith(root) && readdirSync(root).includes('given'));
    remove();
    assert.throws(() => readdirSync(root), /ENOENT/);
  });

  it('of gradings that were killed are removed by a later one, when they are an hour old', () => {
    const parent = mkdtempSync(join(tmpdir(), 'kubelab-folders-'));
    const { pid } = spawnSync(process.execPath, ['-e', '']); // has ended
    const make = (name: string, hours: number): void => {
      const folder = join(parent, name);
      mkdirSync(join(folder, 'own'), { recursive: true });
      const then = Date.now() / 1000 - hours * 3600;
      utimesSync(folder, then, then);
    };
    try {
      make(`kubelab-grade-${pid}-old`, 2);
      make(`kubelab-grade-${pid}-new`, 0);
      make(`kubelab-grade-${process.pid}-mine`, 2);
      make('another-program', 2);
      removeOldRunFolders(parent);
      assert.deepEqual(
        readdirSync(parent).sort(),
        ['another-program', `kubelab-grade-${pid}-new`, `kubelab-grade-${process.pid}-mine`].sort(),
      );
    } finally {
      rmSync(parent, { recursive: true });
    }
  });
});
