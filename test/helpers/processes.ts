/** Looking at the processes of this machine (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

/** The ids of a process's children, whichever of its threads started them; none of a process that has ended. */
export function childrenOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  return (whileThere(() => readdirSync(tasks)) ?? []).flatMap((thread) =>
    (whileThere(() => readFileSync(`${tasks}/${thread}/children`, 'utf8')) ?? '')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}

/** The ids of a process's children, their children, and so on; parents come before their children. */
export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** The ids of all processes of this machine that can be seen. */
export function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The command line of a process, its arguments apart by NUL; empty for one that has ended. */
export function commandOf(pid: number): string {
  return whileThere(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '';
}

/** What is read of a process; undefined when it has ended meanwhile, as a thread or a child may while a test looks. */
function whileThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
