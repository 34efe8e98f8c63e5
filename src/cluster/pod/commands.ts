/** The commands of a container beside those of just-bash: for the machine, the network and packages. */
import type { Command, CustomCommand, ExecResult } from 'just-bash';
import { runArchive } from './archive-command.js';
import type { ContainerConfig, SandboxConfig } from './container.js';
import { runCurl } from './curl.js';
import type { Image } from './images.js';
import { runList } from './list-command.js';
import type { ServerAddress } from './pods.js';
import type { TerminalSize } from './shell.js';
import type { ShellLibrary } from './shell-library.js';

/** The surroundings of the commands. */
export interface CommandSurroundings {
  sandbox: SandboxConfig;
  config: ContainerConfig;
  image: Image;
  server(): ServerAddress;
  now(): Date;
  /** The processes of the container, the first being its own command. */
  processes(): readonly { pid: number; command: string; started: Date; tty: boolean }[];
  /** Where output may be shown at once; asked when a command begins. */
  live(): ((data: Uint8Array) => void) | undefined;
  /** The terminal that the command runs in. */
  terminal(): TerminalSize;
  /** Whether its output goes to the terminal as it is. */
  printsToTerminal(): boolean;
}

/** Commands of just-bash that no base image has; they stay out, so that `command not found` is true. */
const absent = new Set([
  'html-to-markdown',
  'jq',
  'yq',
  'xan',
  'sqlite3',
  'rg',
  'tree',
  'file',
  'help',
  'strings',
  'time',
  'curl',
  'wget',
  'python3',
  'python',
  'js-exec',
]);

/** Packages that can be installed, with the commands that they bring. */
const packages: Record<string, readonly string[]> = {
  curl: ['curl'],
  procps: ['ps'],
  jq: ['jq'],
  tree: ['tree'],
  file: ['file'],
  'ca-certificates': [],
};

const out = (stdout: string, exitCode = 0): ExecResult => ({ stdout, stderr: '', exitCode });
const fault = (stderr: string, exitCode = 1): ExecResult => ({ stdout: '', stderr, exitCode });

const userName = (uid: number): string =>
  uid === 0 ? 'root' : uid === 1 ? 'daemon' : uid === 65534 ? 'nobody' : String(uid);
const groupName = (gid: number): string =>
  gid === 0 ? 'root' : gid === 1 ? 'daemon' : gid === 65534 ? 'nogroup' : String(gid);

/** `USER GROUP` as `ls -l` shows the owner of the container's files. */
function ownerOf(config: ContainerConfig): string {
  return `${userName(config.uid)} ${groupName(config.gid)}`;
}

