import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bubblewrapWords } from '../../src/sandbox/bubblewrap.js';
import { nextUid } from '../../src/sandbox/next-uid.js';
import { seccompFilter } from '../../src/sandbox/seccomp.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { skip } from '../helpers/skip.js';

const python = '/usr/bin/python3';
const EPERM = 1;
const ENOSYS = 38;

describe('the filter of system calls', () => {
  let folder: string;
  let filter: string;
  before(function () {
    if (!hasBubblewrap()) skip(this, 'no bubblewrap here');
    if (spawnSync(python, ['-V']).status !== 0) skip(this, 'no Python here, which makes system calls by number');
    const bytes = seccompFilter();
    if (!bytes) return skip(this, 'no filter for this machine');
    folder = mkdtempSync(join(tmpdir(), 'kubelab-seccomp-'));
    filter = join(folder, 'filter');
    writeFileSync(filter, bytes);
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** What the calls answer inside: 0 or more, or the negative errno. */
  function answers(calls: readonly (readonly number[])[], withFilter = true): number[] {
    const script = `
import ctypes, json, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(numbers):
    ctypes.set_errno(0)
    result = libc.syscall(*[ctypes.c_long(number) for number in numbers])
    return result if result >= 0 else -ctypes.get_errno()
print(json.dumps([call(numbers) for numbers in json.loads(sys.argv[1])]))`;
    const [command = '', ...args] = bubblewrapWords({
      readOnly: [],
      readOnlyAt: {},
      writable: [],
      scratch: { '/tmp': 1024 * 1024 },
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      uid: process.getuid?.() === 0 ? nextUid() : undefined,
      ...(withFilter ? { filter } : {}),
    });
    const words = [...args, python, '-c', script, JSON.stringify(calls)];
    const { stdout, stderr, status } = spawnSync(command, words, { encoding: 'utf8', timeout: 60_000 });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as number[];
  }

  const onX64 = process.arch === 'x64';
  const numbers = onX64
    ? {
        keyctl: 250,
        addKey: 248,
        requestKey: 249,
        ptrace: 101,
        bpf: 321,
        perf: 298,
        fault: 323,
        mount: 165,
        unshare: 272,
        kexec: 246,
      }
    : {
        keyctl: 219,
        addKey: 217,
        requestKey: 218,
        ptrace: 117,
        bpf: 280,
        perf: 241,
        fault: 282,
        mount: 40,
        unshare: 97,
        kexec: 104,
      };
  const memfd = onX64 ? 319 : 279;
  const getpid = onX64 ? 39 : 172;

  it('S5, S16: refuses the session keyring and what has been a way out', () => {
    const refused = Object.values(numbers).map((number) => [number, 0, 0, 0, 0, 0]);
    assert.deepEqual(
      answers(refused),
      refused.map(() => -EPERM),
    );
    const KEYCTL_GET_KEYRING_ID = 0;
    const SESSION_KEYRING = -3;
    const [before] = answers([[numbers.keyctl, KEYCTL_GET_KEYRING_ID, SESSION_KEYRING, 0, 0, 0]], false);
    const [after] = answers([[numbers.keyctl, KEYCTL_GET_KEYRING_ID, SESSION_KEYRING, 0, 0, 0]]);
    assert.notEqual(before, after, 'without the filter the call is answered by the kernel itself');
  });

  it('S7: has no memory that is in no process', () => {
    assert.deepEqual(answers([[memfd, 0, 0, 0, 0, 0]]), [-ENOSYS]);
  });

  it('refuses a user namespace by clone, and the calls of another ABI', () => {
    const CLONE_NEWUSER = 0x10000000;
    const clone = onX64 ? 56 : 220;
    assert.deepEqual(answers([[clone, CLONE_NEWUSER, 0, 0, 0, 0]]), [-EPERM]);
    if (onX64) assert.deepEqual(answers([[0x40000000 + getpid, 0, 0, 0, 0, 0]]), [-EPERM]);
  });

  it('leaves all other calls', () => {
    const [pid = 0] = answers([[getpid, 0, 0, 0, 0, 0]]);
    assert.ok(pid > 0);
  });
});

describe('the filter of system calls, as a program', () => {
  /** The filter's answer, by the instructions that it has (linux/filter.h): the program is run here as the kernel runs it. */
  function filtered(machine: string, arch: number, call: number, flags = 0): string {
    const program = seccompFilter(machine) ?? Buffer.alloc(0);
    const data = Buffer.alloc(64);
    data.writeUInt32LE(call, 0);
    data.writeUInt32LE(arch, 4);
    data.writeUInt32LE(flags, 16);
    let word = 0;
    for (let at = 0; at < program.length / 8; at++) {
      const [code, operand] = [program.readUInt16LE(8 * at), program.readUInt32LE(8 * at + 4)];
      const jump = (isTrue: boolean): number => program.readUInt8(8 * at + (isTrue ? 2 : 3));
      if (code === 0x20) word = data.readUInt32LE(operand);
      else if (code === 0x15) at += jump(word === operand);
      else if (code === 0x35) at += jump(word >= operand);
      else if (code === 0x45) at += jump((word & operand) !== 0);
      else if (code === 0x06) return operand.toString(16);
      else return `no such instruction: ${code}`;
    }
    return 'the program has no end';
  }

  it('answers by the number of the call, on each machine by its own', () => {
    const [allow, kill, eperm, enosys] = ['7fff0000', '80000000', '50001', '50026'];
    const [newUser, newNetwork] = [0x10000000, 0x40000000];
    const [x64, arm64] = [0xc000003e, 0xc00000b7];
    for (const [machine, arch, clone, ptrace, memfdCreate, read] of [
      ['x64', x64, 56, 101, 319, 0],
      ['arm64', arm64, 220, 117, 279, 63],
    ] as const) {
      const of = (call: number, flags?: number): string => filtered(machine, arch, call, flags);
      assert.deepEqual([of(read), of(clone), of(clone, newNetwork), of(read, newUser)], Array(4).fill(allow), machine);
      assert.deepEqual([of(ptrace), of(430), of(438), of(clone, newUser)], Array(4).fill(eperm), machine);
      // 425 is io_uring_setup, 435 clone3
      assert.deepEqual([of(memfdCreate), of(425), of(435)], Array(3).fill(enosys), machine);
      assert.deepEqual([of(0x40000000), of(0x40000000 + read)], [eperm, eperm], machine);
      assert.equal(filtered(machine, machine === 'x64' ? arm64 : x64, read), kill);
    }
  });

  it('is known for the machines that Node runs on mostly, and for no other', () => {
    assert.ok(seccompFilter('x64'));
    assert.ok(seccompFilter('arm64'));
    assert.equal(seccompFilter('mips'), undefined);
  });
});
