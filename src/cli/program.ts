/**
 * The commands and their options, as `--help` shows them, and nothing else: a command's work is in `commands/`, and
 * is loaded only when it is called.
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { packageVersion } from '../package-root.js';
import { addAccessCommands } from './access-commands.js';
import { addAuthorCommands } from './author-commands.js';
import { addClassCommands } from './class-commands.js';
import type { CheckCommandOptions } from './commands/check.js';
import type { ClusterUpOptions } from './commands/cluster-up.js';
import type { GradeOptions } from './commands/grade.js';
import type { InstallOptions, RegistrationOptions } from './commands/kernel.js';
import type { RunOptions } from './commands/run.js';
import type { StartOptions } from './commands/start.js';
import { collect, parseCost, parseMinutes, parseTime } from './due-options.js';
import type { ExitCode } from './exit-codes.js';
import type { CopyOptions } from './lesson-copy.js';
import { parseCount, parseSeconds } from './option-numbers.js';
import { addQueueCommands } from './queue-commands.js';
import { addRequestCommands } from './request-commands.js';
import type { Io } from './terminal/terminal.js';
import { wrapText } from './terminal/text.js';
import { refusingUnknownCommands } from './unknown-command.js';
import { commandHere } from './words.js';

const EXIT_CODES = `
Exit codes: 0 done; 1 a cell failed, doctor found a fault, or no cluster runs; 2 the command line or a file named on it \
is wrong; 3 this machine does not allow it; 130, 143 ended by Ctrl-C or SIGTERM.
KUBELAB_HOME moves the folder ~/.kubelab, where kubelab keeps all it writes. NO_COLOR=1 switches colours off.`;

/** The program; `done` is told the exit code of the command that ran. parseAsync throws a CommanderError for bad usage. */
export function makeProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('kubelab')
    .description('Learn direct access to the Kubernetes API, cell by cell, in TypeScript notebooks.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help on a command')
    .addHelpText('after', EXIT_CODES)
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => io.out.write(withinWidth(text, io.out.columns)),
      writeErr: (text) => io.err.write(text),
      getOutHelpWidth: () => io.out.columns,
    })
    .exitOverride();

  program
    .command('start')
    .description(
      'start the practice cluster and take the lessons: in Jupyter, as a page in the browser, or in this terminal',
    )
    .argument('[lesson]', 'the lesson to begin with, such as 03-rbac, 03 or rbac')
    .option('--page', 'serve the lessons as a page and open it in the browser, even when Jupyter is installed')
    .option('--no-open', 'with the page: print its address and open no browser')
    .option('--port <number>', 'with the page: its port on 127.0.0.1 (default: 7444, or a free one)', parsePort)
    .option(
      '--base-url <url>',
      'with the page: where browsers find it behind a proxy; {port} stands for its port',
      parseBaseUrl,
    )
    .option('--terminal', 'take them in this terminal, even when Jupyter is installed')
    .addOption(new Option('--no-jupyter', 'as --terminal').hideHelp())
    .option('--folder <dir>', 'where your copy of the lessons is (default: lessons in ~/.kubelab, or as named last)')
    .option('--random [draw]', 'draw the cases of the lesson anew, or take a draw that is known by its number')
    .option('--no-random', "take the lesson's own cases again; what you solved of them is still known")
    .option('--practice', 'take the practice cluster, whatever KUBECONFIG says')
    .option('-y, --yes', 'do not ask before going to a cluster of your own')
    .option('--course <path>', 'another course than the lessons of this package: its course.yaml, or its folder')
    .addHelpText(
      'after',
      `
Without a terminal (in CI, in a pipe) it runs all lessons, or the one that is named, prints a line for each cell and a \
closing table, and exits with 0 or 1. A cluster that it started itself is stopped at the end.
With KUBECONFIG set, the lessons go to that cluster: it is named first, and you are asked.`,
    )
    .action(async (lesson: string | undefined, options: StartOptions) => {
      const { start } = await import('./commands/start.js');
      done(await start(lesson, options, io));
    });

  program
    .command('run')
    .description('run notebooks from top to bottom, each in a fresh kernel')
    .argument('<notebook...>', 'the .ipynb files, or lessons of your copy, such as 03')
    .option('--keep-going', 'run the cells after one that failed, too')
    .option('--kubeconfig <file>', 'the kubeconfig that connect() is to use')
    .option('--practice', 'use the practice cluster, whatever KUBECONFIG says')
    .option('-y, --yes', 'do not ask before going to a cluster of your own')
    .option('--folder <dir>', 'where your copy of the lessons is')
    .option('--course <path>', 'another course than the lessons of this package: its course.yaml, or its folder')
    .option('--save <file>', 'write the notebook with its outputs to this file')
    .option('--json', 'print the result as one JSON document, and nothing else')
    .option('--task <name>', 'run this task alone, with the cells that it needs; also written 07/case-05')
    .option('--timeout-cell <seconds>', 'the longest that one cell may run (default: 120)', parseSeconds)
    .action(async (notebooks: string[], options: RunOptions) => {
      const { run } = await import('./commands/run.js');
      done(await run(notebooks, options, io));
    });

  program
    .command('grade')
    .description('grade exercise notebooks by what the API server saw of them')
    .argument(
      '<path...>',
      'notebooks, zips, folders of them as nbgrader, Moodle and Canvas lay them down, or lessons of your copy',
    )
    .option('--exercise <id>', 'the exercise of notebooks that do not say so; those of others are left out')
    .option('--only <learner>', 'grade this learner alone, once for each; all other rows stay', collect)
    .option('--jobs <number>', 'how many at once (default: the number of cores)', parseCount)
    .option('--out <folder>', "where the results go: a class's book, whose other rows are kept", 'grading')
    .option('--resume', 'go on with the results that are there, and grade only what changed')
    .option('--roster <file>', 'a CSV file of the class: ids, names, each with a due date if that differs')
    .option('--due <time>', 'when the work is due, as 2026-12-01T18:00+01:00', parseTime)
    .option('--grace <minutes>', 'how much later costs nothing (default: 0)', parseMinutes)
    .option(
      '--late <cost>',
      'what each begun day after it costs: points, or a share of the points such as 10%',
      parseCost,
    )
    .option('--marks <file>', 'points, late penalties and marks by hand (default: marks.yaml in the folder of results)')
    .option('--anonymous', 'write pseudonyms in the place of names')
    .option('--timeout-cell <seconds>', 'the longest that one cell may run (default: 60)', parseSeconds)
    .option('--timeout <seconds>', 'the longest that one submission may run (default: 600)', parseSeconds)
    .option('--memory <megabytes>', 'the memory that one submission may use (default: 1024)', parseCount)
    .addOption(
      new Option('--sandbox <kind>', 'how submissions are isolated').choices(['auto', 'bwrap', 'none']).default('auto'),
    )
    .option('--watch', 'go on: grade what is handed in next as it comes, until Ctrl-C')
    .option('--queue <url>', 'let the workers of this Redis run them (see kubelab worker --help)')
    .option('--kubeconfig <file>', 'grade on this cluster and not on practice clusters; needs --audit-log')
    .option('--audit-log <file>', 'the audit log of that cluster')
    .option('--course <path>', 'another course than the lessons of this package: its course.yaml, or its folder')
    .addHelpText(
      'after',
      `
Exit codes: 0 all graded; 1 some submission could not be graded; 2 the command line or a file named on it is wrong; 3 this \
machine does not allow it. Results are written after each submission; after an interruption, --resume goes on.`,
    )
    .action(async (paths: string[], options: GradeOptions) => {
      const { grade } = await import('./commands/grade.js');
      done(await grade(paths, options, io));
    });

  addQueueCommands(program, io, done);
  addClassCommands(program, io, done);

  program
    .command('check')
    .description('run a notebook and say which of its tasks are done')
    .argument('<notebook>', 'the .ipynb file, or a lesson of your copy, such as 03')
    .option('--lesson <lesson>', 'the lesson that it is, by its number or id, when the file is not called so')
    .option('--task <name>', 'check this task alone, with the cells that it needs; also written 07/case-05')
    .option(
      '--hint <level>',
      'how much help is given: 0 none, 1 a nudge (default), higher nearly the answer',
      parseLevel,
    )
    .option('--practice', 'use the practice cluster, whatever KUBECONFIG says')
    .option('-y, --yes', 'do not ask before going to a cluster of your own')
    .option('--folder <dir>', 'where your copy of the lessons is')
    .addOption(new Option('--course <file>', 'another list of lessons').hideHelp())
    .action(async (notebook: string, options: CheckCommandOptions) => {
      const { checkNotebook } = await import('./commands/check.js');
      done(await checkNotebook(notebook, options, io));
    });

  const lessons = refusingUnknownCommands(program.command('lessons'))
    .description('list your copies of the lessons, with what is done in each')
    .option('--folder <dir>', 'where your copy of the lessons is')
    .addOption(new Option('--course <file>', 'another list of lessons').hideHelp())
    .action(async (options: CopyOptions) => {
      const { listLessons } = await import('./commands/lessons.js');
      done(await listLessons(options, io));
    });
  lessons
    .command('update')
    .description('write the lessons that are missing, and renew those that you have not edited')
    .action(async (_options: object, command: Command) => {
      const { updateLessons } = await import('./commands/lessons.js');
      done(await updateLessons(command.optsWithGlobals(), io));
    });
  lessons
    .command('reset')
    .description('put a lesson back as it is handed out, or all of them, and begin it anew')
    .argument('[lesson]', 'such as 03-rbac, 03 or rbac')
    .option('--forget', 'forget its solved tasks, too')
    .action(async (lesson: string | undefined, _options: object, command: Command) => {
      const { resetLessons } = await import('./commands/lessons.js');
      done(await resetLessons(lesson, command.optsWithGlobals(), io));
    });

  addAuthorCommands(program, io, done);

  const cluster = program.command('cluster').description('the practice cluster');
  cluster
    .command('up')
    .description('start the practice cluster in this terminal; Ctrl-C or SIGTERM ends it, with exit code 0')
    .option(
      '--port <number>',
      'the port on 127.0.0.1 (default: the one it had last, at first 7443; a free one when that is taken)',
      parsePort,
    )
    .option('--data-dir <folder>', 'where its state lies (default: data in ~/.kubelab)')
    .option('--kubeconfig <file>', 'where to write the admin kubeconfig (default: kubeconfig in ~/.kubelab)')
    .option('--audit-log <file>', 'where to write the audit log (default: audit.log in the data folder)')
    .option(
      '--audit-policy <file>',
      'what to write there (audit.k8s.io/v1 Policy; default: writes in full, reads in short)',
    )
    .option('--idle <minutes>', 'end it when it has had no client for so long; its state is kept', parseIdle)
    .option('--detach', 'start it in the background and return when it answers')
    .action(async (options: ClusterUpOptions) => {
      const { clusterUp } = await import('./commands/cluster-up.js');
      done(await clusterUp(options, io));
    });
  cluster
    .command('status')
    .description('say whether the practice cluster runs, and where; exit code 1 when it does not')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { clusterStatus } = await import('./commands/cluster-status.js');
      done(await clusterStatus(options, io));
    });
  cluster
    .command('down')
    .description('stop the practice cluster; its state is kept')
    .action(async () => {
      const { clusterDown } = await import('./commands/cluster-down.js');
      done(await clusterDown(io));
    });
  cluster
    .command('reset')
    .description('throw away the state of the practice cluster; one that ran in the background is started again')
    .option('--data-dir <folder>', 'the folder of its state, when no cluster runs (default: data in ~/.kubelab)')
    .action(async (options: { dataDir?: string }) => {
      const { clusterReset } = await import('./commands/cluster-reset.js');
      done(await clusterReset(options, io));
    });

  const kernel = refusingUnknownCommands(program.command('kernel'))
    .description('the notebook kernel, for programs that start kernels')
    .option('--config-path <file>', 'the connection file that such a program writes')
    .action(async ({ configPath }: { configPath?: string }) => {
      if (configPath === undefined) return kernel.help({ error: true });
      const { runKernel } = await import('./commands/kernel.js');
      done(await runKernel(configPath, io));
    });
  kernel
    .command('install')
    .description('register it with Jupyter, under the name that lessons ask for, and say how to open them')
    .option('--prefix <folder>', 'below this folder; else for you')
    .addOption(nameOfKernel())
    .option('--with-cluster', 'let its kernels start the practice cluster of their user when none runs')
    .option('--idle <minutes>', 'end that cluster when it has had no client for so long (default: 30)', parseIdle)
    .action(async (options: InstallOptions) => {
      const { installKernel } = await import('./commands/kernel.js');
      done(await installKernel(options, io));
    });
  kernel
    .command('uninstall')
    .description('take the registration back')
    .option('--prefix <folder>', 'that below this folder')
    .addOption(nameOfKernel())
    .action(async (options: RegistrationOptions) => {
      const { uninstallKernel } = await import('./commands/kernel.js');
      done(await uninstallKernel(options, io));
    });

  addRequestCommands(program, io, done);
  addAccessCommands(program, io, done);

  program
    .command('doctor')
    .description('look at what kubelab needs and what it wrote, and say how to mend what is wrong')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./commands/doctor.js');
      done(await doctor(options, io));
    });

  program
    .command('clean')
    .description('stop the practice cluster and remove all that kubelab wrote')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { yes?: boolean }) => {
      const { clean } = await import('./commands/clean.js');
      done(await clean(options, io));
    });

  nameTheHelp(program, '', io);
  return program;
}

