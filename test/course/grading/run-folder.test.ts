import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  makeRunFolder,
  type RunFolder,
  removeOldRunFolders,
  removeOwnRunFolders,
} from '../../../src/course/grading/run-folder.js';
import { seccompFilter } from '../../../src/sandbox/seccomp.js';
import { skip } from '../../helpers/skip.js';

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

  const withFolder = (check: (run: RunFolder) => void, ...uids: (number | undefined)[]): void => {
    const run = makeRunFolder(...(uids as [number | undefined, number | undefined]));
    try {
      check(run);
    } finally {
      run.remove();
    }
  };
  const facts = (path: string): string => {
    const { uid, mode } = statSync(path);
    return `${uid} ${(mode & 0o777).toString(8)}`;
  };

  it('hold what the sandbox needs, and files for the learner that nobody else reads', () => {
    withFolder(({ given, own, filter, give }) => {
      give('kubeconfig', 'a text');
      assert.equal(readFileSync(join(given, 'kubeconfig'), 'utf8'), 'a text');
      assert.equal(statSync(join(given, 'kubeconfig')).mode & 0o777, 0o600);
      const id = process.getuid?.();
      const text = (name: string): string => readFileSync(join(given, name), 'utf8');
      assert.match(text('passwd'), new RegExp(`\\nlearner:x:${id}:${id}::/home/learner:/bin/sh\\n$`));
      assert.match(text('group'), new RegExp(`\\nlearner:x:${id}:\\n$`));
      assert.match(text('hosts'), /^127\.0\.0\.1 localhost\n/);
      assert.equal(filter !== undefined && statSync(filter).size > 0, seccompFilter() !== undefined);
      assert.equal(facts(own), `${id} 700`);
    });
  });

  it('are of the users of the run, each to write only where it may', function () {
    if (process.getuid?.() !== 0) skip(this, 'only root may give files to others');
    withFolder(
      ({ root, own, given, kernel, cluster, give, closeToOthers }) => {
        give('kubeconfig', 'text');
        const all = [own, given, join(given, 'kubeconfig'), kernel, cluster, join(cluster, 'door')].map(facts);
        assert.deepEqual(all, ['0 700', '2001 700', '2001 600', '0 711', '2002 700', '2002 711']);
        closeToOthers(given);
        assert.equal(facts(given), '0 711');
        assert.match(readFileSync(join(given, 'passwd'), 'utf8'), /learner:x:2001:2001:/);
        assert.ok(root);
      },
      ...[2001, 2002],
    );
    withFolder(({ given, kernel, cluster, closeToOthers }) => {
      closeToOthers(given);
      assert.deepEqual([given, kernel, cluster].map(facts), ['0 700', '0 700', '0 700']);
    });
  });

  it('of gradings that were killed are removed at once, when they are of this container and start of the machine', () => {
    const parent = mkdtempSync(join(tmpdir(), 'kubelab-folders-'));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    try {
      const make = (name: string, owner: string): void => {
        mkdirSync(join(parent, name));
        writeFileSync(join(parent, name, 'owner'), owner);
      };
      let owner = '';
      withFolder(({ root }) => {
        owner = readFileSync(join(root, 'owner'), 'utf8');
      });
      assert.match(owner, /^[0-9a-f-]{36} pid:\[\d+\]$/);
      make(`kubelab-grade-${pid}-ours`, owner);
      make(`kubelab-grade-${pid}-theirs`, owner.replace(/\d+\]$/, '1]'));
      removeOldRunFolders(parent);
      assert.deepEqual(readdirSync(parent), [`kubelab-grade-${pid}-theirs`]);
    } finally {
      rmSync(parent, { recursive: true });
    }
  });

  it('are removed all at once when their process has to end, and those of another process stay', () => {
    const roots = [makeRunFolder(undefined), makeRunFolder(undefined)].map(({ root }) => root);
    const theirs = roots.map((root) => root.replace(`-${process.pid}-`, `-${process.ppid}-`));
    for (const folder of theirs) mkdirSync(folder);
    try {
      removeOwnRunFolders();
      assert.deepEqual(roots.map(existsSync), [false, false]);
      assert.deepEqual(theirs.map(existsSync), [true, true]);
    } finally {
      for (const folder of theirs) rmSync(folder, { recursive: true });
    }
  });

  it('lie in /tmp where the path for temporary files is too long for a socket', () => {
    const before = process.env.TMPDIR;
    const [short, long] = [32, 33].map((length) => mkdtempSync(`/tmp/k${process.pid}-`.padEnd(length - 6, 'x')));
    try {
      for (const [folder, parent] of [
        [short, short],
        [long, '/tmp'],
      ]) {
        process.env.TMPDIR = folder;
        withFolder(({ root }) => assert.equal(dirname(root), parent));
      }
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      for (const folder of [short, long]) rmSync(folder ?? '', { recursive: true });
    }
  });
});
