/** Exit codes of the commands, and which error leads to which code. */
import { type ErrorCode, isKubelabError } from '../errors.js';

/** The exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** The command ran, and the answer is no: a cell failed, doctor found a fault, no cluster runs. */
  failed: 1,
  /** The command line, or a file named on it, is wrong. */
  usage: 2,
  /** This machine or its state does not allow it: a port is taken, a folder is not writable, the kernel does not start. */
  environment: 3,
  /** `request`: the server answered with 4xx. */
  refused: 4,
  /** `request`: the server answered with 5xx. */
  serverFault: 5,
  /** Ctrl-C, SIGTERM or SIGHUP came before the end: 128 and the signal's number, as shells say it. */
  interrupted: 130,
  terminated: 143,
  hungUp: 129,
  /** The output's reader is gone. */
  unread: 141,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The errors that a person mends by another command line or another file; the rest is the environment's. */
const usageErrors: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ARGUMENT_INVALID',
  'FILE_MISSING',
  'NOTEBOOK_INVALID',
  'COURSE_INVALID',
  'RUBRIC_INVALID',
  'MARKS_INVALID',
  'AUDIT_POLICY_INVALID',
  'PEM_INVALID',
  'KEY_MISMATCH',
  'CREDENTIAL_INCOMPLETE',
  'TOKEN_INVALID',
  'KUBECONFIG_INVALID',
  'KUBECONFIG_CONTEXT',
  'AUTH_METHOD_REMOVED',
]);

/** The exit code for a thrown error. */
export function exitCodeOf(error: unknown): ExitCode {
  return isKubelabError(error) && usageErrors.has(error.code) ? EXIT.usage : EXIT.environment;
}

/** The exit code for a command that a signal ended. */
export function exitCodeOfSignal(signal: unknown): ExitCode {
  switch (signal) {
    case 'SIGTERM':
      return EXIT.terminated;
    case 'SIGHUP':
      return EXIT.hungUp;
    case 'SIGPIPE':
      return EXIT.unread;
    default:
      return EXIT.interrupted;
  }
}
