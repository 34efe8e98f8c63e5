/** The commands of a grading on several machines, as `--help` shows them; as in `program.ts`, each is loaded when called. */
import { type Command, Option } from 'commander';
import type { WorkerOptions } from './commands/worker.js';
import type { ExitCode } from './exit-codes.js';
import { parseCount, parseSeconds } from './option-numbers.js';
import type { Io } from './terminal/terminal.js';

/** Adds `worker` with its `status`, `manifest` and `containerfile`; `done` is told the exit code of the command that ran. */
export function addQueueCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const command = program
    .command('worker')
    .description('run submissions that kubelab grade --queue hands out, on this machine')
    .argument('<url>', 'the Redis of the queue: rediss://HOST:PORT, or redis:// where nobody can listen')
    .option('--jobs <number>', 'how many at once (default: the number of cores)', parseCount)
    .option('--rate <number>', 'how many submissions all workers together may begin in a minute', parseCount)
    .option(
      '--lock <seconds>',
      'unheard of for so long, its submissions go to another worker (default: 30)',
      parseSeconds,
    )
    .option('--grace <seconds>', 'how long what runs may go on after a signal (default: 20)', parseGrace)
    .addOption(
      new Option('--sandbox <kind>', 'how submissions are isolated; without isolation they could reach the queue')
        .choices(['auto', 'bwrap', 'none'])
        .default('auto'),
    )
    .addHelpText(
      'after',
      `
The password of the Redis is read from KUBELAB_QUEUE_PASSWORD. A worker takes the submissions of gradings by its own version of \
kubelab; rubrics and the names of learners stay with the grader. After Ctrl-C or SIGTERM it takes nothing more, and what runs is \
finished or given back.
Exit codes: 0 ended by a signal; 2 the address is wrong; 3 no Redis answers there, or this machine can run no submission.`,
    )
    .action(async (url: string, options: WorkerOptions) => {
      const { worker } = await import('./commands/worker.js');
      done(await worker(url, options, io));
    });
  command
    .command('status')
    .description('say which workers are there and what they run; exit code 1 when none of this version is')
    .argument('<url>', 'the Redis of the queue')
    .option('--json', 'as JSON')
    .action(async (url: string, options: { json?: boolean }) => {
      const { workerStatus } = await import('./commands/worker-status.js');
      done(await workerStatus(url, options, io));
    });
  command
    .command('manifest')
    .description('print what runs workers on a Kubernetes cluster: a Secret, a Deployment and a NetworkPolicy')
    .argument('<url>', 'the Redis of the queue')
    .requiredOption('--image <image>', 'the image, as worker containerfile makes it')
    .option('--namespace <name>', 'where they run', 'kubelab')
    .option('--replicas <number>', 'how many pods (default: 2)', parseCount)
    .option('--jobs <number>', 'how many submissions a pod runs at once (default: 2)', parseCount)
    .action(async (url: string, _options: object, own: Command) => {
      const { printManifest } = await import('./commands/worker-files.js');
      done(printManifest(url, own.optsWithGlobals(), io));
    });
  command
    .command('containerfile')
    .description('print the file of the image that these workers run in')
    .action(async () => {
      const { printContainerfile } = await import('./commands/worker-files.js');
      done(printContainerfile(io));
    });
}

function parseGrace(text: string): number {
  return text === '0' ? 0 : parseSeconds(text);
}
