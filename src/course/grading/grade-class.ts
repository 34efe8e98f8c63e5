/**
 * Grading the submissions of a class: `gradeClass(options)`. Each submission is in the book when it is graded, so that whatever ends
 * the process, only running submissions are lost. The files for people and programs are written after each submission of a
 * class of some hundred; those of a larger class take a tenth of the time.
 */
import { isKubelabError } from '../../errors.js';
import { changesSince, type MarkChange } from './changes.js';
import { addToBook, bookToGoOn, type GradedWith, writeBook } from './class-book.js';
import { type ClassRowsOptions, classRows } from './class-rows.js';
import { type Graded, type GradeOneOptions, gradeOne, type Task } from './grade-one.js';
import { pacedWriting } from './paced-writing.js';
import { publishPages, publishResults } from './publish.js';
import { publishClass } from './publish-class.js';
import { readRecord } from './record.js';
import type { Result } from './results.js';

/** The submissions to grade, and the settings. */
export interface GradeClassOptions extends GradeOneOptions, Omit<ClassRowsOptions, 'book'> {
  /** How many submissions are graded at once. */
  jobs: number;
  /** The part of the command line that the folder of results keeps. */
  with: GradedWith;
  onEvent?: (event: GradingEvent) => void;
}

/** A step of a grading. `index` is the submission's place in the list. */
export type GradingEvent =
  | { type: 'started'; index: number }
  | { type: 'finished'; index: number; result: Result; how: Graded['how'] };

/** How a submission came to its result. */
export interface Step {
  learner: string;
  exercise: string;
  /** `stays`: only a run could tell, and nothing was run; its earlier result is kept. */
  how: Graded['how'] | 'stays';
  why: readonly string[];
}

/** The results of grading a class. */
export interface ClassRun {
  /** The results with a teacher's marks, and with the learners who handed in nothing. */
  results: Result[];
  /** The submissions of this grading that could not be graded. */
  notGraded: Result[];
  /** Rows of earlier gradings in the same folder that this one left as they are. */
  kept: Result[];
  /** How many submissions were not reached, since the signal came or the machine did not allow more. */
  left: number;
  steps: Step[];
  changes: MarkChange[];
  /** Errors of the machine: a kernel that does not start, a full disk. */
  faults: unknown[];
}

/** Rows of a class whose files are written after each submission. */
const MOST_AT_ONCE = 300;

/**
 * Grades the submissions and writes the results. Resolves whatever becomes of them, also when the signal comes. Rejects with
 * FILE_UNREADABLE for a folder whose earlier results cannot be read.
 */
export async function gradeClass(options: GradeClassOptions): Promise<ClassRun> {
  const { tasks, out, signal, marks, onEvent = () => {} } = options;
  const book = bookToGoOn(out);
  const rows = classRows({ ...options, book });
  const gradedWith = { ...book?.with, ...options.with };
  const changed = changesSince(options.resume ? book : undefined, marks);
  const steps: Step[] = [];
  const changes: MarkChange[] = [];
  const faults: unknown[] = [];
  const attempt = async (write: () => void | Promise<void>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      faults.push(error);
    }
  };
  const publish = async (): Promise<void> => {
    await attempt(() => publishResults(out, rows.all(), options));
    await attempt(() => writeBook(out, { with: gradedWith, marks: [...marks], rows: rows.unmarked() }));
  };
  const unknown = tasks.filter((_, index) => !rows.ofTask(index)).length;
  const isLarge = rows.all().length + unknown > MOST_AT_ONCE;
  const paced = pacedWriting(publish);
  const publishInTurn = async (index: number): Promise<void> => {
    const isWritten = await (isLarge ? paced.write() : publish().then(() => true));
    const row = isWritten ? undefined : rows.unmarkedOf(index);
    if (row) await attempt(() => addToBook(out, row));
  };

  let next = 0;
  let stopped = false;
  const take = async (index: number, task: Task): Promise<void> => {
    onEvent({ type: 'started', index });
    const graded = await gradeOne(task, options);
    if (!graded) return;
    const { record, how, why, fault } = graded;
    const outcome = rows.set(index, graded.result);
    steps.push({ learner: outcome.result.learner, exercise: outcome.result.exercise, how, why });
    const change = changed(graded.result, why);
    if (change) changes.push(change);
    if (fault !== undefined) faults.push(fault);
    stopped ||= isOfTheMachine(fault);
    await attempt(() => publishPages(out, outcome, record, options));
    // a thousand refusals are written once
    if (task.submission.refusal === undefined) await publishInTurn(index);
    onEvent({ type: 'finished', index, result: outcome.result, how });
  };
  const work = async (): Promise<void> => {
    for (let task = tasks[next]; task && !signal?.aborted && !stopped; task = tasks[next]) await take(next++, task);
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, work));
  paced.end();

  for (const { unmarked, outcome } of rows.remarked) {
    const { learner, exercise } = unmarked;
    const change = changed(unmarked, []);
    if (change) changes.push(change);
    await attempt(() => publishPages(out, outcome, readRecord(out, learner, exercise), options));
  }
  const all = rows.all();
  const handedIn = signal?.aborted ? [] : (options.handedIn ?? tasks);
  const lessons = [...new Set(handedIn.flatMap(({ submission }) => submission.lesson ?? []))];
  await attempt(() => publishClass(rows.unmarked(), all, { ...options, with: gradedWith, lessons }));
  const own = tasks.flatMap((_, index) => rows.ofTask(index)?.result ?? []);
  return {
    results: all.map(({ result }) => result),
    notGraded: own.filter(({ status }) => status === 'not graded'),
    kept: rows.kept,
    left: tasks.length - steps.length,
    steps,
    changes,
    faults,
  };
}

/** True for an error that every further submission would meet, too. */
function isOfTheMachine(fault: unknown): boolean {
  return isKubelabError(fault) && (fault.code === 'KERNEL_MISSING' || fault.code === 'ENVIRONMENT');
}
