/** `kubelab worker`: runs submissions that graders on other machines hand to a queue. */
import { hostname } from 'node:os';
import { removeOwnRunFolders } from '../../course/grading/run-folder.js';
import { usualJobs } from '../../course/grading/submission-runner.js';
import { KubelabError } from '../../errors.js';
import { packageVersion } from '../../package-root.js';
import { queueAddress } from '../../queue/address.js';
import { connectQueue } from '../../queue/connection.js';
import { startQueueWorker, type WorkerEvent } from '../../queue/worker.js';
import { findSandbox, type Sandbox } from '../../sandbox/find-sandbox.js';
import { closeInheritedDescriptors } from '../../sandbox/inherited-descriptors.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { whenAborted } from '../signals.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { formatDuration } from '../terminal/text.js';
import { warnOf } from '../warn-of.js';

/** The options of `worker`; times are in seconds. */
export interface WorkerOptions {
  jobs?: number;
  sandbox: 'auto' | 'bwrap' | 'none';
  /** How many submissions all workers together may begin in a minute. */
  rate?: number;
  /** How long nothing may be heard of a worker. */
  lock?: number;
  /** How long a run may go on after a signal. */
  grace?: number;
}

const LOCK_S = 30;
const GRACE_S = 20;
/** How long giving back may take. */
const END_MS = 3000;

/**
 * Works until a signal comes: then takes no more; running submissions are finished, or given back after the time of grace. Resolves
 * with 0 then. Rejects for a bad address, when this machine can run no submission, and with the reason of an
 * interruption before it works.
 */
export async function worker(url: string, options: WorkerOptions, io: Io): Promise<ExitCode> {
  closeInheritedDescriptors();
  const { interruption } = io.signals;
  const address = queueAddress(url, io.env);
  const sandbox = sandboxOf(options.sandbox);
  const warn = (text: string): void => io.err.line(io.err.style.yellow(sanitise(text)));
  warnOf([...address.warnings, ...sandbox.warnings], io);
  const connection = await connectQueue(address, {
    onLost: () => warn('The Redis of the queue does not answer; waiting for it.'),
    onFound: () => warn('The Redis of the queue answers again.'),
  });
  const giveBack = new AbortController();
  const jobs = options.jobs ?? usualJobs({});
  try {
    const started = await startQueueWorker({
      connection,
      version: packageVersion(),
      jobs,
      sandbox,
      lockMs: Math.ceil((options.lock ?? LOCK_S) * 1000),
      ...(options.rate === undefined ? {} : { perMinute: options.rate }),
      giveBack: giveBack.signal,
      onEvent: reporter(io),
      interruption,
      onStartFailed: ({ message }, pauseMs) =>
        warn(
          `A practice cluster for submissions did not start here: ${message.split('\n', 1)[0]}. Nothing was taken from the queue; the next try is in ${pauseMs / 1000} s.`,
        ),
      onOtherVersion: (other) =>
        warn(
          `Somebody grades here by kubelab ${other}. This worker is kubelab ${packageVersion()} and takes nothing of it: install kubelab ${other} on this machine.`,
        ),
    });
    const who = `${hostname()}, process ${process.pid}, kubelab ${packageVersion()}`;
    io.out.line(`Takes submissions from ${address.shown}, ${jobs} at a time (${who}). Ctrl-C ends it.`);
    await whenAborted(interruption);
    const grace = options.grace ?? GRACE_S;
    io.out.line(`Takes nothing more; what runs is finished within ${grace} s, or given back.`);
    setTimeout(() => giveBack.abort('SIGTERM'), grace * 1000).unref();
    giveBack.signal.addEventListener('abort', () => setTimeout(end, END_MS).unref(), { once: true });
    await started.close();
    return EXIT.ok;
  } finally {
    connection.close();
  }
}

/** Processes that this one started are killed at its exit, and then their folders go. */
function end(): void {
  process.once('exit', removeOwnRunFolders);
  process.exit(EXIT.ok);
}

/** Without a sandbox a submission could reach Redis, and by it every other submission: that is taken only when it was said. */
function sandboxOf(choice: WorkerOptions['sandbox']): Sandbox {
  const sandbox = findSandbox(choice);
  if (choice === 'none' || sandbox.kind !== 'none') return sandbox;
  throw new KubelabError('ENVIRONMENT', `submissions cannot be isolated here: ${sandbox.warnings[0] ?? ''}`, {
    hint: 'install and allow bubblewrap, or add --sandbox none where you trust every submission',
  });
}

function reporter({ out }: Io): (event: WorkerEvent) => void {
  const startedAt = new Map<string, number>();
  return (event) => {
    if (event.type === 'cell') return;
    const began = startedAt.get(event.id);
    if (event.type === 'took') startedAt.set(event.id, performance.now());
    else startedAt.delete(event.id);
    const time = began === undefined ? '' : ` after ${formatDuration(performance.now() - began)}`;
    const reason = event.type === 'failed' ? `: ${event.error.message.split('\n', 1)[0]}` : '';
    out.line(sanitise(`${event.id.slice(0, 8)}  ${event.exercise}  ${event.type}${time}${reason}`));
  };
}
