import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bubblewrapWords, type SandboxSpec } from '../../src/sandbox/bubblewrap.js';
import { findSandbox } from '../../src/sandbox/find-sandbox.js';
import { prlimitWords, usualLimits } from '../../src/sandbox/limits.js';
import { nextUid } from '../../src/sandbox/next-uid.js';
import { processesWith } from '../../src/sandbox/process-tree.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

describe('bubblewrap', () => {
  let folder: string;
  let given: string;
  const uid = process.getuid?.() === 0 ? nextUid() : undefined;

  before(function () {
    if (!hasBubblewrap()) skip(this, 'no bubblewrap here');
    const { kind, warnings, mounts } = findSandbox('auto');
    assert.deepEqual([kind, warnings], ['bwrap', []]);
    if (uid !== undefined) assert.equal(mounts, true, 'root may mount');
    folder = mkdtempSync(join(tmpdir(), 'kubelab-sandbox-'));
    given = join(folder, 'given');
    mkdirSync(given);
    writeFileSync(join(given, 'file'), 'given');
    writeFileSync(join(folder, 'kept'), 'secret');
  });

  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function inside(script: string, more: Partial<SandboxSpec> = {}, limits: readonly string[] = []): string {
    const [command = '', ...args] = [
      ...bubblewrapWords({
        readOnly: [given],
        readOnlyAt: {},
        writable: [],
        scratch: { '/tmp': 1024 * 1024, '/home/learner': 1024 * 1024 },
        env: { HOME: '/home/learner', PATH: '/usr/bin:/bin' },
        cwd: '/home/learner',
        uid,
        ...more,
      }),
      ...limits,
      ...['sh', '-c', script],
    ];
    const { stdout, stderr, status, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
    return error ? String(error) : `${stdout}${stderr}${status}`;
  }

  it('shows what was given and nothing beside it', () => {
    assert.equal(inside(`cat ${given}/file; ls ${folder}`), 'givengiven\n0');
  });

  it('has a name of its own for the machine, and nothing can be written beside what may be', () => {
    assert.equal(inside('cat /proc/sys/kernel/hostname'), 'learner\n0');
    const made = inside('for path in /new /dev/new /home/new; do touch $path; done');
    assert.equal(made.match(/Read-only file system/g)?.length, 3, made);
  });

  it('shows what is given at another path, and writes to what may be written', () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    if (uid !== undefined) chownSync(shared, uid, uid);
    const rubric = join(folder, 'rubric');
    writeFileSync(rubric, 'given');
    chmodSync(rubric, 0o666);
    const script = `cat /course/lesson/rubric; echo -n x >> /course/lesson/rubric; echo -n mine > ${shared}/file`;
    const more = { readOnlyAt: { '/course/lesson/rubric': rubric }, writable: [shared] };
    assert.match(inside(script, more), /^givensh.*Read-only file system\n0$/);
    assert.equal(readFileSync(join(shared, 'file'), 'utf8'), 'mine');
  });

  it('shows what is given although others may not enter the folders above it', () => {
    chmodSync(folder, 0o700);
    assert.equal(inside(`cat ${given}/file`), 'given0');
  });

  it('hides what lies under an empty folder, wherever that is', () => {
    mkdirSync(join(given, 'hidden'));
    writeFileSync(join(given, 'hidden', 'answer'), 'secret');
    const scratch = { '/tmp': 1024 * 1024, '/home/learner': 1024 * 1024, [join(given, 'hidden')]: 4096 };
    assert.equal(inside(`ls ${given} ${given}/hidden`, { scratch }), `${given}:\nfile\nhidden\n\n${given}/hidden:\n0`);
  });

  it('writes nothing but to its scratch folders, which have a size', () => {
    assert.match(inside(`echo x > ${given}/file`), /Read-only|Permission denied/);
    assert.match(inside('echo x > /file || echo x > /etc/file || echo x > /dev/file'), /(Read-only|Permission denied)/);
    assert.match(inside('echo fine > file; cat file'), /^fine/);
    assert.match(inside('head -c 3000000 /dev/zero > file'), /No space left/);
    assert.match(inside('head -c 30000000 /dev/zero > /dev/shm/file'), /No space left/);
  });

  it('S9: limits the number of files in its scratch folders, which are its own', () => {
    const outcome = inside('seq 6000 | xargs touch; ls | wc -l; touch /tmp/one && echo in another');
    assert.match(outcome, /No space left on device/);
    assert.match(outcome, /^49\d\d\nin another\n/);
    assert.match(inside('seq 6000 | xargs touch; ls | wc -l', { mounts: false }), /^6000\n/);
    assert.doesNotMatch(inside('mount -o remount,nr_inodes=0 /home/learner; ls'), /^0$/);
  });

  it('S5: shows no keys and nothing of the kernel, and has no terminal', () => {
    assert.match(inside('cat /proc/keys; true'), /Permission denied/);
    assert.match(inside('head -c 1 /proc/kcore; true'), /Permission denied|No such file/);
    const terminal = inside('(echo x > /dev/tty) 2>&1; tty; true');
    assert.match(terminal, /No such device/);
    assert.match(terminal, /not a tty/);
  });

  it('works for a user who is not root, and where nobody may mount but bubblewrap', function () {
    if (uid === undefined) return skip(this, 'only root can become another user');
    const { getuid } = process;
    for (const mounts of [true, false]) {
      process.getuid = () => uid;
      const [command = '', ...args] = bubblewrapWords({
        readOnly: [],
        readOnlyAt: {},
        writable: [],
        scratch: { '/tmp': 1024 * 1024 },
        env: { PATH: '/usr/bin:/bin' },
        cwd: '/tmp',
        uid: undefined,
        mounts,
      });
      process.getuid = getuid;
      const script =
        'id -u; for place in / /dev; do echo x > $place/file; done; grep -E "^Cap(Eff|Bnd)|^NoNew" /proc/self/status; seq 6000 | xargs touch; ls | wc -l';
      const { stdout, stderr }: { stdout: string; stderr: string } = spawnSync(command, [...args, 'sh', '-c', script], {
        uid,
        gid: uid,
        cwd: '/',
        encoding: 'utf8',
      });
      assert.match(stdout, new RegExp(`^${uid}\\nCapEff:\\t0+\\nCapBnd:\\t0+\\nNoNewPrivs:\\t1\\n`), stderr);
      assert.equal(stderr.match(/cannot create \S*file: Read-only file system/g)?.length, 2, stderr);
      assert.match(stdout, mounts ? /\n49\d\d\n/ : /\n6000\n/);
    }
  });

  it('has no rights, also not in a user namespace of its own', () => {
    assert.match(inside("grep -E '^Cap(Eff|Bnd)' /proc/self/status"), /CapEff:\t0+\nCapBnd:\t0+\n/);
    assert.match(inside('unshare --user id'), /unshare failed/);
    for (const mounts of [true, false]) if (uid !== undefined) assert.equal(inside('id -u', { mounts }), `${uid}\n0`);
  });

  it('sees only its own processes, and no environment and no network of the host', () => {
    process.env.KUBELAB_SANDBOX_TEST = 'of the host';
    try {
      assert.doesNotMatch(inside('env'), /of the host/);
    } finally {
      delete process.env.KUBELAB_SANDBOX_TEST;
    }
    assert.match(inside(`test -d /proc/${process.pid}/fd || echo no such process`), /no such process/);
    assert.equal(inside('cat /proc/sys/kernel/hostname'), 'learner\n0');
    for (const kind of ['ipc', 'uts', 'cgroup', 'user'])
      assert.notEqual(inside(`readlink /proc/self/ns/${kind}`), `${readlinkSync(`/proc/self/ns/${kind}`)}\n0`, kind);
    assert.equal(inside("sed -n '3,$p' /proc/net/dev | cut -d: -f1 | tr -d ' '"), 'lo\n0');
  });

  it('holds the limits of processes and files', () => {
    const limits = prlimitWords({ ...usualLimits(256 * 1024 * 1024, 5), processes: 8, fileSize: 1000 }, true);
    assert.match(inside('for i in 1 2 3 4 5 6 7 8 9 10; do sleep 5 & done', {}, limits), /fork/i);
    assert.match(inside('head -c 2000 /dev/zero > file; wc -c < file', {}, limits), /1000\n/);
  });

  it('ends with all that it started', async () => {
    const value = `all-${process.pid}`;
    const env = { PATH: '/usr/bin:/bin', KUBELAB_SANDBOX: value };
    assert.equal(inside('setsid sh -c "sleep 86399 &" >/dev/null 2>&1; true', { env }), '0');
    // the kernel ends the namespace as soon as bubblewrap has ended, and not before
    await until('their end', () => processesWith(`KUBELAB_SANDBOX=${value}`).length === 0);
  });

  it('ends with the process that started it', async () => {
    const value = `parent-${process.pid}`;
    const mark = `KUBELAB_SANDBOX=${value}`;
    const spec = { readOnly: [], readOnlyAt: {}, writable: [], scratch: { '/tmp': 4096 }, cwd: '/', uid };
    const env = { PATH: '/usr/bin:/bin', KUBELAB_SANDBOX: value };
    const words = [...bubblewrapWords({ ...spec, env }), 'sleep', '86399'];
    const parent = spawn('sh', ['-c', '"$@" & wait', 'sh', ...words], { stdio: 'ignore' });
    await until('it to run', () => processesWith(mark).length > 0);
    parent.kill('SIGKILL');
    await until('its end', () => processesWith(mark).length === 0);
  });
});
