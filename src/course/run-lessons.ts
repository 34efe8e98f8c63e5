/**
 * Running the lessons of a course one after another, each in a fresh kernel: `runLessons(options)`. An exercise is run by
 * its solution, as its own cells are for the reader to fill in.
 */
import { dirname } from 'node:path';
import { KubelabError } from '../errors.js';
import { makeKernelSnapshot } from '../kernel/make-snapshot.js';
import { readNotebook } from '../notebook/document.js';
import type { NotebookEvent, NotebookRun } from '../notebook/execute.js';
import type { Course, Lesson } from './course.js';
import { overall, runInFolder } from './run-notebooks.js';

/** The lessons to run, and the settings. */
export interface RunLessonsOptions {
  course: Course;
  /** The ids of the lessons to run; default all. They run in the order of the course. */
  lessons?: readonly string[];
  /** The environment of the kernels, with `KUBECONFIG` or `KUBELAB_HOME` for the cluster to use. */
  env: Record<string, string | undefined>;
  /** Runs the cells after one that failed. The lessons after it are run in any case. */
  keepGoing?: boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
  onEvent?: (event: LessonEvent) => void;
}

/** A step: a lesson begins, something happens in it, it is over. */
export type LessonEvent =
  | { type: 'lesson-started'; lesson: Lesson; cells: number }
  | (NotebookEvent & { lesson: Lesson })
  | { type: 'lesson-finished'; result: LessonRun };

/** The run of one lesson. */
export interface LessonRun {
  lesson: Lesson;
  /** The notebook that was run: the lesson's, or its solution. */
  file: string;
  run: NotebookRun;
}

/** The runs of the lessons that were begun. `failed`: a cell of one did not pass; `no-kernel`: no kernel started. */
export interface CourseRun {
  status: NotebookRun['status'];
  /** With `no-kernel`: the error of the kernel's start. */
  error?: unknown;
  lessons: LessonRun[];
  ms: number;
}

/**
 * Runs the lessons. All notebooks are read before the first is run. Throws ARGUMENT_INVALID for an id that the course
 * does not have, and NOTEBOOK_INVALID. Once it runs it resolves, also when a kernel cannot be started, which ends the run.
 */
export async function runLessons(options: RunLessonsOptions): Promise<CourseRun> {
  const { course, signal, onEvent = () => {} } = options;
  const started = performance.now();
  const chosen = chooseLessons(course, options.lessons).map((lesson) => {
    const file = (lesson.exercise ? lesson.solution : undefined) ?? lesson.file;
    return { lesson, file, notebook: readNotebook(file) };
  });
  const done: LessonRun[] = [];
  // made beside the first lesson, for the next ones and for later runs
  const snapshot = makeKernelSnapshot(options.env);
  for (const { lesson, file, notebook } of chosen) {
    if (signal?.aborted) break;
    const cells = notebook.cells.filter(({ cell_type: type }) => type === 'code').length;
    onEvent({ type: 'lesson-started', lesson, cells });
    const run = await runInFolder(notebook, dirname(lesson.file), {
      ...options,
      onEvent: (event) => onEvent({ ...event, lesson }),
    });
    const result: LessonRun = { lesson, file, run };
    done.push(result);
    onEvent({ type: 'lesson-finished', result });
    if (run.status === 'no-kernel') break;
  }
  if (!signal?.aborted) await snapshot;
  return {
    ...overall(done, signal),
    lessons: done,
    ms: Math.round(performance.now() - started),
  };
}

/** The lessons of these ids, in the order of the course; all of them without ids. Throws ARGUMENT_INVALID. */
export function chooseLessons(course: Course, ids?: readonly string[]): Lesson[] {
  const unknown = ids?.find((id) => !course.lessons.some((lesson) => lesson.id === id));
  if (unknown !== undefined) {
    throw new KubelabError('ARGUMENT_INVALID', `the course has no lesson ${JSON.stringify(unknown)}`, {
      hint: `choose from ${course.lessons.map(({ id }) => id).join(', ')}`,
    });
  }
  return ids ? course.lessons.filter(({ id }) => ids.includes(id)) : course.lessons;
}
