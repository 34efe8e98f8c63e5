/**
 * Grades as `nbgrader export` writes them, for scripts that read those. nbgrader gives 0 for a missing submission; a score stays
 * empty for a submission that could not be graded. https://nbgrader.readthedocs.io/en/stable/plugins/export-plugin.html
 */
import { csvText } from '../grading/csv.js';
import { isMissing, type Result } from '../grading/results.js';
import type { Learner } from '../grading/roster.js';

const HEAD = [
  ...['assignment', 'duedate', 'timestamp', 'student_id', 'last_name', 'first_name', 'email'],
  ...['raw_score', 'late_submission_penalty', 'score', 'max_score'],
];

/** The text of the file, in the order of the results; names are those of the roster. */
export function formatNbgraderGrades(results: readonly Result[], roster: readonly Learner[]): string {
  const known = new Map(roster.map((learner) => [learner.id, learner]));
  const rows = results.map((result) => {
    const { firstName = '', lastName = '', email = '' } = known.get(result.learner) ?? {};
    const late = (result.marks ?? [])
      .filter(({ kind }) => kind === 'late')
      .reduce((sum, { points }) => sum - points, 0);
    const [raw, score] =
      result.status === 'graded' ? [result.points + late, result.points] : isMissing(result) ? [0, 0] : ['', ''];
    const person = [result.learner, lastName, firstName, email];
    const { due, at } = result.handedIn ?? {};
    return [result.exercise, timeOf(due), timeOf(at), ...person, raw, late, score, result.maxPoints];
  });
  return csvText([HEAD, ...rows]);
}

/** A time in UTC as Python writes it: `2026-12-01 17:00:00`; empty when it is not known. */
function timeOf(time: string | undefined): string {
  return (time ?? '').replace('T', ' ').replace(/(\.\d+)?Z$/, '');
}
