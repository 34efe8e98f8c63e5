/**
 * A kernel in a process of its own, which can be started from a snapshot: for a program that started this process and knows it
 * alone. This process passes signals on. The kernel is in another process group, so that a signal to the group of this process
 * reaches the kernel once. When this process ends in whatever way, a pipe closes, and the kernel ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { isCrash } from '../notebook/kernel-process.js';
import { launchCommand } from './launch-command.js';
import { doubtKernelSnapshot } from './make-snapshot.js';
import type { Snapshot } from './snapshot.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** How long a kernel from a snapshot may take until its sockets are bound. */
const READY_MS = 20_000;

/**
 * Starts the kernel and resolves with its exit code when it has ended; with undefined when it ended before its sockets were
 * bound, so that another may take its place. A kernel from a snapshot is ended when its sockets are not bound in time. A
 * snapshot whose kernel crashed is tried, and put aside when it is bad.
 */
export async function relayKernel(connectionFile: string, snapshot?: Snapshot): Promise<number | undefined> {
  const { argv, env } = launchCommand({ cwd: process.cwd(), env: process.env, snapshot, watched: false });
  const words = argv.map((word) => word.replaceAll('{connection_file}', connectionFile));
  // the folder of the connection file is that of whoever started this process
  const [command = '', ...args] = [...words, '--parent-fd=3', '--ready-fd=4'];
  const child = spawn(command, args, {
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
  });
  child.stdio[3]?.on('error', () => {}); // it closes when the kernel ends
  let passedOn = false;
  const passOn = (signal: NodeJS.Signals): void => {
    passedOn ||= signal !== 'SIGINT';
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    const ready = isReady(child, snapshot && READY_MS);
    const { code, crashed } = await endOf(child);
    if (crashed && snapshot) await doubtKernelSnapshot(snapshot);
    return passedOn || (await ready) ? code : undefined;
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
  }
}

/** True when the kernel has bound its sockets, and false when it ended before. After `limitMs` it is ended. */
function isReady(child: ChildProcess, limitMs: number | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const late = limitMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limitMs);
    const settle = (ready: boolean): void => {
      clearTimeout(late);
      resolve(ready);
    };
    const told = child.stdio[4];
    told?.once('data', () => settle(true));
    for (const event of ['end', 'error', 'close']) told?.once(event, () => settle(false));
  });
}

function endOf(child: ChildProcess): Promise<{ code: number; crashed: boolean }> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 1, crashed: true }));
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? 1, crashed: isCrash(signal) });
    });
  });
}
