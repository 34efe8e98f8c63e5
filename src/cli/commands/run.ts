/** `kubelab run`: runs notebooks and shows what their cells do, or prints the result as JSON. */
import { errorReport, type RunResult, runNotebooks, runReport } from '../../course/run-notebooks.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from '../exit-codes.js';
import { reportRun, summaryOf } from '../run-report.js';
import { startProgress } from '../terminal/progress.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { count } from '../terminal/text.js';

/** The options of `run`. */
export interface RunOptions {
  keepGoing?: boolean;
  kubeconfig?: string;
  save?: string;
  json?: boolean;
  /** Seconds. */
  timeoutCell?: number;
}

/**
 * Runs the notebooks. 0 when every cell passed, 1 when not, 130 or 143 after a signal. Throws when nothing can be run, and,
 * after the report, when no kernel could be started (again).
 */
export async function run(files: readonly string[], options: RunOptions, io: Io): Promise<ExitCode> {
  const result = options.json ? await runForJson(files, options, io) : await runForReader(files, options, io);
  if (result.status === 'interrupted') return exitCodeOfSignal(io.signals.interruption.reason);
  if (result.status === 'no-kernel') throw result.error;
  return result.status === 'ok' ? EXIT.ok : EXIT.failed;
}

async function runForReader(files: readonly string[], options: RunOptions, io: Io): Promise<RunResult> {
  const { out } = io;
  const reporter = reportRun(out, 'outputs');
  let starting = startProgress(out, 'starting the kernel', { afterMs: 300 });
  try {
    const result = await runNotebooks({
      ...settings(files, options, io),
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
    const left = files.length - result.notebooks.length;
    if (left > 0) out.line(out.style.dim(`${count(left, 'notebook')} not run`));
    if (result.status === 'interrupted') out.line(out.style.yellow('The run was interrupted.'));
    if (options.save !== undefined) out.line(`The notebook with its outputs is in ${sanitise(options.save)}`);
    return result;
  } finally {
    starting.stop();
    reporter.stop();
  }
}

/** The same, silent but for a moving line on a terminal; on stdout comes one document, also when nothing could be run. */
async function runForJson(files: readonly string[], options: RunOptions, io: Io): Promise<RunResult> {
  const progress = startProgress(io.err, 'running', { afterMs: 300 });
  try {
    const result = await runNotebooks({
      ...settings(files, options, io),
      onEvent: (event) => {
        if (event.type === 'cell-started') progress.say(`${event.file} [${event.number}/${event.total}]`);
      },
    });
    io.out.line(JSON.stringify(runReport(result), null, 2));
    return result;
  } catch (error) {
    io.out.line(JSON.stringify({ status: 'error', error: errorReport(error) }, null, 2));
    throw error;
  } finally {
    progress.stop();
  }
}

function settings(files: readonly string[], options: RunOptions, io: Io): Parameters<typeof runNotebooks>[0] {
  const { keepGoing, kubeconfig, save, timeoutCell } = options;
  return {
    files,
    env: io.env,
    signal: io.signals.interruption,
    ...(keepGoing ? { keepGoing } : {}),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(save === undefined ? {} : { save }),
    ...(timeoutCell === undefined ? {} : { timeoutMs: timeoutCell * 1000 }),
  };
}
