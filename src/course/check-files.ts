/** The faults of a course that show without running it: notebooks that are not clean, stray files, tasks without rubrics. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isKubelabError, type KubelabError, type Place } from '../errors.js';
import type { Condition, Rubric } from '../grader/rubric.js';
import { type Notebook, parseNotebook } from '../notebook/document.js';
import { formatNotebook } from '../notebook/format.js';
import type { Course, Lesson } from './course.js';
import { type LessonTests, lessonTestsFile, readLessonTests } from './lesson-tests.js';
import { readRubric, rubricFile } from './rubrics.js';
import { solvedNotebook, withoutAnswers } from './solution.js';
import { tasksOf } from './tasks.js';

/** A fault of the course. */
export interface CourseFault {
  /** The lesson's id; undefined for a fault of no lesson. */
  lesson?: string;
  message: string;
  hint: string;
  place?: Place;
}

/** All faults of the files of the course, lesson by lesson. */
export function fileFaults(course: Course): CourseFault[] {
  return [...orphans(course), ...course.lessons.flatMap((lesson) => lessonFaults(course, lesson))];
}

/** Files in the folder that no lesson knows. */
function orphans({ folder, lessons, ...course }: Course): CourseFault[] {
  const known = new Set(
    lessons.flatMap((lesson) => [
      lesson.file,
      lesson.solution ?? '',
      rubricFile({ ...course, folder, lessons }, lesson),
      lessonTestsFile({ ...course, folder, lessons }, lesson),
    ]),
  );
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => file.endsWith('.ipynb') || /^(rubrics|tests)[/\\]/.test(relative(folder, file)))
    .filter((file) => !known.has(file) && !file.includes('.ipynb_checkpoints'))
    .sort()
    .map((file) => ({
      message: `no lesson knows the file ${relative(folder, file)}`,
      hint: 'name it in course.yaml, or remove it; a rubric is called as the notebook of its lesson',
      place: { file },
    }));
}

function lessonFaults(course: Course, lesson: Lesson): CourseFault[] {
  const { id, file, solution } = lesson;
  const faults: CourseFault[] = [];
  /** Runs one part, whose error must not hide the faults of the others. */
  const part = <T>(look: () => T): T | undefined => {
    try {
      return look();
    } catch (error) {
      if (!isKubelabError(error)) throw error;
      faults.push(...faultsOf(error));
      return undefined;
    }
  };
  faults.push(...(part(() => notebookFaults(file)) ?? []));
  if (solution) faults.push(...(part(() => notebookFaults(solution)) ?? []));
  const rubric = part(() => ({ read: readRubric(course, lesson) }));
  const notebook = part(() => parseNotebook(readFileSync(file, 'utf8'), file));
  const tests = part(() => readLessonTests(course, lesson));
  if (notebook) {
    if (rubric) faults.push(...taskFaults(course, lesson, notebook, rubric.read));
    if (tests) faults.push(...testFaults(course, lesson, notebook, tests));
    faults.push(...(part(() => solutionFaults(lesson, notebook)) ?? []));
  }
  if (rubric?.read) faults.push(...visibilityFaults(rubric.read));
  const told = new Set<string>();
  return faults
    .map((fault) => ({ lesson: id, ...fault }))
    .filter((fault) => !told.has(JSON.stringify(fault)) && told.add(JSON.stringify(fault)));
}

/** An error about a file may bring others of the same file with it. */
function faultsOf(error: KubelabError): CourseFault[] {
  const { message, hint, place, cause } = error;
  const more = cause instanceof AggregateError ? cause.errors.filter(isKubelabError) : [];
  return [{ message, hint, ...(place ? { place } : {}) }, ...more.flatMap(faultsOf)];
}

/** Faults of wrong answers that answer no task of the lesson. */
function testFaults(course: Course, lesson: Lesson, notebook: Notebook, { wrong }: LessonTests): CourseFault[] {
  const tasks = tasksOf(notebook).map(({ name }) => name);
  const stray = new Set(wrong.flatMap((round) => Object.keys(round)).filter((name) => !tasks.includes(name)));
  return [...stray].map((name) => ({
    message: `the tests answer the task ${name}, and no cell tagged "task" has that id`,
    hint: `choose from ${tasks.join(', ') || 'none: the notebook has no task'}`,
    place: { file: lessonTestsFile(course, lesson) },
  }));
}

const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };

