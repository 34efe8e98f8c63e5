/** Folders for files of a while: where none can be made, the error says why and what to type. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatError, isKubelabError } from '../src/errors.js';
import { snapshotState } from '../src/kernel/snapshot.js';
import { temporaryFolder } from '../src/temporary-folder.js';
import { makeHome, runKubelab } from './helpers/command.js';
import { mountSmallDisk } from './helpers/small-disk.js';

const faultIn = (parent: string): string => {
  try {
    rmSync(temporaryFolder('kubelab-test-', parent), { recursive: true });
  } catch (error) {
    assert.ok(isKubelabError(error) && error.code === 'ENVIRONMENT');
    return formatError(error).replaceAll(parent, 'PARENT');
  }
  return 'none';
};

describe('a folder for temporary files', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'kubelab a test-'));
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it('is new, and of its user alone', () => {
    const [one, two] = [temporaryFolder('kubelab-test-', parent), temporaryFolder('kubelab-test-', parent)];
    assert.notEqual(one, two);
    assert.ok(one.startsWith(join(parent, 'kubelab-test-')));
    assert.equal(statSync(one).mode & 0o777, 0o700);
  });

  it('lies in that of the system unless told', () => {
    const folder = temporaryFolder('kubelab-test-');
    assert.ok(folder.startsWith(join(tmpdir(), 'kubelab-test-')));
    rmSync(folder, { recursive: true });
  });

  it('cannot be made in one that is not there, or is a file', () => {
    const next =
      '\n  next: name a folder that you can write to in the variable TMPDIR: export TMPDIR=/tmp [ENVIRONMENT]';
    const said = 'Nothing can be made in PARENT, the folder for temporary files:';
    assert.equal(faultIn(join(parent, 'none')), `${said} it is not there.${next}`);
    writeFileSync(join(parent, 'file'), '');
    assert.equal(faultIn(join(parent, 'file')), `${said} it is not a folder.${next}`);
  });

  it('cannot be made on a full disk, which is said', function () {
    const disk = join(parent, 'disk');
    mkdirSync(disk);
    const unmount = mountSmallDisk(this, disk, '16k,nr_inodes=1');
    try {
      assert.match(faultIn(disk), /next: the disk is full, or your share of it: delete what you do not need/);
    } finally {
      unmount();
    }
  });

  it('that is not there is told by commands as what is to be mended', async () => {
    const { home, remove } = makeHome();
    try {
      const env = { TMPDIR: join(parent, 'none') };
      const run = await runKubelab(home, ['run', join('notebooks', '00-start-here.ipynb')], { env });
      assert.match(run.stderr, /Nothing can be made in .*none, the folder for temporary files: it is not there/);
      assert.doesNotMatch(run.stdout + run.stderr, /fault of kubelab/);
      const doctor = await runKubelab(home, ['doctor'], { env });
      assert.match(doctor.stdout, /✗ kernel +Nothing can be made in [^✓]*fix: [^✓]*TMPDIR/);
      spawnSync(process.execPath, ['dist/kernel/snapshot-program.js'], { env: { ...process.env, ...env } });
      assert.notEqual(snapshotState().state, 'aside', 'nothing is said against the start-up snapshot');
      assert.equal(existsSync(join(parent, 'none')), false);
    } finally {
      remove();
    }
  });
});
