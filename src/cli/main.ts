/**
 * The command line as a function: arguments in, exit code out. Whatever a command throws becomes a paragraph on stderr
 * here, and nowhere else.
 */
import { CommanderError } from 'commander';
import { isKubelabError } from '../errors.js';
import { errorText } from './error-text.js';
import { EXIT, type ExitCode, exitCodeOf, exitCodeOfSignal } from './exit-codes.js';
import { withLimitTold } from './machine-limits.js';
import { makeProgram } from './program.js';
import { listenToSignals } from './signals.js';
import { sanitise } from './terminal/sanitise.js';
import { type Io, makeTerminal } from './terminal/terminal.js';

/** Runs the command that the process was called with. Resolves with its exit code and never rejects. */
export async function main(process: NodeJS.Process): Promise<ExitCode> {
  const { env } = process;
  const signals = listenToSignals((code) => process.exit(code));
  for (const stream of [process.stdout, process.stderr]) {
    // The reader is gone (`kubelab run … | head`, or a closed terminal): nobody is left to work for.
    stream.on('error', ({ code }: NodeJS.ErrnoException) => signals.interrupt(code === 'EPIPE' ? 'SIGPIPE' : 'SIGHUP'));
  }
  const io: Io = {
    env,
    stdin: process.stdin,
    out: makeTerminal(process.stdout, env),
    err: makeTerminal(process.stderr, env),
    signals,
  };
  let code: ExitCode = EXIT.ok;
  try {
    const program = makeProgram(io, (result) => {
      code = result;
    });
    if (process.argv.length > 2) await program.parseAsync(process.argv);
    else program.outputHelp();
    return code;
  } catch (error) {
    return failure(withLimitTold(error), io);
  } finally {
    signals.stop();
  }
}

function failure(error: unknown, io: Io): ExitCode {
  // commander has written its message already; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { interruption } = io.signals;
  if (interruption.aborted) {
    io.err.line('interrupted');
    return exitCodeOfSignal(interruption.reason);
  }
  const { style } = io.err;
  io.err.line(`${style.red('error:')} ${errorText(error, io)}`);
  if (!isKubelabError(error)) {
    io.err.line('This is a fault of kubelab itself. With KUBELAB_DEBUG=1 it says where it happened.');
    if (io.env.KUBELAB_DEBUG && error instanceof Error) io.err.line(sanitise(String(error.stack)));
  }
  return exitCodeOf(error);
}
