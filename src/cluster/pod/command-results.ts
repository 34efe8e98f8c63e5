/** How a command of a container ends. */
import type { ExecResult } from 'just-bash';

/** Success, with what it prints. */
export const out = (stdout: string): ExecResult => ({ stdout, stderr: '', exitCode: 0 });

/** A failure with its message; the exit code is 1 without another one. */
export const fault = (stderr: string, exitCode = 1): ExecResult => ({ stdout: '', stderr, exitCode });

/** A command of coreutils with an option that it does not have: its name, what is wrong, and where to read on. */
export const misused = (command: string, problem: string, exitCode: number): ExecResult =>
  fault(`${command}: ${problem}\nTry '${command} --help' for more information.\n`, exitCode);
