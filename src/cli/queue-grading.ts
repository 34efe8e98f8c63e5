/** The workers of a queue as the place where `kubelab grade --queue` has its submissions run. */
import { machineKey } from '../course/grading/machine-key.js';
import { usualJobs } from '../course/grading/submission-runner.js';
import { KubelabError } from '../errors.js';
import { kubelabHome } from '../home.js';
import { packageVersion } from '../package-root.js';
import { queueAddress } from '../queue/address.js';
import { connectQueue } from '../queue/connection.js';
import type { WorkerState } from '../queue/presence.js';
import { queueRunner } from '../queue/queue-runner.js';
import type { GradeOptions } from './commands/grade.js';
import type { RunPlace } from './run-place.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';
import { noWorkerLine } from './worker-lines.js';

/** The place. Rejects with ARGUMENT_INVALID for options that workers decide on, and as `queueAddress` and `connectQueue`. */
export async function workersOf(url: string, options: GradeOptions, io: Io): Promise<RunPlace> {
  checkOptions(options);
  const warn = (text: string): void => io.err.line(io.err.style.yellow(text));
  const address = queueAddress(url, io.env);
  const goOn = options.watch ? 'another --watch' : '--resume';
  const connection = await connectQueue(address, {
    onLost: () => warn(`The Redis of the queue does not answer; waiting for it. After Ctrl-C, ${goOn} goes on.`),
    onFound: () => warn('The Redis of the queue answers again.'),
  });
  let workers: WorkerState[] = [];
  const aboutWorkers = workerSentences(url);
  return {
    warnings: address.warnings,
    workers: () => workers,
    processes: usualJobs({}),
    // all of them wait in the queue
    jobs: (total) => total,
    open: ({ work, askedOf, total, signal, memoryMb, timeoutMs, timeoutCellMs }) => {
      const { run, close } = queueRunner({
        ...{ connection, version: packageVersion(), work, askedOf, signal },
        limits: { memoryMb, timeoutMs, timeoutCellMs },
        machineKey: machineKey(kubelabHome(io.env)),
        urgent: total === 1,
        onWorkers: (there) => {
          workers = there;
          for (const sentence of aboutWorkers(there)) warn(sentence);
        },
      });
      return { run, skip: () => {}, close };
    },
    close: connection.close,
  };
}

/** Sentences on the workers that are there, each sentence once. */
function workerSentences(url: string): (workers: readonly WorkerState[]) => string[] {
  const said = new Set<string>();
  const own = packageVersion();
  return (workers) => {
    const sentences = workers
      .filter(({ version }) => version !== own)
      .map(({ host, version }) =>
        sanitise(
          `The worker on ${host} is kubelab ${version} and takes nothing of this grading: install kubelab ${own} there.`,
        ),
      );
    if (!workers.some(({ version }) => version === own)) sentences.push(noWorkerLine(url));
    const news = sentences.filter((sentence) => !said.has(sentence));
    for (const sentence of news) said.add(sentence);
    return news;
  };
}

function checkOptions({ jobs, sandbox, kubeconfig, auditLog }: GradeOptions): void {
  const given = { '--jobs': jobs, '--kubeconfig': kubeconfig, '--audit-log': auditLog };
  const named = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (sandbox !== 'auto') named.push('--sandbox');
  if (named.length === 0) return;
  throw new KubelabError('ARGUMENT_INVALID', `${named.join(' and ')} cannot be said together with --queue`, {
    hint: 'the workers of the queue run the submissions: see kubelab worker --help',
  });
}
