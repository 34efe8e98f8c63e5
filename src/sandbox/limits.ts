/** The limits of a process tree, and prlimit's arguments for the limits that the kernel keeps. */
import { readFileSync } from 'node:fs';

/** The limits for the processes of one run. */
export interface ProcessLimits {
  /** Memory of all processes together, in bytes; the tree is killed above it. */
  memory: number;
  /** Seconds of CPU time for each process. */
  cpuSeconds: number;
  /** The largest file, in bytes. */
  fileSize: number;
  /** Processes and threads together. */
  processes: number;
  /** Open files of a process. */
  openFiles: number;
  /** The size to which each folder shared with the run may grow, in bytes. */
  sharedFiles: number;
}

const MB = 1024 * 1024;

/** Limits for `memory` bytes and `seconds` of work. */
export function usualLimits(memory: number, seconds: number): ProcessLimits {
  return {
    memory,
    cpuSeconds: Math.ceil(seconds * 2),
    fileSize: 64 * MB,
    processes: 256,
    openFiles: 1024,
    sharedFiles: 16 * MB,
  };
}

/**
 * The words in front of a command that is to be limited by prlimit. `processes` is left out when the user has other
 * processes, too, which count with it.
 */
export function prlimitWords(limits: ProcessLimits, ownUser: boolean): string[] {
  return [
    'prlimit',
    // Data is the one kind of memory that can be limited: V8 reserves far more address space than it ever uses.
    `--data=${limits.memory + reservedForCode()}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 5}`,
    `--fsize=${limits.fileSize}`,
    `--nofile=${limits.openFiles}`,
    '--core=0',
    ...(ownUser ? [`--nproc=${limits.processes}`] : []),
    '--',
  ];
}

/** The threads with a V8 of their own that a kernel has: its own, and the one that looks after its parent. */
const KERNEL_THREADS = 2;

/** The bytes that V8 keeps for compiled code in a kernel. They are read from this process, which runs the same Node; 0 without Linux. */
function reservedForCode(): number {
  try {
    return KERNEL_THREADS * bytesForCode(readFileSync('/proc/self/maps', 'utf8'));
  } catch {
    return 0; // no Linux, and so no prlimit
  }
}

/**
 * The bytes that V8 keeps for the compiled code of one thread, in whole megabytes, as far as Linux counts them as data before they are
 * used. They are read from the ranges of a process (`maps` in proc(5)); of several threads the one with the most counts. Node 24 and
 * later map them writable at once, which is 512 MB; Node before 24 next to none. Afterwards V8 maps Node's own code into their
 * middle; Linux has counted that part before.
 */
export function bytesForCode(maps: string): number {
  const ranges = [...maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) (\S+)/gm)].map(([, from = '', to = '', rights]) => ({
    from: Number.parseInt(from, 16),
    to: Number.parseInt(to, 16),
    isCode: rights === 'rwxp',
  }));
  let [most, thread, end] = [0, 0, 0];
  for (const [at, { from, to, isCode }] of ranges.entries()) {
    const [before, after] = [ranges[at - 1], ranges[at + 1]];
    const isWithin = before?.isCode && before.to === from && after?.isCode && after.from === to;
    if (!isCode && !isWithin) continue;
    thread = (from === end ? thread : 0) + to - from;
    end = to;
    most = Math.max(most, thread);
  }
  return Math.ceil(most / MB) * MB; // V8 gives back the last pages
}
