/**
 * Grading what a class handed in: `gradeClass(options)`. Results are written after each submission, so that whatever ends
 * the process, no more is lost than what was running.
 */
import { isKubelabError } from '../../errors.js';
import type { Rubric } from '../../grader/rubric.js';
import type { MarkChange } from './changes.js';
import { pageNames } from './file-names.js';
import { type GradeOneOptions, gradeOne, type Task } from './grade-one.js';
import { applyMarks, type MarkEntry } from './marks.js';
import { type Outcome, publishFeedback, publishReport, publishResults } from './publish.js';
import { readRecord } from './record.js';
import { notGradedResult, type Result } from './results.js';
import type { Learner } from './roster.js';

/** What to grade, and how. */
export interface GradeClassOptions extends GradeOneOptions {
  tasks: readonly Task[];
  /** How many at once. */
  jobs: number;
  /** A teacher's marks, by the names that the results have. */
  marks: readonly MarkEntry[];
  /** For the names in results.csv, and for learners of whom nothing was handed in. */
  roster: readonly Learner[];
  onEvent?: (event: GradingEvent) => void;
}

/** A step of a grading. `index` is the task's place in the list. */
export type GradingEvent =
  | { type: 'started'; index: number }
  | { type: 'finished'; index: number; result: Result; kept: boolean; change?: MarkChange };

/** What became of a class. */
export interface ClassRun {
  /** With a teacher's marks, and with the learners of whom nothing was handed in. */
  results: Result[];
  /** The submissions that could not be graded. */
  notGraded: Result[];
  /** How many submissions were not reached, since the signal came or the machine did not allow more. */
  left: number;
  changes: MarkChange[];
  /** What the machine did not allow: a kernel that does not start, a full disk. */
  faults: unknown[];
}

/** Grades the submissions and writes the results. Resolves whatever becomes of them, also when the signal comes. */
export async function gradeClass(options: GradeClassOptions): Promise<ClassRun> {
  const { tasks, out, signal, marks, roster, rubrics, onEvent = () => {} } = options;
  const pages = pageNames(tasks.map((task) => ({ learner: task.label, exercise: exerciseOf(task) })));
  // What was graded before stays in the files until its new result is there.
  const known = tasks.map((task) => readRecord(out, task.label, exerciseOf(task))?.result);
  const reached = new Set<number>();
  const changes: MarkChange[] = [];
  const faults: unknown[] = [];
  const titleOf = (exercise: string): string => rubrics.get(exercise)?.rubric.title ?? (exercise || 'Unknown exercise');
  const outcomes = (): Outcome[] => [
    ...known.flatMap((result, index) =>
      result ? [{ result: applyMarks(result, marks), page: pages[index] ?? '' }] : [],
    ),
    ...missing(tasks, roster, rubrics).map((result) => ({ result: applyMarks(result, marks) })),
  ];
  const attempt = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      faults.push(error);
    }
  };

  let next = 0;
  let stopped = false;
  const take = async (index: number, task: Task): Promise<void> => {
    onEvent({ type: 'started', index });
    const graded = await gradeOne(task, options);
    if (!graded) return;
    const { record, kept = false, change, fault } = graded;
    known[index] = graded.result;
    reached.add(index);
    if (change) changes.push(change);
    if (fault !== undefined) faults.push(fault);
    stopped ||= isOfTheMachine(fault);
    const result = applyMarks(graded.result, marks);
    const page = pages[index] ?? '';
    attempt(() => publishFeedback(out, { result, page }, record, titleOf(result.exercise)));
    attempt(() => publishResults(out, outcomes(), roster));
    onEvent({ type: 'finished', index, result, kept, ...(change ? { change } : {}) });
  };
  const work = async (): Promise<void> => {
    for (let task = tasks[next]; task && !signal?.aborted && !stopped; task = tasks[next]) await take(next++, task);
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, work));

  const all = outcomes();
  attempt(() => publishResults(out, all, roster));
  attempt(() => publishReport(out, all, plainRubrics(rubrics), titleOf));
  return {
    results: all.map(({ result }) => result),
    notGraded: all.filter(({ result, page }) => page && result.status === 'not graded').map(({ result }) => result),
    left: tasks.length - reached.size,
    changes,
    faults,
  };
}

/** The learners of the roster who have handed in nothing for an exercise that others have handed in. */
function missing(tasks: readonly Task[], roster: readonly Learner[], rubrics: GradeClassOptions['rubrics']): Result[] {
  const exercises = [...new Set(tasks.map(exerciseOf))].filter((exercise) => rubrics.has(exercise));
  return exercises.flatMap((exercise) => {
    const there = new Set(tasks.filter((task) => exerciseOf(task) === exercise).map(({ label }) => label));
    const maxPoints = rubrics.get(exercise)?.maxPoints ?? 0;
    const absent = roster.filter(({ id }) => !there.has(id));
    return absent.map(({ id }) => notGradedResult(id, exercise, maxPoints, 'nothing was handed in'));
  });
}

function exerciseOf({ submission }: Task): string {
  return submission.lesson?.id ?? '';
}

function plainRubrics(rubrics: GradeClassOptions['rubrics']): ReadonlyMap<string, Rubric> {
  return new Map([...rubrics].map(([exercise, { rubric }]) => [exercise, rubric]));
}

/** Every further submission would fail of the same. */
function isOfTheMachine(fault: unknown): boolean {
  return isKubelabError(fault) && (fault.code === 'KERNEL_MISSING' || fault.code === 'ENVIRONMENT');
}
