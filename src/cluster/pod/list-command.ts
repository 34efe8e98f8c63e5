/** `ls` as coreutils prints it: the owner of a file is the container's user, and links show where they lead. */
import type { IFileSystem } from 'just-bash';
import { misused } from './command-results.js';
import { humanSize } from './human-size.js';
import { listOptions } from './list-options.js';

/** Whose all files of a container are. */
export interface FileOwner {
  user: string;
  group: string;
  uid: number;
  gid: number;
}

interface Entry {
  name: string;
  path: string;
  kind: 'file' | 'directory' | 'link';
  mode: number;
  size: number;
  modified: Date;
  target?: string;
}

const permissions = (mode: number): string =>
  [6, 3, 0]
    .map((shift) => {
      const bits = (mode >> shift) & 7;
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
    })
    .join('');

/** What ext4 takes for a folder of few files, which is also its block. */
const FOLDER_BYTES = 4096;

/** Half of a Gregorian year, as coreutils counts it. */
const HALF_A_YEAR_MS = (365.2425 / 2) * 24 * 3600 * 1000;

/** The time of a file that is not older than half a year, otherwise its year. */
const day = (date: Date): string => {
  const age = Date.now() - date.getTime();
  const isRecent = age >= 0 && age < HALF_A_YEAR_MS;
  const month = date.toUTCString().slice(8, 11);
  const rest = isRecent ? date.toISOString().slice(11, 16) : String(date.getUTCFullYear()).padStart(5);
  return `${month} ${String(date.getUTCDate()).padStart(2)} ${rest}`;
};

/** Names side by side, downwards, in as many columns as the width of a terminal has room for. */
export function inColumns(names: readonly string[], width: number): string {
  for (let count = names.length; count > 1; count--) {
    const rows = Math.ceil(names.length / count);
    const table = Array.from({ length: rows }, (_, row) => names.filter((_, i) => i % rows === row));
    const widths = Array.from({ length: Math.ceil(names.length / rows) }, (_, column) =>
      Math.max(...names.slice(column * rows, (column + 1) * rows).map((name) => name.length)),
    );
    if (widths.reduce((sum, w) => sum + w + 2, -2) >= width) continue;
    return table
      .map(
        (row) =>
          `${row
            .map((name, i) => name.padEnd((widths[i] ?? 0) + 2))
            .join('')
            .trimEnd()}\n`,
      )
      .join('');
  }
  return names.map((name) => `${name}\n`).join('');
}

