/**
 * Whether a course is sound: `checkCourse({ course, … })`. First its files; then, on practice clusters of its own, each
 * lesson that has a rubric is run as it is handed out, as it is solved, and with the wrong answers of its tests. The rubric
 * must tell them apart, and the requests that the text speaks of must be seen.
 */
import { isKubelabError } from '../errors.js';
import type { Rubric } from '../grader/rubric.js';
import { type Notebook, readNotebook } from '../notebook/document.js';
import { type CourseFault, fileFaults } from './check-files.js';
import { rubricFaults } from './check-rubric.js';
import { answerFaults, runFaults, wordFaults } from './check-runs.js';
import type { Course, Lesson } from './course.js';
import { type Stage, type StagedRun, type StageOptions, withStage } from './course-stage.js';
import { missingRequests } from './expected-requests.js';
import { type LessonTests, lessonTestsFile, readLessonTests, type WrongAnswer } from './lesson-tests.js';
import { madeFaults } from './made-objects.js';
import { readRubric } from './rubrics.js';
import { solvedNotebook } from './solution.js';
import { tasksOf } from './tasks.js';

/** The course to check, with the environment and callbacks. */
export interface CheckCourseOptions {
  course: Course;
  /** Some of its lessons; all of them, and files that no lesson knows, without this. */
  lessons?: readonly Lesson[];
  /** The environment of the kernels. */
  env: Record<string, string | undefined>;
  signal?: AbortSignal;
  onEvent?: (event: CourseCheckEvent) => void;
}

/** A step: a notebook begins (`how` is `solved`, and the like), a cell of it does, a lesson has been checked. */
export type CourseCheckEvent =
  | { type: 'run-started'; lesson: Lesson; how: string }
  | { type: 'cell-started'; number: number; total: number }
  | { type: 'lesson-checked'; lesson: Lesson; faults: CourseFault[] };

/** The faults that the check of a course found. */
export interface CourseCheck {
  faults: CourseFault[];
  /** How many checks were seen to fail and to pass. */
  checks: number;
  /** True when the signal came first; lessons that were not checked may be wrong. */
  interrupted: boolean;
}

/** Checks the course. Rejects with the error of a cluster or kernel that does not start, never for a fault of the course. */
export async function checkCourse(options: CheckCourseOptions): Promise<CourseCheck> {
  const { course, lessons = course.lessons, signal, onEvent = () => {} } = options;
  const known = fileFaults(course);
  // a file that no lesson knows is a fault of the course as a whole
  const faults = lessons === course.lessons ? known.filter(({ lesson }) => lesson === undefined) : [];
  let checks = 0;
  const onCell = (number: number, total: number): void => onEvent({ type: 'cell-started', number, total });
  const stageOptions = { ...options, onCell };
  await withStage(stageOptions, async (stage) => {
    for (const lesson of lessons) {
      if (signal?.aborted) return;
      const found = await checkLesson(lesson, course, stage, { ...stageOptions, onEvent });
      if (signal?.aborted) return;
      const all = [...known.filter((fault) => fault.lesson === lesson.id), ...found.faults];
      faults.push(...all);
      checks += found.checks;
      onEvent({ type: 'lesson-checked', lesson, faults: all });
    }
  });
  return { faults, checks, interrupted: signal?.aborted === true };
}

/** Runs the lesson as it is handed out, solved, and with each round of wrong answers. An unreadable lesson is not run. */
async function checkLesson(
  lesson: Lesson,
  course: Course,
  stage: Stage,
  options: StageOptions & { onEvent: (event: CourseCheckEvent) => void },
): Promise<{ faults: CourseFault[]; checks: number }> {
  const parts = readableParts(course, lesson);
  if (!parts) return { faults: [], checks: 0 };
  const { notebook, solution, rubric, tests } = parts;
  const run = (ran: Notebook, how: string, on = stage): Promise<StagedRun> => {
    options.onEvent({ type: 'run-started', lesson, how });
    return on.run(ran, lesson);
  };
  const untouched = await run(notebook, handedOut);
  const solved = await run(solution, 'solved');
  const faults = [
    ...runFaults(untouched.run, lesson.file, handedOut),
    ...runFaults(solved.run, lesson.solution ?? lesson.file, 'solved'),
    ...wordFaults(untouched.run, lesson.file, 'Not yet', handedOut),
    ...wordFaults(solved.run, lesson.file, 'Done', 'solved'),
    ...missingRequests(tests.requests, (lesson.exercise ? solved : untouched).events).map((message) => ({
      message,
      hint: "mend the lesson, or what its tests expect of it; an exercise's are those of its solution",
      place: { file: lessonTestsFile(course, lesson) },
    })),
    ...rubricFaults(rubric, untouched.evidence, solved.evidence),
    ...madeFaults(lesson, [untouched.evidence, solved.evidence]),
  ];
  for (const [index, round] of tests.wrong.entries()) {
    if (options.signal?.aborted) break;
    // each round has a fresh cluster: objects of the solution would change how a wrong answer is judged
    const wrong = await withStage(options, (fresh) =>
      run(answered(solution, round), `with wrong answers, round ${index + 1}`, fresh),
    );
    faults.push(...answerFaults(wrong.run, round, { file: lessonTestsFile(course, lesson) }));
  }
  return { faults: faults.map((fault) => ({ lesson: lesson.id, ...fault })), checks: rubric.checks.length };
}

const handedOut = 'as it is handed out';

interface LessonParts {
  notebook: Notebook;
  solution: Notebook;
  rubric: Rubric;
  tests: LessonTests;
}

/** The parts that a lesson is run by; undefined for a lesson without tasks, and where `fileFaults` has told the fault. */
function readableParts(course: Course, lesson: Lesson): LessonParts | undefined {
  try {
    const rubric = readRubric(course, lesson);
    const solution = solvedNotebook(lesson);
    if (!rubric || !solution) return undefined;
    return { notebook: readNotebook(lesson.file), solution, rubric, tests: readLessonTests(course, lesson) };
  } catch (error) {
    if (isKubelabError(error)) return undefined;
    throw error;
  }
}

/** The notebook with these answers, up to the last check that judges one of them. */
function answered(notebook: Notebook, round: Record<string, WrongAnswer>): Notebook {
  const checks = tasksOf(notebook).flatMap(({ name, check }) => (name in round && check ? [check.id] : []));
  const last = notebook.cells.findLastIndex(({ id }) => checks.includes(id));
  const taken = notebook.cells.slice(0, last < 0 ? undefined : last + 1);
  return { ...notebook, cells: taken.map((cell) => ({ ...cell, source: round[cell.id]?.source ?? cell.source })) };
}
