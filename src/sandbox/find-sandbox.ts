/** The sandbox by which this machine can contain a process tree, found out by trying it. */
import { spawnSync } from 'node:child_process';
import { KubelabError } from '../errors.js';
import { bubblewrapWords } from './bubblewrap.js';
import { lentGroups, type MakeGroup } from './control-groups.js';
import { nextUid } from './next-uid.js';
import { seccompFilter } from './seccomp.js';

/** The sandbox that was asked for. */
export type SandboxChoice = 'auto' | 'bwrap' | 'none';

/** The sandbox that was found. */
export interface Sandbox {
  kind: 'bwrap' | 'none';
  /** Warnings about what is not contained here, a sentence each. */
  warnings: string[];
  /** How submissions are contained, in one sentence; undefined where they are not. */
  contained?: string;
  /** Makes a control group for a run; undefined where the machine lends none. */
  makeGroup?: MakeGroup;
  /** False where nothing but bubblewrap itself may mount. */
  mounts?: boolean;
}

const missing = 'bubblewrap is not installed (Debian and Ubuntu: apt-get install bubblewrap)';

/** The machine's properties that decide, as Node's `process` has them. */
type Machine = Pick<NodeJS.Process, 'platform' | 'arch' | 'getuid'>;

/**
 * The sandbox to use. `auto` is bubblewrap where it works, else none with a warning. Throws ENVIRONMENT when `bwrap` was
 * asked for and does not work.
 */
export function findSandbox(choice: SandboxChoice, machine: Machine = process): Sandbox {
  const found = choice === 'none' ? 'it was switched off' : workingBubblewrap(machine);
  if (typeof found !== 'string') {
    const groups = lentGroups();
    const hasGroups = typeof groups !== 'string';
    return {
      kind: 'bwrap',
      warnings: seccompFilter(machine.arch) ? [] : [unfiltered(machine)],
      contained: `Each submission and its API server run isolated; ${hasGroups ? held : `${measured} (${groups})`}.`,
      ...(hasGroups ? { makeGroup: groups } : {}),
      ...found,
    };
  }
  if (choice === 'bwrap') {
    throw new KubelabError('ENVIRONMENT', `submissions cannot be isolated: ${found}`, {
      hint: 'install and allow bubblewrap, or grade only submissions that you trust with --sandbox none',
    });
  }
  return {
    kind: 'none',
    warnings: [`Submissions and their API servers are not isolated (${found}): ${uncontained(machine)}`],
  };
}

const held = 'memory, processes and CPU are held by control groups';
const measured = 'memory and processes are measured, and what takes too much CPU waits for others';

function unfiltered({ arch }: Machine): string {
  return `Submissions are isolated, but may make every system call: kubelab knows none of their numbers on ${arch}.`;
}

function uncontained({ platform }: Machine): string {
  const always =
    'their code can read and change what you can, other submissions and rubrics among it, and use the network';
  return platform === 'linux'
    ? `${always}; memory, CPU time, file sizes, output and time are limited.`
    : `${always}; only output and time are limited.`;
}

/** The way in which bubblewrap works here; in words, why it does not. */
function workingBubblewrap({ platform, getuid }: Machine): { mounts: boolean } | string {
  if (platform !== 'linux') return 'this system is not Linux, which bubblewrap needs';
  const isRoot = getuid?.() === 0;
  const fault = faultOf({ isRoot, mounts: true });
  if (fault === undefined) return { mounts: true };
  return !isRoot && faultOf({ isRoot, mounts: false }) === undefined ? { mounts: false } : fault;
}

/** Why bubblewrap cannot be used in this way; undefined when it can. */
function faultOf({ isRoot, mounts }: { isRoot: boolean; mounts: boolean }): string | undefined {
  const [command = '', ...args] = [
    ...bubblewrapWords({
      readOnly: [],
      readOnlyAt: {},
      writable: [],
      scratch: { '/tmp': 4096 }, // bubblewrap itself needs the folder
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      uid: isRoot ? nextUid() : undefined,
      mounts,
    }),
    'true',
  ];
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });
  if (error) return error.message;
  if (status === 0) return undefined;
  return /bwrap.*not found/.test(stderr) ? missing : `bubblewrap does not work here: ${lastLine(stderr)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
