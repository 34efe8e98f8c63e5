/**
 * Watches a process tree for limits that the kernel does not hold: the memory of all its processes together, their number,
 * how many of them want a CPU at a time, and the files they write into shared folders. It also remembers every process of
 * the tree, so that processes that left it (daemons) are found at the end.
 */
import type { ControlGroup } from './control-groups.js';
import { excessOf } from './folder-size.js';
import type { ProcessLimits } from './limits.js';
import {
  keyOf,
  killAll,
  memoryFilesOf,
  type ProcessId,
  processesWith,
  proportionalMemoryOf,
  putLast,
  treeOf,
  usageOf,
} from './process-tree.js';

/** The limits, folders and mark of a watch. */
export interface WatchOptions {
  limits: ProcessLimits;
  /** The control group that the tree is in, where the machine lends one. */
  group?: ControlGroup | undefined;
  /** Folders that the tree can write. */
  folders: readonly string[];
  /** `NAME=value` of the environment by which the tree's processes are known even when they left it. */
  mark?: string;
  /** Called once, with the excess in words. */
  onExceeded(what: string): void;
}

/** A watch over trees. */
export interface ProcessWatch {
  /** Watches the tree below this process, too. */
  add(pid: number): void;
  /** The largest memory seen, in bytes (proportional set size); taken only where it is asked for. */
  memory(): number;
  /** Ends the watch, and every process that was seen or carries the mark. */
  end(): void;
}

const EVERY_MS = 150;
const MEMORY_FILES_EVERY = 4;
const MB = 1024 * 1024;
/** Processes that may want a CPU at a time like all others; where there are more, all wait until no other process wants one. */
const MOST_BUSY = 8;
/** Rounds of ending a tree: processes that were started meanwhile are looked for again. */
const KILL_ROUNDS = 20;

/** Starts to watch. On systems other than Linux nothing is seen, and nothing exceeded. */
export function watchProcesses(options: WatchOptions): ProcessWatch {
  const { limits, folders, mark } = options;
  const roots = new Set<number>();
  const seen = new Map<string, ProcessId>();
  const linux = process.platform === 'linux';

  const present = (): ProcessId[] => {
    const all = [...roots].flatMap(treeOf);
    for (const each of all) seen.set(keyOf(each), each);
    return all;
  };
  const polite = new Set<string>();
  let round = 0;
  let inFiles = 0;
  const excess = (): string | undefined => {
    const ended = options.group?.excess();
    if (ended !== undefined) return ended;
    const processes = present();
    const { memory, tasks, busy } = usageOf(processes);
    if (busy > MOST_BUSY && !options.group) putLast(processes, polite);
    // adding up memory-backed files is slow, so it is done in every fourth round
    if (round++ % MEMORY_FILES_EVERY === 0) inFiles = memoryFilesOf(processes);
    // shared parts are looked at only when it would be too much with them
    if (memory + inFiles > limits.memory && proportionalMemoryOf(processes) + inFiles > limits.memory) {
      return `more than ${Math.round(limits.memory / MB)} MB of memory`;
    }
    // a tree of a user of its own cannot get there
    if (tasks > limits.processes * 2) return `more than ${limits.processes} processes`;
    return folders.map((folder) => excessOf(folder, limits.sharedFiles)).find((what) => what !== undefined);
  };
  const timer = setInterval(() => {
    const what = excess();
    if (what === undefined) return;
    clearInterval(timer);
    options.onExceeded(what);
  }, EVERY_MS);
  if (!linux) clearInterval(timer);
  timer.unref();

  return {
    add: (pid) => roots.add(pid),
    memory: () => proportionalMemoryOf(present()),
    end: () => {
      clearInterval(timer);
      if (!linux) return;
      present();
      for (let round = 0; round < KILL_ROUNDS; round++) {
        killAll([...seen.values()].reverse());
        const left = mark === undefined ? [] : processesWith(mark);
        killAll(left);
        if (left.length === 0) return;
      }
    },
  };
}