/** Runs `ls`; paths are relative to `cwd`, and `columns` is the width of the terminal that it prints to, if it does. */
export async function runList(
  args: readonly string[],
  fs: IFileSystem,
  cwd: string,
  { owner, columns }: { owner: FileOwner; columns: number | undefined },
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const asked = listOptions(args);
  if ('problem' in asked) return misused('ls', asked.problem, 2);
  const { options, paths } = asked;

  const read = async (path: string, name: string, follow: boolean): Promise<Entry> => {
    const info = follow ? await fs.stat(path) : await fs.lstat(path);
    const kind = info.isSymbolicLink ? 'link' : info.isDirectory ? 'directory' : 'file';
    return {
      name,
      path,
      kind,
      mode: kind === 'link' ? 0o777 : info.mode,
      size: kind === 'directory' ? FOLDER_BYTES : info.size,
      modified: info.mtime,
      ...(kind === 'link' ? { target: await fs.readlink(path) } : {}),
    };
  };

  const before = (a: Entry, b: Entry): number => {
    const bySize = options.by === 'size' ? b.size - a.size : 0;
    const byTime = options.by === 'time' ? b.modified.getTime() - a.modified.getTime() : 0;
    return bySize || byTime || (a.name < b.name ? -1 : 1);
  };
  const sorted = (entries: Entry[]): Entry[] => {
    entries.sort(before);
    return options.reverse ? entries.reverse() : entries;
  };

  const indicator = ({ kind, mode }: Pick<Entry, 'kind' | 'mode'>): string => {
    if (options.indicators === 'none') return '';
    if (kind === 'directory') return '/';
    if (options.indicators === 'slash') return '';
    return kind === 'link' ? '@' : mode & 0o111 ? '*' : '';
  };

  /** The name in the long form, and where it leads. */
  const described = async (entry: Entry): Promise<string> => {
    if (entry.target === undefined) return `${entry.name}${indicator(entry)}`;
    const reached = options.indicators === 'all' && (await read(entry.path, '', true).catch(() => undefined));
    return `${entry.name} -> ${entry.target}${reached ? indicator(reached) : ''}`;
  };

  const sizeOf = ({ size }: Pick<Entry, 'size'>): string => (options.human ? humanSize(size) : String(size));

  /** The lines of a folder's entries, or of named files: of these the column of sizes has room for named folders, too. */
  const format = async (entries: readonly Entry[], named?: readonly Pick<Entry, 'size'>[]): Promise<string> => {
    if (!options.long) {
      const width = options.inColumns ? (columns ?? 80) : (columns ?? 0);
      return inColumns(
        entries.map((entry) => `${entry.name}${indicator(entry)}`),
        options.single ? 0 : width,
      );
    }
    const width = Math.max(0, ...(named ?? entries).map((entry) => sizeOf(entry).length));
    const owners = options.columns.map((column) => {
      if (!options.numeric) return owner[column];
      return column === 'user' ? owner.uid : owner.gid;
    });
    const lines = entries.map(async (entry) => {
      const type = entry.kind === 'directory' ? 'd' : entry.kind === 'link' ? 'l' : '-';
      const links = entry.kind === 'directory' ? 2 : 1;
      const facts = [`${type}${permissions(entry.mode)}`, links, ...owners, sizeOf(entry).padStart(width)];
      return `${facts.join(' ')} ${day(entry.modified)} ${await described(entry)}\n`;
    });
    const blocks = entries.reduce(
      // a short link stands in its own entry of the folder
      (sum, entry) => sum + (entry.kind === 'link' ? 0 : Math.ceil(entry.size / FOLDER_BYTES) * 4),
      0,
    );
    const first = named ? '' : `total ${options.human ? humanSize(blocks * 1024) : blocks}\n`;
    return `${first}${(await Promise.all(lines)).join('')}`;
  };

  const folder = async (path: string): Promise<Entry[]> => {
    const names = (await fs.readdir(path)).filter((name) => options.hidden !== 'none' || !name.startsWith('.'));
    const entries = await Promise.all(names.map((name) => read(`${path === '/' ? '' : path}/${name}`, name, false)));
    const shown = sorted(entries);
    if (options.hidden !== 'all') return shown;
    const parent = path.replace(/\/[^/]*$/, '') || '/';
    return sorted([await read(path, '.', true), await read(parent, '..', true), ...shown]);
  };

  /** What a path of the command names: a link to a folder is followed, unless its own details are asked for. */
  const named = async (name: string): Promise<Entry> => {
    const path = fs.resolvePath(cwd, name);
    const own = await read(path, name, false);
    const isFollowed = name.endsWith('/') || !(options.long || options.directory || options.indicators === 'all');
    if (own.kind !== 'link' || !isFollowed) return own;
    const followed = await read(path, name, true).catch(() => own);
    return followed.kind === 'directory' ? { ...followed, path: await fs.realpath(path) } : own;
  };

  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  const found: Entry[] = [];
  for (const name of paths) {
    try {
      found.push(await named(name));
    } catch {
      stderr += `ls: cannot access '${name}': No such file or directory\n`;
      exitCode = 2;
    }
  }
  const isOpened = ({ kind }: Entry): boolean => kind === 'directory' && !options.directory;
  const files = found.filter((entry) => !isOpened(entry));
  stdout += await format(sorted(files), found);
  const queue: Pick<Entry, 'path' | 'name'>[] = sorted(found.filter(isOpened));
  const titled = found.length > 1 || options.recursive || exitCode !== 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const entries = await folder(next.path);
    if (titled && stdout) stdout += '\n';
    if (titled) stdout += `${next.name}:\n`;
    stdout += await format(entries);
    if (options.recursive) {
      const { name } = next;
      queue.unshift(
        ...entries
          .filter((e) => e.kind === 'directory' && e.name !== '.' && e.name !== '..')
          .map((e) => ({ path: e.path, name: `${name.replace(/\/$/, '')}/${e.name}` })),
      );
    }
  }
  return { stdout, stderr, exitCode };
}
