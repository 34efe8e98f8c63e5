/**
 * `results.csv` (RFC 4180): a row for each submission, a column for each check. The first columns are called as nbgrader
 * calls them, so that its users and their scripts find their way.
 */
import { hundredths } from '../../hundredths.js';
import type { Result } from './results.js';
import type { Learner } from './roster.js';

/** The text of results.csv; names are those of the roster, where it has the learner. */
export function formatCsv(results: readonly Result[], roster: readonly Learner[] = []): string {
  const known = new Map(roster.map((learner) => [learner.id, learner]));
  const several = new Set(results.map(({ exercise }) => exercise)).size > 1;
  const nameOf = (exercise: string, id: string): string => (several ? `${exercise}/${id}` : id);
  const checks = [...new Set(results.flatMap((result) => result.checks.map(({ id }) => nameOf(result.exercise, id))))];
  const isTimed = results.some(({ handedIn }) => handedIn);
  const head = [
    ...['student_id', 'last_name', 'first_name', 'email', 'assignment', 'score', 'max_score', 'status'],
    ...['deductions', 'teacher_points', 'late_submission_penalty', 'comment'],
    ...(isTimed ? ['duedate', 'timestamp', 'clock', 'days_late'] : []),
    ...checks,
  ];
  const rows = results.map((result) => {
    const learner = known.get(result.learner);
    const points = new Map(result.checks.map((check) => [nameOf(result.exercise, check.id), check.points]));
    const marks = result.marks ?? [];
    // a teacher's change of one check stands in the column of that check
    const change = (late: boolean): number =>
      marks
        .filter(({ kind, check }) => (kind === 'late') === late && check === undefined)
        .reduce((total, mark) => total + mark.points, 0);
    const said = marks.flatMap(({ comment, check, cell }) => {
      const of = check ?? cell;
      return comment === undefined ? [] : [of === undefined ? comment : `${of}: ${comment}`];
    });
    const comments = [...(result.reason === undefined ? [] : [result.reason]), ...said];
    return [
      ...[result.learner, learner?.lastName, learner?.firstName, learner?.email, result.exercise],
      ...[result.status === 'graded' ? result.points : '', result.maxPoints, result.status],
      (result.deductions ?? []).reduce((total, { points: cost }) => total + cost, 0),
      ...[change(false), -change(true), comments.join('; ')],
      ...(isTimed ? timesOf(result) : []),
      ...checks.map((id) => points.get(id)),
    ];
  });
  return csvText([head, ...rows]);
}

function timesOf({ handedIn }: Result): Field[] {
  return [handedIn?.due, handedIn?.at, handedIn?.clock, handedIn?.daysLate];
}

/** A field that is empty without a value. */
type Field = string | number | undefined;

/** Rows as the text of a CSV file (RFC 4180). */
export function csvText(rows: readonly (readonly Field[])[]): string {
  const textOf = (row: readonly Field[]): string => row.map((value = '') => csvField(value)).join(',');
  return rows.map((row) => `${textOf(row)}\r\n`).join('');
}

/** One field: numbers with two digits at most, texts quoted where it is needed, and no formula that a spreadsheet would run. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(hundredths(value));
  const text = harmless(value);
  // half of the world's spreadsheets part columns by semicolons, some by tabs
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text, behind an apostrophe where a spreadsheet takes it for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
function harmless(text: string): string {
  return /^[\s\p{Cc}]*[=+\-@＝＋－＠]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}
