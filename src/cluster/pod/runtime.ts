/** The container runtime of the simulated node: containers by pod, their own commands, their logs, and ways in. */
import type { Clock } from '../clock.js';
import type { ContainerConfig, ContainerExit, ContainerRuntime, SandboxConfig } from './container.js';
import { type ContainerLog, containerLog } from './container-log.js';
import { type ContainerWorld, enterContainer, sleepMilliseconds } from './container-world.js';
import { argvOf, imageOf } from './images.js';
import type { PodVolumes } from './pod-volumes.js';
import type { ServerAddress } from './pods.js';
import { isInteractiveShell, type Process, type ProcessOptions, startProcess } from './process.js';
import type { ShellOutput } from './shell.js';

/** A container that runs or has run. */
export interface ContainerInstance {
  id: string;
  config: ContainerConfig;
  startedAt: Date;
  running: boolean;
  log: ContainerLog;
  /** The log of the instance before this one. */
  previousLog?: ContainerLog;
  /** The container's own command, when one can talk to it. */
  process?: Process;
  /** Called with the output of its command. */
  listeners: Set<(stream: 'stdout' | 'stderr', data: Uint8Array) => void>;
  /** The line that has been begun and not ended, such as a prompt. */
  openLine(): string;
  exited: Promise<ContainerExit>;
  /** Starts another process in it; rejects with a 500 ApiError when the shell is not installed. */
  spawn(argv: readonly string[], io: { tty: boolean; stdin: boolean; output: ShellOutput }): Promise<Process>;
  /** Whether the container has the program. */
  has(program: string): Promise<boolean>;
}

/** The runtime, with the instances that exec, attach and log need. */
export interface NodeRuntime extends ContainerRuntime {
  find(uid: string, container: string): ContainerInstance | undefined;
  stop(): void;
}

interface Entry extends ContainerInstance {
  end(exit: ContainerExit): void;
  /** Resolves when its command runs, or could not be started. */
  begun: Promise<void>;
}

/** Programs that stay until they are told to go, whatever image they are in. */
const staying = new Set(['pause', '/pause']);

/** The control plane's own: servers, which need no shell to be loaded to see that it has no such program. */
const controlPlane = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);

const staysForever = (argv: readonly string[]): boolean =>
  staying.has(argv[0] ?? '') || (argv[0] === 'tail' && argv.some((word) => /^-[a-z]*[fF]/.test(word)));

const noProgram = (program: string): string =>
  `exec: ${JSON.stringify(program)}: ${program.includes('/') ? `stat ${program}: no such file or directory` : 'executable file not found in $PATH'}`;

