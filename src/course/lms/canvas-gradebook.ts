/**
 * Canvas' gradebook as a CSV file. Canvas' export is read; the file that is given back holds its first columns and the
 * column of one assignment, since Canvas takes every column of an import for a change. (Canvas' instructor guide:
 * "How do I import grades in the Gradebook?")
 */
import { KubelabError } from '../../errors.js';
import { type Learner, loosely } from '../grading/roster.js';
import type { GradedWork } from './graded-work.js';
import { matchLearners, unmatchedNotes } from './match-learners.js';
import { scaledPoints, scaleNote } from './scaled-points.js';
import { columnOf, type Field, formatSheet, numberIn, parseSheet, pointsField } from './sheet.js';

/** Names stand in one column or in two: that is a setting of Canvas. */
const FIRST = [
  ...['Student', 'LastName', 'FirstName'],
  ...['ID', 'SIS User ID', 'SIS Login ID', 'Integration ID', 'Root Account', 'Section'],
];

/** Canvas' words in place of a grade, and their meaning. */
const NO_GRADE: Readonly<Record<string, string>> = {
  EX: 'is excused in Canvas',
  'N/A': 'is not assigned this in Canvas',
};

/** A gradebook for the import. */
export interface FilledGradebook {
  text: string;
  /** How many grades were filled in. */
  filled: number;
  /** The title of the assignment's column. */
  assignment: string;
  notes: string[];
}

/**
 * Fills in the gradebook in `text`. `assignment` is the name or number of the assignment in Canvas; without it the only
 * assignment is taken, or the one that is called as the exercise. Throws ARGUMENT_INVALID for text that is no gradebook, and
 * when the assignment is not clear.
 */
export function fillGradebook(
  text: string,
  file: string,
  works: readonly GradedWork[],
  options: { roster: readonly Learner[]; assignment?: string },
): FilledGradebook {
  const sheet = parseSheet(text, file);
  const first = FIRST.map((title) => columnOf(sheet.head, [title])).filter((column) => column >= 0);
  const id = columnOf(sheet.head, ['ID']);
  const [student, lastName, firstName] = ['Student', 'LastName', 'FirstName'].map((title) =>
    columnOf(sheet.head, [title]),
  ) as [number, number, number];
  if (id < 0 || (student < 0 && (lastName < 0 || firstName < 0))) {
    throw new KubelabError('ARGUMENT_INVALID', "this is not Canvas' gradebook: it has no columns Student and ID", {
      hint: 'in the gradebook, choose "Export Entire Gradebook"',
      place: { file, line: 1 },
    });
  }
  const names = [options.assignment, works[0]?.result.exercise].filter((name) => name !== undefined);
  const column = assignmentColumn(sheet.head, names, options.assignment !== undefined, file);
  const isStudent = (row: readonly Field[]): boolean => (row[id]?.text.trim() ?? '') !== '';
  const possible = sheet.rows.find((row) => !isStudent(row) && /points possible/i.test(row[0]?.text ?? ''));
  const written = possible?.[column]?.text ?? '';
  const maximum = numberIn(written);
  // a first name alone may be somebody else's login
  const telling = first.filter((at) => at !== lastName && at !== firstName);
  const words = sheet.rows.map((row) => {
    if (!isStudent(row)) return [];
    const whole = [firstName, lastName].map((at) => row[at]?.text ?? '').join(' ');
    return [whole, ...telling.flatMap((at) => nameOf(row[at]?.text ?? ''))];
  });
  const { rows, unmatched } = matchLearners(
    works.map(({ result }) => result.learner),
    words,
    options.roster,
  );
  const notes = unmatchedNotes(unmatched, 'the gradebook');
  let filled = 0;
  for (const { result } of works) {
    const row = sheet.rows[rows.get(result.learner) ?? -1];
    if (!row) continue;
    if (result.status !== 'graded') {
      notes.push(`${result.learner} is not graded, and the grade stays as it was`);
      continue;
    }
    const standing = NO_GRADE[row[column]?.text.trim() ?? ''];
    if (standing) {
      notes.push(`${result.learner} ${standing}, and that stays as it was`);
      continue;
    }
    row[column] = pointsField(scaledPoints(result.points, result.maxPoints, maximum), written);
    filled++;
  }
  const note = scaleNote('Canvas', works[0]?.result.maxPoints ?? 0, maximum);
  const kept = (row: readonly Field[]): Field[] =>
    [...first, column].map((at) => row[at] ?? { text: '', quoted: false });
  return {
    text: formatSheet({ ...sheet, head: kept(sheet.head), rows: sheet.rows.map(kept) }),
    filled,
    assignment: sheet.head[column]?.text ?? '',
    notes: note ? [note, ...notes] : notes,
  };
}

/** `Lovelace, Ada` is called `Ada Lovelace` as well. */
function nameOf(text: string): string[] {
  const [last = '', rest = ''] = text.split(/,\s*/, 2);
  return rest === '' ? [text] : [text, `${rest} ${last}`];
}

/** Columns of assignments end in their number: `Activity (4711)`; the others are sums, and for reading alone. */
function assignmentColumn(head: readonly Field[], names: readonly string[], named: boolean, file: string): number {
  const assignments = head.flatMap(({ text }, column) => {
    const parts = /^(.*)\((\d+)\)\s*$/.exec(text);
    return parts ? [{ column, title: text, words: [text, parts[1] ?? '', parts[2] ?? ''].map(loosely) }] : [];
  });
  const [only, ...others] = assignments;
  if (only && others.length === 0 && !named) return only.column;
  for (const name of named ? names.slice(0, 1) : names) {
    const wanted = loosely(name);
    const fitting = assignments.filter(({ words }) => words.includes(wanted));
    const [fit] = fitting;
    if (fit && fitting.length === 1) return fit.column;
  }
  const list = assignments.slice(0, 20).map(({ title }) => title);
  throw new KubelabError(
    'ARGUMENT_INVALID',
    assignments.length === 0
      ? 'the gradebook has no column of an assignment'
      : 'which assignment is meant is not clear',
    {
      hint:
        list.length === 0 ? 'make the assignment in Canvas, and export again' : `say --assignment: ${list.join(', ')}`,
      place: { file, line: 1 },
    },
  );
}
