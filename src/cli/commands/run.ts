/** `kubelab run`: runs notebooks and shows what their cells do, or prints the result as JSON. */

import { count } from '../../count.js';
import { errorReport, type RunResult, runNotebooks, runReport } from '../../course/run-notebooks.js';
import { cellsOfTask } from '../../course/tasks.js';
import { KubelabError } from '../../errors.js';
import { readNotebook } from '../../notebook/document.js';
import { lessonEnvironment } from '../../session/environment.js';
import { type ClusterOptions, chooseCluster, enterOwnCluster, ownEnvironment } from '../chosen-cluster.js';
import { withCluster } from '../cluster-process.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from '../exit-codes.js';
import { type CopyOptions, type NamedNotebook, namedNotebook, withTask } from '../lesson-copy.js';
import { casesUnderWay, keepRun } from '../lesson-session.js';
import { runsOf } from '../made-there.js';
import { reportRun, summaryOf } from '../run-report.js';
import { startProgress } from '../terminal/progress.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `run`. */
export interface RunOptions extends ClusterOptions, CopyOptions {
  keepGoing?: boolean;
  kubeconfig?: string;
  /** The one task to run, with the cells that it needs. */
  task?: string;
  save?: string;
  json?: boolean;
  /** Seconds. */
  timeoutCell?: number;
}

/** The runner's name, as it is kept with a solved task. */
const BY = 'kubelab run';

/**
 * Runs the notebooks, which are named by their files or as lessons of the learner's copy. 0 when every cell passed, 1 when not
 * or when the reader did not want to go to a cluster of their own, 130 or 143 after a signal. Throws when nothing can be run,
 * and, after the report, when no kernel could be started (again).
 */
export async function run(names: readonly string[], options: RunOptions, io: Io): Promise<ExitCode> {
  const named = names.map((name) => withTask(namedNotebook(name, options, io), options.task));
  readFirst(named, options, io);
  if (options.kubeconfig !== undefined) {
    if (!options.practice) return runThere(named, options, io.env, io);
    throw new KubelabError('ARGUMENT_INVALID', '--kubeconfig and --practice name two clusters', {
      hint: 'leave one out',
    });
  }
  if (options.practice) {
    return withCluster(io, ({ record }) => runThere(named, options, { ...io.env, KUBECONFIG: record.kubeconfig }, io));
  }
  const chosen = chooseCluster(io.env, { elsewhere: true });
  if (chosen.kind === 'practice') return runThere(named, options, io.env, io);
  // with --json the answer is the only thing on stdout
  const enters = options.json
    ? await enterOwnCluster(chosen, runsOf(named), { yes: true }, { ...io, out: io.err })
    : await enterOwnCluster(chosen, runsOf(named), options, io);
  return enters ? runThere(named, options, ownEnvironment(chosen, io), io) : EXIT.failed;
}

async function runThere(
  named: readonly NamedNotebook[],
  options: RunOptions,
  env: Record<string, string | undefined>,
  io: Io,
): Promise<ExitCode> {
  const course = named[0]?.copy?.course;
  // the record is of lessons: whatever else is run beside them could not be told apart
  const kept = course && named.every(({ lesson }) => lesson);
  const drawn = named.find(({ lesson }) => casesUnderWay(lesson, io) !== undefined)?.lesson;
  const draw = { cases: casesUnderWay(drawn, io), casesOf: drawn?.id };
  const there = { ...io, env: kept ? lessonEnvironment({ course, env, by: BY, ...draw }) : env };
  const result = options.json ? await runForJson(named, options, there) : await runForReader(named, options, there);
  for (const { file, run: done } of result.notebooks) {
    const { lesson, copy } = named.find((one) => one.file === file) ?? {};
    if (lesson && copy) keepRun(copy, lesson, done, BY, io);
  }
  if (result.status === 'interrupted') return exitCodeOfSignal(io.signals.interruption.reason);
  if (result.status === 'no-kernel') throw result.error;
  return result.status === 'ok' ? EXIT.ok : EXIT.failed;
}

/** Reads the notebooks before anything is started or asked for them. Throws what `readNotebook` and `cellsOfTask` throw. */
function readFirst(named: readonly NamedNotebook[], { json }: RunOptions, io: Io): void {
  try {
    for (const { file, task } of named) {
      const notebook = readNotebook(file);
      if (task !== undefined) cellsOfTask(notebook, task);
    }
  } catch (error) {
    if (json) tellInJson(error, io);
    throw error;
  }
}

function tellInJson(error: unknown, { out }: Io): void {
  out.line(JSON.stringify({ status: 'error', error: errorReport(error) }, null, 2));
}

async function runForReader(named: readonly NamedNotebook[], options: RunOptions, io: Io): Promise<RunResult> {
  const { out } = io;
  const reporter = reportRun(out, 'outputs');
  let starting = startProgress(out, 'starting the kernel', { afterMs: 300 });
  try {
    const result = await runNotebooks({
      ...settings(named, options, io),
      onEvent: (event) => {
        starting.stop();
        if (event.type === 'notebook-started') {
          out.line(`${out.style.bold(sanitise(event.file))}`);
          starting = startProgress(out, 'starting the kernel', { afterMs: 300 });
        } else if (event.type === 'notebook-finished') {
          reporter.stop();
          out.line();
        } else {
          reporter.onEvent(event);
        }
      },
    });
    for (const { file, run: done } of result.notebooks) out.line(summaryOf(file, done, out.style).join('\n'));
    const left = named.length - result.notebooks.length;
    if (left > 0) out.line(out.style.dim(`${count(left, 'notebook')} not run`));
    if (result.status === 'interrupted') out.line(out.style.yellow('The run was interrupted.'));
    if (options.save !== undefined) out.line(`The notebook with its outputs is in ${sanitise(options.save)}`);
    return result;
  } finally {
    starting.stop();
    reporter.stop();
  }
}

/** Runs silently but for a moving line on a terminal; stdout gets one document, also when nothing could be run. */
async function runForJson(named: readonly NamedNotebook[], options: RunOptions, io: Io): Promise<RunResult> {
  const progress = startProgress(io.err, 'running', { afterMs: 300 });
  try {
    const result = await runNotebooks({
      ...settings(named, options, io),
      onEvent: (event) => {
        if (event.type === 'cell-started') progress.say(`${event.file} [${event.number}/${event.total}]`);
      },
    });
    io.out.line(JSON.stringify(runReport(result), null, 2));
    return result;
  } catch (error) {
    tellInJson(error, io);
    throw error;
  } finally {
    progress.stop();
  }
}

function settings(named: readonly NamedNotebook[], options: RunOptions, io: Io): Parameters<typeof runNotebooks>[0] {
  const { keepGoing, kubeconfig, save, timeoutCell } = options;
  return {
    files: named.map(({ file }) => file),
    tasks: new Map(named.flatMap(({ file, task }) => (task === undefined ? [] : [[file, task] as const]))),
    env: io.env,
    signal: io.signals.interruption,
    ...(keepGoing ? { keepGoing } : {}),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(save === undefined ? {} : { save }),
    ...(timeoutCell === undefined ? {} : { timeoutMs: timeoutCell * 1000 }),
  };
}
