/** Modes of files: set where the file system keeps them, and no obstacle where it does not. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setMode } from '../src/file-mode.js';
import { asUser, needOtherUsers } from './helpers/other-user.js';
import { skip } from './helpers/skip.js';

describe('setMode', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-mode-'));
    file = join(folder, 'file');
    writeFileSync(file, '', { mode: 0o644 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('sets the mode', () => {
    setMode(file, 0o600);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('goes on where the system refuses a mode for what is ours', function () {
    try {
      // a file that may not be changed refuses as a file system without modes does
      execFileSync('chattr', ['+i', file], { stdio: 'ignore' });
    } catch {
      skip(this, 'this user or file system has no chattr +i');
    }
    try {
      setMode(file, 0o600);
      assert.equal(statSync(file).mode & 0o777, 0o644);
    } finally {
      execFileSync('chattr', ['-i', file]);
    }
  });

  it('throws for what is not there, and for what is of somebody else', function () {
    assert.throws(() => setMode(join(folder, 'none'), 0o600), { code: 'ENOENT' });
    needOtherUsers(this);
    const code = "import { setMode } from './src/file-mode.ts'; setMode('/etc/passwd', 0o644);";
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', code];
    const [program = '', ...words] = [...asUser(54_321), ...node];
    const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
    assert.notEqual(status, 0);
    assert.match(stderr, /EPERM/);
  });
});
