/**
 * Control groups of Linux (cgroup v2), by which the kernel itself holds the memory, the processes and the share of CPU of a
 * run, where the machine lends this process a group to divide: a systemd scope with `Delegate=yes`, a container that may
 * write its own. https://docs.kernel.org/admin-guide/cgroup-v2.html
 */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessLimits } from './limits.js';

/** The group of one run. */
export interface ControlGroup {
  /** Its `cgroup.procs`: a process that writes its id there is in the group, and so is every process that it starts. */
  procs: string;
  /** The limit for which the kernel ended the run, in words; undefined when it did not. */
  excess(): string | undefined;
  /** Ends every process in the group and removes the group. */
  end(): Promise<void>;
}

/** Makes groups. Throws the file system's error. */
export type MakeGroup = (limits: Pick<ProcessLimits, 'memory' | 'processes'>) => ControlGroup;

const needed = ['memory', 'pids', 'cpu'];
const MB = 1024 * 1024;
/** How long processes that were killed may take to be gone. */
const GONE_MS = 2000;

let made = 0;

/**
 * The function that makes groups below this process's group, each with the same share of CPU; in words, why none can be made.
 * This process moves into a group of its own, since only a group without processes can be divided.
 */
export function lentGroups(proc = '/proc/self'): MakeGroup | string {
  const own = ownGroup(proc);
  if (own === undefined) return 'this system has no cgroup v2';
  const missing = needed.filter((name) => !words(join(own, 'cgroup.controllers')).includes(name));
  if (missing.length > 0) return `cgroup v2 holds no ${missing.join(', ')} here`;
  const leader = join(own, `kubelab-grader-${process.pid}`);
  try {
    if (needed.some((name) => !words(join(own, 'cgroup.subtree_control')).includes(name))) {
      mkdirSync(leader, { recursive: true });
      writeFileSync(join(leader, 'cgroup.procs'), String(process.pid));
      writeFileSync(join(own, 'cgroup.subtree_control'), needed.map((name) => `+${name}`).join(' '));
    }
    const make: MakeGroup = (limits) => makeGroup(join(own, `kubelab-run-${process.pid}-${made++}`), limits);
    // the first one shows whether the rest will do
    void make({ memory: 64 * MB, processes: 16 }).end();
    return make;
  } catch (error) {
    leave(own, leader);
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EBUSY'
      ? 'its control group has other processes in it'
      : `its control group is not lent to it (${code ?? String(error)})`;
  }
}

function makeGroup(folder: string, { memory, processes }: Pick<ProcessLimits, 'memory' | 'processes'>): ControlGroup {
  mkdirSync(folder);
  const set = (name: string, value: string): void => writeFileSync(join(folder, name), value);
  set('memory.max', String(memory));
  set('memory.oom.group', '1');
  set('pids.max', String(processes));
  try {
    set('memory.swap.max', '0');
  } catch {
    // a kernel without swap has no such file
  }
  return {
    procs: join(folder, 'cgroup.procs'),
    excess: () =>
      /^oom_kill [1-9]/m.test(readFileSync(join(folder, 'memory.events'), 'utf8'))
        ? `more than ${Math.round(memory / MB)} MB of memory`
        : undefined,
    end: async () => {
      const deadline = performance.now() + GONE_MS;
      for (;;) {
        try {
          set('cgroup.kill', '1');
          rmdirSync(folder);
          return;
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (code === 'ENOENT' || performance.now() > deadline) return;
          await sleep(5);
        }
      }
    },
  };
}

/** The folder of the group that this process is in (cgroups(7)); undefined without cgroup v2. */
function ownGroup(proc: string): string | undefined {
  try {
    const path = /^0::(.*)$/m.exec(readFileSync(join(proc, 'cgroup'), 'utf8'))?.[1];
    const mount = /^(?:\S+ ){4}(\S+) .* - cgroup2 /m.exec(readFileSync(join(proc, 'mountinfo'), 'utf8'))?.[1];
    return path === undefined || mount === undefined ? undefined : join(mount, path);
  } catch {
    return undefined; // no Linux
  }
}

function words(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split(/\s+/);
  } catch {
    return [];
  }
}

function leave(own: string, leader: string): void {
  try {
    writeFileSync(join(own, 'cgroup.procs'), String(process.pid));
    rmdirSync(leader);
  } catch {
    // it was not entered
  }
}
