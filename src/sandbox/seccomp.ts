/**
 * The system calls that a sandbox does without, as a filter for bubblewrap's `--seccomp`: a program of classic BPF over the
 * kernel's `struct seccomp_data` (https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html). The filter
 * refuses calls that the namespaces leave open: about things of no namespace (as the session keyring of the grader's user),
 * and calls that have often been a way out.
 */

/** The name of a machine's architecture, and its numbers of the calls (`unistd.h`). */
interface Machine {
  /** `AUDIT_ARCH_…` of linux/audit.h. */
  arch: number;
  /** `clone`, whose first argument holds the flags of new namespaces. */
  clone: number;
  /** Calls that are answered with EPERM. */
  refused: readonly number[];
  /** Calls that are answered with ENOSYS: libraries then take an older call, and clone3 hides its flags from a filter. */
  absent: readonly number[];
}

// open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, pidfd_getfd: alike everywhere
const newerCalls = [428, 429, 430, 431, 432, 433, 442, 438];
// io_uring_setup, io_uring_enter, io_uring_register, clone3, memfd_secret
const newerAbsent = [425, 426, 427, 435, 447];

const machines: Readonly<Record<string, Machine>> = {
  x64: {
    arch: 0xc000003e,
    clone: 56,
    refused: [
      ...newerCalls,
      ...[248, 249, 250], // add_key, request_key, keyctl
      ...[101, 310, 311, 312], // ptrace, process_vm_readv, process_vm_writev, kcmp
      ...[321, 298, 323], // bpf, perf_event_open, userfaultfd
      ...[165, 166, 155, 161, 304], // mount, umount2, pivot_root, chroot, open_by_handle_at
      ...[272, 308], // unshare, setns
      ...[246, 320, 175, 313, 176], // kexec_load, kexec_file_load, init_module, finit_module, delete_module
      ...[103, 29], // syslog, shmget
    ],
    absent: [...newerAbsent, 319], // memfd_create: memory that no limit of a process counts
  },
  arm64: {
    arch: 0xc00000b7,
    clone: 220,
    refused: [
      ...newerCalls,
      ...[217, 218, 219],
      ...[117, 270, 271, 272],
      ...[280, 241, 282],
      ...[40, 39, 41, 51, 265],
      ...[97, 268],
      ...[104, 294, 105, 273, 106],
      ...[116, 194],
    ],
    absent: [...newerAbsent, 279],
  },
};

// linux/bpf_common.h, linux/seccomp.h
const LOAD_WORD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;
const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const error = (errno: number): number => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;

/** Where `struct seccomp_data` has the number of the call, the machine, and the lower half of the first argument. */
const OFFSET = { call: 0, arch: 4, firstArgument: 16 };
/** Calls from here on are those of the x32 ABI, which have numbers of their own. */
const X32 = 0x40000000;
const CLONE_NEWUSER = 0x10000000;

/** The filter's bytes for this machine; undefined for a machine whose call numbers are not known here. */
export function seccompFilter(machine: string = process.arch): Buffer | undefined {
  const known = machines[machine];
  if (!known) return undefined;
  const answer = (call: number, result: number): Instruction[] => [
    [JUMP_IF_EQUAL, 0, 1, call],
    [RETURN, 0, 0, result],
  ];
  const instructions: Instruction[] = [
    [LOAD_WORD, 0, 0, OFFSET.arch],
    [JUMP_IF_EQUAL, 1, 0, known.arch],
    [RETURN, 0, 0, KILL_PROCESS],
    [LOAD_WORD, 0, 0, OFFSET.call],
    [JUMP_IF_AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, error(EPERM)],
    ...known.refused.flatMap((call) => answer(call, error(EPERM))),
    ...known.absent.flatMap((call) => answer(call, error(ENOSYS))),
    [JUMP_IF_EQUAL, 0, 3, known.clone],
    [LOAD_WORD, 0, 0, OFFSET.firstArgument],
    [JUMP_IF_ANY_BIT, 0, 1, CLONE_NEWUSER],
    [RETURN, 0, 0, error(EPERM)],
    [RETURN, 0, 0, ALLOW],
  ];
  return Buffer.concat(instructions.map(encoded));
}

/** `struct sock_filter`: code, jump if true, jump if false, operand. */
type Instruction = [code: number, jumpIfTrue: number, jumpIfFalse: number, operand: number];

function encoded([code, jumpIfTrue, jumpIfFalse, operand]: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(jumpIfTrue, 2);
  bytes.writeUInt8(jumpIfFalse, 3);
  bytes.writeUInt32LE(operand >>> 0, 4);
  return bytes;
}