/** A mistake in a command line is followed by the command that shows the help. */
function nameTheHelp(command: Command, above: string, io: Io): void {
  command.showHelpAfterError(`  next: ${commandHere(`${above}--help`, io)}`);
  for (const sub of command.commands) nameTheHelp(sub, `${above}${sub.name()} `, io);
}

function nameOfKernel(): Option {
  return new Option('--name <name>', 'the name that notebooks ask for it by').choices(['tslab', 'kubelab']);
}

function parseIdle(text: string): number {
  const minutes = parseMinutes(text);
  // setTimeout takes no more than 2^31 - 1 ms
  if (!(minutes > 0 && minutes <= 30_000)) throw new InvalidArgumentError('Give a number of minutes above 0.');
  return minutes;
}

function parseLevel(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new InvalidArgumentError('A level is a number from 0 upwards.');
  return Number(text);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 (any) to 65535.');
  return port;
}

/** With a slash at its end, as the page's links are relative to it. */
function parseBaseUrl(text: string): string {
  const url = URL.canParse(text.replaceAll('{port}', '1')) ? new URL(text.replaceAll('{port}', '1')) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new InvalidArgumentError('Give an address such as https://hub.example.org/user/ada/proxy/{port}/.');
  }
  return text.endsWith('/') ? text : `${text}/`;
}

/** A help text whose notes are broken at the width; commander's own columns are narrower. */
function withinWidth(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (line.length > width ? wrapText(line, width) : line))
    .join('\n');
}
