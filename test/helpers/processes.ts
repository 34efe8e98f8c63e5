/** Looking at the processes of this machine (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

/** The ids of a process's children, whichever of its threads started them. */
export function childrenOf(pid: number): number[] {
  const ofThread = (thread: string): string => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8');
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    ofThread(thread).trim().split(' ').filter(Boolean).map(Number),
  );
}

/** The ids of a process's children, their children, and so on; parents come before their children. */
export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** The command line of a process, its arguments apart by NUL. */
export function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}