const environment = (variables: Record<string, string> = {}): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const diskFree = ({ config }: CommandSurroundings, isHuman: boolean): string => {
  const kib = (n: number): string => {
    if (!isHuman || n === 0) return String(n);
    const [value, unit] = n >= 2 ** 20 ? [n / 2 ** 20, 'G'] : n >= 1024 ? [n / 1024, 'M'] : [n, 'K'];
    return `${value < 10 && unit !== 'K' ? value.toFixed(1) : Math.round(value)}${unit}`;
  };
  const rows: [string, number, number, string][] = [
    ['overlay', 10 * 2 ** 20, 2 ** 20, '/'],
    ['tmpfs', 64 * 1024, 0, '/dev'],
    ['shm', 64 * 1024, 0, '/dev/shm'],
    ['/dev/vda1', 10 * 2 ** 20, 2 ** 20, '/etc/hosts'],
    ...config.mounts.map(({ medium, path }): [string, number, number, string] => {
      const where = path.replace(/^\/var\/run\//, '/run/');
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
      const where = path.replace(/^\/var\/run\//, '/run/');
      const mode = readOnly ? 'ro' : 'rw';
      return medium === 'tmpfs'
        ? `tmpfs on ${where} type tmpfs (${mode},relatime,size=1048576k)`
        : `/dev/vda1 on ${where} type ext4 (${mode},relatime)`;
    }),
    '',
  ].join('\n');

const processTable = (surroundings: CommandSurroundings, args: readonly string[]): string => {
  const isLong = args.some((arg) => /^-?[a-z]*u/.test(arg) && !arg.startsWith('-e'));
  const isFull = args.some((arg) => arg.startsWith('-') && arg.includes('f'));
  const user = userName(surroundings.config.uid);
  const list = [...surroundings.processes()];
  const last = list.at(-1)?.pid ?? 1;
  // a `ps` that was started by itself is in the list already
  if (!/^\S*ps\b/.test(list.at(-1)?.command ?? '')) {
    list.push({ pid: last + 1, command: ['ps', ...args].join(' '), started: surroundings.now(), tty: true });
  }
  const clock = (date: Date): string => date.toISOString().slice(11, 16);
  if (isLong) {
    return [
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
      ...list.map(
        ({ pid, command, started, tty }) =>
          `${user.padEnd(8)} ${String(pid).padStart(7)}  0.0  0.0   4588  3840 ${tty ? 'pts/0' : '?    '}    S    ${clock(started)}   0:00 ${command}`,
      ),
      '',
    ].join('\n');
  }
  if (isFull) {
    return [
      'UID          PID    PPID  C STIME TTY          TIME CMD',
      ...list.map(
        ({ pid, command, started, tty }) =>
          `${user.padEnd(8)} ${String(pid).padStart(7)} ${pid === 1 ? '      0' : '      1'}  0 ${clock(started)} ${tty ? 'pts/0' : '?    '}    00:00:00 ${command}`,
      ),
      '',
    ].join('\n');
  }
  return [
    '    PID TTY          TIME CMD',
    ...list.map(
      ({ pid, command, tty }) =>
        `${String(pid).padStart(7)} ${tty ? 'pts/0' : '?    '}    00:00:00 ${command.split(' ')[0]}`,
    ),
    '',
  ].join('\n');
};

const systemName = ({ sandbox }: CommandSurroundings, args: readonly string[]): string => {
  const facts: Record<string, string> = {
    s: 'Linux',
    n: sandbox.hostname,
    r: '6.12.0-kubelab',
    v: '#1 SMP',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const letters = args.flatMap((arg) => (arg === '--all' ? ['a'] : [...arg.replace(/^-+/, '')]));
  const wanted = letters.includes('a')
    ? [...'snrvmo']
    : letters.length
      ? [...'snrvmo'].filter((l) => letters.includes(l))
      : ['s'];
  return `${wanted.map((letter) => facts[letter]).join(' ')}\n`;
};

const identity = ({ config }: CommandSurroundings, args: readonly string[]): ExecResult => {
  const { uid, gid } = config;
  const letters = args.join('').replaceAll('-', '');
  const isName = letters.includes('n');
  if (letters.includes('u')) return out(`${isName ? userName(uid) : uid}\n`);
  if (letters.includes('g') || letters.includes('G')) return out(`${isName ? groupName(gid) : gid}\n`);
  const named = (id: number, name: string): string => (name === String(id) ? String(id) : `${id}(${name})`);
  return out(
    `uid=${named(uid, userName(uid))} gid=${named(gid, groupName(gid))} groups=${named(gid, groupName(gid))}\n`,
  );
};

/** The commands of a container, and which of them are not there until their package is installed. */
export function containerCommands(
  library: ShellLibrary,
  surroundings: CommandSurroundings,
): { custom: CustomCommand[]; hidden: readonly string[] } {
  const { config, image, sandbox } = surroundings;
  const define = (name: string, run: Command['execute']): CustomCommand => library.defineCommand(name, run);
  const isDebian = image.distribution === 'ubuntu' || image.distribution === 'debian';
  const isAlpine = image.distribution === 'alpine';

  const curl = define('curl', async (args, context) => {
    if (args[0] === '--version' || args[0] === '-V') {
      return out('curl 8.5.0 (x86_64-pc-linux-gnu) kubelab\nProtocols: http https\nFeatures: SSL\n');
    }
    if (args[0] === '--help' || args[0] === '-h') {
      return out(
        'Usage: curl [options...] <url>\n     --cacert <file>      CA certificate to verify peer against\n     --cert <file>        Client certificate file\n -d, --data <data>        HTTP POST data\n -f, --fail               Fail on HTTP errors\n -H, --header <header>    Pass custom header to server\n -i, --include            Include response headers in output\n -k, --insecure           Allow insecure server connections\n     --key <key>          Private key file\n -o, --output <file>      Write to file instead of stdout\n -X, --request <method>   Specify request method to use\n -s, --silent             Silent mode\n -v, --verbose            Make the operation more talkative\n -w, --write-out <format> What to output after completion\n',
      );
    }
    const result = await runCurl(args, {
      server: surroundings.server,
      namespace: sandbox.namespace,
      // the pod's own variables, not what a shell has made of them: they say where the cluster is
      env: (name) => config.env[name],
      readFile: (path) => context.fs.readFileBuffer(context.fs.resolvePath(context.cwd, path)),
      writeFile: (path, data) => context.fs.writeFile(context.fs.resolvePath(context.cwd, path), data),
      signal: context.signal,
      live: surroundings.live(),
    });
    const { stderr, exitCode } = result;
    return { stdout: result.stdout.toString('latin1'), stderr, exitCode, stdoutKind: 'bytes' };
  });

  const install = async (names: readonly string[], fs: Parameters<Command['execute']>[1]['fs']): Promise<void> => {
    for (const name of names) {
      for (const command of packages[name] ?? [])
        await fs.writeFile(`/usr/bin/${command}`, `# installed by the package ${name}\n`);
    }
  };

  const apt: Command['execute'] = async (args, { fs }) => {
    const words = args.filter((arg) => !arg.startsWith('-'));
    const [verb = '', ...names] = words;
    const lists = '/var/lib/apt/lists/kubelab';
    const isUpdated = await fs.exists(lists);
    if (verb === 'update') {
      await fs.mkdir('/var/lib/apt/lists', { recursive: true });
      await fs.writeFile(lists, Object.keys(packages).join('\n'));
      return out(
        'Hit:1 kubelab simulated archive\nReading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\nAll packages are up to date.\n',
      );
    }
    if (verb === 'install') {
      const missing = names.filter((name) => !isUpdated || !(name in packages));
      const lead =
        'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n';
      if (missing.length) {
        return {
          stdout: lead,
          stderr: missing.map((name) => `E: Unable to locate package ${name}\n`).join(''),
          exitCode: 100,
        };
      }
      await install(names, fs);
      return out(
        `${lead}The following NEW packages will be installed:\n  ${names.join(' ')}\n0 upgraded, ${names.length} newly installed, 0 to remove and 0 not upgraded.\n${names.map((name) => `Setting up ${name} (simulated) ...\n`).join('')}`,
      );
    }
    if (['remove', 'purge'].includes(verb)) {
      for (const name of names)
        for (const command of packages[name] ?? []) await fs.rm(`/usr/bin/${command}`, { force: true });
      return out(names.map((name) => `Removing ${name} (simulated) ...\n`).join(''));
    }
    if (['upgrade', 'clean', 'autoremove', 'full-upgrade', 'dist-upgrade'].includes(verb))
      return out('Reading package lists... Done\n');
    if (!verb) return fault('apt 2.7.14 (amd64)\nUsage: apt [options] command\n');
    return fault(`E: Invalid operation ${verb}\n`, 100);
  };

  const apk: Command['execute'] = async (args, { fs }) => {
    const [verb = '', ...names] = args.filter((arg) => !arg.startsWith('-'));
    if (verb === 'update') return out('OK: kubelab simulated repository\n');
    if (verb !== 'add') return fault(`ERROR: '${verb}' is not an apk command. See 'apk --help'.\n`);
    const missing = names.filter((name) => !(name in packages));
    if (missing.length) {
      return fault(
        `ERROR: unable to select packages:\n${missing.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`,
        missing.length,
      );
    }
    await install(names, fs);
    return out(`${names.map((name, i) => `(${i + 1}/${names.length}) Installing ${name} (simulated)\n`).join('')}OK\n`);
  };

  const custom: CustomCommand[] = [
    curl,
    define('ls', (args, context) => {
      const columns = surroundings.printsToTerminal() ? surroundings.terminal().columns : undefined;
      return runList(args, context.fs, context.cwd, { owner: ownerOf(config), columns });
    }),
    define('env', async (args, context) => {
      // the library's own shows variables that were never exported
      if (args.length > 0) return (await context.origCommand?.(args)) ?? out('');
      return out(environment(context.exportedEnv));
    }),
    define('printenv', async (args, { exportedEnv = {} }) => {
      if (args.length === 0) return out(environment(exportedEnv));
      const values = args.flatMap((name) => exportedEnv[name] ?? []);
      return out(values.map((value) => `${value}\n`).join(''), values.length === args.length ? 0 : 1);
    }),
    define('df', async (args) =>
      out(
        diskFree(
          surroundings,
          args.some((arg) => /^-[a-zA-Z]*[hH]/.test(arg)),
        ),
      ),
    ),
    define('mount', async () => out(mountTable(surroundings))),
    define('id', async (args) => identity(surroundings, args)),
    define('whoami', async () => out(`${userName(config.uid)}\n`)),
    define('hostname', async (args) =>
      out(`${args.includes('-i') || args.includes('-I') ? sandbox.podIP : sandbox.hostname}\n`),
    ),
    define('uname', async (args) => out(systemName(surroundings, args))),
    define('ps', async (args) => out(processTable(surroundings, args))),
    define('nproc', async () => out('2\n')),
    define('stty', async (args) => {
      const { columns, rows } = surroundings.terminal();
      return out(args[0] === 'size' ? `${rows} ${columns}\n` : '');
    }),
    define('tput', async (args) => {
      const { columns, rows } = surroundings.terminal();
      return out(args[0] === 'cols' ? `${columns}\n` : args[0] === 'lines' ? `${rows}\n` : '');
    }),
    define('tar', (args, context) => runArchive(args, context)),
    define('sync', async () => out('')),
    ...(isDebian ? [define('apt', apt), define('apt-get', apt)] : []),
    ...(isAlpine ? [define('apk', apk)] : []),
  ];
  const hidden = [...absent].filter((name) => !image.extras.includes(name));
  return { custom, hidden };
}
