import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lentGroups } from '../../src/sandbox/control-groups.js';
import { findSandbox } from '../../src/sandbox/find-sandbox.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { skip } from '../helpers/skip.js';

describe('the sandbox of a machine', () => {
  const path = process.env.PATH;
  const linux = { platform: 'linux', arch: process.arch } as const;
  const root = { ...linux, getuid: () => 0 };
  const teacher = { ...linux, getuid: () => 1000 };
  const open =
    'their code can read and change what you can, other submissions and rubrics among it, and use the network';
  let folder: string;

  before(function () {
    if (process.platform !== 'linux') skip(this, 'there is no bubblewrap');
    folder = mkdtempSync(join(tmpdir(), 'kubelab-find-sandbox-'));
  });
  afterEach(() => {
    process.env.PATH = path;
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  /** The programs of a machine: its shell, and `bwrap` as this script; none without one. */
  function programs(script?: string): string {
    const programs = mkdtempSync(join(folder, 'programs-'));
    symlinkSync('/bin/sh', join(programs, 'sh'));
    if (script !== undefined) {
      writeFileSync(join(programs, 'bwrap'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(programs, 'bwrap'), 0o755);
    }
    return programs;
  }

  function assertNone(machine: Parameters<typeof findSandbox>[1], reason: string, rest: string): void {
    assert.throws(() => findSandbox('bwrap', machine), {
      code: 'ENVIRONMENT',
      message: `submissions cannot be isolated: ${reason}`,
      hint: 'install and allow bubblewrap, or grade only submissions that you trust with --sandbox none',
    });
    assert.deepEqual(findSandbox('auto', machine), {
      kind: 'none',
      warnings: [`Submissions and their API servers are not isolated (${reason}): ${open}; ${rest}`],
    });
  }
  const limited = 'memory, CPU time, file sizes, output and time are limited.';

  it('is bubblewrap, with what it holds in words', function () {
    if (!hasBubblewrap()) return skip(this, 'no bubblewrap here');
    const groups = lentGroups();
    const how =
      typeof groups === 'string'
        ? `memory and processes are measured, and what takes too much CPU waits for others (${groups})`
        : 'memory, processes and CPU are held by control groups';
    for (const choice of ['auto', 'bwrap'] as const) {
      const { makeGroup, mounts, ...found } = findSandbox(choice);
      const contained = `Each submission and its API server run isolated; ${how}.`;
      assert.deepEqual(found, { kind: 'bwrap', warnings: [], contained });
      if (process.getuid?.() === 0) assert.equal(mounts, true, 'root may mount');
      assert.equal(makeGroup !== undefined, typeof groups !== 'string');
    }
  });

  it('says that system calls are not filtered where it does not know their numbers', function () {
    if (!hasBubblewrap()) return skip(this, 'no bubblewrap here');
    assert.deepEqual(findSandbox('auto', { ...linux, arch: 'riscv64', getuid: process.getuid }).warnings, [
      'Submissions are isolated, but may make every system call: kubelab knows none of their numbers on riscv64.',
    ]);
  });

  it('is none where it was switched off', () => {
    const reason = 'it was switched off';
    assert.deepEqual(findSandbox('none'), {
      kind: 'none',
      warnings: [`Submissions and their API servers are not isolated (${reason}): ${open}; ${limited}`],
    });
  });

  it('is none on a system other than Linux, which limits less', () => {
    const reason = 'this system is not Linux, which bubblewrap needs';
    assertNone({ ...teacher, platform: 'darwin' }, reason, 'only output and time are limited.');
  });

  it('says how to install what is missing', () => {
    process.env.PATH = programs();
    const reason = 'bubblewrap is not installed (Debian and Ubuntu: apt-get install bubblewrap)';
    for (const machine of [root, teacher]) assertNone(machine, reason, limited);
    process.env.PATH = join(folder, 'empty');
    mkdirSync(process.env.PATH);
    assertNone(root, 'spawnSync sh ENOENT', limited);
  });

  it('repeats the last words of a bubblewrap that is not allowed', () => {
    const words = 'bwrap: No permissions to create new namespace';
    process.env.PATH = programs(`echo 'other words' >&2; echo '${words}' >&2; echo >&2; exit 1`);
    for (const machine of [root, teacher]) assertNone(machine, `bubblewrap does not work here: ${words}`, limited);
  });

  it('leaves out the limit of files where bubblewrap alone may mount, as AppArmor has it, but not for root', function () {
    if (!hasBubblewrap()) return skip(this, 'no bubblewrap here');
    const refused = `case "$*" in *nr_inodes*) echo 'mount: permission denied' >&2; exit 1;; esac; PATH='${path}' exec bwrap "$@"`;
    process.env.PATH = programs(refused);
    assert.equal(findSandbox('auto', teacher).mounts, false);
    assertNone(root, 'bubblewrap does not work here: mount: permission denied', limited);
  });
});
