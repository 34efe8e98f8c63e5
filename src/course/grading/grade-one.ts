/** Grading one submission: is the earlier result still true, and if not, run it, judge it, write it down. */
import { isKubelabError, KubelabError } from '../../errors.js';
import { judge } from '../../grader/judge.js';
import type { Rubric } from '../../grader/rubric.js';
import { redactText } from '../../redact-text.js';
import { type MarkChange, markChange } from './changes.js';
import { feedbackContent } from './feedback-content.js';
import {
  type ContentKey,
  hashOfFile,
  mapTexts,
  readRecord,
  type SubmissionRecord,
  withoutSecrets,
  writeRecord,
} from './record.js';
import { gradedResult, notGradedResult, type Result } from './results.js';
import type { SubmissionRun } from './run-submission.js';
import type { Submission } from './submissions.js';

/** The rubric of an exercise with the hashes of what a result depends on. */
export interface KnownRubric {
  rubric: Rubric;
  hash: string;
  maxPoints: number;
  /** Of the lesson's notebook. */
  lessonHash: string;
}

/** Runs a submission and gathers what the server saw. Rejects for what is no fault of the notebook. */
export type RunOne = (submission: Submission) => Promise<SubmissionRun>;

/** One submission and how it is called in all that is written. */
export interface Task {
  submission: Submission;
  /** The learner's id, or the pseudonym. */
  label: string;
  /** Takes the learner's names out of a text. */
  anonymise: (text: string) => string;
}

/** What became of one submission. */
export interface Graded {
  result: Result;
  record?: SubmissionRecord;
  /** True when an earlier result still holds. */
  kept?: true;
  change?: MarkChange;
  /** What was thrown when it was the machine, and not the notebook, that did not allow it. */
  fault?: unknown;
}

/** What all submissions of a grading have in common. */
export interface GradeOneOptions {
  out: string;
  resume: boolean;
  version: string;
  rubrics: ReadonlyMap<string, KnownRubric>;
  run: RunOne;
  signal?: AbortSignal;
}

/**
 * Grades one submission. Resolves also when it cannot be graded, and the result says why; undefined when the signal came
 * before its end.
 */
export async function gradeOne(task: Task, options: GradeOneOptions): Promise<Graded | undefined> {
  const { submission, label, anonymise } = task;
  const exercise = submission.lesson?.id ?? '';
  const known = options.rubrics.get(exercise);
  const refused = (reason: string): Graded => ({
    result: notGradedResult(label, exercise, known?.maxPoints ?? 0, anonymise(redactText(reason))),
  });
  if (submission.refusal !== undefined) return refused(submission.refusal);
  if (!known) return refused(`there is no rubric for ${submission.lesson?.title ?? 'this exercise'}`);
  const started = new Date();
  const before = performance.now();
  try {
    const key = await keyOf(submission, known, options.version);
    const earlier = readRecord(options.out, label, exercise);
    if (options.resume && earlier && JSON.stringify(earlier.key) === JSON.stringify(key)) {
      return { result: earlier.result, record: earlier, kept: true };
    }
    const ran = await options.run(submission);
    if (options.signal?.aborted) return undefined;
    if (ran.run?.status === 'no-kernel' && ran.run.cells.every((cell) => cell.status === 'not-run'))
      throw ran.run.error;
    if (ran.status !== 'ran') return refused(ran.reason ?? 'it cannot be run');
    const { run, evidence, stopped } = ran;
    const verdict = judge(known.rubric, evidence);
    const record = named(task, {
      version: 1,
      learner: label,
      exercise,
      key,
      result: gradedResult(label, verdict),
      verdict,
      content: feedbackContent(run, evidence, verdict),
      ...(stopped === undefined ? {} : { stopped }),
      warnings: ran.warnings,
      started: started.toISOString(),
      ms: Math.round(performance.now() - before),
      ...(ran.memory === undefined ? {} : { memory: ran.memory }),
    });
    writeRecord(options.out, record);
    const change = options.resume && earlier ? markChange(earlier, record) : undefined;
    return { result: record.result, record, ...(change ? { change } : {}) };
  } catch (error) {
    if (options.signal?.aborted) return undefined;
    // The first line says it; what follows holds paths that differ from run to run.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const own = isKubelabError(error) && error.code === 'NOTEBOOK_INVALID';
    return { ...refused(reason.slice(0, 300)), ...(own ? {} : { fault: error }) };
  }
}

/** The record as it is kept: without tokens and keys, and without the learner's name where that is asked for. */
function named({ anonymise, label }: Task, record: SubmissionRecord): SubmissionRecord {
  const { key, ...rest } = withoutSecrets(record);
  const clean = { ...mapTexts(rest, anonymise), key };
  // A learner may be called as an exercise or a status is.
  const exercise = record.exercise;
  return {
    ...clean,
    learner: label,
    exercise,
    result: { ...clean.result, learner: label, exercise, status: record.result.status },
    verdict: { ...clean.verdict, exercise },
  };
}

async function keyOf({ file }: Submission, known: KnownRubric, kubelab: string): Promise<ContentKey> {
  try {
    return { notebook: await hashOfFile(file), rubric: known.hash, lesson: known.lessonHash, kubelab };
  } catch (cause) {
    throw new KubelabError('NOTEBOOK_INVALID', `the notebook cannot be read: ${(cause as Error).message}`, {
      hint: 'make it a readable file',
      place: { file },
      cause,
    });
  }
}
