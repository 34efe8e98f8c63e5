/**
 * The one error class of kubelab and the closed list of its codes. An error says what happened, where, and what to type
 * next; a front end prints `message`, `place` and `hint` and no stack.
 */

/** Every code that a {@link KubelabError} can carry, with its meaning. */
export const errorCodes = {
  // arguments and files that a person gave
  ARGUMENT_INVALID: 'a function or command was given a value it cannot use',
  FILE_MISSING: 'a file that was named does not exist',
  FILE_UNREADABLE: 'a file exists and cannot be read or written',
  PEM_INVALID: 'a text that should be PEM is none',
  KEY_MISMATCH: 'a private key does not belong to its certificate',
  CREDENTIAL_INCOMPLETE: 'a certificate without its key, or a key without its certificate',
  TOKEN_INVALID: 'a token holds white space or is still base64 of a token',
  KUBECONFIG_INVALID: 'a kubeconfig is not readable as one',
  KUBECONFIG_CONTEXT: 'a kubeconfig names a context, cluster or user that it does not hold',
  AUTH_METHOD_REMOVED: 'a kubeconfig asks for a way to authenticate that Kubernetes has removed',
  EXEC_PLUGIN_FAILED: 'a credential plugin did not give a credential',
  NOT_IN_POD: 'the files that Kubernetes mounts into a pod are not here',
  NO_CLUSTER: 'no kubeconfig and no running practice cluster was found',
  CLUSTER_STALE: 'the record of a running practice cluster is older than the process it names',
  // requests
  REQUEST_FAILED: 'a request was not answered with a success where one was demanded',
  WAIT_TIMEOUT: 'what was waited for did not come about in time',
  // notebooks and the kernel
  NOTEBOOK_INVALID: 'a file is not a notebook that can be run here',
  KERNEL_MISSING: 'the kernel cannot be started',
  KERNEL_DIED: 'the kernel ended while it was needed',
  MESSAGE_INVALID: 'a message on the sockets of a kernel is not one of that kernel',
  COURSE_INVALID: 'the list of lessons is not as it should be',
  RUBRIC_INVALID: 'a file is not a rubric that can be graded by',
  MARKS_INVALID: 'a marks.yaml is not as it should be',
  TASK_NOT_DONE: 'a task that a grade cell of nbgrader asks about has earned no point',
  WORK_LIMIT: 'looking at what a learner handed in took more time or memory than it may',
  QUEUE_UNREACHABLE: 'the Redis of a grading queue does not answer, or refuses',
  RESULTS_IN_USE: 'another grading writes into the folder of results',
  // the practice cluster
  PORT_TAKEN: 'the port that was asked for is in use',
  DATA_DIR_UNUSABLE: 'the data folder cannot be written, or is of another version',
  CLUSTER_RUNNING: 'a practice cluster runs already',
  CLUSTER_NOT_RUNNING: 'no practice cluster runs',
  AUDIT_POLICY_INVALID: 'a file is not an audit policy',
  CLUSTER_START_FAILED: 'the practice cluster did not come up',
  PAGE_RUNNING: 'another process serves the page of the lessons',
  // the environment
  ENVIRONMENT: 'this machine lacks something that the command needs',
} as const;

/** One of the codes in {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** Where a fault lies: a file, and in it a line and column (both from 1), or a cell (from 1) of a notebook. */
export interface Place {
  file?: string;
  line?: number;
  column?: number;
  cell?: number;
}

/** Details of an error beside its message. */
export interface ErrorDetails {
  /** The next step, as a command or sentence. */
  hint: string;
  place?: Place;
  cause?: unknown;
}

/** The error that kubelab throws for all that a person can mend. */
export class KubelabError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly place?: Place;

  constructor(code: ErrorCode, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'KubelabError';
    this.code = code;
    this.hint = details.hint;
    if (details.place) this.place = details.place;
  }
}

/** True when `error` is a {@link KubelabError}, by its shape, so that two copies of the class agree. */
export function isKubelabError(error: unknown): error is KubelabError {
  return error instanceof Error && error.name === 'KubelabError' && 'code' in error && 'hint' in error;
}

/** The place as `file:line:column` or `file, cell 3`; an empty string without one. */
export function formatPlace(place: Place | undefined): string {
  if (!place) return '';
  const { file = '', line, column, cell } = place;
  const position = [line, column].filter((n) => n !== undefined).join(':');
  const inFile = position ? `${file}:${position}` : file;
  return cell === undefined ? inFile : `${inFile}${inFile ? ', ' : ''}cell ${cell}`;
}

/** The paragraph a person reads: what happened, where, and what to do next. No stack. */
export function formatError(error: unknown): string {
  if (!isKubelabError(error)) return error instanceof Error ? error.message : String(error);
  const place = formatPlace(error.place);
  return `${error.message}${place ? `\n  at ${place}` : ''}\n  next: ${error.hint} [${error.code}]`;
}

/** The next step after a write that failed with the message `why`: to free space where the disk is full, else `otherwise`. */
export function afterFailedWrite(why: string, otherwise: string): string {
  const isFull = /ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i.test(why);
  return isFull ? 'the disk is full, or your share of it: delete what you do not need, and try again' : otherwise;
}
