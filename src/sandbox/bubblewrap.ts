/**
 * The command that runs another one inside bubblewrap: namespaces of its own, a read-only root that holds only what is
 * named here, and no host environment. https://github.com/containers/bubblewrap
 */
import { existsSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a sandbox holds. */
export interface SandboxSpec {
  /** Files and folders that can be read inside, at the same path. */
  readOnly: readonly string[];
  /** Files and folders that appear at another path: inside to outside. */
  readOnlyAt: Readonly<Record<string, string>>;
  /** Folders that can be written, at the same path. */
  writable: readonly string[];
  /** Empty folders with a size in bytes; their contents are gone with the sandbox. */
  scratch: Readonly<Record<string, number>>;
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** A file with the filter of system calls ({@link seccompFilter}); undefined on a machine that has none. */
  filter?: string;
  /** The user to be inside and outside, when the caller is root; process limits do not bind root. */
  uid: number | undefined;
}

/** Top-level folders that are links to folders of /usr on most systems, and folders of their own on others. */
const systemLinks = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** What programs look for in /etc: the certificates of the system, how libraries and alternatives are found. */
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

const SHARED_MEMORY = 16 * 1024 * 1024;

/** The descriptor at which bubblewrap reads the filter; a plain shell knows those of one digit. */
const FILTER_DESCRIPTOR = '9';

/** The words in front of the command. All that it starts ends with it, and it ends with its parent. */
export function bubblewrapWords(spec: SandboxSpec): string[] {
  const mounts = [
    ...['--ro-bind', '/usr', '/usr'],
    ...systemLinks.flatMap(systemFolder),
    ...systemFiles.filter((path) => existsSync(path)).flatMap((path) => mount('--ro-bind', path, path)),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...scratch('/dev/shm', SHARED_MEMORY),
    ...['--remount-ro', '/dev'],
    ...ownMounts(spec),
    ...['--remount-ro', '/'],
  ];
  const environment = ['--clearenv', ...Object.entries(spec.env).flatMap(([name, value]) => ['--setenv', name, value])];
  // the interrupt of a cell goes to the whole process group, and is not for bubblewrap
  const shielded =
    spec.filter === undefined
      ? ['sh', '-c', 'trap "" INT; exec "$@"', 'sh']
      : ['sh', '-c', `trap "" INT; filter=$1; shift; exec "$@" ${FILTER_DESCRIPTOR}<"$filter"`, 'sh', spec.filter];
  const filtered = spec.filter === undefined ? [] : ['--seccomp', FILTER_DESCRIPTOR];
  const outer = [
    'bwrap',
    '--die-with-parent',
    ...['--unshare-pid', '--unshare-ipc', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--hostname', 'learner'],
  ];
  const place = [...environment, '--chdir', spec.cwd];
  // the last bubblewrap sets the filter, since it needs some of those calls itself
  const own = ['--unshare-user', '--disable-userns', ...filtered];
  if (spec.uid === undefined) return [...shielded, ...outer, ...own, ...mounts, ...place, '--'];
  const uid = String(spec.uid);
  // Root sees every path that is to be mounted, whoever owns the folders above it. Only then it becomes somebody else.
  return [
    ...shielded,
    ...outer,
    ...mounts,
    ...place,
    '--',
    ...['setpriv', '--reuid', uid, '--regid', uid, '--clear-groups', '--inh-caps=-all', '--no-new-privs'],
    ...['bwrap', '--die-with-parent', ...own, '--dev-bind', '/', '/', '--chdir', spec.cwd, '--'],
  ];
}

/** In the order of their paths, so that what lies in another one covers that, and not the other way about. */
function ownMounts({ scratch: empty, readOnly, readOnlyAt, writable }: SandboxSpec): string[] {
  const mounts = [
    ...Object.entries(empty).map(([path, size]) => ({ path, words: scratch(path, size) })),
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

function scratch(path: string, size: number): string[] {
  return [...foldersAbove(path), '--perms', '1777', '--size', String(size), '--tmpfs', path];
}

/** Made by us, as bubblewrap makes those that lack for itself alone; those that are there stay as they are. */
function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === '/' ? [] : [...foldersAbove(above), '--perms', '0755', '--dir', above];
}
