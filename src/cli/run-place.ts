/** Where the submissions of a grading are run: on this machine, or by the workers of a queue. */
import { existsSync } from 'node:fs';
import {
  type SubmissionRunner,
  type SubmissionRunnerOptions,
  submissionRunner,
  usualJobs,
} from '../course/grading/submission-runner.js';
import { KubelabError } from '../errors.js';
import type { WorkerState } from '../queue/presence.js';
import { findSandbox } from '../sandbox/find-sandbox.js';
import type { GradeOptions } from './commands/grade.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';

/** A place for runs; its owner closes it. */
export interface RunPlace {
  /** Warnings for a teacher, a sentence each. */
  warnings: string[];
  /** How many processes read and judge. */
  processes: number;
  /** How many submissions are under way at once, of so many. */
  jobs(total: number): number;
  /** The workers that are there; undefined where this machine runs them. */
  workers?: () => readonly WorkerState[];
  /** A runner of submissions, which is closed before the place. */
  open(options: Omit<SubmissionRunnerOptions, 'jobs' | 'sandbox' | 'cluster'>): SubmissionRunner;
  close(): void;
}

/** The place that the command line names. Rejects for a fault in it, and when no Redis answers there. */
export async function runPlaceOf(options: GradeOptions, io: Io): Promise<RunPlace> {
  if (options.queue === undefined) return thisMachine(options, io);
  const { workersOf } = await import('./queue-grading.js');
  return workersOf(options.queue, options, io);
}

function thisMachine(options: GradeOptions, io: Io): RunPlace {
  const cluster = realCluster(options);
  const jobs = cluster ? 1 : (options.jobs ?? usualJobs({}));
  const sandbox = findSandbox(options.sandbox);
  if (sandbox.contained) io.err.line(io.err.style.dim(sanitise(sandbox.contained)));
  return {
    warnings: sandbox.warnings,
    processes: jobs,
    jobs: () => jobs,
    open: (more) => submissionRunner({ ...more, sandbox, jobs, ...(cluster ? { cluster } : {}) }),
    close: () => {},
  };
}

/** A real cluster needs both, its address and its record. */
function realCluster({ kubeconfig, auditLog }: GradeOptions): { kubeconfig: string; auditLog: string } | undefined {
  if (kubeconfig === undefined && auditLog === undefined) return undefined;
  if (kubeconfig === undefined || auditLog === undefined) {
    const missing = kubeconfig === undefined ? '--kubeconfig FILE' : '--audit-log FILE';
    throw new KubelabError('ARGUMENT_INVALID', 'grading on a cluster of your own needs its audit log, too', {
      hint: `add ${missing}`,
    });
  }
  for (const file of [kubeconfig, auditLog]) {
    if (existsSync(file)) continue;
    throw new KubelabError('FILE_MISSING', 'there is no such file', { hint: 'check the name', place: { file } });
  }
  return { kubeconfig, auditLog };
}