/** Faults of a notebook to commit: it is for the kernel, without outputs, each cell with an id that says its subject. */
function notebookFaults(file: string): CourseFault[] {
  const text = readFileSync(file, 'utf8');
  const notebook = parseNotebook(text, file);
  const faults: CourseFault[] = [];
  const fault = (message: string, hint: string, cell?: number): void => {
    faults.push({ message, hint, place: { file, ...(cell === undefined ? {} : { cell }) } });
  };
  if (JSON.stringify(sorted(notebook.metadata.kernelspec)) !== JSON.stringify(kernelspec)) {
    fault('the notebook does not name the kernel "tslab" as TypeScript', 'choose it in Jupyter and save');
  }
  // parseNotebook made sure of the shape
  const written = (JSON.parse(text) as { cells: { id?: unknown }[] }).cells;
  for (const [index, cell] of notebook.cells.entries()) {
    const id = written[index]?.id;
    if (id !== cell.id) {
      fault(
        `the cell's id ${JSON.stringify(id) ?? ''} is missing, no id, or another cell's`,
        'give it a name',
        index + 1,
      );
    } else if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(cell.id) || /^(?=.*\d)[0-9a-f]{8}$/.test(cell.id)) {
      fault(
        `the cell's id ${JSON.stringify(id)} says nothing`,
        'name what it is about, such as create-deployment',
        index + 1,
      );
    }
    if (cell.cell_type === 'code' && (cell.outputs.length > 0 || cell.execution_count !== null)) {
      fault('the cell holds outputs', 'clear all outputs before committing', index + 1);
    }
  }
  if (faults.length === 0 && text !== formatNotebook(notebook)) {
    fault('the file is not written as Jupyter writes it', 'open it in Jupyter, clear the outputs and save');
  }
  return faults;
}

function sorted(object: object | undefined): unknown {
  return Object.fromEntries(Object.entries(object ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Faults of tasks and a rubric that do not name each other. */
function taskFaults(course: Course, lesson: Lesson, notebook: Notebook, rubric: Rubric | undefined): CourseFault[] {
  const tasks = tasksOf(notebook);
  const cellOf = (name: string): number => notebook.cells.findIndex(({ id }) => id === name) + 1;
  const faults = tasks
    .filter(({ check }) => !check)
    .map(
      ({ name }): CourseFault => ({
        message: `the task ${name} has no cell tagged "check" right behind it`,
        hint: `add one with await check('${lesson.id}/${name}')`,
        place: { file: lesson.file, cell: cellOf(name) },
      }),
    );
  if (!rubric) {
    if (tasks.length === 0) return faults;
    const file = rubricFile(course, lesson);
    return [
      ...faults,
      { message: 'the lesson has tasks and no rubric', hint: `write ${basename(file)}`, place: { file } },
    ];
  }
  const place = { file: rubric.file };
  if (rubric.exercise !== lesson.id) {
    faults.push({
      message: `the rubric is for ${rubric.exercise}`,
      hint: `its entry "exercise" has to be ${lesson.id}, as in course.yaml`,
      place,
    });
  }
  if (!lesson.solution) {
    faults.push({
      message: 'the lesson has a rubric and no solution',
      hint: 'add "solution: solutions/FILE.ipynb" to course.yaml, with the solved cells in it',
      place,
    });
  }
  for (const { name } of tasks) {
    if (rubric.checks.some(({ task }) => task === name)) continue;
    faults.push({ message: `no check is about the task ${name}`, hint: 'add one, or remove the tag "task"', place });
  }
  for (const { id, task } of rubric.checks) {
    if (tasks.some(({ name }) => name === task)) continue;
    faults.push({
      message: `the check ${id} is about ${task}, and no cell tagged "task" has that id`,
      hint: `choose from ${tasks.map(({ name }) => name).join(', ') || 'none: the notebook has no task'}`,
      place,
    });
  }
  return faults;
}

/** Faults of a reader's exercise that has drifted apart from its solution. */
function solutionFaults(lesson: Lesson, notebook: Notebook): CourseFault[] {
  const solved = solvedNotebook(lesson);
  if (!solved || !lesson.solution) return [];
  const emptied = withoutAnswers(solved, lesson.solution);
  if (!lesson.exercise) return [];
  return notebook.cells.flatMap((cell, index): CourseFault[] => {
    if (cell.source === emptied.cells[index]?.source) return [];
    return [
      {
        message: `the cell ${cell.id} is not that of the solution with its answers taken out`,
        hint: 'change the solution and carry it over',
        place: { file: lesson.file, cell: index + 1 },
      },
    ];
  });
}

/** Faults of shown checks that wait for hidden ones: the release could not say so. */
function visibilityFaults({ checks, deductions, file }: Rubric): CourseFault[] {
  const hidden = new Set(checks.filter(({ visibility }) => visibility === 'hidden').map(({ id }) => id));
  const all = [...checks, ...deductions.map((deduction) => ({ ...deduction, requires: [], follows: [] }))];
  const shown = all.filter(({ visibility }) => visibility === 'shown');
  return shown.flatMap(({ id, condition, requires, follows }) => {
    const waits = [...requires, ...follows, ...afterOf(condition)].find((name) => hidden.has(name));
    if (waits === undefined) return [];
    return [
      {
        message: `the check ${id} is shown and waits for ${waits}, which is hidden`,
        hint: 'hide both, or show both',
        place: { file },
      },
    ];
  });
}

function afterOf(condition: Condition): string[] {
  if (condition.is === 'all' || condition.is === 'any') return condition.of.flatMap(afterOf);
  return condition.is === 'request' && condition.request.after ? [condition.request.after] : [];
}
