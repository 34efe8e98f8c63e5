/**
 * A kernel in a process of its own, started from the snapshot where there is one: for whoever started this process and knows
 * only it. Signals are passed on, once: the kernel is in another process group, so that one for the whole group of this
 * process does not come to it twice. When this process ends in whatever way, a pipe closes, and the kernel ends.
 */
import { spawn } from 'node:child_process';
import { kernelCommand } from './kernelspec.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts it and resolves with its exit code when it has ended. Throws ENVIRONMENT as `kernelCommand` does. */
export async function relayKernel(connectionFile: string): Promise<number> {
  const { argv, env } = kernelCommand({ folder: process.cwd(), watched: false });
  const words = argv.map((word) => word.replaceAll('{connection_file}', connectionFile));
  // the folder of the connection file is that of whoever started this process
  const [command = '', ...args] = [...words, '--parent-fd=3'];
  const child = spawn(command, args, {
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  child.stdio[3]?.on('error', () => {}); // it closes when the kernel ends
  const passOn = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, passOn);
  }
}
