/**
 * Starting a kernel: connection file, process, sockets, and the first exchange that shows that it listens.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubelabError } from '../errors.js';
import { type Connection, type ConnectionOptions, makeConnection } from './connection.js';
import { type KernelChannels, openChannels, type ReceiveLimits } from './kernel-channels.js';
import { Kernel, workUnderWay } from './kernel-client.js';
import { isCrash, type KernelProcess, spawnKernel } from './kernel-process.js';
import { zeromq } from './zeromq.js';

/** The command of a kernel; `{connection_file}` in `argv` is replaced. Descriptor 3 is a pipe that closes with the client. */
export interface StartCommand {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** A slower way to start, which is taken when the kernel of this one ends or stays silent before it has answered. */
  fallback?: StartCommand;
  /** Called when the kernel failed by itself: when the fallback was taken, or when the process crashed later. */
  onFailure?: () => void;
}

/** How to start. */
export interface StartOptions extends ConnectionOptions {
  /** How long the kernel may take to answer; default 60 s, as a busy machine can need 10. */
  startTimeoutMs?: number;
  signal?: AbortSignal;
  /** How much the kernel may say; it is killed when it says more. Without it there is no limit. */
  limits?: ReceiveLimits;
}

/** How long a kernel may take to answer where there is another way to start one. */
const FIRST_WAY_MS = 20_000;
/** Between two handshakes; the first are lost until the kernel listens and iopub is subscribed. */
const RESEND_MS = 50;
/** How often a kernel is started again when another program took a port between our choice and its use. */
const PORT_TRIES = 3;

/**
 * Starts a kernel and resolves when it has answered. Throws KERNEL_MISSING when it cannot be started, ends or stays
 * silent, by its fallback as well, and ENVIRONMENT on a system that zeromq has no build for; no process is left running then. An aborted
 * `signal` throws its reason.
 */
export async function startKernel(command: StartCommand, options: StartOptions = {}): Promise<Kernel> {
  zeromq(); // one without a build for this system is told before a process is started
  const { fallback, onFailure } = command;
  if (!fallback) return startWith(command, options);
  const startTimeoutMs = Math.min(options.startTimeoutMs ?? FIRST_WAY_MS, FIRST_WAY_MS);
  try {
    const kernel = await startWith(command, { ...options, startTimeoutMs });
    void kernel.ended.then(({ signal }) => {
      if (isCrash(signal)) onFailure?.();
    });
    return kernel;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof KubelabError)) throw error;
    const kernel = await startKernel(fallback, options);
    // that one started: the fault was not the machine's
    onFailure?.();
    return kernel;
  }
}

async function startWith(command: StartCommand, options: StartOptions): Promise<Kernel> {
  for (let tries = 1; ; tries++) {
    options.signal?.throwIfAborted();
    const connection = await makeConnection(options);
    const argv = command.argv.map((arg) => arg.replaceAll('{connection_file}', connection.file));
    const child = spawnKernel(argv, command);
    const flood = options.limits && { ...options.limits, onFlood: () => child.signal('SIGKILL') };
    const channels = openChannels(connection.info, randomUUID(), flood);
    const failure = await shakeHands(child, channels, options);
    if (typeof failure === 'number') return new Kernel(child, channels, failure, () => connection.remove());
    await discard(child, channels, connection);
    options.signal?.throwIfAborted();
    const portTaken = /address already in use|EADDRINUSE/i.test(child.log());
    if (!portTaken || tries === PORT_TRIES) throw kernelMissing(failure, child, channels, command);
  }
}

/** The work that the fresh kernel has under way; or, in words, why there is no answer. */
async function shakeHands(
  child: KernelProcess,
  channels: KernelChannels,
  { startTimeoutMs = 60_000, signal }: StartOptions,
): Promise<number | string> {
  const deadline = performance.now() + startTimeoutMs;
  let info: Record<string, unknown> | undefined;
  const onInfo = (reply: Record<string, unknown> | undefined): void => {
    info ??= reply;
  };
  while (!info) {
    if (child.end) return child.end.error ? `it cannot be started (${child.end.error.message})` : endInWords(child.end);
    if (signal?.aborted) return 'it was interrupted';
    if (performance.now() > deadline) return `it did not answer within ${startTimeoutMs / 1000} s`;
    if (/address already in use|EADDRINUSE/i.test(child.log())) return 'a port was taken';
    // A request counts as answered only with its reply and its idle on iopub, so this proves that both channels work.
    const answered = channels.request('shell', 'kernel_info_request', {}).then(onInfo);
    await Promise.race([answered, child.ended, sleep(RESEND_MS)]);
  }
  return workUnderWay(info);
}

function endInWords({ code, signal }: { code: number | null; signal: string | null }): string {
  return `it ended at once (${signal ? `signal ${signal}` : `exit code ${code}`})`;
}

async function discard(child: KernelProcess, channels: KernelChannels, connection: Connection): Promise<void> {
  child.signal('SIGKILL');
  await child.ended;
  channels.close();
  connection.remove();
}

function kernelMissing(
  failure: string,
  child: KernelProcess,
  channels: KernelChannels,
  command: StartCommand,
): KubelabError {
  const { count, reason } = channels.refused;
  const said = child
    .log()
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(-6);
  const details = [...(count > 0 ? [`${count} messages: ${reason}`] : []), ...said].map((line) => `\n  ${line}`);
  return new KubelabError('KERNEL_MISSING', `the kernel did not start: ${failure}${details.join('')}`, {
    hint: `try it by hand: ${command.argv.map((arg) => (/[\s{]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`,
    place: { file: command.cwd },
  });
}
