/** The commands that tell of the machine, its processes, its terminal and the user. */
import type { Command, ExecResult } from 'just-bash';
import { commandOptions } from './command-options.js';
import { fault, misused, out } from './command-results.js';
import type { CommandSurroundings } from './command-surroundings.js';
import type { ContainerConfig } from './container.js';
import { realMountPath } from './container-files.js';
import { humanSize } from './human-size.js';
import type { FileOwner } from './list-command.js';
import { processTable } from './process-table.js';

const userName = (uid: number): string =>
  uid === 0 ? 'root' : uid === 1 ? 'daemon' : uid === 65534 ? 'nobody' : String(uid);
const groupName = (gid: number): string =>
  gid === 0 ? 'root' : gid === 1 ? 'daemon' : gid === 65534 ? 'nogroup' : String(gid);

/** Whom `ls -l` shows as the owner of the container's files. */
export function ownerOf({ uid, gid }: ContainerConfig): FileOwner {
  return { user: userName(uid), group: groupName(gid), uid, gid };
}

const diskFree = ({ config }: CommandSurroundings, isHuman: boolean): string => {
  const kib = (n: number): string => (isHuman ? humanSize(n * 1024) : String(n));
  const rows: [string, number, number, string][] = [
    ['overlay', 10 * 2 ** 20, 2 ** 20, '/'],
    ['tmpfs', 64 * 1024, 0, '/dev'],
    ['shm', 64 * 1024, 0, '/dev/shm'],
    ['/dev/vda1', 10 * 2 ** 20, 2 ** 20, '/etc/hosts'],
    ...config.mounts.map(({ medium, path }): [string, number, number, string] => {
      const where = realMountPath(path);
      return medium === 'tmpfs' ? ['tmpfs', 2 ** 20, 12, where] : ['/dev/vda1', 10 * 2 ** 20, 2 ** 20, where];
    }),
  ];
  const size = isHuman ? 'Size' : '1K-blocks';
  const available = isHuman ? 'Avail' : 'Available';
  const table = [
    ['Filesystem', size, 'Used', available, 'Use%', 'Mounted on'],
    ...rows.map(([source, total, used, path]) => [
      source,
      kib(total),
      kib(used),
      kib(total - used),
      `${Math.ceil((used / total) * 100)}%`,
      path,
    ]),
  ];
  const least = [14, 5, 5, 5, 4];
  const widths = least.map((width, i) => Math.max(width, ...table.map((row) => row[i]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : i === 5 ? cell : cell.padStart(widths[i] ?? 0)))
        .join(' '),
    )
    .join('\n')
    .concat('\n');
};

const mountTable = ({ config }: CommandSurroundings): string =>
  [
    'overlay on / type overlay (rw,relatime)',
    'proc on /proc type proc (rw,nosuid,nodev,noexec,relatime)',
    'tmpfs on /dev type tmpfs (rw,nosuid,size=65536k,mode=755)',
    ...config.mounts.map(({ path, medium, readOnly }) => {
      const where = realMountPath(path);
      const mode = readOnly ? 'ro' : 'rw';
      return medium === 'tmpfs'
        ? `tmpfs on ${where} type tmpfs (${mode},relatime,size=1048576k)`
        : `/dev/vda1 on ${where} type ext4 (${mode},relatime)`;
    }),
    '',
  ].join('\n');

const SYSTEM = {
  'kernel-name': 's',
  nodename: 'n',
  'kernel-release': 'r',
  'kernel-version': 'v',
  machine: 'm',
  'operating-system': 'o',
  all: 'a',
} as const;

const systemName = ({ sandbox }: CommandSurroundings, args: readonly string[]): ExecResult => {
  const asked = commandOptions(args, SYSTEM);
  if ('problem' in asked) return misused('uname', asked.problem, 1);
  const facts = {
    'kernel-name': 'Linux',
    nodename: sandbox.hostname,
    'kernel-release': '6.12.0-kubelab',
    'kernel-version': '#1 SMP',
    machine: 'x86_64',
    'operating-system': 'GNU/Linux',
  };
  const names = Object.keys(facts) as (keyof typeof facts)[];
  const wanted = names.filter((name) => asked.is('all') || asked.is(name)).map((name) => facts[name]);
  return out(`${wanted.join(' ') || facts['kernel-name']}\n`);
};

const IDENTITY = {
  user: 'u',
  group: 'g',
  groups: 'G',
  name: 'n',
  real: 'r',
} as const;

const identity = ({ config }: CommandSurroundings, args: readonly string[]): ExecResult => {
  const asked = commandOptions(args, IDENTITY);
  if ('problem' in asked) return misused('id', asked.problem, 1);
  const { is } = asked;
  const one = (id: number, name: string): ExecResult => out(`${is('name') ? name : id}\n`);
  const { uid, gid } = config;
  if (is('user')) return one(uid, userName(uid));
  if (is('group') || is('groups')) return one(gid, groupName(gid));
  if (is('name') || is('real')) return fault('id: printing only names or real IDs requires -u, -g, or -G\n');
  const named = (id: number, name: string): string => (name === String(id) ? String(id) : `${id}(${name})`);
  return out(
    `uid=${named(uid, userName(uid))} gid=${named(gid, groupName(gid))} groups=${named(gid, groupName(gid))}\n`,
  );
};

/** The commands by their names. */
export function machineCommands(surroundings: CommandSurroundings): Record<string, Command['execute']> {
  const { config, sandbox } = surroundings;
  return {
    df: async (args) =>
      out(
        diskFree(
          surroundings,
          args.some((arg) => /^-[a-zA-Z]*[hH]/.test(arg)),
        ),
      ),
    mount: async () => out(mountTable(surroundings)),
    id: async (args) => identity(surroundings, args),
    whoami: async () => out(`${userName(config.uid)}\n`),
    hostname: async (args) => out(`${args.includes('-i') || args.includes('-I') ? sandbox.podIP : sandbox.hostname}\n`),
    uname: async (args) => systemName(surroundings, args),
    ps: async (args) =>
      out(processTable(surroundings.processes(), { args, user: userName(config.uid), now: surroundings.now() })),
    nproc: async () => out('2\n'),
    stty: async (args) => {
      const { columns, rows } = surroundings.terminal();
      return out(args[0] === 'size' ? `${rows} ${columns}\n` : '');
    },
    tput: async (args) => {
      const { columns, rows } = surroundings.terminal();
      return out(args[0] === 'cols' ? `${columns}\n` : args[0] === 'lines' ? `${rows}\n` : '');
    },
    sync: async () => out(''),
  };
}
