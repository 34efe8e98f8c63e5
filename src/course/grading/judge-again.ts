/** Judging a submission again from its kept evidence, without a cluster and a kernel. */
import { type AskedKinds, askedKinds } from '../../grader/asked-kinds.js';
import { judge } from '../../grader/judge.js';
import type { Rubric } from '../../grader/rubric.js';
import { readEvidence } from './evidence-file.js';
import { feedbackContent } from './feedback-content.js';
import { type SubmissionRecord, withoutSecrets } from './record.js';
import { gradedResult } from './results.js';
import { teacherContent } from './teacher-content.js';

/**
 * The record as a run would give it by this rubric, secrets taken out; in words, why only a run can tell. No file is
 * written. Text that was cut out of the evidence decides no verdict: a verdict that reads such a place is not taken.
 */
export function judgeAgain(
  out: string,
  record: SubmissionRecord,
  { rubric, hash }: { rubric: Rubric; hash: string },
  anonymise: (text: string) => string,
): SubmissionRecord | string {
  const { learner, exercise, key } = record;
  const held = readEvidence(out, { learner, exercise, notebook: key.notebook }, record.evidence);
  if (typeof held === 'string') return held;
  if (!holds(held.asked, askedKinds(rubric))) return 'the rubric asks about kinds of objects that were not read';
  const verdict = judge(rubric, held.evidence);
  const looked = held.lookedAt();
  if (looked !== undefined) return `the rubric looks at what was cut out of the evidence (${looked})`;
  const whole = {
    ...record,
    key: { ...key, rubric: hash },
    result: gradedResult(learner, verdict),
    verdict,
    content: { ...record.content, requests: feedbackContent(undefined, held.evidence, verdict).requests },
    teacher: teacherContent(held.evidence, verdict),
  };
  return withoutSecrets(whole, anonymise);
}

/** True when objects of all kinds that `asked` names were read; where all were, Events were not. */
function holds(read: AskedKinds, asked: AskedKinds): boolean {
  if (asked === 'all') return read === 'all';
  return [...asked].every((kind) => (read === 'all' ? !kind.endsWith('/Event') : read.has(kind)));
}
