/** `ls` as coreutils prints it: the owner of a file is the container's user, and links show where they lead. */
import type { IFileSystem } from 'just-bash';

/** How one `ls` is to be printed. */
interface ListOptions {
  all: boolean;
  almostAll: boolean;
  long: boolean;
  human: boolean;
  directory: boolean;
  recursive: boolean;
  reverse: boolean;
  byTime: boolean;
  bySize: boolean;
  single: boolean;
  classify: boolean;
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

const letters: Record<string, (keyof ListOptions)[]> = {
  a: ['all'],
  A: ['almostAll'],
  l: ['long'],
  h: ['human'],
  d: ['directory'],
  R: ['recursive'],
  r: ['reverse'],
  t: ['byTime'],
  S: ['bySize'],
  '1': ['single'],
  F: ['classify'],
  p: ['classify'],
};

const permissions = (mode: number): string =>
  [6, 3, 0]
    .map((shift) => {
      const bits = (mode >> shift) & 7;
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
    })
    .join('');

const human = (size: number): string => {
  if (size < 1024) return String(size);
  const units = 'KMGT';
  let at = 0;
  let value = size / 1024;
  while (value >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${units[at]}`;
};

const day = (date: Date): string => {
  const month = date.toUTCString().slice(8, 11);
  const time = date.toISOString().slice(11, 16);
  return `${month} ${String(date.getUTCDate()).padStart(2)} ${time}`;
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
  { owner, columns }: { owner: string; columns: number | undefined },
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const options: Partial<ListOptions> = {};
  const paths: string[] = [];
  for (const word of args) {
    if (word === '--all') options.all = true;
    else if (word === '--almost-all') options.almostAll = true;
    else if (word.startsWith('--color') || word === '--') continue;
    else if (word.startsWith('-') && word.length > 1) {
      for (const letter of word.slice(1)) {
        const names = letters[letter];
        if (!names) {
          return {
            stdout: '',
            stderr: `ls: invalid option -- '${letter}'\nTry 'ls --help' for more information.\n`,
            exitCode: 2,
          };
        }
        for (const name of names) options[name] = true;
      }
    } else paths.push(word);
  }
  if (paths.length === 0) paths.push('.');

  const read = async (path: string, name: string, follow: boolean): Promise<Entry> => {
    const info = follow ? await fs.stat(path) : await fs.lstat(path);
    const kind = info.isSymbolicLink ? 'link' : info.isDirectory ? 'directory' : 'file';
    return {
      name,
      path,
      kind,
      mode: kind === 'link' ? 0o777 : info.mode,
      size: info.size,
      modified: info.mtime,
      ...(kind === 'link' ? { target: await fs.readlink(path) } : {}),
    };
  };

  const sorted = (entries: Entry[]): Entry[] => {
    entries.sort((a, b) => {
      if (options.byTime) return b.modified.getTime() - a.modified.getTime();
      if (options.bySize) return b.size - a.size;
      return a.name < b.name ? -1 : 1;
    });
    return options.reverse ? entries.reverse() : entries;
  };

  const format = (entries: readonly Entry[], total: boolean): string => {
    const label = (entry: Entry): string => `${entry.name}${options.classify && entry.kind === 'directory' ? '/' : ''}`;
    if (!options.long) return inColumns(entries.map(label), options.single ? 0 : (columns ?? 0));
    const size = (entry: Entry): string => {
      const bytes = entry.kind === 'directory' ? 4096 : entry.size;
      return options.human ? human(bytes) : String(bytes);
    };
    const width = Math.max(0, ...entries.map((entry) => size(entry).length));
    const lines = entries.map((entry) => {
      const type = entry.kind === 'directory' ? 'd' : entry.kind === 'link' ? 'l' : '-';
      const links = entry.kind === 'directory' ? 2 : 1;
      const arrow = entry.target === undefined ? '' : ` -> ${entry.target}`;
      return `${type}${permissions(entry.mode)} ${links} ${owner} ${size(entry).padStart(width)} ${day(entry.modified)} ${label(entry)}${arrow}\n`;
    });
    const blocks = entries.reduce(
      (sum, entry) => sum + (entry.kind === 'link' ? 0 : Math.ceil((entry.size || 1) / 4096) * 4),
      0,
    );
    return `${total ? `total ${options.human ? human(blocks * 1024) : blocks}\n` : ''}${lines.join('')}`;
  };

  const folder = async (path: string): Promise<Entry[]> => {
    const names = (await fs.readdir(path)).filter((name) => options.all || options.almostAll || !name.startsWith('.'));
    const entries = await Promise.all(names.map((name) => read(`${path === '/' ? '' : path}/${name}`, name, false)));
    const shown = sorted(entries);
    if (!options.all || options.almostAll) return shown;
    const parent = path.replace(/\/[^/]*$/, '') || '/';
    return [await read(path, '.', true), await read(parent, '..', true), ...shown];
  };

  let stdout = '';
  let stderr = '';
  let exitCode = 0;
  const files: Entry[] = [];
  const folders: { path: string; name: string }[] = [];
  for (const name of paths) {
    const path = fs.resolvePath(cwd, name);
    try {
      // a link that is named is followed, unless its own details are asked for
      const entry = await read(path, name, !options.long && !options.directory);
      const opened = entry.kind === 'link' && name.endsWith('/') ? await read(path, name, true) : entry;
      if (opened.kind === 'directory' && !options.directory) folders.push({ path: await fs.realpath(path), name });
      else files.push(opened);
    } catch {
      stderr += `ls: cannot access '${name}': No such file or directory\n`;
      exitCode = 2;
    }
  }
  stdout += format(sorted(files), false);
  const queue = folders.sort((a, b) => (a.name < b.name ? -1 : 1));
  const titled = queue.length + files.length > 1 || options.recursive || exitCode !== 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const entries = await folder(next.path);
    if (titled && stdout) stdout += '\n';
    if (titled) stdout += `${next.name}:\n`;
    stdout += format(entries, true);
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
