/**
 * The functions that read, judge, redact, render or compare a learner's work, from plain data to plain data:
 * they run in processes of their own (`work-processes.ts`), which can be ended. None of them writes a file.
 */
import { askedKinds } from '../../grader/asked-kinds.js';
import { judge } from '../../grader/judge.js';
import type { Rubric } from '../../grader/rubric.js';
import type { Notebook } from '../../notebook/document.js';
import { classCode } from '../similarity/class-code.js';
import { type Alike, findAlike } from '../similarity/find-alike.js';
import { type HiddenNames, nameRemover } from './anonymous.js';
import { withReleaseIds } from './cell-ids.js';
import { packEvidence } from './evidence-file.js';
import { feedbackContent } from './feedback-content.js';
import { judgeAgain } from './judge-again.js';
import { type PackedRun, TOO_DEEP, unpackRun } from './packed-run.js';
import { renderPages } from './publish.js';
import { readSubmission } from './read-submission.js';
import { type ContentKey, type SubmissionRecord, withoutSecrets } from './record.js';
import { openCells, restoreCells } from './restore-cells.js';
import { gradedResult, type Result } from './results.js';
import type { SubmissionRun } from './run-submission.js';
import { teacherContent } from './teacher-content.js';

/** The learner and exercise of a run to judge, and the rubric. */
interface Judging {
  learner: string;
  exercise: string;
  key: ContentKey;
  rubric: Rubric;
  /** The names to take out, with `--anonymous`. */
  hidden?: HiddenNames | undefined;
}

/** A run to judge, with its learner and rubric. */
export interface RunToJudge extends Judging {
  ran: Pick<SubmissionRun, 'evidence' | 'stopped' | 'warnings' | 'memory'> & {
    run?: Pick<NonNullable<SubmissionRun['run']>, 'notebook' | 'cells'>;
  };
  started: string;
  ms: number;
}

/** The record of a run, and the bytes of the evidence that it names. */
export interface JudgedRun {
  record: SubmissionRecord;
  evidence: Uint8Array;
}

/** Characters of the record of a run on another machine, whose outputs were not cut here. */
const MOST_OF_RECORD = 32 * 1024 * 1024;

/** The notebook to run, of the file that was handed in, and a note for the teacher. Throws as `readSubmission`, `restoreCells`. */
function read({ file, release }: { file: string; release: Notebook }): { notebook: Notebook; note?: string } {
  const { notebook, note } = withReleaseIds(readSubmission(file), release, openCells(release));
  return { notebook: restoreCells(notebook, release, file), ...(note === undefined ? {} : { note }) };
}

/** The record of a run, and the bytes of the evidence that it names. */
function judgeRun(input: RunToJudge): JudgedRun {
  const { learner, exercise, key, rubric, ran, started, ms, hidden } = input;
  const { run, evidence, stopped, warnings, memory } = ran;
  const anonymise = nameRemover(hidden);
  const verdict = judge(rubric, evidence);
  // the run reads the kinds that its rubric asks about
  const kept = { evidence, asked: askedKinds(rubric), anonymise };
  const packed = packEvidence({ learner, exercise, notebook: key.notebook }, kept);
  const whole: SubmissionRecord = {
    version: 2,
    learner,
    exercise,
    key,
    evidence: packed.key,
    result: gradedResult(learner, verdict),
    verdict,
    content: feedbackContent(run, evidence, verdict),
    teacher: teacherContent(evidence, verdict),
    ...(stopped === undefined ? {} : { stopped }),
    warnings,
    started,
    ms,
    ...(memory === undefined ? {} : { memory }),
  };
  return { record: withoutSecrets(whole, anonymise), evidence: packed.bytes };
}

/** As `judgeRun`, of a run on another machine; in words, why it cannot be judged. */
function judgePacked({ packed, ...whose }: Judging & { packed: PackedRun }): JudgedRun | { refused: string } {
  const refused = (why: string): { refused: string } => ({
    refused: `what a worker sent back of it is of no use: ${why}`,
  });
  const ran = unpackRun(packed.bytes);
  if (typeof ran === 'string') return refused(ran);
  if (ran.status !== 'ran') return { refused: ran.reason ?? 'it cannot be run' };
  try {
    const warnings = [...packed.warnings, ...ran.warnings];
    const judged = judgeRun({ ...whose, ran: { ...ran, warnings }, ...ran.took });
    const { length } = JSON.stringify(judged.record);
    return length <= MOST_OF_RECORD ? judged : refused('there is too much of it to be kept');
  } catch (error) {
    // the stack has an end
    return refused(error instanceof RangeError ? TOO_DEEP : (error as Error).message);
  }
}

/** As `judgeAgain`. */
function judgeKept(input: {
  out: string;
  record: SubmissionRecord;
  known: { rubric: Rubric; hash: string };
  hidden?: HiddenNames | undefined;
}): SubmissionRecord | string {
  return judgeAgain(input.out, input.record, input.known, nameRemover(input.hidden));
}

/** The similarities of the submissions with these results, beyond the code that was handed out. */
function compare(input: { out: string; results: readonly Result[]; released: readonly string[] }): Alike {
  return findAlike(classCode(input.out, input.results), input.released);
}

/** The function of each kind of work, with its input and output. */
export interface LearnerWork {
  read: typeof read;
  judgeRun: typeof judgeRun;
  judgePacked: typeof judgePacked;
  judgeKept: typeof judgeKept;
  renderPages: typeof renderPages;
  compare: typeof compare;
}

/** The kinds of work. */
export const learnerWork: LearnerWork = { read, judgeRun, judgePacked, judgeKept, renderPages, compare };