/** A runtime without containers. */
export function createRuntime({
  clock,
  server,
  randomUUID,
}: {
  clock: Clock;
  server(): ServerAddress;
  randomUUID(): string;
}): NodeRuntime {
  const pods = new Map<string, { containers: Map<string, Entry>; volumes: PodVolumes }>();

  const create = (
    sandbox: SandboxConfig,
    config: ContainerConfig,
    volumes: PodVolumes,
    previousLog?: ContainerLog,
  ): Entry => {
    const image = imageOf(config.image);
    const startedAt = clock.now();
    const log = containerLog();
    const listeners: Entry['listeners'] = new Set();
    const visitors = new Map<number, { command: string; started: Date; tty: boolean }>();
    let lastPid = 1;
    let world: Promise<ContainerWorld> | undefined;
    let finish: (exit: ContainerExit) => void = () => {};
    const exited = new Promise<ContainerExit>((resolve) => {
      finish = resolve;
    });
    let open = '';

    const enter = (): Promise<ContainerWorld> => {
      world ??= enterContainer({
        clock,
        sandbox,
        config,
        image,
        volumes,
        server,
        processes: () => [
          {
            pid: 1,
            command: argvOf(image, config.command, config.args).join(' ') || config.name,
            started: startedAt,
            tty: config.tty,
          },
          ...[...visitors].map(([pid, visitor]) => ({ pid, ...visitor })),
        ],
      }).catch((error: unknown) => {
        world = undefined;
        throw error;
      });
      return world;
    };

    const start = async (
      argv: readonly string[],
      io: Pick<ProcessOptions, 'tty' | 'stdin' | 'output'>,
    ): Promise<Process> =>
      startProcess({ world: await enter(), image, config, hostname: sandbox.hostname, argv, ...io });

    const entry: Entry = {
      id: (randomUUID() + randomUUID()).replaceAll('-', ''),
      config,
      startedAt,
      running: true,
      log,
      ...(previousLog ? { previousLog } : {}),
      listeners,
      exited,
      begun: Promise.resolve(),
      openLine: () => open,
      spawn: async (argv, io) => {
        const process = await start(argv, io);
        const pid = ++lastPid;
        visitors.set(pid, { command: argv.join(' '), started: clock.now(), tty: io.tty });
        void process.exited.then(() => visitors.delete(pid));
        // with its container ends all that was started in it
        void exited.then(() => process.kill(137));
        return process;
      },
      has: async (program) => (await enter()).has(program),
      end: (exit) => {
        if (!entry.running) return;
        entry.running = false;
        entry.process?.kill(exit.exitCode);
        log.end(clock.now());
        finish(exit);
      },
    };
    const print = (stream: 'stdout' | 'stderr', data: Uint8Array): void => {
      log.append(data, clock.now());
      const text = Buffer.from(data).toString('utf8');
      const end = text.lastIndexOf('\n');
      open = (end < 0 ? open + text : text.slice(end + 1)).slice(-4096);
      for (const tell of listeners) tell(stream, data);
    };

    /** The container's own command. */
    const runMain = async (): Promise<void> => {
      const argv = argvOf(image, config.command, config.args);
      const [program = ''] = argv;
      const sleeps = program === 'sleep' || program === '/bin/sleep' ? sleepMilliseconds(argv.slice(1)) : undefined;
      if (sleeps !== undefined) {
        if (Number.isFinite(sleeps)) clock.after(sleeps, () => entry.end({ exitCode: 0 }));
        return;
      }
      if (argv.length === 0 || staysForever(argv)) return;
      if (!image.closed && controlPlane.has(program)) return;
      if (isInteractiveShell(argv) && !config.stdin) {
        // without stdin an interactive shell reads the end of its input at once
        entry.end({ exitCode: 0 });
        return;
      }
      const isEntrypoint = program === '/entrypoint.sh';
      const words = isEntrypoint ? argv.slice(1) : argv;
      if (!(await entry.has(words[0] ?? ''))) {
        // an unknown program of an unknown image counts as a server
        if (!image.closed) return;
        const why = noProgram(words[0] ?? '');
        entry.end({
          exitCode: 128,
          startError: `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${why}: unknown`,
        });
        return;
      }
      const output: ShellOutput = { stdout: (data) => print('stdout', data), stderr: (data) => print('stderr', data) };
      const main = await start(words, { tty: config.tty, stdin: config.stdin, output });
      entry.process = main;
      void main.exited.then((exitCode) => entry.end({ exitCode }));
    };
    entry.begun = runMain().catch((error: unknown) => {
      if (image.closed)
        entry.end({ exitCode: 128, startError: error instanceof Error ? error.message : String(error) });
    });
    return entry;
  };

  const remove = (uid: string): void => {
    for (const entry of pods.get(uid)?.containers.values() ?? []) entry.end({ exitCode: 137 });
    pods.delete(uid);
  };

  return {
    start: async (sandbox, config) => {
      const { containers, volumes } = pods.get(sandbox.uid) ?? { containers: new Map(), volumes: new Map() };
      pods.set(sandbox.uid, { containers, volumes });
      const before = containers.get(config.name);
      before?.end({ exitCode: 137 });
      const entry = create(sandbox, config, volumes, before?.log);
      containers.set(config.name, entry);
      // after the first attempt it is known whether the container can be started
      await entry.begun;
      return { id: entry.id, startedAt: entry.startedAt, exited: entry.exited };
    },
    run: async (uid, container, command) => {
      const entry = pods.get(uid)?.containers.get(container);
      let output = '';
      const take = (data: Uint8Array): void => {
        output += Buffer.from(data).toString('utf8');
      };
      try {
        if (!entry) throw new Error(`container ${container} does not run`);
        if (!(await entry.has(command[0] ?? ''))) throw new Error(noProgram(command[0] ?? ''));
        const process = await entry.spawn(command, {
          tty: false,
          stdin: false,
          output: { stdout: take, stderr: take },
        });
        return { exitCode: await process.exited, output };
      } catch (error) {
        return { exitCode: 1, output: error instanceof Error ? error.message : String(error) };
      }
    },
    kill: (uid, container) => pods.get(uid)?.containers.get(container)?.end({ exitCode: 137 }),
    remove,
    find: (uid, container) => pods.get(uid)?.containers.get(container),
    stop: () => {
      for (const uid of pods.keys()) remove(uid);
    },
  };
}
