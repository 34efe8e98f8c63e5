/** The steps of `check()` with a rubric: evidence, verdict, result. */
import { isKubelabError, KubelabError } from '../errors.js';
import type { Evidence } from '../grader/evidence.js';
import { judge } from '../grader/judge.js';
import type { Rubric } from '../grader/rubric.js';
import { checkUserAgent } from '../kube/user-agent.js';
import { connect } from '../print/connect.js';
import type { Client } from '../request/api.js';
import { isDiskFull, readableAuditLog } from '../seen-requests/readable-audit-log.js';
import type { CheckResult } from './api.js';
import { gatherEvidence } from './gather-evidence.js';
import { keptRecord } from './kept-record.js';
import { nbgraderResult } from './nbgrader-points.js';
import { checkResult, notGraded, uncheckedResult } from './result.js';
import { readShownRubric, readWholeRubric } from './shown-rubric.js';

/** A task of a notebook that `check()` is asked about. */
export interface TaskToCheck {
  /** As it was called, for messages. */
  name: string;
  /** Of the rubric. */
  file: string;
  /** All of the lesson's without one. */
  task: string | undefined;
  /** Level of help. */
  hint: number;
  client: Client | undefined;
  /** For a grade cell of nbgrader. */
  nbgrader: boolean;
}

const DISK_FULL =
  'The disk is full, or your share of it, so that requests are not written down. Delete what you do not need, and run your cells again.';

/** As `check()` says. */
export async function checkTask({ name, file, task, hint, client, nbgrader }: TaskToCheck): Promise<CheckResult> {
  const rubric = nbgrader ? readWholeRubric(file) : readShownRubric(file);
  checkTaskName(rubric, task);
  const looking = client ?? (await connect());
  const auditLog = readableAuditLog(looking.server);
  if (nbgrader && auditLog === undefined) throw notGraded(name, 'The audit log of the API server is out of reach.');
  if (auditLog !== undefined && isDiskFull(auditLog)) {
    if (nbgrader) throw notGraded(name, DISK_FULL);
    return uncheckedResult(name, DISK_FULL);
  }
  const silence = await silenceOf(looking);
  if (silence !== undefined) {
    if (nbgrader) throw notGraded(name, silence);
    return uncheckedResult(name, silence);
  }
  // requests from before this kernel do not count, but for those of the reader's earlier kernels
  const runBegan = performance.timeOrigin;
  const record = keptRecord(rubric.exercise, runBegan);
  let evidence: Evidence;
  try {
    evidence = await gatherEvidence({
      client: looking,
      rubric,
      since: record.since,
      runBegan,
      ...(auditLog === undefined ? {} : { auditLog }),
    });
  } catch (error) {
    // a lesson runs to its end also where one may not look at what its tasks are about
    if (!isKubelabError(error) || error.code !== 'REQUEST_FAILED' || nbgrader) throw error;
    return uncheckedResult(name, `The cluster does not let you look: ${error.message}`);
  }
  if (nbgrader) return nbgraderResult(judge(rubric, evidence), task, hint);
  const result = checkResult(judge(record.relieved(rubric), evidence), task, hint);
  record.keep(result);
  return result;
}

/** Why the API server gives no answer at all, with the next step; undefined where it does. Nothing seen then would say nothing of a task. */
async function silenceOf(client: Client): Promise<string | undefined> {
  const { ok, failure } = await client.with({ userAgent: checkUserAgent }).get('/version');
  return ok || !failure ? undefined : `The API server does not answer: ${failure.message} ${failure.hint}`;
}

function checkTaskName({ checks, exercise }: Rubric, task: string | undefined): void {
  const tasks = [...new Set(checks.map((check) => check.task))];
  if (task === undefined || tasks.includes(task)) return;
  throw new KubelabError('ARGUMENT_INVALID', `${exercise} has no task ${JSON.stringify(task)} that is checked`, {
    hint: `choose from ${tasks.map((one) => `${exercise}/${one}`).join(', ')}`,
  });
}
