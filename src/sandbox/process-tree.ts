/** Processes below one process (Linux, from /proc): their ids, the memory and CPU they use, and their end. */
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** A process; its start tells it from a later process of the same id. */
export interface ProcessId {
  pid: number;
  startedAt: string;
}

interface Stat extends ProcessId {
  threads: number;
  /** Resident memory in pages. */
  pages: number;
  /** True when it runs, or would if there were a CPU for it. */
  isBusy: boolean;
  session: string;
}

const PAGE = 4096;

/** The process and all processes below it; empty without the process, and on systems other than Linux. */
export function treeOf(pid: number): ProcessId[] {
  const found: ProcessId[] = [];
  const queue = [pid];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const stat = statOf(next);
    if (!stat) continue;
    found.push({ pid: stat.pid, startedAt: stat.startedAt });
    queue.push(...childrenOf(next));
  }
  return found;
}

/** The key that tells one process from all others. */
export function keyOf({ pid, startedAt }: ProcessId): string {
  return `${pid} ${startedAt}`;
}

/**
 * Memory in bytes of these processes, shared parts counted once for each of them, the number of processes and threads,
 * and the number of processes that want a CPU now.
 */
export function usageOf(processes: readonly ProcessId[]): { memory: number; tasks: number; busy: number } {
  let [memory, tasks, busy] = [0, 0, 0];
  for (const { pid } of processes) {
    const stat = statOf(pid);
    memory += (stat?.pages ?? 0) * PAGE;
    tasks += stat?.threads ?? 0;
    if (stat?.isBusy) busy++;
  }
  return { memory, tasks, busy };
}

/** Bytes of the files that these processes hold in memory without a name (memfd), each counted once. */
export function memoryFilesOf(processes: readonly ProcessId[]): number {
  const sizes = new Map<number, number>();
  for (const { pid } of processes) {
    for (const file of filesOf(pid)) {
      try {
        if (!readlinkSync(file).startsWith('/memfd:')) continue;
        const { ino, blocks } = statSync(file);
        sizes.set(ino, blocks * 512);
      } catch {
        // closed by now
      }
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * Gives these processes the CPU when no other process wants it; it skips those in `done`, and adds the others to it. Where
 * Linux shares out by sessions (autogroups), each session is put last as well.
 */
export function putLast(processes: readonly ProcessId[], done: Set<string>): void {
  for (const each of processes) {
    if (done.has(keyOf(each))) continue;
    done.add(keyOf(each));
    try {
      for (const task of readdirSync(`/proc/${each.pid}/task`)) putTaskLast(Number(task));
      // the session of this process is that of the teacher's shell, too
      const session = statOf(each.pid)?.session;
      if (session === undefined || session === statOf(process.pid)?.session) continue;
      writeFileSync(`/proc/${each.pid}/autogroup`, String(constants.priority.PRIORITY_LOW));
    } catch {
      // it has ended, or this kernel has no autogroups
    }
  }
}

function putTaskLast(task: number): void {
  try {
    setPriority(task, constants.priority.PRIORITY_LOW);
  } catch {
    // a thread that has ended since the others were listed
  }
}

/** Proportional set size in bytes of these processes: shared parts are divided among the processes that share them. */
export function proportionalMemoryOf(processes: readonly ProcessId[]): number {
  return processes.reduce((sum, { pid }) => sum + pssOf(pid), 0);
}

/** Ends processes at once; an id that has gone to another process is left alone. */
export function killAll(processes: Iterable<ProcessId>): void {
  for (const { pid, startedAt } of processes) {
    if (statOf(pid)?.startedAt !== startedAt) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ESRCH: it has just ended; EPERM: it became somebody else's, which only root's can
    }
  }
}

/** Every process whose environment holds `entry` (`NAME=value`), wherever it stands in the tree. */
export function processesWith(entry: string): ProcessId[] {
  const wanted = `\0${entry}\0`;
  const found: ProcessId[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!`\0${readFileSync(`/proc/${name}/environ`, 'latin1')}`.includes(wanted)) continue;
    } catch {
      continue; // gone, or another user's
    }
    const stat = statOf(Number(name));
    if (stat) found.push({ pid: stat.pid, startedAt: stat.startedAt });
  }
  return found;
}

function filesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => `/proc/${pid}/fd/${name}`);
  } catch {
    return [];
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** The fields of /proc/PID/stat that are used here (proc_pid_stat(5)); undefined without the process. */
function statOf(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // the second field is the program's name in parentheses, which may itself hold anything
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, session = '', threads, startedAt = '', pages] = [0, 3, 17, 19, 21].map((place) => fields[place]);
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, threads: Number(threads), startedAt, pages: Number(pages), isBusy: state === 'R', session };
}

function pssOf(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
