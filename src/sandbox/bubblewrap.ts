/**
 * The command line that runs a program inside bubblewrap: namespaces of its own, a read-only root that holds only the files
 * named here, and no host environment. https://github.com/containers/bubblewrap
 *
 * Two bubblewraps run, one in the other. The first leaves the right to mount, by which the number of files in its
 * scratch folders is limited: bubblewrap itself limits their bytes alone. The second takes every right away.
 */
import { existsSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** The files, folders, environment and user of a sandbox. */
export interface SandboxSpec {
  /** Files and folders that can be read inside, at the same path. */
  readOnly: readonly string[];
  /** Files and folders that appear at another path: inside to outside. */
  readOnlyAt: Readonly<Record<string, string>>;
  /** Folders that can be written, at the same path. */
  writable: readonly string[];
  /** Empty folders with a size in bytes, and as many files as a lesson may need; their contents are gone with the sandbox. */
  scratch: Readonly<Record<string, number>>;
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** A file with the filter of system calls ({@link seccompFilter}); undefined on a machine that has none. */
  filter?: string | undefined;
  /** The user to be inside and outside, when the caller is root; process limits do not bind root. */
  uid: number | undefined;
  /** False where only bubblewrap itself may mount (AppArmor's profiles for it): files are then limited by size alone. */
  mounts?: boolean | undefined;
  /** The `cgroup.procs` file of the control group for all its processes. */
  group?: string | undefined;
}

/** Top-level folders that are links to folders of /usr on most systems, and folders of their own on others. */
const systemLinks = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** Files that programs look for in /etc: the certificates of the system, how libraries and alternatives are found. */
const systemFiles = [
  '/etc/alternatives',
  '/etc/ca-certificates',
  '/etc/crypto-policies',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/pki/tls',
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
];

/** Files of /proc that tell of the whole machine, the descriptions of other people's keys among them. */
const masked = [
  '/proc/keys',
  '/proc/key-users',
  '/proc/kcore',
  '/proc/kallsyms',
  '/proc/timer_list',
  '/proc/config.gz',
];

const SHARED_MEMORY = 16 * 1024 * 1024;
/** Files and folders of one scratch folder. */
const MOST_FILES = 5000;

/** The descriptor at which bubblewrap reads the filter; a plain shell knows those of one digit. */
const FILTER_DESCRIPTOR = '9';

/** The words in front of the command. Every process that it starts ends with it, and it ends with its parent. */
export function bubblewrapWords(spec: SandboxSpec): string[] {
  const { uid, mounts: mayMount = true } = spec;
  const scratch = { '/dev/shm': SHARED_MEMORY, ...spec.scratch };
  const outer = [
    'bwrap',
    '--die-with-parent',
    ...['--unshare-pid', '--unshare-ipc', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--hostname', 'learner'],
  ];
  const mounts = [
    ...['--ro-bind', '/usr', '/usr'],
    ...systemLinks.flatMap(systemFolder),
    ...systemFiles.filter((path) => existsSync(path)).flatMap((path) => mount('--ro-bind', path, path)),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...masked.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...ownMounts({ ...spec, scratch }),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
  ];
  const environment = ['--clearenv', ...Object.entries(spec.env).flatMap(([name, value]) => ['--setenv', name, value])];
  const place = [...environment, '--chdir', spec.cwd];
  // the last bubblewrap sets the filter, since it needs some of those calls itself
  const filtered = spec.filter === undefined ? [] : ['--seccomp', FILTER_DESCRIPTOR];
  const last = ['--unshare-user', '--disable-userns', ...filtered];
  if (!mayMount && uid === undefined) return [...shell(spec), ...outer, ...last, ...mounts, ...place, '--'];
  // Root sees every path that is to be mounted, whoever owns the folders above it. Only then it becomes somebody else.
  // Another user is root of a namespace of its own until then.
  const asRoot = uid === undefined ? ['--unshare-user', '--uid', '0', '--gid', '0', '--cap-add', 'ALL'] : [];
  const id = String(uid ?? process.getuid?.() ?? 0);
  return [
    ...shell(spec),
    ...outer,
    ...asRoot,
    ...mounts,
    ...place,
    '--',
    ...(mayMount ? limitFiles(Object.keys(scratch)) : []),
    ...(uid === undefined ? [] : ['setpriv', '--reuid', id, '--regid', id, '--clear-groups']),
    ...(uid === undefined ? [] : ['--inh-caps=-all', '--bounding-set=-all', '--no-new-privs']),
    ...['bwrap', '--die-with-parent', ...last, ...(uid === undefined ? ['--uid', id, '--gid', id] : [])],
    ...['--cap-drop', 'ALL', '--dev-bind', '/', '/', '--chdir', spec.cwd, '--'],
  ];
}

/**
 * The shell before bubblewrap: it opens the filter and joins the group. The interrupt of a cell goes to the whole process
 * group, and is not for bubblewrap.
 */
function shell({ filter = '/dev/null', group = '/dev/null' }: SandboxSpec): string[] {
  const script = `trap "" INT; filter=$1; echo $$ > "$2" || exit; shift 2; exec "$@" ${FILTER_DESCRIPTOR}<"$filter"`;
  return ['sh', '-c', script, 'sh', filter, group];
}

/** Limits the number of files in each of these folders, then runs the command behind. */
function limitFiles(folders: readonly string[]): string[] {
  const options = `remount,nosuid,nodev,nr_inodes=${MOST_FILES}`;
  const script = `while [ "$1" != -- ]; do mount -n -o ${options} tmpfs "$1" || exit; shift; done; shift; exec "$@"`;
  return ['sh', '-c', script, 'sh', ...folders, '--'];
}

/** Mounts in the order of their paths, so that an inner mount covers the outer one, and not the other way about. */
function ownMounts({ scratch, readOnly, readOnlyAt, writable }: SandboxSpec): string[] {
  const mounts = [
    ...Object.entries(scratch).map(([path, size]) => ({ path, words: emptyFolder(path, size) })),
    ...readOnly.map((path) => ({ path, words: mount('--ro-bind', path, path) })),
    ...Object.entries(readOnlyAt).map(([path, outside]) => ({ path, words: mount('--ro-bind', outside, path) })),
    ...writable.map((path) => ({ path, words: mount('--bind', path, path) })),
  ];
  return mounts.sort((a, b) => (a.path < b.path ? -1 : 1)).flatMap(({ words }) => words);
}

function systemFolder(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    return ['--symlink', readlinkSync(path), path];
  } catch {
    return ['--ro-bind', path, path]; // EINVAL: it is a folder
  }
}

function mount(how: '--ro-bind' | '--bind', outside: string, inside: string): string[] {
  return [...foldersAbove(inside), how, outside, inside];
}

function emptyFolder(path: string, size: number): string[] {
  return [...foldersAbove(path), '--perms', '1777', '--size', String(size), '--tmpfs', path];
}

/** The folders above a path: bubblewrap makes missing ones for itself alone, so we make them; existing ones stay as they are. */
function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === '/' ? [] : [...foldersAbove(above), '--perms', '0755', '--dir', above];
}
