/**
 * The kernel's process: started as the leader of a process group of its own, so that all it starts ends with it. Its
 * third descriptor is a pipe that closes when this process ends in whatever way, which the kernel's launcher watches.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** How a kernel process ended. */
export interface KernelEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Set when it could not be started at all. */
  error?: Error;
}

/** A running (or ended) kernel process. */
export interface KernelProcess {
  readonly pid: number | undefined;
  /** How it ended; undefined while it runs. */
  readonly end: KernelEnd | undefined;
  /** Resolves when it has ended, and never rejects. */
  readonly ended: Promise<KernelEnd>;
  /** The end of its own output on stdout and stderr, outside of any cell. */
  log(): string;
  /** Sends a signal to the process and all that it started. */
  signal(signal: NodeJS.Signals): void;
}

const LOG_SIZE = 8192;

const CRASHES: ReadonlySet<string> = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP']);

/** True for a signal by which a process ends that V8, Node or the C library gave up. */
export function isCrash(signal: NodeJS.Signals | null): boolean {
  return signal !== null && CRASHES.has(signal);
}

/** Starts `argv` in `cwd`. A command that cannot be started is a process that has ended with an `error`. */
export function spawnKernel(
  argv: readonly string[],
  options: { cwd: string; env: Record<string, string | undefined> },
): KernelProcess {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-LOG_SIZE);
    });
  }
  // Nothing is ever sent through the pipe; that it breaks when the kernel ends is how things should be.
  child.stdio[3]?.on('error', () => {});

  const signal = (name: NodeJS.Signals): void => signalGroup(child, name);
  const killAtExit = (): void => signal('SIGKILL');
  process.once('exit', killAtExit);

  let end: KernelEnd | undefined;
  const ended = new Promise<KernelEnd>((resolve) => {
    const finish = (how: KernelEnd): void => {
      if (end) return;
      end = how;
      process.removeListener('exit', killAtExit);
      signal('SIGKILL'); // what the kernel started may still run
      resolve(how);
    };
    child.once('error', (error) => finish({ code: null, signal: null, error }));
    child.once('exit', (code, how) => finish({ code, signal: how }));
  });
  return {
    pid: child.pid,
    get end() {
      return end;
    },
    ended,
    log: () => log,
    signal,
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // ESRCH: nobody is left in the group.
  }
}
