/** From submissions to tasks of the grading: the name of each learner in all files. */
import { type HiddenNames, hiddenNames, nameRemover, pseudonym } from './anonymous.js';
import type { Task } from './grade-one.js';
import type { MarkEntry } from './marks.js';
import type { Learner } from './roster.js';
import type { Submission } from './submissions.js';

/** The tasks, marks and roster of a grading, with names or with pseudonyms throughout. */
export interface Named {
  tasks: Task[];
  marks: MarkEntry[];
  roster: Learner[];
}

/** Tasks, marks and roster under the learners' names; with a key, under pseudonyms. */
export function nameAll(
  from: { submissions: readonly Submission[]; marks: readonly MarkEntry[]; roster: readonly Learner[] },
  key: Buffer | undefined,
): Named {
  const { submissions, marks, roster } = from;
  if (!key) {
    const tasks = submissions.map((submission) => ({ submission, label: submission.learner }));
    return { tasks, marks: [...marks], roster: [...roster] };
  }
  const hiddenOf = (learner: string): HiddenNames =>
    hiddenNames(
      learner,
      roster.find(({ id }) => id === learner),
      pseudonym(key, learner),
    );
  // a refusal may name others, too: "could be of ada or of bob"
  const removers = roster.map(({ id }) => nameRemover(hiddenOf(id)));
  const unnamed = (submission: Submission): Submission => {
    const { refusal } = submission;
    if (refusal === undefined) return submission;
    return { ...submission, refusal: removers.reduce((text, remove) => remove(text), refusal) };
  };
  return {
    tasks: submissions
      .map((submission) => ({
        submission: unnamed(submission),
        label: pseudonym(key, submission.learner),
        hidden: hiddenOf(submission.learner),
      }))
      // in the order of the names, the order would tell who is who
      .sort((a, b) => (a.label < b.label ? -1 : 1)),
    marks: marks.map((entry) => ({
      ...entry,
      learner: pseudonym(key, entry.learner),
      ...(entry.comment === undefined ? {} : { comment: nameRemover(hiddenOf(entry.learner))(entry.comment) }),
    })),
    roster: roster.map(({ id, line }) => ({
      id: pseudonym(key, id),
      firstName: '',
      lastName: '',
      email: '',
      names: [],
      line,
    })),
  };
}
