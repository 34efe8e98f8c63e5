/** Limits of the machine that any command can run into. */
import { KubelabError } from '../errors.js';
import { own } from '../kube/fields.js';

const limits: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  EMFILE: ['this process may open no more files', 'raise the limit in this terminal: ulimit -n 1024'],
  ENFILE: ['this machine can open no more files', 'end programs that you do not need, and try again'],
  ENOSPC: ['the disk is full', 'delete what you do not need, and try again'],
  EDQUOT: ['your share of the disk is full', 'delete what you do not need, and try again'],
};

/** The ENVIRONMENT error of an error of the system that tells of such a limit; any other error as it is. */
export function withLimitTold(error: unknown): unknown {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const limit = own(limits, String(code));
  if (!limit) return error;
  const [message, hint] = limit;
  return new KubelabError('ENVIRONMENT', message, { hint, ...(path ? { place: { file: path } } : {}), cause: error });
}
