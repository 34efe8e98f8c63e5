/**
 * A worker thread that kills its process, with all it started, when the process's parent is gone: of a kernel, and of the
 * processes in which the grader reads submissions. A thread, because an endless loop blocks the main one; SIGKILL, because
 * no parent is left to ask again.
 */
import { rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

/** The launcher's data for this thread. */
interface WatchData {
  /** The kernel's end of a pipe that the parent holds open for as long as it lives. */
  parentFd?: number;
  parentPid: number;
  pid: number;
  /** The folder that the parent made for this kernel alone, with its connection file. */
  folder?: string;
}

// The launcher is the only one who starts this thread.
const { parentFd, parentPid, pid, folder } = workerData as WatchData;

/** How often the parent is looked for where there is no pipe. */
const POLL_MS = 1000;

function endKernel(): void {
  try {
    // the parent can no longer remove it
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  } catch {
    // in a sandbox it is mounted, and goes with it
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    process.kill(pid, 'SIGKILL');
  }
}

if (parentFd === undefined) {
  setInterval(() => {
    if (process.ppid !== parentPid) endKernel();
  }, POLL_MS);
} else {
  const pipe = new Socket({ fd: parentFd, readable: true, writable: false });
  pipe.on('end', endKernel);
  pipe.on('error', endKernel);
  pipe.resume();
}
