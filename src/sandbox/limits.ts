/** The limits of a process tree, and prlimit's arguments for those that the kernel keeps. */

/** What the processes of one run may use. */
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
  /** What the folders that are shared with the run may grow to, in bytes. */
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
    `--data=${limits.memory}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 5}`,
    `--fsize=${limits.fileSize}`,
    `--nofile=${limits.openFiles}`,
    '--core=0',
    ...(ownUser ? [`--nproc=${limits.processes}`] : []),
    '--',
  ];
}
