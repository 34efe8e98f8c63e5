/**
 * The rows of a grading: those of its tasks, those of earlier gradings that it does not touch, and one for each learner of the roster
 * who handed in nothing. The folder of results is a class's book: one learner can be graded again among 180.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { applyMarks } from './apply-marks.js';
import { type ClassBook, type ClassRow, rowKey } from './class-book.js';
import { pageNames } from './file-names.js';
import type { Task } from './grade-one.js';
import { type ClassFacts, type HandedInBy, missingAmong, type Outcome, outcomeOf } from './outcomes.js';
import { readRecord } from './record.js';
import { isMissing, type Result } from './results.js';

/** The facts that the rows are made of. */
export interface ClassRowsOptions extends ClassFacts {
  /** The folder of results. */
  out: string;
  /** The folder's book of earlier gradings. */
  book: ClassBook | undefined;
  tasks: readonly Task[];
  /** All submissions, when the tasks are a part of them. */
  handedIn?: readonly Task[];
}

/** The rows, as they are at the moment. */
export interface ClassRows {
  /** Sets the row of a task. Returns it with a teacher's marks. */
  set(index: number, result: Result): Outcome;
  /** The row of a task; undefined before it was ever graded. */
  ofTask(index: number): Outcome | undefined;
  /** The row of a task as the book keeps it, without a teacher's marks; undefined before it was ever graded. */
  unmarkedOf(index: number): ClassRow | undefined;
  /** All rows: submissions by learner and exercise, then learners who handed in nothing. */
  all(): Outcome[];
  /** All rows without a teacher's marks, as the book keeps them. */
  unmarked(): ClassRow[];
  /** Rows of earlier gradings that this one leaves as they are. */
  kept: Result[];
  /** The kept rows whose marks are others now than those that were published. */
  remarked: { unmarked: Result; outcome: Outcome }[];
}

/** The rows at the start of a grading; pages of earlier ones get their new names. */
export function classRows(options: ClassRowsOptions): ClassRows {
  const { out, book, tasks, handedIn = tasks, marks } = options;
  const before = book?.rows ?? [];
  const earlier = new Map(before.map(({ result }) => [rowKey(result), result]));
  const keys = tasks.map(keysOf);
  const kept = untouchedRows([...earlier.values()], keys);
  // an earlier result stays in the files until the new one is there
  const timed = (result: Result, index: number): Result => {
    const { handedIn: _, ...row } = result;
    const [now, known] = [tasks[index]?.submission.handedIn, earlier.get(rowKey(row))?.handedIn];
    // a grading that asks for no time, or of one copied file, leaves what is known of it
    const time = known && (!now || now.clock === 'none') ? known : now;
    return time ? { ...row, handedIn: time } : row;
  };
  const rows = keys.map((key, index) => {
    const row = readRecord(out, key.learner, key.exercise)?.result ?? earlier.get(rowKey(key));
    return row && timed(row, index);
  });
  const missing = [...kept.filter(isMissing), ...missingAmong([...handedIn.map(keysOf), ...kept], options)];

  const withPage = kept.filter((row) => !isMissing(row));
  const pages = pageNames([...keys, ...withPage]);
  const pageOf = new Map([...keys, ...withPage].map((row, index) => [rowKey(row), pages[index] ?? '']));
  renamePages(out, before, pageOf);

  const rowOf = (result: Result): ClassRow => {
    const page = pageOf.get(rowKey(result));
    return { result, ...(page === undefined ? {} : { page }) };
  };
  const outcome = (result: Result): Outcome => outcomeOf(rowOf(result), marks);
  const all = (): Result[] => {
    const known = rows.filter((row) => row !== undefined);
    return [...[...known, ...withPage].sort(byLearner), ...missing];
  };
  const oldMarks = book?.marks ?? [];
  const isChanged = (row: Result): boolean => !isDeepStrictEqual(applyMarks(row, marks), applyMarks(row, oldMarks));
  return {
    set: (index, result) => {
      const row = timed(result, index);
      rows[index] = row;
      return outcome(row);
    },
    ofTask: (index) => {
      const row = rows[index];
      return row && outcome(row);
    },
    unmarkedOf: (index) => {
      const row = rows[index];
      return row && rowOf(row);
    },
    all: () => all().map(outcome),
    unmarked: () => all().map(rowOf),
    kept,
    remarked: withPage.filter(isChanged).map((row) => ({ unmarked: row, outcome: outcome(row) })),
  };
}

/**
 * The earlier rows that a grading of these leaves as they are. The row of a submission whose exercise was not known is
 * superseded by any other of the same learner.
 */
function untouchedRows(earlier: readonly Result[], handedIn: readonly HandedInBy[]): Result[] {
  const keys = new Set(handedIn.map(rowKey));
  const learners = new Set(handedIn.map(({ learner }) => learner));
  return earlier.filter((row) => !keys.has(rowKey(row)) && !(row.exercise === '' && learners.has(row.learner)));
}

/** Renames earlier pages: with a second exercise in the book, pages are called by learner and exercise. */
function renamePages(out: string, before: readonly ClassRow[], pageOf: ReadonlyMap<string, string>): void {
  for (const { page, result } of before) {
    const now = pageOf.get(rowKey(result));
    if (page === undefined || now === undefined || now === page) continue;
    for (const folder of ['feedback', 'report']) {
      try {
        renameSync(join(out, folder, page), join(out, folder, now));
      } catch {
        // there is none, or it cannot be moved; it is written anew when its submission is graded
      }
    }
  }
}

function keysOf({ label, submission }: Task): HandedInBy {
  return { learner: label, exercise: submission.lesson?.id ?? '' };
}

function byLearner(a: Result, b: Result): number {
  return `${a.learner}\0${a.exercise}` < `${b.learner}\0${b.exercise}` ? -1 : 1;
}
