/**
 * Grading one submission: keep an earlier result that still holds, else judge its evidence again or run it, and write down
 * the result.
 */
import { isKubelabError, KubelabError } from '../../errors.js';
import type { Rubric } from '../../grader/rubric.js';
import { redactText } from '../../redact-text.js';
import { type HiddenNames, nameRemover } from './anonymous.js';
import { writeEvidence } from './evidence-file.js';
import type { JudgedRun } from './learner-work.js';
import type { PackedRun } from './packed-run.js';
import { refuseUnread } from './read-submission.js';
import {
  type ContentKey,
  changesOf,
  hashOfFile,
  isSealed,
  readRecord,
  type SubmissionRecord,
  writeRecord,
} from './record.js';
import { notGradedResult, type Result } from './results.js';
import type { SubmissionRun } from './run-submission.js';
import type { Submission } from './submissions.js';
import { tookTooMuch, type WorkProcesses } from './work-processes.js';

/** The rubric of an exercise with the hashes that a result depends on. */
export interface KnownRubric {
  rubric: Rubric;
  hash: string;
  maxPoints: number;
  /** The hash of the lesson's notebook. */
  lessonHash: string;
}

/** Runs a submission and gathers its evidence, here or on another machine. Rejects for faults that are not the notebook's. */
export type RunOne = (submission: Submission) => Promise<SubmissionRun | PackedRun>;

/** One submission, and the name that all files call it by. */
export interface Task {
  submission: Submission;
  /** The learner's id, or the pseudonym. */
  label: string;
  /** The learner's names, where they are to be taken out of all texts. */
  hidden?: HiddenNames;
}

/** The result of grading one submission. */
export interface Graded {
  result: Result;
  record?: SubmissionRecord;
  /** `kept`: the earlier result still holds. `judged`: its evidence was judged again. `refused`: it could not be graded. */
  how: 'kept' | 'judged' | 'run' | 'refused';
  /** With `resume`: why the earlier result does not hold, and why it had to be run. */
  why: string[];
  /** The error when the machine, and not the notebook, prevented the grading. */
  fault?: unknown;
}

/** The settings that all submissions of a grading have in common. */
export interface GradeOneOptions {
  out: string;
  resume: boolean;
  version: string;
  rubrics: ReadonlyMap<string, KnownRubric>;
  run: RunOne;
  /** The key of this machine, by which its records are known. */
  machineKey: Buffer;
  /** The work processes that read and judge submissions. */
  work: WorkProcesses;
  signal?: AbortSignal;
}

/**
 * Grades one submission. Resolves also when it cannot be graded, and the result says why; undefined when the signal came
 * before its end.
 */
export async function gradeOne(task: Task, options: GradeOneOptions): Promise<Graded | undefined> {
  const { submission, label, hidden } = task;
  const { out, work, machineKey } = options;
  const anonymise = nameRemover(hidden);
  const exercise = submission.lesson?.id ?? '';
  const known = options.rubrics.get(exercise);
  const why: string[] = [];
  const refused = (reason: string): Graded => ({
    result: notGradedResult(label, exercise, known?.maxPoints ?? 0, short(anonymise(redactText(reason)))),
    how: 'refused',
    why,
  });
  const keep = ({ record, evidence }: JudgedRun): Graded => {
    writeEvidence(out, record, evidence);
    writeRecord(out, record, machineKey);
    return { result: record.result, record, how: 'run', why };
  };
  if (submission.refusal !== undefined) return refused(submission.refusal);
  if (!known) return refused(`there is no rubric for ${submission.lesson?.title ?? 'this exercise'}`);
  const started = new Date();
  const before = performance.now();
  try {
    const key = await keyOf(submission, known, options.version);
    const earlier = options.resume ? readRecord(out, label, exercise) : undefined;
    const isOwn = earlier !== undefined && isSealed(earlier, machineKey);
    if (options.resume) why.push(...(earlier ? changesOf(earlier.key, key) : ['not graded before']));
    if (earlier && !isOwn) why.push('its record was changed, or is of another machine');
    if (earlier && why.length === 0) return { result: earlier.result, record: earlier, how: 'kept', why };
    if (earlier && isOwn && isOfTheRubric(earlier.key, key)) {
      const { rubric, hash } = known;
      const again = await work.do('judgeKept', { out, record: earlier, known: { rubric, hash }, hidden });
      if (typeof again !== 'string') {
        writeRecord(out, again, machineKey);
        return { result: again.result, record: again, how: 'judged', why };
      }
      why.push(again);
    }
    const ran = await options.run(submission);
    if (options.signal?.aborted) return undefined;
    const whose = { learner: label, exercise, key, rubric: known.rubric, hidden };
    if (ran.status === 'packed') {
      const judged = await work.do('judgePacked', { ...whose, packed: ran });
      return 'refused' in judged ? refused(judged.refused) : keep(judged);
    }
    if (ran.run?.status === 'no-kernel' && ran.run.cells.every((cell) => cell.status === 'not-run'))
      throw ran.run.error;
    if (ran.status !== 'ran') return refused(ran.reason ?? 'it cannot be run');
    const { run, evidence, stopped, warnings, memory } = ran;
    const judged = await work.do('judgeRun', {
      ...whose,
      ran: {
        evidence,
        warnings,
        ...(run ? { run: { notebook: run.notebook, cells: run.cells } } : {}),
        ...(stopped === undefined ? {} : { stopped }),
        ...(memory === undefined ? {} : { memory }),
      },
      started: started.toISOString(),
      ms: Math.round(performance.now() - before),
    });
    return keep(judged);
  } catch (error) {
    if (options.signal?.aborted) return undefined;
    // The first line says it; what follows holds paths that differ from run to run.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const own = tookTooMuch(error) || (isKubelabError(error) && error.code === 'NOTEBOOK_INVALID');
    return { ...refused(reason.slice(0, 300)), ...(own ? {} : { fault: error }) };
  }
}

/** True when the rubric alone changed: the run would be the same. */
function isOfTheRubric(before: ContentKey, after: ContentKey): boolean {
  return changesOf({ ...before, rubric: after.rubric }, after).length === 0;
}

/** The reason, cut: it may name every file of a learner who handed in thousands. */
function short(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON)}…`;
}

const LONGEST_REASON = 1000;

async function keyOf({ file }: Submission, known: KnownRubric, kubelab: string): Promise<ContentKey> {
  try {
    refuseUnread(file);
    return { notebook: await hashOfFile(file), rubric: known.hash, lesson: known.lessonHash, kubelab };
  } catch (cause) {
    if (isKubelabError(cause) && cause.code === 'NOTEBOOK_INVALID') throw cause;
    throw new KubelabError('NOTEBOOK_INVALID', `the notebook cannot be read: ${(cause as Error).message}`, {
      hint: 'make it a readable file',
      place: { file },
      cause,
    });
  }
}
