/** The inside of one container, made at the first look into it: its files, its commands, and shells on both. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.js';
import { fault } from './command-results.js';
import type { ContainerConfig, SandboxConfig } from './container.js';
import type { Image } from './images.js';
import type { PodVolumes } from './pod-volumes.js';
import type { ServerAddress } from './pods.js';
import type { ShownProcess } from './process-table.js';
import type { Shell, ShellOutput } from './shell.js';
import { loadShellLibrary } from './shell-library.js';
import { takingTurns } from './turns.js';

/** The inside of a container. */
export interface ContainerWorld {
  /** A shell with the container's variables and working folder. */
  shell(output: ShellOutput, options: { interactive: boolean; env?: Record<string, string> }): Promise<Shell>;
  /** True when the word names a program of the container. */
  has(program: string): Promise<boolean>;
  readFile(path: string): Promise<string>;
}

/** The parts of a world. */
export interface WorldOptions {
  clock: Clock;
  sandbox: SandboxConfig;
  config: ContainerConfig;
  image: Image;
  volumes: PodVolumes;
  server(): ServerAddress;
  processes(): readonly ShownProcess[];
}

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Commands of the library that would not be in any image, or that the shell here replaces. */
const left = new Set(['html-to-markdown', 'yq', 'xan', 'sqlite3', 'rg', 'help', 'strings', 'time']);

/** Waits as `sleep` does; true when it was interrupted. */
function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve(true);
      return;
    }
    const interrupt = (): void => {
      cancel();
      resolve(true);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', interrupt);
      resolve(false);
    });
    signal?.addEventListener('abort', interrupt, { once: true });
  });
}

/** Milliseconds of the arguments of `sleep` (`5`, `1m`, `0.5`, `infinity`); undefined for other words. */
export function sleepMilliseconds(args: readonly string[]): number | undefined {
  const units: Record<string, number> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let total = 0;
  for (const word of args) {
    if (word === 'infinity' || word === 'inf') return Number.POSITIVE_INFINITY;
    const match = /^(\d*\.?\d+)([smhd]?)$/.exec(word);
    if (!match) return undefined;
    total += Number(match[1]) * (units[match[2] ?? ''] ?? 0);
  }
  return args.length ? total : undefined;
}

/** Makes the inside of a container; rejects with a 500 ApiError when the shell is not installed. */
export async function enterContainer(options: WorldOptions): Promise<ContainerWorld> {
  const { clock, config, image, sandbox, volumes } = options;
  const library = await loadShellLibrary();
  // with what is made of it: a cluster starts without either
  const [{ containerCommands }, { containerFiles }, { createShell }] = await Promise.all([
    import('./commands.js'),
    import('./container-files.js'),
    import('./shell.js'),
  ]);
  const files = await containerFiles(library, image, sandbox, config, volumes);
  const takeTurn = takingTurns();
  const stat = files.fs.stat.bind(files.fs);
  // the library looks up every program that it runs, also in a loop of its own
  files.fs.stat = async (path) => {
    await takeTurn();
    return stat(path);
  };
  const running = new AsyncLocalStorage<{ shell?: Shell }>();
  const { custom, hidden } = containerCommands(library, {
    sandbox,
    config,
    image,
    server: options.server,
    now: () => clock.now(),
    processes: options.processes,
    live: () => running.getStore()?.shell?.live(),
    terminal: () => running.getStore()?.shell?.terminal() ?? { columns: 80, rows: 24 },
    printsToTerminal: () => running.getStore()?.shell?.printsToTerminal() ?? false,
  });
  const sleep = library.defineCommand('sleep', async (args, { signal }) => {
    const ms = sleepMilliseconds(args);
    if (ms === undefined) {
      return fault(args.length ? `sleep: invalid time interval '${args[0]}'\n` : 'sleep: missing operand\n');
    }
    return { stdout: '', stderr: '', exitCode: (await pause(clock, ms, signal)) ? 130 : 0 };
  });
  const env: Record<string, string> = {
    PATH: searchPath,
    HOME: config.uid === 0 ? '/root' : '/',
    HOSTNAME: sandbox.hostname,
    ...config.env,
  };
  const cwd = config.workingDir ?? '/';
  const programs = ['/bin', '/usr/bin'].flatMap((folder) => hidden.map((name) => `${folder}/${name}`));

  /** A new interpreter: each shell has its own, since some of a shell's settings stay with the interpreter. */
  const interpreter = async (variables: Record<string, string>): Promise<InstanceType<typeof library.Bash>> => {
    const installed = new Set<string>();
    for (const path of programs) if (await files.fs.exists(path)) installed.add(path);
    const bash = new library.Bash({
      fs: files.fs,
      cwd,
      // variables that are given with a script would not be exported
      env: variables,
      commands: library.getCommandNames().filter((name) => !left.has(name)) as never,
      customCommands: [...custom, sleep],
      // a cluster's own process must not have its globals replaced; the commands here can reach nothing of the host
      defenseInDepth: false,
      processInfo: { pid: 1, ppid: 0, uid: config.uid, gid: config.gid },
    });
    // making it puts all programs into the files, also those whose package is not installed
    for (const path of programs) if (!installed.has(path)) await files.fs.rm(path, { force: true });
    return bash;
  };
  await interpreter(env);

  return {
    shell: async (output, { interactive, env: extra }) => {
      const variables = { ...env, ...extra };
      const bash = await interpreter(variables);
      const holder: { shell?: Shell } = {};
      const shell = createShell(
        library,
        { exec: (script, execOptions) => running.run(holder, () => bash.exec(script, execOptions)) },
        { env: variables, cwd, interactive, output, beforeEach: () => takeTurn().then(() => files.refresh()) },
      );
      holder.shell = shell;
      return shell;
    },
    has: async (program) => {
      if (program.includes('/')) return files.fs.exists(program);
      const folders = searchPath.split(':').map((folder) => `${folder}/${program}`);
      return (await Promise.all(folders.map((path) => files.fs.exists(path)))).some(Boolean);
    },
    readFile: async (path) => {
      await files.refresh();
      return files.fs.readFile(files.fs.resolvePath(cwd, path));
    },
  };
}
